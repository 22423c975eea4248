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
  private static final String SPECIAL = ",\"\n\r";
  private static final byte[] NOTHING = {QUOTE, QUOTE};
  private static final byte[] TRUE = "true".getBytes(UTF_8);
  private static final byte[] FALSE = "false".getBytes(UTF_8);

  private final RowBuffer rows;
  private final Cell[] cells;
  private final boolean[] quoted = new boolean[128];

  CsvRows(List<Column> columns, OutputStream out) throws IOException {
    this.rows = new RowBuffer(out);
    this.cells = columns.stream().map(this::cell).toArray(Cell[]::new);
    SPECIAL.chars().forEach(each -> quoted[each] = true);
    rows.add(columns.stream().map(Column::name).collect(Collectors.joining(",")));
    rows.endRow();
  }

  /// Adds a value to a row.
  private interface Cell {
    void add(Measurement measurement);
  }

  @Override
  public void write(Measurement measurement) throws IOException {
    for (int place = 0; place < cells.length; place++) {
      if (place > 0) {
        rows.add(SEPARATOR);
      }
      cells[place].add(measurement);
    }
    if (rows.rowIsEmpty()) {
      rows.add(NOTHING);
    }
    rows.endRow();
  }

  @Override
  public void close() throws IOException {
    rows.close();
  }

  private Cell cell(Column column) {
    return switch (column) {
      case Column.Text text -> measurement -> addText(text.value().apply(measurement));
      case Column.Whole whole -> measurement -> rows.add(whole.value().applyAsLong(measurement));
      case Column.Real real ->
          measurement -> {
            if (real.present().test(measurement)) {
              rows.add(real.value().applyAsDouble(measurement));
            }
          };
      case Column.Flag flag ->
          measurement -> rows.add(flag.value().test(measurement) ? TRUE : FALSE);
      case Column.Time time -> {
        var times = new UtcText();
        yield measurement -> rows.add(times.of(time.micros().applyAsLong(measurement)));
      }
    };
  }

  private void addText(String text) {
    if (rows.addPlain(text, quoted)) {
      return;
    }
    boolean special = text.chars().anyMatch(each -> each < quoted.length && quoted[each]);
    rows.add(special ? QUOTE + text.replace("\"", "\"\"") + QUOTE : text);
  }
}
