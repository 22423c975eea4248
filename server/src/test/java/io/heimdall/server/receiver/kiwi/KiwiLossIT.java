package io.heimdall.server.receiver.kiwi;

import static org.assertj.core.api.Assertions.assertThat;

import io.heimdall.server.iq.Gap;
import io.heimdall.server.iq.IqBlock;
import io.heimdall.server.receiver.IqStream;
import io.heimdall.server.receiver.ReceiverFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// How losses show, and which stamps are trusted.
@Timeout(20)
class KiwiLossIT {
  private final KiwiReceiver receiver = Fixture.receiver();
  private final IqBlock block = new IqBlock(SoundFrame.MOST_SAMPLES);

  @Test
  void leavesOutStaleStamps() throws Exception {
    try (var kiwi =
            playing(channel -> {
              var first = new SoundFrames();
              first.fixAge = 0;
              channel.sound(first.bytes());
              channel.sound(FakeKiwi.frameAt(2, -3 * 3_600 * 12_000L).bytes());
              channel.sound(FakeKiwi.frameAt(3, -2 * 3_600 * 12_000L).bytes());
              channel.sounds(4, 20);
            });
        IqStream stream = receiver.open(Fixture.target(kiwi), Fixture.DCF77)) {
      boolean stamped = false;
      for (long sequence = 3; sequence <= 20; sequence++) {
        stream.next(block);

        assertThat(block.firstSample()).isEqualTo((sequence - 3) * 512);
        if (sequence > 3 && block.stampUtcNanos() != IqBlock.NO_STAMP) {
          assertThat(block.stampUtcNanos()).isEqualTo(FakeKiwi.stampOf(sequence, 0));
          stamped = true;
        }
      }
      assertThat(stamped).isTrue();
    }
  }

  @Test
  void countsSkippedFrames() throws Exception {
    try (var kiwi =
            playing(channel -> {
              channel.sounds(1, 10);
              channel.sounds(75, 80);
            });
        IqStream stream = receiver.open(Fixture.target(kiwi), Fixture.DCF77)) {
      skipTo(stream, 10);
      stream.next(block);

      assertThat(block.firstSample()).isEqualTo((75 - 3) * 512);
      assertThat(block.lossCause()).isEqualTo(Gap.Cause.SEQUENCE);
      assertThat(block.stampUtcNanos()).isEqualTo(FakeKiwi.stampOf(75, 0));
      assertHolds(75);
    }
  }

  @Test
  void seesTheLossThatOnlyStampsShow() throws Exception {
    long lost = 1_234;
    try (var kiwi =
            playing(channel -> {
              channel.sounds(1, 30);
              for (long sequence = 31; sequence <= 40; sequence++) {
                channel.sound(FakeKiwi.frameAt(sequence, lost).bytes());
              }
            });
        IqStream stream = receiver.open(Fixture.target(kiwi), Fixture.DCF77)) {
      skipTo(stream, 30);
      for (long sequence = 31; sequence <= 40; sequence++) {
        stream.next(block);

        assertThat(block.firstSample()).isEqualTo((sequence - 3) * 512 + lost);
        assertThat(block.stampUtcNanos()).isEqualTo(FakeKiwi.stampOf(sequence, lost));
        assertHolds(sequence);
        if (sequence == 31) {
          assertThat(block.lossCause()).isEqualTo(Gap.Cause.STAMP);
        }
      }
    }
  }

  @Test
  void doesNotTakeOneOddStampForALoss() throws Exception {
    try (var kiwi =
            playing(channel -> {
              channel.sounds(1, 30);
              channel.sound(FakeKiwi.frameAt(31, 700).bytes());
              channel.sounds(32, 40);
            });
        IqStream stream = receiver.open(Fixture.target(kiwi), Fixture.DCF77)) {
      skipTo(stream, 30);
      stream.next(block);
      assertThat(block.stampUtcNanos()).isEqualTo(IqBlock.NO_STAMP);

      for (long sequence = 32; sequence <= 40; sequence++) {
        stream.next(block);

        assertThat(block.firstSample()).isEqualTo((sequence - 3) * 512);
        assertThat(block.stampUtcNanos()).isEqualTo(FakeKiwi.stampOf(sequence, 0));
      }
    }
  }

  @Test
  void givesNoStampsWhereTheOperatorHidesThem() throws Exception {
    try (var kiwi =
            playing(channel -> {
              for (long sequence = 1; sequence <= 5; sequence++) {
                var frame = new SoundFrames();
                frame.sequence = sequence;
                frame.fixAge = 0;
                channel.sound(frame.bytes());
              }
            });
        IqStream stream = receiver.open(Fixture.target(kiwi), Fixture.DCF77)) {
      stream.next(block);

      assertThat(block.stampUtcNanos()).isEqualTo(IqBlock.NO_STAMP);
    }
  }

  private static FakeKiwi playing(FakeKiwi.Script sounds) {
    return new FakeKiwi(channel -> {
      channel.greet();
      sounds.play(channel);
      channel.awaitClose();
    });
  }

  private void skipTo(IqStream stream, long lastSequence) throws ReceiverFailure {
    for (long sequence = 3; sequence <= lastSequence; sequence++) {
      stream.next(block);
    }
  }

  private void assertHolds(long sequence) {
    assertThat(block.count()).isEqualTo(512);
    for (int n = 0; n < 512; n++) {
      assertThat(block.i()[n]).isEqualTo(SoundFrames.sampleI(sequence, n) / 32768f);
      assertThat(block.q()[n]).isEqualTo(SoundFrames.sampleQ(sequence, n) / 32768f);
    }
  }
}
