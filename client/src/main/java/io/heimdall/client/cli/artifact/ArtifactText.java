package io.heimdall.client.cli.artifact;

import io.heimdall.client.cli.display.AcquisitionText;
import io.heimdall.client.cli.display.Table;
import io.heimdall.client.cli.display.Text;
import io.heimdall.client.cli.units.Units;
import io.heimdall.v1.Artifact;
import io.heimdall.v1.ArtifactAccess;
import io.heimdall.v1.ArtifactCount;
import io.heimdall.v1.ArtifactDifference;
import io.heimdall.v1.ArtifactRevision;
import io.heimdall.v1.ArtifactShare;
import io.heimdall.v1.ArtifactVersion;
import io.heimdall.v1.Visibility;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// Tables and words for artifacts.
public final class ArtifactText {

  private ArtifactText() {}

  /// Lists artifacts.
  ///
  /// @param artifacts the artifacts
  /// @return a row for each
  public static Table artifacts(Stream<Artifact> artifacts) {
    Table table =
        new Table()
            .text("ARTIFACT")
            .text("NAME")
            .number("SIZE")
            .text("TYPE")
            .number("VERSION")
            .text("CHANGED (UTC)")
            .text("OWNER")
            .text("STATE")
            .text("TAGS")
            .text("TITLE");
    artifacts.forEach(artifact ->
        table.row(
            artifact.getId(),
            artifact.getName(),
            Units.size(artifact.getSizeBytes()),
            artifact.getContentType(),
            Integer.toString(artifact.getVersion()),
            AcquisitionText.time(artifact.getUpdateTime()),
            artifact.getOwner(),
            state(artifact),
            tags(artifact),
            artifact.getTitle().isEmpty() ? Text.NONE : artifact.getTitle()));
    return table;
  }

  /// Names who sees an artifact.
  ///
  /// @param artifact the artifact
  /// @return `private`, `public` or `deleted`
  public static String state(Artifact artifact) {
    if (artifact.hasDeleteTime()) {
      return "deleted";
    }
    return artifact.getVisibility() == Visibility.VISIBILITY_PUBLIC ? "public" : "private";
  }

  /// Names the tags of an artifact.
  ///
  /// @param artifact the artifact
  /// @return for example `fm, voice`
  public static String tags(Artifact artifact) {
    return artifact.getTagsCount() == 0 ? Text.NONE : String.join(", ", artifact.getTagsList());
  }

  /// Lists versions.
  ///
  /// @param versions the versions
  /// @return a row for each
  public static Table versions(Stream<ArtifactVersion> versions) {
    Table table =
        new Table()
            .number("VERSION")
            .text("MADE (UTC)")
            .text("BY")
            .number("BYTES")
            .number("STORED")
            .text("TYPE")
            .text("NAME")
            .text("SHA-256")
            .text("NOTE");
    versions.forEach(version ->
        table.row(
            Integer.toString(version.getVersion()),
            AcquisitionText.time(version.getCreateTime()),
            version.getCreatedBy(),
            Long.toString(version.getSizeBytes()),
            Long.toString(version.getStoredBytes()),
            version.getContentType(),
            version.getName(),
            version.getSha256(),
            note(version)));
    return table;
  }

  private static String note(ArtifactVersion version) {
    if (version.hasCorruptTime()) {
      return "DAMAGED, found " + AcquisitionText.time(version.getCorruptTime());
    }
    return version.getRestoredFrom() == 0
        ? Text.NONE
        : "restored from " + version.getRestoredFrom();
  }

  /// Lists revisions.
  ///
  /// @param revisions the revisions
  /// @return a row for each
  public static Table revisions(Stream<ArtifactRevision> revisions) {
    Table table = new Table().number("REVISION").text("CHANGED (UTC)").text("BY").text("CHANGE");
    revisions.forEach(revision ->
        table.row(
            Integer.toString(revision.getArtifact().getRevision()),
            AcquisitionText.time(revision.getArtifact().getUpdateTime()),
            revision.getChangedBy(),
            revision.getChange()));
    return table;
  }

  /// Lists differences.
  ///
  /// @param differences the differences
  /// @return a row for each
  public static Table differences(List<ArtifactDifference> differences) {
    Table table = new Table().text("FIELD").text("BEFORE").text("AFTER");
    differences.forEach(
        each -> table.row(each.getField(), orNone(each.getBefore()), orNone(each.getAfter())));
    return table;
  }

  private static String orNone(String text) {
    return text.isEmpty() ? Text.NONE : text;
  }

  /// Lists values and how many artifacts have each.
  ///
  /// @param heading what the values are
  /// @param counts the counts
  /// @return a row for each
  public static Table counts(String heading, Stream<ArtifactCount> counts) {
    Table table = new Table().text(heading).number("ARTIFACTS");
    counts.forEach(each -> table.row(each.getValue(), Long.toString(each.getCount())));
    return table;
  }

  /// Tells of a share.
  ///
  /// @param share the share
  /// @return for example `user ann may read until 2025-11-21 10:00:00 UTC`
  public static String share(ArtifactShare share) {
    String who = share.hasGroup() ? "group " + share.getGroup() : "user " + share.getUser();
    String until =
        share.hasExpireTime()
            ? " until " + AcquisitionText.time(share.getExpireTime()) + " UTC"
            : "";
    return "%s may %s%s".formatted(who, access(share.getAccess()), until);
  }

  /// Names an access.
  ///
  /// @param access the access
  /// @return for example `write`
  public static String access(ArtifactAccess access) {
    return Text.bare(access, "ARTIFACT_ACCESS_").toLowerCase(Locale.ROOT);
  }
}
