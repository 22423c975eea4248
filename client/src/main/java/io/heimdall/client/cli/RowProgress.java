package io.heimdall.client.cli;

import java.util.Locale;

/// How many rows have come of a number that nobody knows: a line that is drawn again on a terminal,
/// a line for every million elsewhere.
final class RowProgress {

  private static final String CLEAR_TO_END_OF_LINE = "\u001b[K";
  private static final int DRAWN_EVERY = 20_000;
  private static final int NOTED_EVERY = 1_000_000;

  private final Console console;
  private final boolean drawn;
  private final int step;
  private long rows;

  RowProgress(Console console) {
    this.console = console;
    this.drawn = console.screen().size().isPresent();
    this.step = drawn ? DRAWN_EVERY : NOTED_EVERY;
  }

  /// Counts a row.
  void add() {
    rows++;
    if (rows % step != 0) {
      return;
    }
    String line = String.format(Locale.ROOT, "%,d measurements", rows);
    if (drawn) {
      console.err().print("\r" + line + CLEAR_TO_END_OF_LINE);
      console.err().flush();
    } else {
      console.note(line);
    }
  }

  long rows() {
    return rows;
  }

  /// Leaves the line.
  void end() {
    if (drawn && rows >= step) {
      console.err().println();
      console.err().flush();
    }
  }
}
