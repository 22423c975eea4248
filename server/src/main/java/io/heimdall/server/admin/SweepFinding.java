package io.heimdall.server.admin;

import io.heimdall.db.recording.RecordingId;
import java.time.Instant;

/// What a sweep found.
public sealed interface SweepFinding {

  /// An object that no row lists.
  ///
  /// @param objectKey its key
  /// @param sizeBytes its size
  /// @param modifiedAt when it was last written, by the store's clock
  /// @param deleted whether it was deleted
  record Orphan(String objectKey, long sizeBytes, Instant modifiedAt, boolean deleted)
      implements SweepFinding {}

  /// A row whose object is gone.
  ///
  /// @param objectKey the key the row names
  /// @param recording the recording
  record Missing(String objectKey, RecordingId recording) implements SweepFinding {}

  /// Takes findings.
  interface Taker {
    /// Takes one; may wait as long as it likes.
    ///
    /// @param finding what was found
    /// @throws InterruptedException when nobody wants more
    void take(SweepFinding finding) throws InterruptedException;
  }
}
