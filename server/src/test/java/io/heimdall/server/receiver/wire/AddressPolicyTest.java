package io.heimdall.server.receiver.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressPolicyTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.9.9.9",
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.1",
        "172.16.5.4",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "192.0.0.192",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:127.0.0.1",
        "fe80::1",
        "fc00::1",
        "fdff::1",
        "ff02::1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::7f00:1",
        "2001:0:4136:e378:8000:63bf:80ff:fffe",
        "2002:7f00:1::"
      })
  void refusesAddressesOfTheHostAndItsNetwork(String address) {
    assertThat(AddressPolicy.publicOnly()).rejects(InetAddress.ofLiteral(address));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "8.8.8.8",
        "100.128.0.1",
        "198.20.0.1",
        "172.32.0.1",
        "192.0.1.1",
        "2001:4860::1",
        "2a00:1450::1"
      })
  void acceptsPublicAddresses(String address) {
    assertThat(AddressPolicy.publicOnly()).accepts(InetAddress.ofLiteral(address));
  }

  @Test
  void acceptsWhatAnAdministratorAllows() {
    var policy = AddressPolicy.publicAnd(List.of("192.168.0.0/23", "::1/128", "10.1.2.3/32"));

    assertThat(policy)
        .accepts(
            InetAddress.ofLiteral("192.168.1.255"),
            InetAddress.ofLiteral("::1"),
            InetAddress.ofLiteral("10.1.2.3"))
        .rejects(InetAddress.ofLiteral("192.168.2.0"), InetAddress.ofLiteral("10.1.2.4"));
    assertThat(AddressPolicy.publicAnd(List.of("0.0.0.0/0")))
        .accepts(InetAddress.ofLiteral("127.0.0.1"))
        .rejects(InetAddress.ofLiteral("::1"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"192.168.1.1", "192.168.1.0/33", "host/24", "::1/129", ""})
  void refusesWhatIsNoRange(String cidr) {
    assertThatThrownBy(() -> AddressPolicy.publicAnd(List.of(cidr)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
