package io.heimdall.server.artifact;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.UUID;

/// Where objects of artifacts are in the bucket.
public final class ArtifactKeys {

  /// What all of their keys begin with.
  public static final String ROOT = "artifacts/";

  /// What the keys of what users have uploaded begin with.
  public static final String USERS = ROOT + "users/";

  private static final String PUBLIC = ROOT + "public/";
  private static final String DOCUMENTS = "metadata/artifacts/";

  private ArtifactKeys() {}

  /// The key of a file.
  ///
  /// @param owner who uploads it
  /// @param fileId the file
  /// @param name its name, whose ending the key keeps
  /// @return `artifacts/users/{owner}/{file_id}{ext}`
  public static String of(String owner, UUID fileId, String name) {
    return USERS + segment(owner) + "/" + fileId + FileNames.extension(name);
  }

  /// The key of a public copy.
  ///
  /// @param copyId the copy; no two are ever the same, so that the removal of one meets no other
  /// @param name the file's name, whose ending the key keeps
  /// @return `artifacts/public/{copy_id}{ext}`
  static String publicCopy(UUID copyId, String name) {
    return PUBLIC + copyId + FileNames.extension(name);
  }

  /// The key of the document about an artifact.
  ///
  /// @param artifactId the artifact
  /// @return `metadata/artifacts/{id}/metadata.json`
  public static String document(UUID artifactId) {
    return DOCUMENTS + artifactId + "/metadata.json";
  }

  /// A user's name as part of a key: other characters than plain ones are written as `=XX`, a byte
  /// each, so that no two users share a prefix.
  private static String segment(String owner) {
    var segment = new StringBuilder();
    for (byte each : owner.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (each & 0xFF);
      boolean plain =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || c == '-'
              || c == '_'
              || c == '@'
              || (c == '.' && !segment.isEmpty());
      if (plain) {
        segment.append(c);
      } else {
        segment.append('=').append(HexFormat.of().withUpperCase().toHexDigits(each));
      }
    }
    return segment.toString();
  }
}
