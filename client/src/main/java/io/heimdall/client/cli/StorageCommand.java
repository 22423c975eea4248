package io.heimdall.client.cli;

import io.heimdall.client.HeimdallClient;
import io.heimdall.client.cli.display.Json;
import io.heimdall.client.cli.display.Text;
import io.heimdall.client.cli.units.Units;
import io.heimdall.v1.CheckStorageResponse;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// `heimdall storage …`: the object store behind the server.
@Command(
    name = "storage",
    description = "Check the object store.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
final class StorageCommand {

  private StorageCommand() {}

  static CommandLine commandLine(Console console) {
    return new CommandLine(new StorageCommand()).addSubcommand(new Check(console));
  }

  static boolean works(CheckStorageResponse storage) {
    return storage.getReachable() && storage.getBucketPresent() && storage.getWritable();
  }

  static String sentence(CheckStorageResponse storage) {
    var text = new StringBuilder("bucket ");
    text.append(storage.getBucket()).append(" at ").append(storage.getEndpoint()).append(": ");
    if (!works(storage)) {
      return text.append(storage.getMessage()).toString();
    }
    text.append("writes and reads back");
    if (storage.hasLatencyMs()) {
      text.append(" in ").append(Text.figure(storage.getLatencyMs(), 0)).append(" ms");
    }
    if (storage.hasVersioning()) {
      text.append(storage.getVersioning() ? ", keeps versions" : ", keeps no versions");
    }
    if (storage.hasFreeBytes()) {
      text.append(", ").append(Units.size(storage.getFreeBytes())).append(" free");
    }
    return text.toString();
  }

  @Command(
      name = "check",
      description = {
        "Find out whether the object store works, by writing, reading and removing an object.",
        "Exit code 0 if it does."
      },
      mixinStandardHelpOptions = true)
  private static final class Check extends ServerCommand {

    Check(Console console) {
      super(console);
    }

    @Override
    int run(HeimdallClient client) {
      CheckStorageResponse storage = client.recordings().checkStorage();
      console().print(json() ? Json.of(storage) : sentence(storage));
      return works(storage) ? ExitCode.OK : ExitCode.FAILED;
    }
  }
}
