package io.heimdall.client.cli.export;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.heimdall.v1.Measurement;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import tools.jackson.core.io.JsonStringEncoder;

/// Rows as JSON lines: an object per line with every column in it. What is not there is null, and a
/// number that JSON does not have a text.
final class JsonRows implements RowWriter {

  private static final byte[] NULL = "null".getBytes(UTF_8);
  private static final byte[] TRUE = "true".getBytes(UTF_8);
  private static final byte[] FALSE = "false".getBytes(UTF_8);
  private static final char QUOTE = '"';
  private static final int END_OF_CONTROLS = ' ';

  private final RowBuffer rows;
  private final Cell[] cells;
  private final byte[][] names;
  private final boolean[] escaped = new boolean[128];

  JsonRows(List<Column> columns, OutputStream out) {
    this.rows = new RowBuffer(out);
    this.cells = columns.stream().map(this::cell).toArray(Cell[]::new);
    this.names = new byte[columns.size()][];
    for (int place = 0; place < names.length; place++) {
      String before = place == 0 ? "{\"" : ",\"";
      names[place] = (before + columns.get(place).name() + "\":").getBytes(UTF_8);
    }
    Arrays.fill(escaped, 0, END_OF_CONTROLS, true);
    escaped[QUOTE] = true;
    escaped['\\'] = true;
  }

  /// Adds a value to a row.
  private interface Cell {
    void add(Measurement measurement);
  }

  @Override
  public void write(Measurement measurement) throws IOException {
    for (int place = 0; place < cells.length; place++) {
      rows.add(names[place]);
      cells[place].add(measurement);
    }
    rows.add('}');
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
              addNumber(real.value().applyAsDouble(measurement));
            } else {
              rows.add(NULL);
            }
          };
      case Column.Flag flag ->
          measurement -> rows.add(flag.value().test(measurement) ? TRUE : FALSE);
      case Column.Time time -> {
        var times = new UtcText();
        yield measurement -> {
          rows.add(QUOTE);
          rows.add(times.of(time.micros().applyAsLong(measurement)));
          rows.add(QUOTE);
        };
      }
    };
  }

  private void addNumber(double value) {
    if (Double.isFinite(value)) {
      rows.add(value);
    } else {
      addText(Double.toString(value));
    }
  }

  private void addText(String text) {
    if (text.isEmpty()) {
      rows.add(NULL);
      return;
    }
    rows.add(QUOTE);
    if (!rows.addPlain(text, escaped)) {
      rows.add(JsonStringEncoder.getInstance().quoteAsUTF8(text));
    }
    rows.add(QUOTE);
  }
}
