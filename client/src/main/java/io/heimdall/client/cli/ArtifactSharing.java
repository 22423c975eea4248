package io.heimdall.client.cli;

import io.heimdall.client.Artifacts;
import io.heimdall.client.cli.artifact.ArtifactText;
import io.heimdall.client.cli.display.Json;
import io.heimdall.client.cli.units.WireTimes;
import io.heimdall.v1.Artifact;
import io.heimdall.v1.ArtifactAccess;
import io.heimdall.v1.ArtifactShare;
import io.heimdall.v1.UnshareArtifactRequest;
import io.heimdall.v1.Visibility;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// The commands that say who may see artifacts.
final class ArtifactSharing {

  private ArtifactSharing() {}

  /// Exactly one of them.
  private static final class Grantee {

    @Option(names = "--user", required = true, paramLabel = "NAME", description = "A user.")
    private @Nullable String user;

    @Option(
        names = "--group",
        required = true,
        paramLabel = "NAME",
        description = "A group of users.")
    private @Nullable String group;

    @Override
    public String toString() {
      return user == null ? "group " + group : "user " + user;
    }
  }

  /// At most one of them.
  private static final class End {

    @Option(
        names = "--until",
        required = true,
        paramLabel = "TIME",
        description = "Until when: 2025-11-21T10:00:00Z. Default: until it is taken back.")
    private @Nullable Instant until;

    @Option(
        names = "--for",
        required = true,
        paramLabel = "DURATION",
        description = "For how long from now: 7d.")
    private @Nullable Duration lasting;

    @Nullable Instant instant(Instant now) {
      return lasting == null ? until : now.plus(lasting);
    }
  }

  private enum Access {
    read(ArtifactAccess.ARTIFACT_ACCESS_READ),
    write(ArtifactAccess.ARTIFACT_ACCESS_WRITE);

    private final ArtifactAccess onTheWire;

    Access(ArtifactAccess onTheWire) {
      this.onTheWire = onTheWire;
    }
  }

  /// `heimdall artifacts share`.
  @Command(
      name = "share",
      description = "Let a user or a group read artifacts, or write them.",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      footerHeading = "%nExample:%n",
      footer = "  heimdall artifacts share report.pdf --user ann --access write --for 7d")
  static final class Share extends ArtifactCommand.OfSeveral {

    @ArgGroup(multiplicity = "1")
    private Grantee grantee = new Grantee();

    @Option(
        names = "--access",
        description =
            "One of ${COMPLETION-CANDIDATES}. Who writes may also change what is said of it, and"
                + " upload versions. Default: ${DEFAULT-VALUE}.")
    private Access access = Access.read;

    @ArgGroup private End end = new End();

    Share(Console console) {
      super(console);
    }

    @Override
    String change(Artifacts artifacts, String id) {
      ArtifactShare.Builder share = ArtifactShare.newBuilder().setAccess(access.onTheWire);
      if (grantee.user != null) {
        share.setUser(grantee.user);
      }
      if (grantee.group != null) {
        share.setGroup(grantee.group);
      }
      Instant until = end.instant(console().clock().instant());
      if (until != null) {
        share.setExpireTime(WireTimes.timestamp(until));
      }
      ArtifactShare shared = artifacts.share(id, share.build());
      return json() ? Json.of(shared) : id + ": " + ArtifactText.share(shared);
    }
  }

  /// `heimdall artifacts unshare`.
  @Command(
      name = "unshare",
      description = "Take back what a user or a group may do with artifacts.",
      mixinStandardHelpOptions = true)
  static final class Unshare extends ArtifactCommand.OfSeveral {

    @ArgGroup(multiplicity = "1")
    private Grantee grantee = new Grantee();

    Unshare(Console console) {
      super(console);
    }

    @Override
    String change(Artifacts artifacts, String id) {
      var request = UnshareArtifactRequest.newBuilder().setArtifactId(id);
      if (grantee.user != null) {
        request.setUser(grantee.user);
      }
      if (grantee.group != null) {
        request.setGroup(grantee.group);
      }
      artifacts.unshare(request.build());
      return json()
          ? Json.of(Map.of("artifact_id", id, "unshared", grantee.toString()))
          : "%s is not shared with %s.".formatted(id, grantee);
    }
  }

  abstract static class Showing extends ArtifactCommand.OfSeveral {

    private final Visibility visibility;

    Showing(Console console, Visibility visibility) {
      super(console);
      this.visibility = visibility;
    }

    @Override
    final String change(Artifacts artifacts, String id) {
      Artifact artifact = artifacts.setVisibility(id, visibility, "");
      return json()
          ? Json.of(artifact)
          : "%s (%s) is %s.".formatted(id, artifact.getName(), ArtifactText.state(artifact));
    }
  }

  /// `heimdall artifacts publish`.
  @Command(
      name = "publish",
      description = "Let every user of the server read artifacts.",
      mixinStandardHelpOptions = true)
  static final class Publish extends Showing {

    Publish(Console console) {
      super(console, Visibility.VISIBILITY_PUBLIC);
    }
  }

  /// `heimdall artifacts unpublish`.
  @Command(
      name = "unpublish",
      description = "Let nobody read artifacts but those they are shared with.",
      mixinStandardHelpOptions = true)
  static final class Unpublish extends Showing {

    Unpublish(Console console) {
      super(console, Visibility.VISIBILITY_PRIVATE);
    }
  }
}
