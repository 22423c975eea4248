package io.heimdall.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ServerAddressTest {

  @ParameterizedTest
  @CsvSource({
    "host, host, 50051",
    "host:1234, host, 1234",
    "127.0.0.1:7, 127.0.0.1, 7",
    "[::1]:9, ::1, 9",
    "[::1], ::1, 50051",
    "::1, ::1, 50051"
  })
  void readsHostAndPort(String text, String host, int port) {
    assertThat(ServerAddress.parse(text)).isEqualTo(new ServerAddress(host, port));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "host:", "host:x", "host:0", "host:70000", "http://host:1", "a b:1"})
  void refusesWhatIsNoAddress(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> ServerAddress.parse(text));
  }

  @Test
  void writesWhatItReads() {
    assertThat(new ServerAddress("::1", 9)).hasToString("[::1]:9");
    assertThat(ServerAddress.LOCAL).hasToString("127.0.0.1:50051");
  }

  @Test
  void knowsWhatStaysOnThisMachine() {
    assertThat(ServerAddress.LOCAL.isLoopback()).isTrue();
    assertThat(new ServerAddress("::1", 9).isLoopback()).isTrue();
    assertThat(new ServerAddress("192.0.2.1", 9).isLoopback()).isFalse();
  }

  @Test
  void limitsMustBePositive() {
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            new ClientOptions(
                ServerAddress.LOCAL,
                Optional.empty(),
                Duration.ZERO,
                Duration.ofSeconds(1),
                Duration.ZERO));
  }
}
