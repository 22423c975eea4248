package io.heimdall.client.cli;

import io.heimdall.client.cli.units.Units;
import java.util.Locale;
import java.util.function.LongConsumer;

/// How much of a file has been sent or received: a line that is drawn again on a terminal, a line
/// for every quarter elsewhere. Where nobody knows the size, a line for every 64 MiB.
final class TransferProgress implements LongConsumer {

  private static final String CLEAR_TO_END_OF_LINE = "\u001b[K";
  private static final int QUARTERS = 4;
  private static final long DRAWN_EVERY_BYTES = 1 << 20;
  private static final long NOTED_EVERY_BYTES = 64 << 20;

  /// Stands for a size that nobody knows.
  static final long UNKNOWN = -1;

  /// Which way bytes go.
  enum Direction {
    /// To the server.
    SENT,
    /// From it.
    RECEIVED
  }

  private final Console console;
  private final String name;
  private final long sizeBytes;
  private final String verb;
  private final boolean drawn;
  private long lastStep;

  TransferProgress(Console console, String name, long sizeBytes) {
    this(console, name, sizeBytes, Direction.SENT);
  }

  TransferProgress(Console console, String name, long sizeBytes, Direction direction) {
    this.console = console;
    this.name = name;
    this.sizeBytes = sizeBytes == UNKNOWN ? UNKNOWN : Math.max(1, sizeBytes);
    this.verb = direction.name().toLowerCase(Locale.ROOT);
    this.drawn = console.screen().size().isPresent();
  }

  @Override
  public void accept(long movedBytes) {
    long step = step(movedBytes);
    if (step == lastStep) {
      return;
    }
    lastStep = step;
    String line = "%s: %s %s".formatted(name, amount(movedBytes), verb);
    if (drawn) {
      console.err().print("\r" + line + CLEAR_TO_END_OF_LINE);
      console.err().flush();
    } else {
      console.note(line);
    }
  }

  private long step(long movedBytes) {
    if (sizeBytes == UNKNOWN) {
      return movedBytes / (drawn ? DRAWN_EVERY_BYTES : NOTED_EVERY_BYTES);
    }
    return movedBytes * (drawn ? 100 : QUARTERS) / sizeBytes;
  }

  private String amount(long movedBytes) {
    return sizeBytes == UNKNOWN
        ? Units.size(movedBytes)
        : "%d %% of %s".formatted(movedBytes * 100 / sizeBytes, Units.size(sizeBytes));
  }

  /// Leaves the line.
  void end() {
    if (drawn && lastStep > 0) {
      console.err().println();
      console.err().flush();
    }
  }
}
