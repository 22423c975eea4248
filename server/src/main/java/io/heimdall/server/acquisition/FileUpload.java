package io.heimdall.server.acquisition;

import io.heimdall.db.recording.RecordingId;
import io.heimdall.server.failure.Failure;
import io.heimdall.server.failure.FailureException;
import io.heimdall.server.failure.FieldViolation;
import io.heimdall.server.failure.Reason;
import io.heimdall.server.security.Caller;
import io.heimdall.server.storage.ReceivedFile;
import io.heimdall.server.storage.Sha256;
import io.heimdall.server.storage.StorageFailure;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// A file of samples on its way in: it is received whole, and then stored as a recording. One
/// thread at a time sends; another one ends it when that sends no more.
public final class FileUpload implements AutoCloseable {

  private static final Duration TRY_AGAIN = Duration.ofSeconds(30);

  /// How long a caller may take for the next part of a file while the server waits for it.
  private static final Duration LONGEST_SILENCE = Duration.ofSeconds(60);

  /// What a part has at least: who drips holds the room of others as well.
  private static final long LEAST_PART_BYTES = 1 << 20;

  private final Sender sender;
  private final ReceivedFile file;
  private final long mostBytes;
  private final FileImports imports;

  // Under the lock of this, as are the bytes of the file until it is stored.
  private @Nullable SilenceWatch watch;
  private boolean stalled;
  private boolean open = true;
  private long heardBytes;

  /// Who sends what.
  ///
  /// @param caller who sends
  /// @param request what is asked for
  /// @param sizeBytes how large the file will be; 0 where that is not known
  record Sender(Caller caller, ImportRequest request, long sizeBytes) {}

  FileUpload(Sender sender, ReceivedFile file, long mostBytes, FileImports imports) {
    this.sender = sender;
    this.file = file;
    this.mostBytes = mostBytes;
    this.imports = imports;
  }

  /// Discards what has come when less than a megabyte more does within a minute, so that nobody
  /// holds the room of others by doing nothing, or next to it. To be called once, after the
  /// beginning.
  ///
  /// @param told is given the failure, UPLOAD_STALLED, by a thread of its own
  public void endWhenStalled(Consumer<FailureException> told) {
    endWhenStalled(LONGEST_SILENCE, told);
  }

  synchronized void endWhenStalled(Duration longest, Consumer<FailureException> told) {
    watch =
        new SilenceWatch(
            longest,
            () -> {
              if (discardStalled(longest)) {
                told.accept(stalled());
                return true;
              }
              return false;
            });
  }

  private synchronized boolean discardStalled(Duration longest) {
    if (!open || watch == null || watch.silence().compareTo(longest) < 0) {
      return false;
    }
    stalled = true;
    close();
    return true;
  }

  private FailureException stalled() {
    return new Failure.Aborted(
            Reason.UPLOAD_STALLED,
            "too little of %s came in time after its first %d bytes; they are discarded"
                .formatted(name(), file.sizeBytes()))
        .exception();
  }

  /// Takes the next bytes.
  ///
  /// @param offset where the caller says they stand in the file
  /// @param bytes what comes; read to its end
  /// @param crc32c what the caller says their CRC-32C is
  /// @throws FailureException with OFFSET_MISMATCH, CHECKSUM_MISMATCH, FILE_INVALID,
  ///   FILE_TOO_LARGE, SPOOL_FULL or UPLOAD_STALLED
  public synchronized void write(long offset, ByteBuffer bytes, int crc32c) {
    if (stalled) {
      throw stalled();
    }
    verify(offset, bytes, crc32c);
    long size = offset + bytes.remaining();
    if (sender.sizeBytes() > 0 && size > sender.sizeBytes()) {
      throw wrongSize(size + " bytes and more");
    }
    refuseTooLarge(name(), size, mostBytes);
    try {
      file.write(bytes);
    } catch (StorageFailure e) {
      throw full(e);
    }
    if (watch != null && size - heardBytes >= LEAST_PART_BYTES) {
      heardBytes = size;
      watch.heard();
    }
  }

  private void verify(long offset, ByteBuffer bytes, int crc32c) {
    if (offset != file.sizeBytes()) {
      throw invalid(
          Reason.OFFSET_MISMATCH,
          "chunk.offset",
          "%d bytes of %s have come, and a chunk is for byte %d"
              .formatted(file.sizeBytes(), name(), offset),
          Map.of("expectedOffset", Long.toString(file.sizeBytes())));
    }
    var crc = new CRC32C();
    crc.update(bytes.duplicate());
    int found = (int) crc.getValue();
    if (found != crc32c) {
      throw invalid(
          Reason.CHECKSUM_MISMATCH,
          "chunk.crc32c",
          "the CRC-32C of the %d bytes from byte %d of %s on is %08x, expected %08x"
              .formatted(bytes.remaining(), offset, name(), found, crc32c),
          Map.of("offset", Long.toString(offset)));
    }
  }

  private FailureException wrongSize(String came) {
    return new Failure.Invalid(
            Reason.FILE_INVALID,
            "open.size_bytes",
            "%s should have %d bytes, and it has %s".formatted(name(), sender.sizeBytes(), came))
        .exception();
  }

  private String name() {
    return sender.request().fileName();
  }

  /// Refuses what cannot be taken in, however long one waits.
  static void refuseTooLarge(String name, long sizeBytes, long mostBytes) {
    if (sizeBytes > mostBytes) {
      throw invalid(
          Reason.FILE_TOO_LARGE,
          "open.size_bytes",
          "%s has %d bytes or more, and this server takes at most %d, three quarters of its spool"
              .formatted(name, sizeBytes, mostBytes),
          Map.of("limitBytes", Long.toString(mostBytes)));
    }
  }

  private static FailureException invalid(
      Reason reason, String field, String message, Map<String, String> metadata) {
    return new Failure.Invalid(
            reason, message, List.of(new FieldViolation(field, message)), metadata)
        .exception();
  }

  static RuntimeException full(StorageFailure cause) {
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
  ///   REQUEST_ID_REUSED, SERVER_STOPPING, OWNER_UNREACHABLE, ACQUISITION_ENDED, IMPORT_FAILED or
  ///   UPLOAD_STALLED
  public RecordingId store() {
    try (this) {
      Sha256 sha256 = finish();
      return imports.store(sender.caller(), sender.request(), file.path(), sha256);
    }
  }

  /// From here on nobody waits for a chunk.
  private synchronized Sha256 finish() {
    if (stalled) {
      throw stalled();
    }
    endWatch();
    if (sender.sizeBytes() > 0 && file.sizeBytes() != sender.sizeBytes()) {
      throw wrongSize(Long.toString(file.sizeBytes()));
    }
    return file.finish();
  }

  private void endWatch() {
    if (watch != null) {
      watch.close();
      watch = null;
    }
  }

  /// Removes what has come. Idempotent.
  @Override
  public synchronized void close() {
    if (!open) {
      return;
    }
    open = false;
    endWatch();
    try {
      file.close();
    } finally {
      imports.uploadEnded();
    }
  }
}
