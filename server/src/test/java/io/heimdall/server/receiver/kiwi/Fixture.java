package io.heimdall.server.receiver.kiwi;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.heimdall.server.receiver.IqStream;
import io.heimdall.server.receiver.ReceiverFailure;
import io.heimdall.server.receiver.ReceiverTarget;
import io.heimdall.server.receiver.Tuning;
import io.heimdall.server.receiver.wire.Dialer;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/// Drivers and targets as the tests of this package need them.
final class Fixture {

  static final InstantSource CLOCK =
      InstantSource.fixed(Instant.ofEpochSecond(FakeKiwi.START_UTC_NANOS / 1_000_000_000L + 5));

  static final Tuning DCF77 = Tuning.to(77_500);

  private Fixture() {}

  static KiwiReceiver receiver() {
    return receiver(Duration.ZERO);
  }

  static KiwiReceiver receiver(Duration settleTime) {
    return new KiwiReceiver(
        new KiwiOptions("test@example.org", settleTime, 50),
        new Dialer(Duration.ofSeconds(2), _ -> true),
        CLOCK);
  }

  static ReceiverTarget target(FakeKiwi kiwi) {
    return target(kiwi.url(), 0);
  }

  static ReceiverTarget target(URI url, long frequencyOffsetHz) {
    return new ReceiverTarget(1, url, frequencyOffsetHz, Optional.empty(), Duration.ofSeconds(5));
  }

  static ReceiverTarget impatient(URI url) {
    return new ReceiverTarget(1, url, 0, Optional.empty(), Duration.ofMillis(300));
  }

  /// How opening a receiver ends, where it must not succeed.
  static ReceiverFailure refusal(ReceiverTarget target, Tuning tuning) {
    return catchThrowableOfType(
        ReceiverFailure.class,
        () -> {
          try (IqStream _ = receiver().open(target, tuning)) {
            throw new AssertionError("the receiver was opened");
          }
        });
  }
}
