package io.heimdall.client.cli.artifact;

import io.heimdall.v1.Artifact;

/// The name that an artifact gets in a directory of this machine. Others have named it, so it never
/// leads elsewhere.
public final class LocalName {

  private static final String NOT_IN_NAMES = "[/\\\\:*?\"<>|\\p{Cntrl}]";

  private LocalName() {}

  /// Makes the name.
  ///
  /// @param artifact the artifact
  /// @return a name without separators; the artifact's id where nothing else is left
  public static String of(Artifact artifact) {
    String name = artifact.getName().replaceAll(NOT_IN_NAMES, "_").strip();
    return name.isEmpty() || name.equals(".") || name.equals("..") ? artifact.getId() : name;
  }
}
