package io.heimdall.client.cli;

import picocli.CommandLine.Option;

/// The help of a command whose `--version` is not that of the program, so that it cannot have the
/// standard options.
final class HelpOption {

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help message and exit.")
  @SuppressWarnings("UnusedVariable") // The parser acts on it.
  private boolean asked;
}
