package io.heimdall.server.receiver.courtesy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heimdall.db.courtesy.ReceiverAddress;
import io.heimdall.server.receiver.ReceiverDriver;
import io.heimdall.server.receiver.http.HttpReceiver;
import io.heimdall.server.receiver.kiwi.KiwiOptions;
import io.heimdall.server.receiver.kiwi.KiwiReceiver;
import io.heimdall.server.receiver.replay.ReplayReceiver;
import io.heimdall.server.receiver.rtltcp.RtlTcpReceiver;
import io.heimdall.server.receiver.spyserver.SpyServerReceiver;
import io.heimdall.server.receiver.wire.AddressPolicy;
import io.heimdall.server.receiver.wire.Dialer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Addresses written as numbers need no look-up.
class DoorsTest {

  private final Dialer dialer = new Dialer(Duration.ofSeconds(1), _ -> true);
  private final InstantSource clock = InstantSource.system();
  private final Doors doors = new Doors(dialer);
  private final ReceiverDriver kiwi = new KiwiReceiver(KiwiOptions.DEFAULTS, dialer, clock);
  private final ReceiverDriver http = new HttpReceiver("", dialer, clock);
  private final ReceiverDriver rtlTcp = new RtlTcpReceiver(dialer, clock);
  private final ReceiverDriver spyServer = new SpyServerReceiver("", dialer, clock);
  private final ReceiverDriver replay = new ReplayReceiver(Optional.empty(), clock);

  @Test
  void knowsAReceiverByItsNumericAddressAndPort() throws IOException {
    assertThat(door(kiwi, "http://192.0.2.1:8073")).containsExactly(at("192.0.2.1", 8073));
    assertThat(door(rtlTcp, "tcp://192.0.2.1:7373")).containsExactly(at("192.0.2.1", 7373));
    assertThat(door(kiwi, "http://[2001:DB8::1]:8073/kiwi"))
        .containsExactly(at("2001:db8:0:0:0:0:0:1", 8073));
  }

  @Test
  void knowsThePortThatAUrlLeavesOut() throws IOException {
    assertThat(door(kiwi, "HTTP://192.0.2.1")).containsExactly(at("192.0.2.1", 80));
    assertThat(door(kiwi, "https://192.0.2.1")).containsExactly(at("192.0.2.1", 443));
    assertThat(door(rtlTcp, "tcp://192.0.2.1")).isEqualTo(door(rtlTcp, "tcp://192.0.2.1:1234"));
    assertThat(door(spyServer, "tcp://192.0.2.1"))
        .isEqualTo(door(spyServer, "tcp://192.0.2.1:5555"));
  }

  @Test
  void tellsReceiversBehindOneAddressApart() throws IOException {
    assertThat(door(http, "http://192.0.2.1:80/a/")).containsExactly(at("192.0.2.1/a", 80));
  }

  @Test
  void isTheSameWhateverOrderTheNameServerHas() {
    var first = InetAddress.ofLiteral("192.0.2.7");
    var second = InetAddress.ofLiteral("192.0.2.30");

    assertThat(Doors.sorted(List.of(second, first, second), "", 80))
        .isEqualTo(Doors.sorted(List.of(first, second), "", 80))
        .containsExactlyInAnyOrder(at("192.0.2.7", 80), at("192.0.2.30", 80));
  }

  @Test
  void hasNothingToSayOfWhatHasNoHost() throws IOException {
    assertThat(door(replay, "file:///recordings/dcf77.wav")).isEmpty();
    assertThat(doors.leads(replay, URI.create("file:///recordings/dcf77.wav"))).isFalse();
    assertThat(doors.leads(replay, URI.create("file://host/recordings/dcf77.wav"))).isFalse();
    assertThat(doors.leads(kiwi, URI.create("http://192.0.2.1"))).isTrue();
  }

  @Test
  void refusesAddressesThisServerMayNotContact() {
    var careful = new Doors(new Dialer(Duration.ofSeconds(1), AddressPolicy.publicOnly()));

    assertThatThrownBy(() -> careful.of(kiwi, URI.create("http://127.0.0.1:8073")))
        .hasMessageContaining("127.0.0.1");
  }

  private List<ReceiverAddress> door(ReceiverDriver driver, String url) throws IOException {
    return doors.of(driver, URI.create(url));
  }

  private static ReceiverAddress at(String address, int port) {
    return new ReceiverAddress(address, port);
  }
}
