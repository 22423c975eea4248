package io.heimdall.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ReconnectTest {

  private final HeimdallException lost = failure(Status.Code.UNAVAILABLE);
  private final AtomicInteger attempts = new AtomicInteger();

  private static HeimdallException failure(Status.Code code) {
    return new HeimdallException(
        code,
        "",
        "it is away",
        HeimdallException.ErrorDetails.NONE,
        new IllegalStateException("it is away"));
  }

  private Reconnect within(Duration limit) {
    return new Reconnect(limit, attempts::incrementAndGet);
  }

  @Test
  void attemptsAConnectionWheneverItWaits() {
    Reconnect reconnect = within(Duration.ofMinutes(5));

    reconnect.pauseAfter(lost);
    reconnect.works();
    reconnect.pauseWhatever(lost);

    assertThat(attempts).hasValue(2);
  }

  @Test
  void attemptsNothingOnceItGivesUp() {
    HeimdallException refused = failure(Status.Code.PERMISSION_DENIED);
    Reconnect closed = within(Duration.ofMinutes(5));
    closed.close();

    assertThatThrownBy(() -> within(Duration.ZERO).pauseAfter(lost)).isSameAs(lost);
    assertThatThrownBy(() -> closed.pauseAfter(lost)).isSameAs(lost);
    assertThatThrownBy(() -> within(Duration.ofMinutes(5)).pauseAfter(refused)).isSameAs(refused);
    assertThat(attempts).hasValue(0);
  }
}
