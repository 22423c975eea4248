package io.heimdall.client.cli.display;

import io.heimdall.client.cli.units.Units;
import io.heimdall.v1.Acquisition;
import io.heimdall.v1.ReceiverProgress;
import io.heimdall.v1.ReceiverState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Lays out the state of an acquisition as lines of at most a given width: a heading, a line with a
/// bar for each receiver, and one for the whole. Narrow terminals lose first the bars, then the end
/// of the names; low ones lose receivers from the middle of the list, which is said.
final class ProgressBoard {

  private static final int LONGEST_BAR = 40;
  private static final int SHORTEST_BAR = 8;
  private static final int LONGEST_NAME = 24;
  private static final int SHORTEST_NAME = 6;

  /// Columns of what stands after the bar at least: " 52% receiving no signal".
  private static final int SHORTEST_TAIL = 27;

  private static final int PERCENT = 6;

  private static final int GAPS = 2;

  private final boolean unicode;

  /// @param unicode whether the terminal shows more than ASCII
  ProgressBoard(boolean unicode) {
    this.unicode = unicode;
  }

  /// @param size size of the terminal; lines are kept shorter than it, so that none wraps
  List<String> lines(AcquisitionView view, Screen.Size size, Instant now) {
    int width = Math.max(1, size.columns() - 1);
    List<ReceiverProgress> receivers = List.copyOf(view.receivers());
    int idWidth = receivers.stream().mapToInt(r -> digits(r.getReceiverId())).max().orElse(1);
    int tailWidth =
        receivers.stream()
            .mapToInt(r -> PERCENT + Text.width(tail(r)))
            .reduce(SHORTEST_TAIL, Math::max);
    int nameWidth = nameWidth(receivers, width - idWidth - SHORTEST_TAIL - 3 * GAPS);
    int labelWidth = idWidth + 1 + nameWidth;
    int barWidth = Math.min(LONGEST_BAR, width - labelWidth - tailWidth - 2 * GAPS);
    int room = Math.max(1, size.rows() - 4);
    int shown = receivers.size() <= room ? receivers.size() : room - 1;

    var lines = new ArrayList<String>();
    lines.add(heading(view.acquisition()));
    for (ReceiverProgress receiver : receivers.subList(0, shown)) {
      String name = Text.cut(Text.oneLine(receiver.getName()), nameWidth);
      String id = Text.right(String.valueOf(receiver.getReceiverId()), idWidth);
      String label = id + " " + Text.left(name, nameWidth);
      lines.add(line(label, AcquisitionView.fraction(receiver), tail(receiver), barWidth));
    }
    if (shown < receivers.size()) {
      lines.add("… and %d more".formatted(receivers.size() - shown));
    }
    lines.add(
        line(
            Text.left("total", labelWidth),
            view.acquisition().getPercent() / 100,
            left(view, now),
            barWidth));
    return lines.stream().map(line -> Text.cut(line, width).stripTrailing()).toList();
  }

  private static int nameWidth(List<ReceiverProgress> receivers, int room) {
    int longest =
        receivers.stream().mapToInt(r -> Text.width(r.getName())).max().orElse(SHORTEST_NAME);
    int wanted = Math.min(longest, LONGEST_NAME);
    int fitting = room - SHORTEST_BAR;
    return Math.max(SHORTEST_NAME, Math.min(wanted, fitting));
  }

  private static int digits(int id) {
    return String.valueOf(id).length();
  }

  private static String heading(Acquisition acquisition) {
    return AcquisitionText.plan(acquisition.getPlan())
        + ": "
        + AcquisitionText.state(acquisition.getState());
  }

  private String line(String label, double fraction, String tail, int barWidth) {
    String bar = barWidth < SHORTEST_BAR ? "" : Bar.of(fraction, barWidth, unicode) + "  ";
    int percent = (int) Math.floor(100 * fraction + 1e-9);
    return "%s  %s%3d%%  %s".formatted(label, bar, percent, tail);
  }

  private static String tail(ReceiverProgress receiver) {
    var tail = new StringBuilder(Text.left(AcquisitionText.state(receiver.getState()), 10));
    if (receiver.getState() == ReceiverState.RECEIVER_STATE_FAILED) {
      tail.append("  ").append(AcquisitionText.reason(receiver.getFailureReason()));
    } else if (receiver.hasSnrDb()) {
      tail.append("  ").append(Text.right(Text.figure(receiver.getSnrDb(), 1), 5)).append(" dB");
    } else if (receiver.getState() == ReceiverState.RECEIVER_STATE_RECEIVING) {
      tail.append("  no signal");
    }
    if (receiver.getSamplesLost() > 0) {
      tail.append("  lost ").append(receiver.getSamplesLost());
    }
    return tail.toString();
  }

  private static String left(AcquisitionView view, Instant now) {
    if (view.ended()) {
      return "";
    }
    Duration left = view.timeLeft(now).orElse(Duration.ZERO);
    return left.isZero()
        ? ""
        : "%s left"
            .formatted(Units.duration(Duration.ofSeconds(left.plusNanos(999_999_999).toSeconds())));
  }
}
