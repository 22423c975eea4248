package io.heimdall.server;

import io.heimdall.server.bench.BenchCommand;
import io.heimdall.server.chaos.ChaosCommand;
import io.heimdall.server.simulator.SimulateCommand;
import java.lang.ref.Reference;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The entry point of the server's process: `serve` and what else runs beside a server.
@Command(
    name = "heimdall",
    mixinStandardHelpOptions = true,
    description = "Acquires, measures and stores IQ samples of many receivers at once.",
    synopsisSubcommandLabel = "COMMAND")
public final class Main {

  private Main() {}

  /// Runs a command and ends the process with its exit code: 0 for success, 1 for failure, 2 for
  /// wrong usage or configuration.
  ///
  /// @param arguments the command and its options
  public static void main(String[] arguments) {
    var logs = new Logs();
    int code;
    try {
      code = command(System.getenv()).execute(arguments);
    } finally {
      Reference.reachabilityFence(logs);
    }
    if (code != 0) {
      System.exit(code);
    }
  }

  static CommandLine command(Map<String, String> environment) {
    return new CommandLine(new Main())
        .addSubcommand(new ServeCommand(environment))
        .addSubcommand(new SimulateCommand())
        .addSubcommand(BenchCommand.of(environment))
        .addSubcommand(new ChaosCommand());
  }
}
