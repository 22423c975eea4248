package io.heimdall.client.cli;

import io.heimdall.client.cli.units.Units;
import java.util.function.LongConsumer;

/// How much of a file has been sent: a line that is drawn again on a terminal, a line for every
/// quarter elsewhere.
final class TransferProgress implements LongConsumer {

  private static final String CLEAR_TO_END_OF_LINE = "\u001b[K";
  private static final int QUARTERS = 4;

  private final Console console;
  private final String name;
  private final long sizeBytes;
  private final boolean drawn;
  private long lastStep;

  TransferProgress(Console console, String name, long sizeBytes) {
    this.console = console;
    this.name = name;
    this.sizeBytes = Math.max(1, sizeBytes);
    this.drawn = console.screen().size().isPresent();
  }

  @Override
  public void accept(long sentBytes) {
    long step = sentBytes * (drawn ? 100 : QUARTERS) / sizeBytes;
    if (step == lastStep) {
      return;
    }
    lastStep = step;
    String line =
        "%s: %d %% of %s sent".formatted(name, sentBytes * 100 / sizeBytes, Units.size(sizeBytes));
    if (drawn) {
      console.err().print("\r" + line + CLEAR_TO_END_OF_LINE);
      console.err().flush();
    } else {
      console.note(line);
    }
  }

  /// Leaves the line.
  void end() {
    if (drawn && lastStep > 0) {
      console.err().println();
      console.err().flush();
    }
  }
}
