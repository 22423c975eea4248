package io.heimdall.server.acquisition;

import io.heimdall.db.recording.RecordingId;
import io.heimdall.server.failure.Failure;
import io.heimdall.server.failure.FailureException;
import io.heimdall.server.failure.Reason;
import io.heimdall.server.security.Caller;
import io.heimdall.server.storage.ReceivedFile;
import io.heimdall.server.storage.Sha256;
import io.heimdall.server.storage.StorageFailure;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.zip.CRC32C;

/// A file of samples on its way in: it is received whole, and then stored as a recording. One
/// thread at a time.
public final class FileUpload implements AutoCloseable {

  private static final Duration TRY_AGAIN = Duration.ofSeconds(30);

  private final Caller caller;
  private final ImportRequest request;
  private final ReceivedFile file;
  private final FileImports imports;

  FileUpload(Caller caller, ImportRequest request, ReceivedFile file, FileImports imports) {
    this.caller = caller;
    this.request = request;
    this.file = file;
    this.imports = imports;
  }

  /// Takes the next bytes.
  ///
  /// @param offset where the caller says they stand in the file
  /// @param bytes what comes; read to its end
  /// @param crc32c what the caller says their CRC-32C is
  /// @throws FailureException with OFFSET_MISMATCH, CHECKSUM_MISMATCH or SPOOL_FULL
  public void write(long offset, ByteBuffer bytes, int crc32c) {
    if (offset != file.sizeBytes()) {
      throw new Failure.Invalid(
              Reason.OFFSET_MISMATCH,
              "chunk.offset",
              "%d bytes of %s have come, and a chunk is for byte %d"
                  .formatted(file.sizeBytes(), request.fileName(), offset))
          .exception();
    }
    var found = new CRC32C();
    found.update(bytes.duplicate());
    if ((int) found.getValue() != crc32c) {
      throw new Failure.Invalid(
              Reason.CHECKSUM_MISMATCH,
              "chunk.crc32c",
              "the CRC-32C of the %d bytes from byte %d of %s on is %08x, expected %08x"
                  .formatted(
                      bytes.remaining(),
                      offset,
                      request.fileName(),
                      (int) found.getValue(),
                      crc32c))
          .exception();
    }
    try {
      file.write(bytes);
    } catch (StorageFailure e) {
      throw full(e);
    }
  }

  private static RuntimeException full(StorageFailure cause) {
    return cause.kind() == StorageFailure.Kind.FULL
        ? new FailureException(
            new Failure.Exhausted(
                Reason.SPOOL_FULL,
                "there is no room to take the file in: " + cause.getMessage(),
                TRY_AGAIN,
                Map.of()),
            cause)
        : cause;
  }

  /// Stores what has come as a recording, and returns when everything is stored. The file is
  /// removed, whatever comes of it.
  ///
  /// @return the recording
  /// @throws FailureException with FILE_INVALID, FILE_FACT_MISSING, RECEIVER_NOT_FOUND,
  ///   REQUEST_ID_REUSED, STORE_UNAVAILABLE, SERVER_STOPPING or ACQUISITION_ENDED
  public RecordingId store() {
    try (this) {
      Sha256 sha256 = file.finish();
      return imports.store(caller, request, file.path(), sha256);
    }
  }

  /// Removes what has come. Idempotent.
  @Override
  public void close() {
    file.close();
  }
}
