package io.heimdall.db.artifact;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Bytes on their way to become a version of an artifact.
///
/// @param id its id
/// @param owner who uploads
/// @param target what it is to become
/// @param declared what its bytes were said to be when it began
/// @param place where its bytes go
/// @param progress how far it is
/// @param createdAt when it began, to the microsecond
/// @param expiresAt when it is given up; of one that is over, when it is forgotten
public record Upload(
    UUID id,
    String owner,
    Target target,
    Declared declared,
    Place place,
    Progress progress,
    Instant createdAt,
    Instant expiresAt) {

  /// What an upload is to become.
  ///
  /// @param artifactId the artifact, which is not there yet where the upload makes it
  /// @param makesArtifact whether it makes the artifact, or a version of one that is there
  /// @param specJson what is to be said of it, as the server keeps it
  /// @param name the name of the file
  public record Target(UUID artifactId, boolean makesArtifact, String specJson, String name) {}

  /// What bytes are said to be.
  ///
  /// @param sizeBytes how many; null where that was not said
  /// @param sha256 their SHA-256, 64 lower-case hexadecimal digits; null where it was not said
  public record Declared(@Nullable Long sizeBytes, @Nullable String sha256) {}

  /// Where bytes go.
  ///
  /// @param fileId the file they become
  /// @param objectKey its object
  /// @param contentType their media type; null before the first of them are known
  /// @param sniffedType what they look like; null before the first of them are known
  /// @param encoding how the object holds them; null before the first of them are known
  /// @param multipartId the store's name for an object that is written in parts; null while there
  ///   is none
  /// @param partBytes how large a part is, and a multiple of [StoredFile#BLOCK_BYTES]
  public record Place(
      UUID fileId,
      String objectKey,
      @Nullable String contentType,
      @Nullable String sniffedType,
      @Nullable FileEncoding encoding,
      @Nullable String multipartId,
      long partBytes) {

    /// The same file of another object.
    ///
    /// @param otherFileId the file
    /// @param otherKey its object
    /// @return the place, of which nothing is known yet
    public Place at(UUID otherFileId, String otherKey) {
      return new Place(otherFileId, otherKey, null, null, null, null, partBytes);
    }

    /// The same with what became known of it.
    ///
    /// @param type the media type
    /// @param sniffed what the bytes look like
    /// @param how how the object holds the bytes
    /// @param parts the store's name for the parts; null for an object that is written whole
    /// @return the place
    public Place known(String type, String sniffed, FileEncoding how, @Nullable String parts) {
      return new Place(fileId, objectKey, type, sniffed, how, parts, partBytes);
    }
  }

  /// How far an upload is.
  ///
  /// @param state the state
  /// @param endReason why it ended; empty where it did not
  /// @param persistedBytes how many bytes are safe
  /// @param finish what the whole is said to be, or is; null before that is known
  /// @param version the version it has become; null while there is none
  /// @param unchanged whether that was there before
  public record Progress(
      UploadState state,
      String endReason,
      long persistedBytes,
      @Nullable Finish finish,
      @Nullable Integer version,
      boolean unchanged) {

    /// Begins with nothing.
    public static final Progress NONE = new Progress(UploadState.OPEN, "", 0, null, null, false);
  }

  /// What the whole of an upload is.
  ///
  /// @param sizeBytes how many bytes
  /// @param sha256 their SHA-256, 64 lower-case hexadecimal digits
  public record Finish(long sizeBytes, String sha256) {}

  /// The same with another place.
  ///
  /// @param other where its bytes go from now on
  /// @return the upload
  public Upload at(Place other) {
    return new Upload(id, owner, target, declared, other, progress, createdAt, expiresAt);
  }

  /// What uploads are listed by.
  ///
  /// @return the key
  public UploadKey key() {
    return new UploadKey(createdAt, id);
  }
}
