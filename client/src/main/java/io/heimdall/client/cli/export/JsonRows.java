package io.heimdall.client.cli.export;

import io.heimdall.v1.Measurement;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.SerializableString;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.io.SerializedString;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.json.JsonMapper;

/// Rows as JSON lines: an object per line with every column in it.
final class JsonRows implements RowWriter {

  private static final String LINE_END = "\n";

  private final JsonGenerator json;
  private final List<Cell> cells;
  private final List<SerializableString> names;

  JsonRows(List<Column> columns, OutputStream out) {
    this.json =
        JsonMapper.builder(
                JsonFactory.builder()
                    .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
                    .rootValueSeparator("")
                    .build())
            .build()
            .createGenerator(out);
    var times = new UtcText();
    this.cells = columns.stream().map(column -> cell(column, times)).toList();
    this.names =
        columns.stream()
            .<SerializableString>map(column -> new SerializedString(column.name()))
            .toList();
  }

  /// Writes a value.
  private interface Cell {
    void write(Measurement measurement, JsonGenerator json);
  }

  @Override
  public void write(Measurement measurement) throws IOException {
    try {
      writeObject(measurement);
    } catch (JacksonIOException failure) {
      throw failure.getCause();
    }
  }

  private void writeObject(Measurement measurement) {
    json.writeStartObject();
    for (int place = 0; place < cells.size(); place++) {
      json.writeName(names.get(place));
      cells.get(place).write(measurement, json);
    }
    json.writeEndObject();
    json.writeRaw(LINE_END);
  }

  @Override
  public void close() throws IOException {
    try {
      json.close();
    } catch (JacksonIOException failure) {
      throw failure.getCause();
    }
  }

  private static Cell cell(Column column, UtcText times) {
    return switch (column) {
      case Column.Text text ->
          (measurement, json) -> {
            String value = text.value().apply(measurement);
            if (value.isEmpty()) {
              json.writeNull();
            } else {
              json.writeString(value);
            }
          };
      case Column.Whole whole ->
          (measurement, json) -> json.writeNumber(whole.value().applyAsLong(measurement));
      case Column.Real real ->
          (measurement, json) -> {
            if (real.present().test(measurement)) {
              json.writeNumber(real.value().applyAsDouble(measurement));
            } else {
              json.writeNull();
            }
          };
      case Column.Flag flag ->
          (measurement, json) -> json.writeBoolean(flag.value().test(measurement));
      case Column.Time time ->
          (measurement, json) -> json.writeString(times.of(time.micros().applyAsLong(measurement)));
    };
  }
}
