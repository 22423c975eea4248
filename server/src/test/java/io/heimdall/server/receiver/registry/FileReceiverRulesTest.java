package io.heimdall.server.receiver.registry;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heimdall.db.receiver.ReceiverSpec;
import io.heimdall.server.failure.FailureException;
import io.heimdall.server.receiver.Drivers;
import io.heimdall.server.receiver.replay.ReplayReceiver;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Receivers that are files.
class FileReceiverRulesTest {

  private final ReceiverRules rules =
      new ReceiverRules(
          new Drivers(List.of(new ReplayReceiver(Optional.empty(), InstantSource.system()))),
          _ -> false);

  private static ReceiverSpec spec(String url) {
    return new ReceiverSpec(
        "replay",
        "a file",
        url,
        new ReceiverSpec.Location("", null),
        ReceiverSpec.Activity.INACTIVE,
        ReceiverSpec.TuningDefaults.NONE,
        30,
        3);
  }

  @Test
  void takesAFileWithoutAHost() {
    assertThatCode(() -> rules.verify(spec("file:///set/20171127T104156Z_77500_DF0KL_iq.wav")))
        .doesNotThrowAnyException();
    assertThatCode(() -> rules.verify(spec("file:///a%20b.wav"))).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "file:///",
        "file:iq.wav",
        "file://host/iq.wav",
        "file:///iq.wav?x=1",
        "file:///iq.wav#x",
        "file:///../iq.wav",
        "file:///a/%2e%2e/iq.wav",
        "http://kiwi.example.org:8073"
      })
  void refusesWhatNamesNoFileOfItsDirectory(String url) {
    assertThatThrownBy(() -> rules.verify(spec(url)))
        .isInstanceOf(FailureException.class)
        .hasMessageContaining("RECEIVER_URL_INVALID");
  }
}
