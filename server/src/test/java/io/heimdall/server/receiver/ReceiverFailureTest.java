package io.heimdall.server.receiver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReceiverFailureTest {

  private static final String SAID = "it says: 30\0\u001b[2J\r\n\u009bä\u007f";
  private static final String TOLD = "it says: 30  [2J   ä ";

  @Test
  void putsSpacesInPlaceOfControlCharacters() {
    var cause = new IOException("raw");

    assertThat(new ReceiverFailure(FailureReason.QUOTA, SAID)).hasMessage(TOLD);
    assertThat(new ReceiverFailure(FailureReason.QUOTA, SAID, cause)).hasMessage(TOLD);
    assertThat(ReceiverFailure.lasting(FailureReason.QUOTA, SAID)).hasMessage(TOLD);
  }

  @Test
  void keepsOfAnySpeechTheBeginningAndNoHalfOfACharacter() {
    String speech = "a" + "😀".repeat(100_000);
    String kept = "a" + "😀".repeat(249) + "…";

    var failure = new ReceiverFailure(FailureReason.DOWN, speech);
    var health = ReceiverHealth.delivers(Duration.ZERO, 12_000);
    var talkative =
        new ReceiverHealth(
            true,
            false,
            Optional.of(FailureReason.DOWN),
            speech,
            health.latency(),
            health.freeSlots(),
            health.totalSlots(),
            false,
            health.position(),
            Optional.of(speech),
            health.sampleRateHz(),
            health.clockOffset(),
            true);

    assertThat(failure).hasMessage(kept);
    assertThat(talkative.message()).isEqualTo(kept);
    assertThat(talkative.software()).contains(kept);
    assertThat(new ReceiverFailure(FailureReason.DOWN, "a".repeat(500)))
        .hasMessage("a".repeat(500));
  }
}
