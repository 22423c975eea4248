package io.heimdall.client.cli;

import io.heimdall.client.cli.display.Screen;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;

/// What a command sees of the world around it.
///
/// @param in what is piped in
/// @param out takes results
/// @param err takes progress, notes and failures
/// @param screen the terminal behind `err`, if there is one
/// @param unicode whether the terminal shows more than ASCII
/// @param environment the process's variables
/// @param home the user's directory
/// @param clock the time
record Console(
    InputStream in,
    PrintWriter out,
    PrintWriter err,
    Screen screen,
    boolean unicode,
    Map<String, String> environment,
    Path home,
    InstantSource clock) {

  void print(Object line) {
    out.println(line);
    out.flush();
  }

  void note(String line) {
    err.println(line);
    err.flush();
  }
}
