package io.heimdall.server.receiver.kiwi;

import static org.assertj.core.api.Assertions.assertThat;

import io.heimdall.server.iq.IqBlock;
import io.heimdall.server.receiver.IqStream;
import io.heimdall.server.receiver.ReceiverTarget;
import io.heimdall.server.receiver.Tuning;
import io.heimdall.server.receiver.wire.Dialer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class KiwiReceiverIT {

  private static final long NANOS = 1_000_000_000L;
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.ofEpochSecond(FakeKiwi.START_UTC_NANOS / NANOS + 5));

  private final KiwiReceiver receiver = receiver(Duration.ZERO);

  @Test
  void deliversExactSamplesWithTheirStamps() throws Exception {
    try (var kiwi =
            new FakeKiwi(channel -> {
              channel.greet();
              channel.sounds(1, 20);
              channel.awaitClose();
            });
        IqStream stream = receiver.open(target(kiwi), Tuning.to(77_500))) {
      var block = new IqBlock(stream.blockCapacity());

      for (long sequence = 3; sequence <= 20; sequence++) {
        assertThat(stream.next(block)).isTrue();

        assertThat(block.firstSample()).isEqualTo((sequence - 3) * 512);
        assertThat(block.count()).isEqualTo(512);
        assertThat(block.stampUtcNanos()).isEqualTo(FakeKiwi.stampOf(sequence, 0));
        assertThat(block.fixAgeSeconds()).isEqualTo(3);
        assertThat(block.levelDbm()).isEqualTo(-100);
        for (int n = 0; n < 512; n++) {
          assertThat(block.i()[n]).isEqualTo(SoundFrames.sampleI(sequence, n) / 32768f);
          assertThat(block.q()[n]).isEqualTo(SoundFrames.sampleQ(sequence, n) / 32768f);
        }
      }
    }
  }

  static KiwiReceiver receiver(Duration settleTime) {
    return new KiwiReceiver(
        new KiwiOptions("test@example.org", settleTime, Duration.ofMillis(50), 50),
        new Dialer(Duration.ofSeconds(2), _ -> true),
        CLOCK);
  }

  static ReceiverTarget target(FakeKiwi kiwi) {
    return new ReceiverTarget(1, kiwi.url(), 0, Optional.empty(), Duration.ofSeconds(5));
  }
}
