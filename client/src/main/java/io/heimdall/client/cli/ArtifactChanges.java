package io.heimdall.client.cli;

import io.heimdall.client.Artifacts;
import io.heimdall.client.HeimdallClient;
import io.heimdall.client.cli.artifact.ArtifactText;
import io.heimdall.client.cli.display.AcquisitionText;
import io.heimdall.client.cli.display.Json;
import io.heimdall.v1.Artifact;
import io.heimdall.v1.TagArtifactsRequest;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The commands that tag, restore and delete artifacts.
final class ArtifactChanges {

  private ArtifactChanges() {}

  private static String titled(Artifact artifact) {
    return "%s (%s)".formatted(artifact.getId(), artifact.getName());
  }

  abstract static class Tagging extends ArtifactCommand {

    @Parameters(paramLabel = "ARTIFACT", arity = "1..*", description = NAMED_SO)
    private List<String> names = List.of();

    @Option(
        names = {"-t", "--tag"},
        paramLabel = "TAG",
        required = true,
        split = ",",
        description = "One or several: fm,voice.")
    private List<String> tags = List.of();

    Tagging(Console console) {
      super(console);
    }

    abstract void add(TagArtifactsRequest.Builder request, List<String> tags);

    @Override
    final int run(HeimdallClient client) {
      var request = TagArtifactsRequest.newBuilder();
      names.forEach(name -> request.addArtifactIds(id(client.artifacts(), name)));
      add(request, tags);
      client
          .artifacts()
          .tag(request.build())
          .forEach(artifact ->
              console()
                  .print(
                      json()
                          ? Json.of(artifact)
                          : titled(artifact) + ": " + ArtifactText.tags(artifact)));
      return ExitCode.OK;
    }
  }

  /// `heimdall artifacts tag`.
  @Command(
      name = "tag",
      description = "Add tags to artifacts, to all of them or to none.",
      mixinStandardHelpOptions = true)
  static final class Tag extends Tagging {

    Tag(Console console) {
      super(console);
    }

    @Override
    void add(TagArtifactsRequest.Builder request, List<String> tags) {
      request.addAllAdd(tags);
    }
  }

  /// `heimdall artifacts untag`.
  @Command(
      name = "untag",
      description = "Take tags away from artifacts, from all of them or from none.",
      mixinStandardHelpOptions = true)
  static final class Untag extends Tagging {

    Untag(Console console) {
      super(console);
    }

    @Override
    void add(TagArtifactsRequest.Builder request, List<String> tags) {
      request.addAllRemove(tags);
    }
  }

  /// `heimdall artifacts restore`.
  @Command(
      name = "restore",
      description = "Make an old version the current one. It becomes a new version that equals it.",
      mixinStandardHelpOptions = true)
  static final class Restore extends ArtifactCommand {

    @Parameters(index = "0", paramLabel = "ARTIFACT", description = NAMED_SO)
    private String name = "";

    @Parameters(index = "1", paramLabel = "VERSION", description = "Which version.")
    private int version;

    Restore(Console console) {
      super(console);
    }

    @Override
    int run(HeimdallClient client) {
      Artifact restored = client.artifacts().restore(id(client.artifacts(), name), version, "");
      console()
          .print(
              json()
                  ? Json.of(restored)
                  : "%s: version %d equals version %d, SHA-256 %s"
                      .formatted(
                          titled(restored), restored.getVersion(), version, restored.getSha256()));
      return ExitCode.OK;
    }
  }

  /// `heimdall artifacts delete`.
  @Command(
      name = "delete",
      description = {
        "Delete artifacts with all their versions. Nobody but you sees them any more, and until"
            + " they are removed for good 'heimdall artifacts undelete' takes it back."
      },
      mixinStandardHelpOptions = true)
  static final class Delete extends ArtifactCommand.OfSeveral {

    Delete(Console console) {
      super(console);
    }

    @Override
    String change(Artifacts artifacts, String id) {
      Artifact deleted = artifacts.delete(id, "");
      return json()
          ? Json.of(deleted)
          : "Deleted %s; it can be undeleted until %s UTC."
              .formatted(titled(deleted), AcquisitionText.time(deleted.getPurgeTime()));
    }
  }

  /// `heimdall artifacts undelete`.
  @Command(
      name = "undelete",
      description = "Take the deletion of artifacts back.",
      mixinStandardHelpOptions = true)
  static final class Undelete extends ArtifactCommand.OfSeveral {

    Undelete(Console console) {
      super(console);
    }

    @Override
    String change(Artifacts artifacts, String id) {
      Artifact there = artifacts.undelete(id);
      return json() ? Json.of(there) : "%s is there again.".formatted(titled(there));
    }
  }

  /// `heimdall artifacts purge`.
  @Command(
      name = "purge",
      description = "Remove deleted artifacts and their bytes for good, now.",
      mixinStandardHelpOptions = true)
  static final class Purge extends ArtifactCommand.OfSeveral {

    Purge(Console console) {
      super(console);
    }

    @Override
    String change(Artifacts artifacts, String id) {
      artifacts.purge(id);
      return json() ? Json.of(Map.of("purged", id)) : "Removed %s for good.".formatted(id);
    }
  }
}
