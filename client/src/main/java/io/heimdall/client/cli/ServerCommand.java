package io.heimdall.client.cli;

import io.heimdall.client.HeimdallClient;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// A command that talks to a server.
abstract class ServerCommand implements Callable<Integer> {

  private final Console console;

  @Mixin private ConnectionOptions connection = new ConnectionOptions();

  @Option(names = "--json", description = "Write JSON for programs, one document per line.")
  private boolean json;

  ServerCommand(Console console) {
    this.console = console;
  }

  Console console() {
    return console;
  }

  boolean json() {
    return json;
  }

  ConnectionOptions connection() {
    return connection;
  }

  /// Does the work.
  ///
  /// @return the exit code
  abstract int run(HeimdallClient client) throws IOException;

  @Override
  public final Integer call() throws IOException {
    try (HeimdallClient client = connection.connect(console)) {
      return run(client);
    }
  }
}
