package io.heimdall.server.artifact.upload;

import io.heimdall.db.artifact.ArtifactSpec;
import io.heimdall.db.artifact.Upload;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A file of which all bytes have come.
///
/// @param uploadId the upload
/// @param artifactId the artifact that it makes, or becomes a version of
/// @param owner who uploads it
/// @param name its name
/// @param types its media type
/// @param content its size and its SHA-256
/// @param spec what is said of the artifact that it makes; null where it becomes a version of one
public record UploadedFile(
    UUID uploadId,
    UUID artifactId,
    String owner,
    String name,
    Types types,
    Upload.Finish content,
    @Nullable ArtifactSpec spec) {

  /// The media type of a file.
  ///
  /// @param claimed what it was said to be; empty for nothing
  /// @param sniffed what its first bytes and its name look like
  /// @param kept what it is kept as
  public record Types(String claimed, String sniffed, String kept) {}
}
