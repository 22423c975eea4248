package io.heimdall.client.cli.export;

import io.heimdall.v1.Measurement;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;
import org.jspecify.annotations.Nullable;

/// What a row is in Parquet, and how a measurement becomes one.
final class ParquetSchema extends WriteSupport<Measurement> {

  private static final LogicalTypeAnnotation UTC_MICROS =
      LogicalTypeAnnotation.timestampType(true, TimeUnit.MICROS);

  private final List<Column> columns;
  private final List<Cell> cells;

  /// Set before the first row.
  private @Nullable RecordConsumer consumer;

  ParquetSchema(List<Column> columns) {
    this.columns = columns;
    this.cells = columns.stream().map(ParquetSchema::cell).toList();
  }

  /// Adds a value, which is there.
  private interface Adder {
    void add(Measurement measurement, RecordConsumer row);
  }

  private record Cell(Predicate<Measurement> present, Adder adder) {}

  @Override
  public WriteContext init(ParquetConfiguration configuration) {
    return new WriteContext(
        new MessageType("measurement", columns.stream().map(ParquetSchema::type).toList()),
        Map.of());
  }

  @Override
  @SuppressWarnings("deprecation") // abstract all the same
  public WriteContext init(org.apache.hadoop.conf.Configuration configuration) {
    throw new UnsupportedOperationException("Hadoop has no part in this.");
  }

  @Override
  public void prepareForWrite(RecordConsumer rows) {
    consumer = rows;
  }

  @Override
  public void write(Measurement measurement) {
    RecordConsumer row = Objects.requireNonNull(consumer);
    row.startMessage();
    for (int i = 0; i < cells.size(); i++) {
      Cell cell = cells.get(i);
      if (cell.present().test(measurement)) {
        String name = columns.get(i).name();
        row.startField(name, i);
        cell.adder().add(measurement, row);
        row.endField(name, i);
      }
    }
    row.endMessage();
  }

  private static Type type(Column column) {
    return switch (column) {
      case Column.Text _ ->
          Types.optional(PrimitiveTypeName.BINARY)
              .as(LogicalTypeAnnotation.stringType())
              .named(column.name());
      case Column.Whole _ -> Types.required(PrimitiveTypeName.INT64).named(column.name());
      case Column.Real _ -> Types.optional(PrimitiveTypeName.DOUBLE).named(column.name());
      case Column.Flag _ -> Types.required(PrimitiveTypeName.BOOLEAN).named(column.name());
      case Column.Time _ ->
          Types.required(PrimitiveTypeName.INT64).as(UTC_MICROS).named(column.name());
    };
  }

  private static Cell cell(Column column) {
    return switch (column) {
      case Column.Text text ->
          new Cell(
              m -> !text.value().apply(m).isEmpty(),
              (m, row) -> row.addBinary(Binary.fromString(text.value().apply(m))));
      case Column.Whole whole ->
          new Cell(_ -> true, (m, row) -> row.addLong(whole.value().applyAsLong(m)));
      case Column.Real real ->
          new Cell(real.present(), (m, row) -> row.addDouble(real.value().applyAsDouble(m)));
      case Column.Flag flag ->
          new Cell(_ -> true, (m, row) -> row.addBoolean(flag.value().test(m)));
      case Column.Time time ->
          new Cell(_ -> true, (m, row) -> row.addLong(time.micros().applyAsLong(m)));
    };
  }
}
