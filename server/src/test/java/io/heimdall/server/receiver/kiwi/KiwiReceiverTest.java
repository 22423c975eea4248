package io.heimdall.server.receiver.kiwi;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KiwiReceiverTest {

  @ParameterizedTest
  @CsvSource({
    "http://21246.proxy.kiwisdr.com:8073, 21246.proxy.kiwisdr.com",
    "http://21246.Proxy.KiwiSDR.com:8073, 21246.proxy.kiwisdr.com",
    "http://21246.proxy.kiwisdr.com.:8073, 21246.proxy.kiwisdr.com",
    "http://kiwi.example.org:8073, ''",
    "http://proxy.kiwisdr.com.example.org:8073, ''",
  })
  void knowsAReceiverBehindTheProxyHoweverItsNameIsWritten(String url, String branch) {
    assertThat(Fixture.receiver().branch(URI.create(url))).isEqualTo(branch);
  }
}
