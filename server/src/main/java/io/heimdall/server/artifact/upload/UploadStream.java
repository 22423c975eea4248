package io.heimdall.server.artifact.upload;

import io.heimdall.db.artifact.Upload;
import io.heimdall.server.artifact.Rights;
import io.heimdall.server.failure.FailureException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/// An upload that somebody has opened to write it. One thread at a time sends; what fails ends it,
/// and it is to be closed then too.
public sealed interface UploadStream extends AutoCloseable permits UploadWriter, FinishedUpload {

  /// What an upload has become.
  ///
  /// @param seen the artifact, and what the caller may do with it
  /// @param sizeBytes the size of what was uploaded
  /// @param unchanged whether the bytes equal those of the version before
  /// @param again whether it had become that before
  record Finished(Rights.Seen seen, long sizeBytes, boolean unchanged, boolean again) {}

  /// The media type of what is uploaded.
  ///
  /// @return the type; empty where too little has come to know it, or nothing can come any more
  Optional<String> contentType();

  /// Takes bytes in, or compares them where they are safe already. Waits until there is room.
  ///
  /// @param offset where they stand in the whole
  /// @param bytes the bytes, in any number of pieces; read to their ends, and not kept
  /// @param crc32c what the caller says their CRC-32C is
  /// @throws FailureException with the reasons that the contract names
  void chunk(long offset, List<ByteBuffer> bytes, int crc32c);

  /// Verifies that all bytes have come, and makes the version of them. Can be repeated, also by
  /// another stream.
  ///
  /// @param said what the caller says of the whole
  /// @return what has become of it
  /// @throws FailureException with the reasons that the contract names
  Finished finish(Upload.Finish said);

  /// Returns when every whole part that has come is safe.
  ///
  /// @return how many bytes are safe
  long pause();

  /// Says that the caller has gone: what waits for room waits no more. Any thread may say so, and
  /// does not wait.
  void abandon();

  /// Lets another write. What came and is not safe is dropped. Idempotent.
  @Override
  void close();
}
