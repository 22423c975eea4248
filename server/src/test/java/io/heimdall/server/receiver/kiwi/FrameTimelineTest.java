package io.heimdall.server.receiver.kiwi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heimdall.server.iq.Gap;
import io.heimdall.server.receiver.websocket.Messages;
import java.net.ProtocolException;
import org.junit.jupiter.api.Test;

class FrameTimelineTest {

  private final FrameTimeline timeline = new FrameTimeline(FakeKiwi.RATE_HZ);

  @Test
  void countsSkippedNumbersAcrossTheWrap() throws ProtocolException {
    timeline.place(frame(0xffff_fffeL), 0);
    timeline.place(frame(0xffff_ffffL), 0);
    timeline.place(frame(2), 0);

    assertThat(timeline.placedIndex()).isEqualTo(4 * 512);
    assertThat(timeline.placedCause()).isEqualTo(Gap.Cause.SEQUENCE);
  }

  @Test
  void countsByTheLengthOfTheFrameBefore() throws ProtocolException {
    var longer = new SoundFrames();
    longer.count = 700;
    timeline.place(parsed(longer), 0);
    timeline.place(frame(2), 0);

    assertThat(timeline.placedIndex()).isEqualTo(700);
  }

  @Test
  void refusesACounterThatGoesBackOrFarAhead() throws ProtocolException {
    timeline.place(frame(100), 0);

    assertThatThrownBy(() -> timeline.place(frame(100), 0)).isInstanceOf(ProtocolException.class);
    assertThatThrownBy(() -> timeline.place(frame(99), 0)).isInstanceOf(ProtocolException.class);
    assertThatThrownBy(() -> timeline.place(frame(10_000_000), 0))
        .isInstanceOf(ProtocolException.class);
  }

  @Test
  void claimsALossOnlyBeyondHalfASample() throws ProtocolException {
    fill(1, 50);

    assertThat(timeline.claimedLoss(stamped(51, 0))).isZero();
    assertThat(timeline.claimedLoss(stamped(51, 1))).isEqualTo(1);
    assertThat(timeline.claimedLoss(stamped(51, 5_000))).isEqualTo(5_000);
    assertThat(timeline.claimedLoss(stamped(51, -3))).isEqualTo(-3);
    assertThat(timeline.claimedLoss(frame(51))).isZero();
  }

  @Test
  void believesAClaimTheNextFrameBearsOut() throws ProtocolException {
    fill(1, 50);

    assertThat(timeline.confirms(stamped(51, 800), 800, stamped(52, 800))).isTrue();
    assertThat(timeline.confirms(stamped(51, 800), 800, stamped(60, 800))).isTrue();
    assertThat(timeline.confirms(stamped(51, 800), 800, stamped(52, 0))).isFalse();
    assertThat(timeline.confirms(stamped(51, 800), 800, frame(52))).isFalse();
  }

  @Test
  void takesAJumpOfTheClockForNoLoss() throws ProtocolException {
    fill(1, 50);
    long elevenSeconds = 11 * 12_001;

    assertThat(
            timeline.confirms(
                stamped(51, elevenSeconds), elevenSeconds, stamped(52, elevenSeconds)))
        .isFalse();
    assertThat(timeline.confirms(stamped(51, -9), -9, stamped(52, -9))).isFalse();
  }

  @Test
  void letsStampsCorrectANumberThatJumpedTooFar() throws ProtocolException {
    fill(1, 50);

    // The number says ten frames are missing, the stamps say nine.
    assertThat(timeline.claimedLoss(stamped(61, -512))).isEqualTo(-512);
    assertThat(timeline.confirms(stamped(61, -512), -512, stamped(62, -512))).isTrue();
    timeline.place(stamped(61, -512), -512);

    assertThat(timeline.placedIndex()).isEqualTo((61 - 1) * 512 - 512);
    assertThat(timeline.placedStamp()).isTrue();
    assertThat(timeline.placedCause()).isEqualTo(Gap.Cause.STAMP);
  }

  @Test
  void doesNotPassOnAStampItCannotExplain() throws ProtocolException {
    fill(1, 50);

    timeline.place(stamped(51, 3), 0);

    assertThat(timeline.placedIndex()).isEqualTo(50 * 512);
    assertThat(timeline.placedStamp()).isFalse();
  }

  @Test
  void takesUpStampsAgainAfterTheClockWasSet() throws ProtocolException {
    fill(1, 50);
    boolean again = false;
    for (long sequence = 51; sequence <= 100; sequence++) {
      timeline.place(stamped(sequence, -40), 0);
      again = timeline.placedStamp();
    }

    assertThat(again).isTrue();
    assertThat(timeline.placedIndex()).isEqualTo(99 * 512);
  }

  private void fill(long first, long last) throws ProtocolException {
    for (long sequence = first; sequence <= last; sequence++) {
      timeline.place(stamped(sequence, 0), 0);
    }
  }

  private static SoundFrame frame(long sequence) throws ProtocolException {
    var frame = new SoundFrames();
    frame.sequence = sequence;
    return parsed(frame);
  }

  private SoundFrame stamped(long sequence, long lostSamples) throws ProtocolException {
    SoundFrame frame = parsed(FakeKiwi.frameAt(sequence, lostSamples));
    timeline.date(frame);
    return frame;
  }

  private static SoundFrame parsed(SoundFrames bytes) throws ProtocolException {
    var frame = new SoundFrame();
    Messages.set(frame.message(), bytes.bytes());
    frame.parse(FakeKiwi.START_UTC_NANOS);
    return frame;
  }
}
