package io.heimdall.server.receiver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heimdall.server.receiver.rtltcp.RtlTcpReceiver;
import io.heimdall.server.receiver.wire.Dialer;
import io.heimdall.server.security.SealingKey;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DriversTest {

  private static final ReceiverDriver DRIVER =
      new RtlTcpReceiver(new Dialer(Duration.ofSeconds(1), _ -> true), InstantSource.system());

  @Test
  void saysWhichDriversThereAre() {
    var drivers = new Drivers(List.of(DRIVER));

    assertThat(drivers.named("rtl_tcp")).contains(DRIVER);
    assertThat(drivers.named("kiwi")).isEmpty();
    assertThat(drivers.absence("kiwi")).isEqualTo("there is no driver 'kiwi'; there are rtl_tcp");
  }

  @Test
  void saysHowToSwitchADriverOn() {
    var drivers =
        new Drivers(
            List.of(DRIVER),
            Map.of("spyserver", "HEIMDALL_SPYSERVER=true"),
            new ReceiverPasswords(SealingKey.fresh()));

    assertThat(drivers.names()).containsExactly("rtl_tcp");
    assertThat(drivers.absence("spyserver"))
        .isEqualTo(
            "driver 'spyserver' is switched off on this server; an administrator can switch it on"
                + " with HEIMDALL_SPYSERVER=true");
  }

  @Test
  void refusesTwoOfOneName() {
    assertThatThrownBy(() -> new Drivers(List.of(DRIVER, DRIVER)))
        .hasMessageContaining("two drivers are named rtl_tcp");
  }
}
