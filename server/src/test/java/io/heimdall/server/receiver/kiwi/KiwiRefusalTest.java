package io.heimdall.server.receiver.kiwi;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KiwiRefusalTest {

  /// A message may have megabytes.
  @Test
  void leavesRoomForOurWordsHoweverMuchTheReceiverSays() {
    var refusal = new KiwiRefusal("receiver 1 at http://192.0.2.1");
    String speech = "word%20".repeat(100_000);

    assertThat(refusal.of("reason_disabled", speech)).isEmpty();

    assertThat(refusal.of("down", "0").orElseThrow())
        .hasMessageStartingWith("receiver 1 at http://192.0.2.1 has been switched off")
        .message()
        .endsWith("word…")
        .hasSizeLessThan(300);
    assertThat(refusal.of("ip_limit", speech).orElseThrow())
        .hasMessageEndingWith("do not try again within 24 h");
  }
}
