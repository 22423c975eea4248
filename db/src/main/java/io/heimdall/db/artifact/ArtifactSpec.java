package io.heimdall.db.artifact;

import java.util.List;

/// What its owner says of an artifact.
///
/// @param name its file name, 1 to 255 characters
/// @param title what people call it; empty: nothing but its name
/// @param description what it is
/// @param labelsJson the owner's own notes, a JSON object
/// @param tags words to find it by, in order of the alphabet, none twice
/// @param derivedFrom where it came from: `acquisitions/ID`, `recordings/ACQUISITION/RECEIVER/HOP`
///   or `artifacts/ID/VERSION`
/// @param visibility who may read it
/// @param retention which of its old versions are kept
public record ArtifactSpec(
    String name,
    String title,
    String description,
    String labelsJson,
    List<String> tags,
    List<String> derivedFrom,
    Visibility visibility,
    VersionRetention retention) {

  /// Puts the tags in the order in which the database puts them.
  public ArtifactSpec {
    tags = tags.stream().sorted(new CodePointOrder()).distinct().toList();
    derivedFrom = List.copyOf(derivedFrom);
  }

  /// The same with other notes.
  ///
  /// @param other the notes, a JSON object
  /// @return the spec
  public ArtifactSpec withLabels(String other) {
    return new ArtifactSpec(
        name, title, description, other, tags, derivedFrom, visibility, retention);
  }

  /// The same with other tags.
  ///
  /// @param other the tags, in any order
  /// @return the spec
  public ArtifactSpec withTags(List<String> other) {
    return new ArtifactSpec(
        name, title, description, labelsJson, other, derivedFrom, visibility, retention);
  }

  /// The same with another visibility.
  ///
  /// @param other the visibility
  /// @return the spec
  public ArtifactSpec withVisibility(Visibility other) {
    return new ArtifactSpec(
        name, title, description, labelsJson, tags, derivedFrom, other, retention);
  }
}
