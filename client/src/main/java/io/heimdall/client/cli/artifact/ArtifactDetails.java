package io.heimdall.client.cli.artifact;

import io.heimdall.client.cli.display.AcquisitionText;
import io.heimdall.client.cli.display.Text;
import io.heimdall.client.cli.units.Units;
import io.heimdall.v1.Artifact;
import io.heimdall.v1.ArtifactAccess;
import io.heimdall.v1.ArtifactShare;
import io.heimdall.v1.VersionRetention;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Tells all of an artifact.
public final class ArtifactDetails {

  private ArtifactDetails() {}

  /// Tells all of an artifact.
  ///
  /// @param artifact the artifact
  /// @param shares whom it is shared with, where the caller may know
  /// @return lines
  public static List<String> lines(Artifact artifact, List<ArtifactShare> shares) {
    var lines = new ArrayList<String>();
    lines.add(
        "artifact %s by %s: %s, %d bytes, %s"
            .formatted(
                artifact.getId(),
                artifact.getOwner(),
                artifact.getName(),
                artifact.getSizeBytes(),
                artifact.getContentType()));
    addUnlessEmpty(lines, "title", artifact.getTitle());
    addUnlessEmpty(lines, "description", artifact.getDescription());
    lines.add("SHA-256: " + artifact.getSha256());
    lines.add(
        "version %d, revision %d, etag %s"
            .formatted(artifact.getVersion(), artifact.getRevision(), artifact.getEtag()));
    lines.add(
        "made %s, changed %s UTC"
            .formatted(
                AcquisitionText.time(artifact.getCreateTime()),
                AcquisitionText.time(artifact.getUpdateTime())));
    if (artifact.getAccess() == ArtifactAccess.ARTIFACT_ACCESS_OWN) {
      lines.add(reads(artifact));
    }
    addUnlessEmpty(lines, "tags", String.join(", ", artifact.getTagsList()));
    addUnlessEmpty(lines, "labels", Labels.text(artifact.getLabels()));
    addUnlessEmpty(
        lines,
        "made from",
        artifact.getDerivedFromList().stream()
            .map(SourceText::of)
            .collect(Collectors.joining(", ")));
    lines.add(
        "%s; you may %s"
            .formatted(
                ArtifactText.state(artifact),
                ArtifactText.access(artifact.getAccess()).replace("own", "do everything")));
    shares.forEach(share -> lines.add(ArtifactText.share(share)));
    if (artifact.hasVersionRetention()) {
      lines.add(retention(artifact.getVersionRetention()));
    }
    if (artifact.hasDeleteTime()) {
      lines.add(
          "deleted %s, removed for good %s UTC"
              .formatted(
                  AcquisitionText.time(artifact.getDeleteTime()),
                  AcquisitionText.time(artifact.getPurgeTime())));
    }
    return lines.stream().map(Text::oneLine).toList();
  }

  private static String reads(Artifact artifact) {
    String last =
        artifact.hasLastReadTime()
            ? ", last %s UTC".formatted(AcquisitionText.time(artifact.getLastReadTime()))
            : "";
    return "read %d times%s".formatted(artifact.getReadCount(), last);
  }

  private static void addUnlessEmpty(List<String> lines, String what, String text) {
    if (!text.isEmpty()) {
      lines.add(what + ": " + text);
    }
  }

  private static String retention(VersionRetention kept) {
    String most = kept.getMaxVersions() == 0 ? "all versions" : kept.getMaxVersions() + " versions";
    String age =
        kept.hasMaxAge()
            ? ", old ones for " + Units.duration(Duration.ofSeconds(kept.getMaxAge().getSeconds()))
            : "";
    return "keeps %s%s".formatted(most, age);
  }
}
