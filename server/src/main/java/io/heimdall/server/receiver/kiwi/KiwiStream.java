package io.heimdall.server.receiver.kiwi;

import static java.util.Objects.requireNonNull;

import io.heimdall.server.iq.IqBlock;
import io.heimdall.server.receiver.FailureReason;
import io.heimdall.server.receiver.IqStream;
import io.heimdall.server.receiver.PlainText;
import io.heimdall.server.receiver.ReceiverFailure;
import io.heimdall.server.receiver.StreamInfo;
import io.heimdall.server.receiver.wire.Failures;
import java.net.ProtocolException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/// IQ of one KiwiSDR, frame by frame.
final class KiwiStream implements IqStream {

  /// The stamps of so many frames may be an earlier listener's.
  private static final int STALE_FRAMES = 2;

  /// Masked frames in a row before the frequency counts as masked.
  private static final int MASKED_FRAMES = 2;

  /// What a receiver says of itself goes into rows and documents.
  private static final int MOST_OF_A_FACT = 500;

  private static final double NANOS_PER_SECOND = 1e9;

  private final KiwiSession session;

  // Reading thread only.
  private SoundFrame frame = new SoundFrame();
  private SoundFrame following = new SoundFrame();
  private boolean hasFollowing;
  private boolean ended;
  private @Nullable ReceiverFailure afterFrame;
  private @Nullable FrameTimeline timeline;
  private long framesSeen;
  private int maskedInARow;
  private long streamStart;
  private @Nullable StreamInfo info;

  KiwiStream(KiwiSession session) {
    this.session = session;
  }

  /// Receives and throws away what cannot be trusted, then fixes what is known of the stream.
  void settle(KiwiStatus status, Duration settleTime) throws ReceiverFailure {
    var scratch = new IqBlock(SoundFrame.MOST_SAMPLES);
    var level = new LevelCheck();
    long patienceNanos = settleTime.plus(session.request().target().timeout()).toNanos();
    long begunNanos = System.nanoTime();
    long samples = 0;
    while (framesSeen < STALE_FRAMES || scratch.endSample() < samples) {
      if (!readFrame(scratch)) {
        throw new ReceiverFailure(
            FailureReason.SHORT,
            session.request().target()
                + " ended its sound after "
                + scratch.endSample()
                + " samples, before it had settled");
      }
      if (System.nanoTime() - begunNanos > patienceNanos) {
        throw new ReceiverFailure(
            FailureReason.TIMEOUT,
            session.request().target() + " sends its sound too slowly to settle");
      }
      level.add(scratch);
      samples = (long) (settleTime.toNanos() / NANOS_PER_SECOND * session.sampleRateHz());
    }
    streamStart = scratch.endSample();
    info = describe(status, level);
  }

  @Override
  public StreamInfo info() {
    return requireNonNull(info, "the stream has not settled");
  }

  @Override
  public int blockCapacity() {
    return SoundFrame.MOST_SAMPLES;
  }

  @Override
  public boolean next(IqBlock block) throws ReceiverFailure {
    return readFrame(block);
  }

  @Override
  public void close() {
    session.close();
  }

  private boolean readFrame(IqBlock block) throws ReceiverFailure {
    try {
      if (!fetch()) {
        block.begin(timeline == null ? 0 : timeline.endIndex() - streamStart);
        return false;
      }
      if (timeline == null) {
        timeline = new FrameTimeline(session.sampleRateHz());
      }
      if (framesSeen >= STALE_FRAMES) {
        timeline.date(frame);
      }
      timeline.place(frame, silentLoss(timeline));
      framesSeen++;
      fill(block, timeline);
      refuseMasked();
      return true;
    } catch (ProtocolException e) {
      throw Failures.of(session.request().target().toString(), e);
    }
  }

  /// Brings the next frame into place; false where there is none.
  private boolean fetch() throws ReceiverFailure {
    if (hasFollowing) {
      swapFrames();
      hasFollowing = false;
      return true;
    }
    ReceiverFailure failure = afterFrame;
    if (failure != null) {
      throw failure;
    }
    ended = ended || !session.readSound(frame);
    return !ended;
  }

  /// The loss that a frame's stamp shows and the frame after it confirms.
  private long silentLoss(FrameTimeline times) throws ProtocolException {
    long claim = times.claimedLoss(frame);
    if (claim == 0) {
      return 0;
    }
    try {
      ended = !session.readSound(following);
    } catch (ReceiverFailure e) {
      afterFrame = e;
    }
    if (ended || afterFrame != null) {
      return 0;
    }
    hasFollowing = true;
    times.date(following);
    return times.confirms(frame, claim, following) ? claim : 0;
  }

  private void fill(IqBlock block, FrameTimeline times) {
    block.begin(times.placedIndex() - streamStart);
    frame.decode(block);
    block.arrivalUtcNanos(frame.arrivalUtcNanos());
    block.levelDbm(frame.levelDbm());
    block.lossCause(times.placedCause());
    if (times.placedStamp()) {
      block.stamp(frame.stampUtcNanos(), frame.fixAgeSeconds());
    }
    if (frame.overloaded()) {
      block.markOverloaded();
    }
  }

  private void refuseMasked() throws ReceiverFailure {
    maskedInARow = frame.isMasked() ? maskedInARow + 1 : 0;
    if (maskedInARow == MASKED_FRAMES) {
      throw new ReceiverFailure(
          FailureReason.MASKED,
          session.request().target()
              + " masks "
              + session.request().tuning().centerFrequencyHz()
              + " Hz: its operator lets nobody listen there");
    }
  }

  private void swapFrames() {
    SoundFrame done = frame;
    frame = following;
    following = done;
  }

  private StreamInfo describe(KiwiStatus status, LevelCheck level) throws ReceiverFailure {
    KiwiRequest request = session.request();
    double rate = session.sampleRateHz();
    OptionalDouble dbmOffset =
        LevelCheck.dbmOffset(request.manualGain(), session.meterCalibrationDb());
    Map<String, String> facts = new HashMap<>();
    status.software().ifPresent(text -> facts.put("software", text));
    for (String key : new String[] {"name", "antenna", "sdr_hw", "snr", "ant_connected"}) {
      if (!status.text(key).isEmpty()) {
        facts.put(key, status.text(key));
      }
    }
    facts.put("automatic_gain", String.valueOf(request.manualGain().isEmpty()));
    request.manualGain().ifPresent(gain -> facts.put("manual_gain", String.valueOf(gain)));
    session.attenuationDb().ifPresent(text -> facts.put("rf_attenuation_db", text));
    session
        .meterCalibrationDb()
        .ifPresent(value -> facts.put("meter_calibration_db", decimal(value)));
    level
        .meterAboveSamplesDb(dbmOffset)
        .ifPresent(value -> facts.put("meter_above_samples_db", decimal(value)));
    if (status.hidesStamps()) {
      facts.put("gps_stamps", "hidden by the operator");
    }
    facts.replaceAll((_, text) -> PlainText.cut(text, MOST_OF_A_FACT));
    return new StreamInfo(
        rate, request.passbandLowHz(rate), request.passbandHighHz(rate), dbmOffset, false, facts);
  }

  private static String decimal(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }
}
