package io.heimdall.server.artifact.upload;

import io.heimdall.db.artifact.UploadState;
import io.heimdall.server.failure.Failure;
import io.heimdall.server.failure.FailureException;
import io.heimdall.server.failure.FieldViolation;
import io.heimdall.server.failure.Reason;
import io.heimdall.server.storage.StorageFailure;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// What can be wrong with an upload, in words.
final class UploadFailures {

  private static final Duration AFTER_A_WHILE = Duration.ofMinutes(1);
  private static final Duration SOON = Duration.ofSeconds(2);

  private UploadFailures() {}

  static FailureException notFound(UUID id) {
    return new Failure.NotFound(
            Reason.UPLOAD_NOT_FOUND, "you have no upload " + id, Map.of("uploadId", id.toString()))
        .exception();
  }

  static FailureException ended(UUID id, UploadState state, String why) {
    String sentence =
        switch (state) {
          case DONE -> "upload %s is done, and takes nothing else in".formatted(id);
          case FINISHING -> "all bytes of upload %s have come; finish it".formatted(id);
          case OPEN, ENDED -> "upload %s has ended: %s".formatted(id, why);
        };
    return new Failure.Precondition(
            Reason.UPLOAD_ENDED,
            sentence,
            Map.of("uploadId", id.toString(), "state", state.name(), "endReason", why))
        .exception();
  }

  static FailureException busy(UUID id) {
    return new Failure.Aborted(
            Reason.UPLOAD_BUSY,
            "another call writes upload %s, or has broken off a moment ago".formatted(id))
        .exception();
  }

  static FailureException stalled(UUID id) {
    return new Failure.Aborted(
            Reason.UPLOAD_STALLED,
            "too little of upload %s came in time; go on from what is safe".formatted(id))
        .exception();
  }

  static FailureException stopping() {
    return new Failure.Unavailable(
            Reason.SERVER_STOPPING, "the server is stopping; go on from what is safe", SOON)
        .exception();
  }

  static FailureException storeFull(StorageFailure cause) {
    return new Failure.Unavailable(
            Reason.STORE_UNAVAILABLE,
            "the store has no room now; go on later from what is safe",
            AFTER_A_WHILE)
        .exception(cause);
  }

  static FailureException tooMany(int most) {
    return new Failure.Exhausted(
            Reason.TOO_MANY_UPLOADS,
            "you have %d uploads under way, which is the most; finish or cancel some"
                .formatted(most),
            AFTER_A_WHILE,
            Map.of("limit", Integer.toString(most)))
        .exception();
  }

  static FailureException partsUsedUp(UUID id) {
    return new Failure.Precondition(
            Reason.UPLOAD_PARTS_USED_UP,
            ("upload %s has broken off so often that no part is left for what is to come; what is"
                    + " safe stays so until it expires, and the whole needs another upload")
                .formatted(id),
            Map.of("uploadId", id.toString(), "limit", Integer.toString(PartSizes.MOST_PARTS)))
        .exception();
  }

  static FailureException ahead(long offset, long persisted, long expected) {
    return new Failure.OutOfRange(
            Reason.OFFSET_AHEAD,
            "a chunk is for byte %d, and byte %d is the next".formatted(offset, expected),
            Map.of(
                "persistedSize", Long.toString(persisted),
                "expectedOffset", Long.toString(expected)))
        .exception();
  }

  static FailureException behind(long offset, long persisted, long expected) {
    return invalid(
        Reason.OFFSET_MISMATCH,
        "chunk.offset",
        ("a chunk is for byte %d, where byte %d is the next; what is sent again begins at a"
                + " multiple of 256 KiB below %d")
            .formatted(offset, expected, persisted),
        Map.of(
            "persistedSize", Long.toString(persisted), "expectedOffset", Long.toString(expected)));
  }

  static FailureException damaged(long offset, int length, int found, int said) {
    return invalid(
        Reason.CHECKSUM_MISMATCH,
        "chunk.crc32c",
        "the CRC-32C of the %d bytes from byte %d on is %08x, expected %08x"
            .formatted(length, offset, found, said),
        Map.of("offset", Long.toString(offset)));
  }

  static FailureException overlapDiffers(long blockByte) {
    return invalid(
        Reason.OVERLAP_DIFFERS,
        "chunk.data",
        "the bytes from %d on are safe, and were others when they came first".formatted(blockByte),
        Map.of("offset", Long.toString(blockByte)));
  }

  static FailureException wrongSize(String field, long said, long came) {
    return invalid(
        Reason.CONTENT_MISMATCH,
        field,
        "%d bytes were to come, and %d came".formatted(said, came),
        Map.of("sizeBytes", Long.toString(came)));
  }

  static FailureException wrongHash(String field, String said, String found) {
    return invalid(
        Reason.CONTENT_MISMATCH,
        field,
        "the SHA-256 of what came is %s, expected %s".formatted(found, said),
        Map.of("sha256", found));
  }

  private static FailureException invalid(
      Reason reason, String field, String message, Map<String, String> metadata) {
    return new Failure.Invalid(
            reason, message, List.of(new FieldViolation(field, message)), metadata)
        .exception();
  }
}
