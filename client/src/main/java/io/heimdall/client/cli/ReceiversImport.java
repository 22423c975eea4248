package io.heimdall.client.cli;

import com.google.protobuf.ByteString;
import io.heimdall.client.HeimdallClient;
import io.heimdall.client.cli.display.Json;
import io.heimdall.client.cli.display.Text;
import io.heimdall.v1.ImportReceiversRequest;
import io.heimdall.v1.ImportReceiversResponse;
import io.heimdall.v1.ReceiverListFormat;
import io.heimdall.v1.SkippedReceiver;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `heimdall receivers import`: many receivers out of a file.
@Command(
    name = "import",
    description = {
      "Add the receivers of a file that are not there yet: a JSON array, CSV whose first line"
          + " names",
      "the columns, or the page of the public KiwiSDR directory saved as a file.",
      "Those that do not say whether they are active become so once a check has received samples."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  heimdall receivers import stations.csv --dry-run",
      "  curl -s http://rx.linkfanel.net/kiwisdr_com.js | heimdall receivers import -"
          + " --skip-invalid"
    })
final class ReceiversImport extends ServerCommand {

  @Parameters(paramLabel = "FILE", description = "The file; - reads what is piped in.")
  private InputFile file = new InputFile("-");

  @Option(
      names = "--format",
      description = "What it is: ${COMPLETION-CANDIDATES}. Default: told from the file itself.")
  private @Nullable Format format;

  @Option(names = "--skip-invalid", description = "Leave out what cannot be added, add the rest.")
  private boolean skipInvalid;

  @Option(names = "--dry-run", description = "Only say what would be done.")
  private boolean dryRun;

  /// What a file is.
  enum Format {
    /// A JSON array of objects.
    JSON,
    /// CSV whose first line names the columns.
    CSV,
    /// The public KiwiSDR directory.
    KIWI_DIRECTORY
  }

  ReceiversImport(Console console) {
    super(console);
  }

  @Override
  int run(HeimdallClient client) {
    var request =
        ImportReceiversRequest.newBuilder()
            .setDocument(ByteString.copyFrom(file.read(console())))
            .setFormat(wire(format))
            .setSkipInvalid(skipInvalid)
            .setDryRun(dryRun);
    ImportReceiversResponse done = client.receivers().importList(request.build());
    if (json()) {
      console().print(Json.of(done));
      return ExitCode.OK;
    }
    for (SkippedReceiver skipped : done.getSkippedList()) {
      console().print(Text.oneLine(line(skipped)));
    }
    console()
        .print(
            "%s %d, there already %d, left out %d."
                .formatted(
                    dryRun ? "Would add" : "Added",
                    done.getAddedCount(),
                    done.getExistingCount(),
                    done.getSkippedCount()));
    return ExitCode.OK;
  }

  private static ReceiverListFormat wire(@Nullable Format format) {
    return switch (format) {
      case null -> ReceiverListFormat.RECEIVER_LIST_FORMAT_UNSPECIFIED;
      case JSON -> ReceiverListFormat.RECEIVER_LIST_FORMAT_JSON;
      case CSV -> ReceiverListFormat.RECEIVER_LIST_FORMAT_CSV;
      case KIWI_DIRECTORY -> ReceiverListFormat.RECEIVER_LIST_FORMAT_KIWI_DIRECTORY;
    };
  }

  private static String line(SkippedReceiver skipped) {
    String name = skipped.getName().isEmpty() ? "" : " (" + skipped.getName() + ")";
    return "left out %d%s: %s".formatted(skipped.getPlace(), name, skipped.getMessage());
  }
}
