package io.heimdall.server.receiver.courtesy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heimdall.db.courtesy.ReceiverAddress;
import io.heimdall.server.receiver.wire.AddressPolicy;
import io.heimdall.server.receiver.wire.Dialer;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Addresses written as numbers need no look-up.
class DoorsTest {

  private final Doors doors = new Doors(new Dialer(Duration.ofSeconds(1), _ -> true));

  @Test
  void knowsAReceiverByItsNumericAddressAndPort() throws IOException {
    assertThat(door("http://192.0.2.1:8073", "")).containsExactly(at("192.0.2.1", 8073));
    assertThat(door("tcp://192.0.2.1:1234", "")).containsExactly(at("192.0.2.1", 1234));
    assertThat(door("http://[2001:DB8::1]:8073/kiwi", ""))
        .containsExactly(at("2001:db8:0:0:0:0:0:1", 8073));
  }

  @Test
  void knowsThePortThatAUrlLeavesOut() throws IOException {
    assertThat(door("HTTP://192.0.2.1", "")).containsExactly(at("192.0.2.1", 80));
    assertThat(door("https://192.0.2.1", "")).containsExactly(at("192.0.2.1", 443));
    assertThat(door("tcp://192.0.2.1", "")).hasSize(1);
  }

  @Test
  void tellsReceiversBehindOneAddressApart() throws IOException {
    assertThat(door("http://192.0.2.1:80/a", "a")).containsExactly(at("192.0.2.1/a", 80));
  }

  @Test
  void hasNothingToSayOfWhatHasNoHost() throws IOException {
    assertThat(door("file:///recordings/dcf77.wav", "")).isEmpty();
  }

  @Test
  void refusesAddressesThisServerMayNotContact() {
    var careful = new Doors(new Dialer(Duration.ofSeconds(1), AddressPolicy.publicOnly()));

    assertThatThrownBy(() -> careful.of(URI.create("http://127.0.0.1:8073"), ""))
        .hasMessageContaining("127.0.0.1");
  }

  private List<ReceiverAddress> door(String url, String branch) throws IOException {
    return doors.of(URI.create(url), branch);
  }

  private static ReceiverAddress at(String address, int port) {
    return new ReceiverAddress(address, port);
  }
}
