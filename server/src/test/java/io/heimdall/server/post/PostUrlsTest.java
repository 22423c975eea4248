package io.heimdall.server.post;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostUrlsTest {

  @Test
  void readsUrls() {
    assertThat(PostUrls.read("https://example.org/hook?key=a%20b")).hasHost("example.org");
    assertThat(PostUrls.read("HTTP://[::1]:8080")).hasPort(8080);
  }

  @ParameterizedTest
  @CsvSource({
    "ftp://example.org/, https://",
    "example.org, https://",
    "https:///path, no host",
    "https://me:hunter2@example.org/, names a user",
    "https://example.org/#hunter2, fragment",
    "https://example.org:70000/, port",
    "https://example.org/hunter2 x, no URL",
    "https://example.org/hunter2ß, ASCII"
  })
  void refusesWhatNothingCanBeSentToWithoutShowingIt(String url, String why) {
    assertThatThrownBy(() -> PostUrls.read(url))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why)
        .hasMessageNotContaining("hunter2");
  }
}
