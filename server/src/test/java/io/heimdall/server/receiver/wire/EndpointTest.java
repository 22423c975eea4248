package io.heimdall.server.receiver.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndpointTest {

  @ParameterizedTest
  @CsvSource({
    "tcp://rtl.example.org, tcp://rtl.example.org:1234",
    "tcp://rtl.example.org:99, tcp://rtl.example.org:99",
    "tcp://[2001:db8::1], tcp://[2001:db8::1]:1234",
    "tcp://10.0.0.7/, tcp://10.0.0.7:1234"
  })
  void namesThePortThatAProtocolLeavesOut(String url, String named) {
    assertThat(Endpoint.withPort(URI.create(url), 1234)).isEqualTo(URI.create(named));
  }

  @Test
  void knowsNoPortForPlainTcp() throws Exception {
    assertThat(Endpoint.isEncrypted(URI.create("tcp://rtl.example.org"))).isFalse();
    assertThatThrownBy(() -> Endpoint.port(URI.create("tcp://rtl.example.org")))
        .hasMessageContaining("names no port");
    assertThat(Endpoint.port(URI.create("https://kiwi.example.org"))).isEqualTo(443);
  }
}
