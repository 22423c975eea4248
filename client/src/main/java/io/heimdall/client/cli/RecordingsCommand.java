package io.heimdall.client.cli;

import io.heimdall.client.HeimdallClient;
import io.heimdall.client.cli.display.Json;
import io.heimdall.client.cli.units.ReceiverIds;
import io.heimdall.client.cli.units.WireTimes;
import io.heimdall.v1.ListRecordingsRequest;
import io.heimdall.v1.Recording;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `heimdall recordings …`: stored samples.
@Command(
    name = "recordings",
    description = "List recordings, fetch their samples, and exchange them as files.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
final class RecordingsCommand {

  private RecordingsCommand() {}

  static CommandLine commandLine(Console console) {
    return new CommandLine(new RecordingsCommand())
        .addSubcommand(new ListThem(console))
        .addSubcommand(new Fetch(console))
        .addSubcommand(new ImportCommand(console))
        .addSubcommand(new ExportCommand(console));
  }

  @Command(
      name = "list",
      description = "List recordings, those of the newest acquisition first.",
      mixinStandardHelpOptions = true)
  private static final class ListThem extends ServerCommand {

    @Mixin private RecordingFilter filter = new RecordingFilter();

    @Mixin private ListLimit limit = new ListLimit();

    ListThem(Console console) {
      super(console);
    }

    @Override
    int run(HeimdallClient client) {
      Stream<Recording> found = client.recordings().list(query()).limit(limit.entries());
      if (json()) {
        found.forEach(recording -> console().print(Json.of(recording)));
      } else {
        console().print(Tables.recordings(found));
      }
      return ExitCode.OK;
    }

    private ListRecordingsRequest query() {
      ListRecordingsRequest.Builder query =
          ListRecordingsRequest.newBuilder()
              .setPageSize(limit.pageSize())
              .setAcquisitionId(filter.acquisition())
              .addAllReceiverIds(filter.receivers().ids())
              .setMinFrequencyHz(filter.lowestHz())
              .setMaxFrequencyHz(filter.highestHz());
      if (filter.since() != null) {
        query.setCreatedFrom(WireTimes.timestamp(filter.since()));
      }
      if (filter.before() != null) {
        query.setCreatedBefore(WireTimes.timestamp(filter.before()));
      }
      return query.build();
    }
  }

  @Command(
      name = "fetch",
      description = {
        "Fetch samples into files: websdr_ID.npy, or .cf32 and .ci16 for the raw formats.",
        "",
        "Checksums are verified on the way, and a lost connection is continued. Lost samples are"
            + " stated, and left out of the file unless --fill-gaps puts zeros there, so that the"
            + " place in the file is the time."
      },
      mixinStandardHelpOptions = true,
      sortOptions = false,
      footerHeading = "%nExamples:%n",
      footer = {
        "  heimdall recordings fetch ACQUISITION            all receivers, into this directory",
        "  heimdall recordings fetch ACQUISITION 3 -o iq.npy",
        "  heimdall recordings fetch ACQUISITION 3 --format int16 -o - | inspectrum -"
      })
  private static final class Fetch extends ServerCommand {

    @Parameters(index = "0", paramLabel = "ACQUISITION", description = "Its id.")
    private String acquisition = "";

    @Parameters(
        index = "1",
        paramLabel = "IDS",
        arity = "0..1",
        description = "Which receivers: 3 or 1,2,5-7. Default: all that were stored.")
    private ReceiverIds receivers = ReceiverIds.NONE;

    @Option(
        names = {"-o", "--output"},
        paramLabel = "FILE|DIR|-",
        description = "A file, a directory, or - for standard output. Default: this directory.")
    private Path output = Path.of("");

    @Option(
        names = {"-f", "--format"},
        description = "One of ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private IqFile.Format format = IqFile.Format.npy;

    @Option(
        names = "--hop",
        paramLabel = "N",
        description = "Which of the acquisition's frequencies, from 0. Default: the first.")
    private int hop;

    @Option(
        names = "--first-sample",
        paramLabel = "INDEX",
        description = "Where to begin. Default: 0.")
    private long firstSample;

    @Option(
        names = "--samples",
        paramLabel = "N",
        description = "How many indexes, lost ones included. Default: to the end.")
    private long sampleCount;

    @Option(names = "--fill-gaps", description = "Write zeros for lost samples.")
    private boolean fillGaps;

    Fetch(Console console) {
      super(console);
    }

    @Override
    int run(HeimdallClient client) throws IOException {
      List<Integer> ids = receivers.ids().isEmpty() ? stored(client) : receivers.ids();
      var fetching =
          new Fetching(
              client.recordings(),
              new Fetching.Source(acquisition, hop),
              new Fetching.Range(firstSample, sampleCount),
              format,
              fillGaps ? Fetching.Gaps.FILL : Fetching.Gaps.LEAVE_OUT);
      if (output.toString().equals("-")) {
        return toStandardOutput(fetching, ids);
      }
      for (int id : ids) {
        Fetching.Fetched fetched = fetching.toFile(id, target(id, ids.size() > 1));
        console().print(json() ? Json.of(fetched.toJson()) : fetched.sentence());
      }
      return ExitCode.OK;
    }

    private int toStandardOutput(Fetching fetching, List<Integer> ids) throws IOException {
      if (ids.size() != 1 || format == IqFile.Format.npy) {
        throw new UsageFailure(
            "Standard output takes one receiver in a raw format: --format complex64 or int16.");
      }
      Fetching.Fetched fetched = fetching.toStream(ids.getFirst(), System.out);
      console().note(fetched.sentence());
      return ExitCode.OK;
    }

    private List<Integer> stored(HeimdallClient client) {
      List<Integer> ids =
          client
              .recordings()
              .list(ListRecordingsRequest.newBuilder().setAcquisitionId(acquisition).build())
              .filter(recording -> recording.getSamplesStored() > 0 && recording.getHop() == hop)
              .map(Recording::getReceiverId)
              .toList();
      if (ids.isEmpty()) {
        throw new CommandFailure("Acquisition %s has no samples stored.".formatted(acquisition));
      }
      return ids;
    }

    private String name(int id) {
      return hop == 0
          ? "websdr_%d%s".formatted(id, format.suffix())
          : "websdr_%d_hop%d%s".formatted(id, hop, format.suffix());
    }

    private Path target(int id, boolean many) {
      boolean directory =
          many || output.toString().isEmpty() || java.nio.file.Files.isDirectory(output);
      return directory ? output.resolve(name(id)) : output;
    }
  }
}
