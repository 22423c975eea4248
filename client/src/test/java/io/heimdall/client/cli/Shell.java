package io.heimdall.client.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.heimdall.client.FakeHeimdall;
import io.heimdall.client.cli.display.Screen;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Runs commands as a shell would, and keeps what they wrote.
final class Shell {

  private final Map<String, String> environment = new HashMap<>();
  private Screen screen = Screen.NONE;
  private String in = "";
  private String out = "";
  private String err = "";

  static Shell without() {
    return new Shell();
  }

  static Shell with(FakeHeimdall server) {
    return new Shell()
        .set("HEIMDALL_ADDRESS", server.address().toString())
        .set("HEIMDALL_TOKEN", FakeHeimdall.TOKEN);
  }

  Shell set(String name, String value) {
    environment.put(name, value);
    return this;
  }

  Shell on(Screen terminal) {
    screen = terminal;
    return this;
  }

  /// What commands find piped in.
  Shell piping(String text) {
    in = text;
    return this;
  }

  /// Runs a command line, words separated by blanks.
  ///
  /// @return its exit code
  int run(String line) {
    return run(List.of(line.split(" ")));
  }

  int run(List<String> words) {
    var outWriter = new StringWriter();
    var errWriter = new StringWriter();
    var console =
        new Console(
            new ByteArrayInputStream(in.getBytes(UTF_8)),
            new PrintWriter(outWriter),
            new PrintWriter(errWriter),
            screen,
            true,
            environment,
            Path.of("/nowhere"),
            InstantSource.fixed(Instant.parse("2025-11-21T12:00:00Z")));
    int code = HeimdallCommand.commandLine(console).execute(words.toArray(String[]::new));
    console.out().flush();
    console.err().flush();
    out = outWriter.toString();
    err = errWriter.toString();
    return code;
  }

  String out() {
    return out;
  }

  List<String> outLines() {
    return new ArrayList<>(out.lines().toList());
  }

  String err() {
    return err;
  }
}
