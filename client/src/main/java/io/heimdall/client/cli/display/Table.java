package io.heimdall.client.cli.display;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Rows under headings, aligned for people: text to the left, numbers to the right, two spaces
/// between, no lines.
public final class Table {

  private static final String GAP = "  ";

  private record Column(String heading, boolean number) {}

  private final List<Column> columns = new ArrayList<>();
  private final List<List<String>> rows = new ArrayList<>();

  /// Has no columns yet.
  public Table() {}

  /// Adds a column of words.
  ///
  /// @param heading its heading
  /// @return this
  public Table text(String heading) {
    columns.add(new Column(heading, false));
    return this;
  }

  /// Adds a column of numbers.
  ///
  /// @param heading its heading
  /// @return this
  public Table number(String heading) {
    columns.add(new Column(heading, true));
    return this;
  }

  /// Adds a row.
  ///
  /// @param cells one per column
  /// @return this
  public Table row(String... cells) {
    if (cells.length != columns.size()) {
      throw new IllegalArgumentException(
          "%d cells for %d columns".formatted(cells.length, columns.size()));
    }
    rows.add(List.of(cells).stream().map(Text::oneLine).toList());
    return this;
  }

  /// The heading and the rows as lines without trailing spaces.
  ///
  /// @return the lines
  public List<String> lines() {
    int[] widths =
        IntStream.range(0, columns.size())
            .map(i ->
                Math.max(
                    Text.width(columns.get(i).heading()),
                    rows.stream().mapToInt(row -> Text.width(row.get(i))).max().orElse(0)))
            .toArray();
    var lines = new ArrayList<String>();
    lines.add(line(columns.stream().map(Column::heading).toList(), widths));
    rows.forEach(row -> lines.add(line(row, widths)));
    return lines;
  }

  private String line(List<String> cells, int[] widths) {
    return IntStream.range(0, cells.size())
        .mapToObj(i ->
            columns.get(i).number()
                ? Text.right(cells.get(i), widths[i])
                : Text.left(cells.get(i), widths[i]))
        .collect(Collectors.joining(GAP))
        .stripTrailing();
  }

  @Override
  public String toString() {
    return String.join(System.lineSeparator(), lines());
  }
}
