package io.heimdall.server.acquisition;

import io.heimdall.db.recording.NewRecording;
import io.heimdall.db.recording.RecordingId;
import io.heimdall.db.recording.RecordingState;
import io.heimdall.server.iq.SampleAnchor;
import io.heimdall.server.receiver.FailureReason;
import io.heimdall.server.receiver.ReceiverFailure;
import io.heimdall.server.receiver.StreamInfo;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The live counters of one receiver. Its receiving and recording threads write, anyone reads; a
/// reader may see counts that are a block apart, never one that goes back.
final class RecordingProgress {

  private final RecordingId id;
  private final long centerFrequencyHz;
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
  private volatile @Nullable SampleAnchor anchor;
  private volatile int retries;
  private volatile @Nullable Instant nextAttempt;

  /// Begins waiting.
  ///
  /// @param recording what is to be made
  /// @param whenStateChanges told after each change of state
  RecordingProgress(NewRecording recording, Runnable whenStateChanges) {
    this.id = recording.id();
    this.centerFrequencyHz = recording.centerFrequencyHz();
    this.name = recording.receiver().name();
    this.whenStateChanges = whenStateChanges;
  }

  void enter(RecordingState next) {
    state = next;
    whenStateChanges.run();
  }

  void ended(RecordingState last, @Nullable FailureReason why, @Nullable String sentence) {
    reason = why;
    message = sentence;
    nextAttempt = null;
    enter(last);
  }

  void retrying(int count, Instant next, ReceiverFailure why) {
    retries = count;
    nextAttempt = next;
    reason = why.reason();
    message = why.getMessage();
    enter(RecordingState.RETRYING);
  }

  void tryingAgain() {
    nextAttempt = null;
    reason = null;
    message = null;
    enter(RecordingState.CONNECTING);
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

  void dated(SampleAnchor known) {
    anchor = known;
  }

  @Nullable SampleAnchor anchor() {
    return anchor;
  }

  void measured(@Nullable Double signalToNoiseDb) {
    snrDb = signalToNoiseDb;
  }

  /// Goes on where earlier runs ended.
  ///
  /// @param earlier what they have left
  void resume(Earlier earlier) {
    stream = earlier.info();
    lateStart = earlier.lateStart();
    retries = earlier.retries();
  }

  void startedLate() {
    lateStart = true;
  }

  int receiverId() {
    return id.receiverId();
  }

  RecordingState state() {
    return state;
  }

  ReceiverProgress snapshot() {
    StreamInfo info = stream;
    return new ReceiverProgress(
        id.receiverId(),
        id.hop(),
        centerFrequencyHz,
        name,
        state,
        reason,
        message,
        expected,
        received,
        lost,
        snrDb,
        lateStart,
        info == null ? 0 : info.sampleRateHz(),
        retries,
        nextAttempt);
  }
}
