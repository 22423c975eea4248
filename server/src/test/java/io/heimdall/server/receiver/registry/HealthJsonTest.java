package io.heimdall.server.receiver.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.heimdall.server.receiver.FailureReason;
import io.heimdall.server.receiver.ReceiverFailure;
import io.heimdall.server.receiver.ReceiverHealth;
import org.junit.jupiter.api.Test;

class HealthJsonTest {

  /// PostgreSQL refuses the zero character and halves of surrogate pairs in jsonb.
  @Test
  void writesNothingThatTheDatabaseRefuses() {
    var health =
        ReceiverHealth.bad(
            true,
            new ReceiverFailure(
                FailureReason.BAD_DATA, "it said a\0b\ud83dc\u001b[2J \ud83d\udce1"));

    String text = HealthJson.encode(health, CheckEffect.NONE);

    assertThat(text.codePoints())
        .noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE);
    assertThat(text).doesNotContain("\\u");
    assertThat(HealthJson.decode(text)).isEqualTo(health);
    assertThat(health.message()).isEqualTo("it said a b c [2J \ud83d\udce1");
  }
}
