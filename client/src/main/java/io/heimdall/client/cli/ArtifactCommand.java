package io.heimdall.client.cli;

import io.heimdall.client.Artifacts;
import io.heimdall.client.HeimdallClient;
import io.heimdall.v1.Artifact;
import io.heimdall.v1.ListArtifactsRequest;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import picocli.CommandLine.Parameters;

/// A command about artifacts.
abstract class ArtifactCommand extends ServerCommand {

  /// How the help describes a name of an artifact.
  static final String NAMED_SO = "Its id, or its name where no other has it.";

  private static final Pattern ID =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  ArtifactCommand(Console console) {
    super(console);
  }

  /// The id of the artifact that somebody means. A name stands for a deleted one only where no
  /// other has it.
  static String id(Artifacts artifacts, String named) {
    if (ID.matcher(named).matches()) {
      return named;
    }
    List<Artifact> found = called(artifacts, named, false);
    if (found.isEmpty()) {
      found = called(artifacts, named, true);
    }
    return switch (found.size()) {
      case 0 -> throw new CommandFailure("There is no artifact '%s'.".formatted(named));
      case 1 -> found.getFirst().getId();
      default ->
          throw new CommandFailure(
              "More than one artifact is called '%s': give an id, such as %s of %s."
                  .formatted(named, found.getFirst().getId(), found.getFirst().getOwner()));
    };
  }

  private static List<Artifact> called(Artifacts artifacts, String name, boolean deletedToo) {
    return artifacts
        .list(
            ListArtifactsRequest.newBuilder()
                .setFilter("name = " + ArtifactFilter.quoted(name).replace("*", "\\*"))
                .setShowDeleted(deletedToo)
                .setPageSize(2)
                .build())
        .limit(2)
        .toList();
  }

  /// Does the same for several things.
  Several several(String what) {
    return new Several(console(), json(), what);
  }

  /// A command that looks at one artifact.
  abstract static class OfOne extends ArtifactCommand {

    @Parameters(index = "0", paramLabel = "ARTIFACT", description = NAMED_SO)
    private String name = "";

    OfOne(Console console) {
      super(console);
    }

    @Override
    final int run(HeimdallClient client) {
      view(client.artifacts(), id(client.artifacts(), name));
      return ExitCode.OK;
    }

    /// Shows it.
    abstract void view(Artifacts artifacts, String id);
  }

  /// A command that changes artifacts one after another.
  abstract static class OfSeveral extends ArtifactCommand {

    @Parameters(paramLabel = "ARTIFACT", arity = "1..*", description = NAMED_SO)
    private List<String> names = List.of();

    OfSeveral(Console console) {
      super(console);
    }

    @Override
    final int run(HeimdallClient client) throws IOException {
      Artifacts artifacts = client.artifacts();
      return several("artifact")
          .each(names, 1, name -> console().print(change(artifacts, id(artifacts, name))));
    }

    /// Changes one.
    ///
    /// @return a line about it
    abstract String change(Artifacts artifacts, String id);
  }
}
