package io.heimdall.server.storage;

import java.util.Optional;
import java.util.UUID;

/// What names a recording in the store.
///
/// @param taskId the acquisition
/// @param receiverId the receiver
/// @param hop which of several frequencies; absent for an acquisition of one
public record RecordingName(UUID taskId, int receiverId, Optional<Hop> hop) {

  /// Refuses a receiver number that no receiver has.
  public RecordingName {
    if (receiverId < 1) {
      throw new IllegalArgumentException("receiver ids begin at 1, got " + receiverId);
    }
  }

  /// Names a recording of an acquisition with one frequency.
  ///
  /// @param taskId the acquisition
  /// @param receiverId the receiver
  /// @return the name
  public static RecordingName of(UUID taskId, int receiverId) {
    return new RecordingName(taskId, receiverId, Optional.empty());
  }
}
