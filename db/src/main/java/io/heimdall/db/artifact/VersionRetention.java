package io.heimdall.db.artifact;

import org.jspecify.annotations.Nullable;

/// Which old versions of an artifact are kept. The current one always is.
///
/// @param maxVersions the most, the current one included; null: any number
/// @param maxAgeSeconds how long a version is kept after a newer one took its place; null: for ever
public record VersionRetention(@Nullable Integer maxVersions, @Nullable Long maxAgeSeconds) {

  /// Keeps all versions.
  public static final VersionRetention ALL = new VersionRetention(null, null);
}
