package io.heimdall.client.cli.artifact;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.heimdall.v1.Artifact;
import java.nio.file.Path;

/// The name that an artifact gets in a directory of this machine. Others have named it, so it never
/// leads elsewhere.
public final class LocalName {

  private static final String NOT_IN_NAMES = "[/\\\\:*?\"<>|\\p{Cntrl}]";

  /// What the name of a file may have in the file systems that are common.
  private static final int MOST_BYTES = 255;

  private LocalName() {}

  /// Makes the name.
  ///
  /// @param artifact the artifact
  /// @return a name without separators; the artifact's id where nothing else is left
  public static String of(Artifact artifact) {
    String name = artifact.getName().replaceAll(NOT_IN_NAMES, "_").strip();
    return name.isEmpty() || name.equals(".") || name.equals("..") ? artifact.getId() : name;
  }

  /// Names a file beside another one after it. The end of a name that would become too long is left
  /// out.
  ///
  /// @param file the other one
  /// @param ending what its name is followed by, in ASCII
  /// @return the place
  public static Path beside(Path file, String ending) {
    var name = new StringBuilder();
    int room = MOST_BYTES - ending.length();
    for (int point : String.valueOf(file.getFileName()).codePoints().toArray()) {
      room -= Character.toString(point).getBytes(UTF_8).length;
      if (room < 0) {
        break;
      }
      name.appendCodePoint(point);
    }
    return file.resolveSibling(name + ending);
  }
}
