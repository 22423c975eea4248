package io.heimdall.client.cli;

import io.heimdall.client.HeimdallClient;
import io.heimdall.client.cli.artifact.UploadText;
import io.heimdall.client.cli.display.Json;
import io.heimdall.v1.Upload;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `heimdall artifacts uploads …`: uploads that are not done.
@Command(
    name = "uploads",
    description = {
      "Look after your uploads that are not done.",
      "'heimdall artifacts put', given again with the same words, goes on with one."
    },
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
final class ArtifactUploadsCommand {

  private ArtifactUploadsCommand() {}

  static CommandLine commandLine(Console console) {
    return new CommandLine(new ArtifactUploadsCommand())
        .addSubcommand(new ListThem(console))
        .addSubcommand(new Cancel(console));
  }

  /// `heimdall artifacts uploads list`.
  @Command(
      name = "list",
      description = "List your uploads that are not done, the newest first.",
      mixinStandardHelpOptions = true)
  private static final class ListThem extends ServerCommand {

    @Mixin private ListLimit limit = new ListLimit();

    ListThem(Console console) {
      super(console);
    }

    @Override
    int run(HeimdallClient client) {
      Stream<Upload> uploads = client.artifactUploads().list().limit(limit.entries());
      if (json()) {
        uploads.forEach(upload -> console().print(Json.of(upload)));
      } else {
        console().print(UploadText.uploads(uploads));
      }
      return ExitCode.OK;
    }
  }

  /// `heimdall artifacts uploads cancel`.
  @Command(
      name = "cancel",
      description = "Give uploads up. Nothing of what they have sent is kept.",
      mixinStandardHelpOptions = true)
  private static final class Cancel extends ServerCommand {

    @Parameters(
        paramLabel = "UPLOAD",
        arity = "1..*",
        description = "Ids, as 'heimdall artifacts uploads list' shows them.")
    private List<String> ids = List.of();

    Cancel(Console console) {
      super(console);
    }

    @Override
    int run(HeimdallClient client) throws IOException {
      return new Several(console(), json(), "upload").each(ids, 1, id -> cancel(client, id));
    }

    private void cancel(HeimdallClient client, String id) {
      client.artifactUploads().cancel(id);
      console().print(json() ? Json.of(Map.of("cancelled", id)) : "Cancelled %s.".formatted(id));
    }
  }
}
