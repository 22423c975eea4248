package io.heimdall.client.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// `heimdall demo`: everything at once.
@Command(name = "demo", mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {

  private final Console console;

  DemoCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    console.note("demo");
    return ExitCode.OK;
  }
}
