package io.heimdall.client.cli.export;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.heimdall.v1.Measurement;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.stream.Collectors;

/// Rows as comma-separated values (RFC 4180, with line feeds): names first; what is not there is
/// empty, and in quotes where nothing else would make the line one. Only texts may need quotes
/// otherwise, so that nothing else is looked at for them.
final class CsvRows implements RowWriter {

  private static final char SEPARATOR = ',';
  private static final char QUOTE = '"';
  private static final String NOTHING = "\"\"";
  private static final char LINE_END = '\n';

  private final OutputStream out;
  private final List<Cell> cells;
  private final StringBuilder line = new StringBuilder();

  CsvRows(List<Column> columns, OutputStream out) throws IOException {
    this.out = out;
    var times = new UtcText();
    this.cells = columns.stream().map(column -> cell(column, times)).toList();
    String names = columns.stream().map(Column::name).collect(Collectors.joining(","));
    out.write((names + LINE_END).getBytes(UTF_8));
  }

  /// Adds a value to a line.
  private interface Cell {
    void add(Measurement measurement, StringBuilder line);
  }

  @Override
  public void write(Measurement measurement) throws IOException {
    line.setLength(0);
    for (int place = 0; place < cells.size(); place++) {
      if (place > 0) {
        line.append(SEPARATOR);
      }
      cells.get(place).add(measurement, line);
    }
    if (line.isEmpty()) {
      line.append(NOTHING);
    }
    line.append(LINE_END);
    out.write(line.toString().getBytes(UTF_8));
  }

  @Override
  public void close() throws IOException {
    out.close();
  }

  private static Cell cell(Column column, UtcText times) {
    return switch (column) {
      case Column.Text text ->
          (measurement, line) -> addText(text.value().apply(measurement), line);
      case Column.Whole whole ->
          (measurement, line) -> line.append(whole.value().applyAsLong(measurement));
      case Column.Real real ->
          (measurement, line) -> {
            if (real.present().test(measurement)) {
              line.append(real.value().applyAsDouble(measurement));
            }
          };
      case Column.Flag flag -> (measurement, line) -> line.append(flag.value().test(measurement));
      case Column.Time time ->
          (measurement, line) -> times.add(time.micros().applyAsLong(measurement), line);
    };
  }

  private static void addText(String text, StringBuilder line) {
    if (text.indexOf(SEPARATOR) < 0
        && text.indexOf(QUOTE) < 0
        && text.indexOf(LINE_END) < 0
        && text.indexOf('\r') < 0) {
      line.append(text);
    } else {
      line.append(QUOTE).append(text.replace("\"", "\"\"")).append(QUOTE);
    }
  }
}
