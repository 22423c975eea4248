package io.heimdall.server.admin;

import io.heimdall.db.recording.RecordingId;
import java.time.Instant;
import java.util.UUID;

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

  /// An artifact of which the store has lost something.
  ///
  /// @param objectKey the object
  /// @param artifactId the artifact
  /// @param fault what is wrong
  record Lost(String objectKey, UUID artifactId, Fault fault) implements SweepFinding {}

  /// What can be wrong with an object.
  enum Fault {
    /// It is not there.
    GONE,
    /// It has not as many bytes as it should.
    WRONG_SIZE,
    /// It does not say what it should.
    DAMAGED
  }

  /// Takes findings.
  interface Taker {
    /// Takes one; may wait as long as it likes.
    ///
    /// @param finding what was found
    /// @throws InterruptedException when nobody wants more
    void take(SweepFinding finding) throws InterruptedException;
  }
}
