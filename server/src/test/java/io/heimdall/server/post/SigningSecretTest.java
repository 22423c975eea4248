package io.heimdall.server.post;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heimdall.server.security.Secret;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SigningSecretTest {

  /// The example that libraries of Standard Webhooks are tested with.
  @Test
  void signsAsStandardWebhooksDo() {
    var secret = SigningSecret.of(new Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));

    assertThat(secret.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, "{\"test\": 2432232314}"))
        .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  }

  @Test
  void readsWhatItWritesAndShowsNothing() {
    var secret = SigningSecret.fresh();

    assertThat(SigningSecret.of(secret.text())).isEqualTo(secret);
    assertThat(secret).isNotEqualTo(SigningSecret.fresh()).hasToString("[REDACTED]");
    assertThat(secret.text().reveal()).matches("whsec_[A-Za-z0-9+/]{43}=");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "whsec_", "whsec_hunter2", "hunter2hunter2hunter2hunter2hunter2"})
  void refusesWhatIsNoSecretWithoutShowingIt(String text) {
    assertThatThrownBy(() -> SigningSecret.of(new Secret(text)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("16 to 64 bytes")
        .hasMessageNotContaining("hunter2");
  }
}
