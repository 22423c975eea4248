package io.heimdall.db.artifact;

/// The order of a list of artifacts. Those that are equal in it are in the order of their ids.
///
/// @param by what is compared
/// @param descending whether the largest is first
public record ArtifactOrder(By by, boolean descending) {

  /// The newest first.
  public static final ArtifactOrder NEWEST_FIRST = new ArtifactOrder(By.CREATE_TIME, true);

  /// What is compared.
  public enum By {
    /// When it was made.
    CREATE_TIME,
    /// When it last changed.
    UPDATE_TIME,
    /// Its file name.
    NAME,
    /// The size of its current version.
    SIZE_BYTES
  }

  /// Where an artifact is in this order.
  ///
  /// @param artifact the artifact
  /// @return its place
  public ArtifactKey key(Artifact artifact) {
    String value =
        switch (by) {
          case CREATE_TIME -> artifact.times().createdAt().toString();
          case UPDATE_TIME -> artifact.times().updatedAt().toString();
          case NAME -> artifact.spec().name();
          case SIZE_BYTES -> Long.toString(artifact.content().sizeBytes());
        };
    return new ArtifactKey(value, artifact.id());
  }
}
