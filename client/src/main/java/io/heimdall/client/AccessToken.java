package io.heimdall.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// The secret that tells the server who calls. It never shows itself in a log or a message.
public final class AccessToken {

  private final String value;

  private AccessToken(String value) {
    this.value = value;
  }

  /// Takes the token as it is.
  ///
  /// @param value the secret
  /// @return the token
  /// @throws IllegalArgumentException if it is blank or holds other than visible ASCII characters
  public static AccessToken of(String value) {
    String trimmed = value.strip();
    if (trimmed.isEmpty() || !trimmed.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      throw new IllegalArgumentException("A token is one word of visible ASCII characters.");
    }
    return new AccessToken(trimmed);
  }

  /// Finds the caller's token: the variable `HEIMDALL_TOKEN`, the file that `HEIMDALL_TOKEN_FILE`
  /// names, or `token` in the server's data directory, in this order.
  ///
  /// @param environment the process's variables
  /// @param dataDirectory where a server on this machine keeps its data
  /// @return the token; empty if there is none in any of these places
  /// @throws IOException if a file that should hold it cannot be read
  public static Optional<AccessToken> find(Map<String, String> environment, Path dataDirectory)
      throws IOException {
    String direct = environment.get("HEIMDALL_TOKEN");
    if (direct != null && !direct.isBlank()) {
      return Optional.of(of(direct));
    }
    String named = environment.get("HEIMDALL_TOKEN_FILE");
    if (named != null && !named.isBlank()) {
      return Optional.of(of(Files.readString(Path.of(named))));
    }
    Path local = dataDirectory.resolve("token");
    return Files.exists(local) ? Optional.of(of(Files.readString(local))) : Optional.empty();
  }

  String value() {
    return value;
  }

  @Override
  public String toString() {
    return "AccessToken[redacted]";
  }
}
