package io.heimdall.client.cli;

import io.heimdall.client.cli.display.Bar;
import io.heimdall.client.cli.display.Screen;
import io.heimdall.client.cli.display.Text;
import io.heimdall.client.cli.units.Units;
import java.util.Locale;
import java.util.function.LongConsumer;

/// How much of a file has been sent or received: a line with a bar that is drawn again on a
/// terminal, a line for every quarter elsewhere. Where nobody knows the size, a line for every 64
/// MiB.
final class TransferProgress implements LongConsumer {

  private static final String CLEAR_TO_END_OF_LINE = "\u001b[K";
  private static final String GAP = "  ";
  private static final int LONGEST_BAR = 40;
  private static final int SHORTEST_BAR = 8;
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
    String amount = "%s %s".formatted(amount(movedBytes), verb);
    int columns = console.screen().size().map(Screen.Size::columns).orElse(0);
    if (drawn) {
      console.err().print("\r" + line(movedBytes, amount, columns - 1) + CLEAR_TO_END_OF_LINE);
      console.err().flush();
    } else {
      console.note("%s: %s".formatted(name, amount));
    }
  }

  /// A line that is shorter than the terminal, so that it does not wrap.
  private String line(long movedBytes, String amount, int width) {
    int room = width - Text.width(name) - Text.width(amount) - 2 * GAP.length();
    String bar =
        sizeBytes == UNKNOWN || room < SHORTEST_BAR
            ? ""
            : Bar.of(
                    (double) movedBytes / sizeBytes, Math.min(room, LONGEST_BAR), console.unicode())
                + GAP;
    return Text.cut(name + GAP + bar + amount, Math.max(1, width));
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
        : "%d %% of %s"
            .formatted(Math.min(100, movedBytes * 100 / sizeBytes), Units.size(sizeBytes));
  }

  /// Takes the line away from where something else is to be written. It comes again with the next
  /// bytes.
  void clear() {
    if (drawn && lastStep > 0) {
      console.err().print("\r" + CLEAR_TO_END_OF_LINE);
      console.err().flush();
      lastStep = 0;
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
