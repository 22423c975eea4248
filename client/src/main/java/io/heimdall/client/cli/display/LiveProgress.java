package io.heimdall.client.cli.display;

import io.heimdall.v1.AcquisitionEvent;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.List;

/// Draws the board again in place, on a terminal. The cursor is moved by lines only, so a window
/// that changes its size spoils at most one drawing.
public final class LiveProgress implements ProgressDisplay {

  private static final String CLEAR_TO_END_OF_LINE = "\u001b[K";
  private static final String CLEAR_TO_END_OF_SCREEN = "\u001b[J";
  private static final Screen.Size USUAL = new Screen.Size(80, 24);

  private final PrintWriter out;
  private final Screen screen;
  private final InstantSource clock;
  private final ProgressBoard board;
  private List<String> drawn = List.of();

  /// Draws on a terminal.
  ///
  /// @param out the terminal's text
  /// @param screen its size
  /// @param clock the time, for what is left of the window
  /// @param unicode whether it shows more than ASCII
  public LiveProgress(PrintWriter out, Screen screen, InstantSource clock, boolean unicode) {
    this.out = out;
    this.screen = screen;
    this.clock = clock;
    this.board = new ProgressBoard(unicode);
  }

  @Override
  public synchronized void show(AcquisitionView view, AcquisitionEvent event) {
    draw(board.lines(view, screen.size().orElse(USUAL), clock.instant()));
  }

  @Override
  public synchronized void note(String sentence) {
    List<String> again = drawn;
    erase();
    out.println(Text.oneLine(sentence));
    drawn = List.of();
    draw(again);
  }

  private void draw(List<String> lines) {
    if (lines.equals(drawn)) {
      return;
    }
    var text = new StringBuilder(up());
    for (String line : lines) {
      text.append(line).append(CLEAR_TO_END_OF_LINE).append('\n');
    }
    out.print(text.append(CLEAR_TO_END_OF_SCREEN));
    out.flush();
    drawn = lines;
  }

  private void erase() {
    out.print(up() + CLEAR_TO_END_OF_SCREEN);
  }

  private String up() {
    return drawn.isEmpty() ? "" : "\u001b[" + drawn.size() + "A";
  }

  @Override
  public synchronized void close() {
    drawn = List.of();
    out.flush();
  }
}
