package io.heimdall.client.cli;

import io.heimdall.client.AccessToken;
import io.heimdall.client.ClientOptions;
import io.heimdall.client.HeimdallClient;
import io.heimdall.client.ServerAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Which server, and as whom.
final class ConnectionOptions {

  @Option(
      names = "--server",
      paramLabel = "HOST:PORT",
      description = "The server. Default: $HEIMDALL_ADDRESS, or 127.0.0.1:50051.")
  private @Nullable ServerAddress server;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Data directory of a server on this machine, whose 'token' file says who you are."
              + " Default: $HEIMDALL_DATA, or ~/.heimdall. $HEIMDALL_TOKEN or"
              + " $HEIMDALL_TOKEN_FILE go before it.")
  private @Nullable Path data;

  @Option(
      names = "--insecure",
      description = "Send the token unencrypted to a server on another machine.")
  private boolean insecure;

  HeimdallClient connect(Console console) throws IOException {
    return HeimdallClient.connect(clientOptions(console));
  }

  private ClientOptions clientOptions(Console console) throws IOException {
    ServerAddress address = address(console.environment());
    Optional<AccessToken> token = AccessToken.find(console.environment(), dataDirectory(console));
    if (token.isPresent() && !insecure && !address.isLoopback()) {
      throw new CommandFailure(
          "%s is another machine, and the connection is not encrypted: the token could be read on"
                  .formatted(address)
              + " the way. Use a tunnel (ssh -L 50051:127.0.0.1:50051 …), or --insecure if the"
              + " network is safe.");
    }
    return ClientOptions.of(address, token);
  }

  ServerAddress address(Map<String, String> environment) {
    if (server != null) {
      return server;
    }
    String named = environment.getOrDefault("HEIMDALL_ADDRESS", "");
    return named.isBlank() ? ServerAddress.LOCAL : ServerAddress.parse(named);
  }

  Path dataDirectory(Console console) {
    if (data != null) {
      return data;
    }
    String named = console.environment().getOrDefault("HEIMDALL_DATA", "");
    return named.isBlank() ? console.home().resolve(".heimdall") : Path.of(named);
  }
}
