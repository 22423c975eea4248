package io.heimdall.client.cli;

import io.heimdall.client.cli.display.Json;
import io.heimdall.client.encryption.EncryptionKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `heimdall artifacts keygen`: makes a key to encrypt with. It asks no server.
@Command(
    name = "keygen",
    description = {
      "Make a key that encrypts files before they are sent, in a new file that only you can read.",
      "It is never sent. Keep a copy elsewhere: without it nobody can read what it has encrypted."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footerHeading = "%nExample:%n",
    footer = {
      "  heimdall artifacts keygen -o my.key",
      "  heimdall artifacts put secret.pdf --encrypt-key my.key"
    })
final class ArtifactKeygenCommand implements Callable<Integer> {

  private final Console console;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "KEYFILE",
      required = true,
      description = "The file, which must not be there yet.")
  private Path output = Path.of("");

  @Option(names = "--json", description = "Write JSON for programs, one document per line.")
  private boolean json;

  ArtifactKeygenCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    EncryptionKey key = EncryptionKey.random();
    key.write(output);
    console.print(
        json
            ? Json.of(Map.of("file", output.toString(), "key", key.id()))
            : "%s: key %s".formatted(output, key.id()));
    return ExitCode.OK;
  }
}
