package io.heimdall.server.artifact.upload;

import io.heimdall.db.artifact.ArtifactSpec;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An upload somebody asks for.
///
/// @param requestId the caller's id for the request; empty for none
/// @param target what comes
/// @param sizeBytes how many bytes; null where that is not known
/// @param sha256 their SHA-256, 64 lower-case hexadecimal digits; null where it is not known
public record NewUpload(
    String requestId, Target target, @Nullable Long sizeBytes, @Nullable String sha256) {

  /// What comes.
  public sealed interface Target {

    /// What its media type is said to be.
    ///
    /// @return the type; empty where it is told from the bytes
    String contentType();

    /// A new artifact.
    ///
    /// @param spec what is said of it, its name safe
    /// @param contentType its media type; empty where it is told from the bytes
    record NewArtifact(ArtifactSpec spec, String contentType) implements Target {}

    /// A version of an artifact that is there.
    ///
    /// @param artifactId the artifact
    /// @param name the name of its file, safe; empty for the artifact's
    /// @param contentType its media type; empty where it is told from the bytes
    record NewVersion(UUID artifactId, String name, String contentType) implements Target {}
  }
}
