package io.heimdall.server.acquisition;

import io.heimdall.db.recording.RecordingState;
import io.heimdall.server.receiver.FailureReason;
import io.heimdall.server.receiver.StreamInfo;
import org.jspecify.annotations.Nullable;

/// The live counters of one receiver. Its receiving and recording threads write, anyone reads; a
/// reader may see counts that are a block apart, never one that goes back.
final class RecordingProgress {

  private final int receiverId;
  private final String name;
  private final Runnable whenStateChanges;
  private volatile RecordingState state = RecordingState.WAITING;
  private volatile @Nullable FailureReason reason;
  private volatile @Nullable String message;
  private volatile long expected;
  private volatile long received;
  private volatile long lost;
  private volatile @Nullable Double snrDb;
  private volatile boolean lateStart;
  private volatile @Nullable StreamInfo stream;

  /// Begins waiting.
  ///
  /// @param receiverId the receiver
  /// @param name its name
  /// @param whenStateChanges told after each change of state
  RecordingProgress(int receiverId, String name, Runnable whenStateChanges) {
    this.receiverId = receiverId;
    this.name = name;
    this.whenStateChanges = whenStateChanges;
  }

  void enter(RecordingState next) {
    state = next;
    whenStateChanges.run();
  }

  void ended(RecordingState last, @Nullable FailureReason why, @Nullable String sentence) {
    reason = why;
    message = sentence;
    enter(last);
  }

  void connected(StreamInfo info) {
    stream = info;
  }

  @Nullable StreamInfo stream() {
    return stream;
  }

  void expect(long samples) {
    expected = samples;
  }

  void counted(long samplesReceived, long samplesLost) {
    received = samplesReceived;
    lost = samplesLost;
  }

  void measured(@Nullable Double signalToNoiseDb) {
    snrDb = signalToNoiseDb;
  }

  void startedLate() {
    lateStart = true;
  }

  RecordingState state() {
    return state;
  }

  ReceiverProgress snapshot() {
    StreamInfo info = stream;
    return new ReceiverProgress(
        receiverId,
        name,
        state,
        reason,
        message,
        expected,
        received,
        lost,
        snrDb,
        lateStart,
        info == null ? 0 : info.sampleRateHz());
  }
}
