package io.heimdall.client.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// A file named on the command line; `-` is what is piped in.
///
/// @param name its name
record InputFile(String name) {

  private static final String PIPED = "-";

  /// Reads it.
  ///
  /// @param console has what is piped in
  /// @return its bytes
  byte[] read(Console console) {
    try {
      return name.equals(PIPED) ? console.in().readAllBytes() : Files.readAllBytes(Path.of(name));
    } catch (IOException e) {
      throw new CommandFailure("'%s' cannot be read: %s".formatted(name, e), e);
    }
  }

  /// Reads a secret, which ends where its line does.
  ///
  /// @param console has what is piped in
  /// @return the secret
  String readSecret(Console console) {
    String text = new String(read(console), StandardCharsets.UTF_8);
    String line = text.lines().findFirst().orElse("");
    if (!text.equals(line) && !text.equals(line + "\n") && !text.equals(line + "\r\n")) {
      throw new CommandFailure("'%s' has more than one line; a password is one.".formatted(name));
    }
    return line;
  }
}
