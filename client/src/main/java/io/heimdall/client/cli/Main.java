package io.heimdall.client.cli;

import io.heimdall.client.cli.display.Screen;
import io.heimdall.client.cli.display.TerminalScreen;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;

/// Runs one `heimdall` command of the client and ends with its exit code.
public final class Main {

  private Main() {}

  /// Runs the command.
  ///
  /// @param arguments the command line
  public static void main(String[] arguments) {
    Map<String, String> environment = System.getenv();
    Charset charset = System.err.charset();
    Screen screen =
        TerminalScreen.find(
            System.getProperty("os.name", ""), environment.getOrDefault("TERM", ""));
    var console =
        new Console(
            System.in,
            writer(System.out),
            writer(System.err),
            screen,
            charset.equals(StandardCharsets.UTF_8),
            environment,
            Path.of(System.getProperty("user.home", ".")),
            InstantSource.system());
    int code = HeimdallCommand.commandLine(console).execute(arguments);
    console.out().flush();
    if (System.out.checkError() && code == ExitCode.OK) {
      console.note("heimdall: standard output cannot be written");
      code = ExitCode.FAILED;
    }
    console.err().flush();
    System.exit(code);
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(new OutputStreamWriter(stream, stream.charset()));
  }
}
