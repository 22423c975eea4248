package io.heimdall.client.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.heimdall.client.cli.display.Screen;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TransferProgressTest {

  private static final Screen TERMINAL = () -> Optional.of(new Screen.Size(60, 24));
  private static final String CLEAR = "\u001b[K";

  @TempDir private Path directory;
  private final StringWriter err = new StringWriter();

  private Console console(Screen screen) {
    return new Console(
        new ByteArrayInputStream("".getBytes(UTF_8)),
        new PrintWriter(new StringWriter()),
        new PrintWriter(err),
        screen,
        true,
        Map.of(),
        Path.of("/nowhere"),
        InstantSource.system());
  }

  @Test
  void fillsABarOnATerminal() {
    var progress = new TransferProgress(console(TERMINAL), "x.wav", 200 << 20);

    progress.accept(50 << 20);
    progress.accept((50 << 20) + 1);

    assertThat(err).hasToString("\rx.wav  " + quarterOfABar(30) + "  25 % of 200 MiB sent" + CLEAR);
    progress.clear();
    assertThat(err.toString()).endsWith("\r" + CLEAR);
    progress.accept((50 << 20) + 2);
    assertThat(err.toString()).endsWith("25 % of 200 MiB sent" + CLEAR);
  }

  private static String quarterOfABar(int width) {
    return "█".repeat(width / 4) + "░".repeat(width - width / 4);
  }

  @Test
  void leavesTheBarOutWhereThereIsNoRoom() {
    String name = "a-name-that-is-much-longer-than-terminals-are-wide-as-a-rule.wav";

    new TransferProgress(console(TERMINAL), name, 4).accept(2);

    assertThat(err.toString().length()).isEqualTo(1 + 59 + CLEAR.length());
    assertThat(err.toString()).startsWith("\ra-name");
  }

  @Test
  void addsUpWhatIsSentOfSeveralFiles() throws IOException {
    Path one = Files.write(directory.resolve("1"), new byte[3000]);
    Path two = Files.write(directory.resolve("2"), new byte[1000]);
    SharedProgress progress =
        SharedProgress.of(console(Screen.NONE), List.of(one.toString(), two.toString(), "none"));
    LongConsumer ofOne = progress.next();
    LongConsumer ofTwo = progress.next();

    ofOne.accept(1000);
    ofTwo.accept(1000);
    ofOne.accept(500);
    ofOne.accept(3000);
    progress.clear();

    assertThat(err.toString().lines().map(line -> line.replaceAll(" of .*", "")))
        .containsExactly("3 files: 25 %", "3 files: 50 %", "3 files: 37 %", "3 files: 100 %");
  }

  @Test
  void countsBytesWhereNobodyKnowsTheSize() throws IOException {
    SharedProgress progress = SharedProgress.of(console(Screen.NONE), List.of("-"));

    progress.next().accept(64 << 20);

    assertThat(err.toString().strip()).isEqualTo("standard input: 64 MiB sent");
  }
}
