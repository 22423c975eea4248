package io.heimdall.client.cli;

import io.heimdall.client.Artifacts;
import io.heimdall.client.cli.artifact.ArtifactDetails;
import io.heimdall.client.cli.artifact.ArtifactText;
import io.heimdall.client.cli.display.Json;
import io.heimdall.v1.Artifact;
import io.heimdall.v1.ArtifactAccess;
import io.heimdall.v1.ArtifactDifference;
import io.heimdall.v1.ArtifactShare;
import java.util.LinkedHashMap;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// The commands that look at one artifact.
final class ArtifactViews {

  private ArtifactViews() {}

  /// `heimdall artifacts show`.
  @Command(
      name = "show",
      description = "Show everything that is said of an artifact, and whom it is shared with.",
      mixinStandardHelpOptions = true)
  static final class Show extends ArtifactCommand.OfOne {

    Show(Console console) {
      super(console);
    }

    @Override
    void view(Artifacts artifacts, String id) {
      Artifact artifact = artifacts.get(id);
      List<ArtifactShare> shares =
          artifact.getAccess() == ArtifactAccess.ARTIFACT_ACCESS_OWN
              ? artifacts.shares(id)
              : List.of();
      if (json()) {
        var document = new LinkedHashMap<String, Object>();
        document.put("artifact", Json.part(artifact));
        document.put("shares", shares.stream().map(Json::part).toList());
        console().print(Json.of(document));
      } else {
        ArtifactDetails.lines(artifact, shares).forEach(console()::print);
      }
    }
  }

  /// `heimdall artifacts versions`.
  @Command(
      name = "versions",
      description = "List the versions of an artifact, the newest first.",
      mixinStandardHelpOptions = true)
  static final class Versions extends ArtifactCommand.OfOne {

    @Mixin private ListLimit limit = new ListLimit();

    Versions(Console console) {
      super(console);
    }

    @Override
    void view(Artifacts artifacts, String id) {
      var versions = artifacts.versions(id).limit(limit.entries());
      if (json()) {
        versions.forEach(version -> console().print(Json.of(version)));
      } else {
        console().print(ArtifactText.versions(versions));
      }
    }
  }

  /// `heimdall artifacts history`.
  @Command(
      name = "history",
      description = "List the changes of what is said of an artifact, the newest first.",
      mixinStandardHelpOptions = true)
  static final class History extends ArtifactCommand.OfOne {

    @Mixin private ListLimit limit = new ListLimit();

    History(Console console) {
      super(console);
    }

    @Override
    void view(Artifacts artifacts, String id) {
      var revisions = artifacts.revisions(id).limit(limit.entries());
      if (json()) {
        revisions.forEach(revision -> console().print(Json.of(revision)));
      } else {
        console().print(ArtifactText.revisions(revisions));
      }
    }
  }

  /// `heimdall artifacts diff`.
  @Command(
      name = "diff",
      description = {
        "Show in which fields two revisions of an artifact differ.",
        "'heimdall artifacts history' lists the revisions."
      },
      mixinStandardHelpOptions = true)
  static final class Diff extends ArtifactCommand.OfOne {

    @Parameters(index = "1", paramLabel = "FROM", description = "The earlier revision.")
    private int from;

    @Parameters(
        index = "2",
        paramLabel = "TO",
        arity = "0..1",
        description = "The later one. Default: as it is now.")
    private int to;

    Diff(Console console) {
      super(console);
    }

    @Override
    void view(Artifacts artifacts, String id) {
      List<ArtifactDifference> differences = artifacts.diff(id, from, to);
      if (json()) {
        differences.forEach(difference -> console().print(Json.of(difference)));
      } else {
        console().print(ArtifactText.differences(differences));
      }
    }
  }
}
