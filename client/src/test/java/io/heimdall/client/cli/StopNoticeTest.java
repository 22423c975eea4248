package io.heimdall.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.heimdall.client.cli.display.Screen;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class StopNoticeTest {

  private final StringWriter err = new StringWriter();
  private final Console console =
      new Console(
          InputStream.nullInputStream(),
          new PrintWriter(new StringWriter()),
          new PrintWriter(err),
          Screen.NONE,
          false,
          Map.of(),
          Path.of("."),
          InstantSource.system());

  @Test
  void saysHowToGoOnOnceTheAcquisitionIsKnown() {
    try (StopNotice notice = StopNotice.install(console)) {
      notice.say();
      assertThat(err.toString()).isEmpty();

      notice.going("a1");
      notice.say();

      assertThat(err.toString())
          .contains("The acquisition goes on without this command.")
          .contains("heimdall acquisitions watch a1", "heimdall acquisitions cancel a1");
    }
  }
}
