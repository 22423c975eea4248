package io.heimdall.db.measurement;

import static io.heimdall.db.jooq.Tables.MEASUREMENTS_HOURLY;
import static io.heimdall.db.jooq.Tables.MEASUREMENTS_HOURLY_BY_BAND;

import io.heimdall.db.sql.CopyRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jooq.Field;
import org.jooq.Table;

/// The sum that a read is at. One thread.
final class SumEntry implements SeriesEntry {

  private final SeriesColumns columns;
  private final List<Sum> sums = new ArrayList<>();
  private long measured;
  private long detected;
  private long occupiedCount;
  private double occupiedSum;
  private long startMicros;
  private int receiverId;
  private int band;

  SumEntry(SeriesColumns columns) {
    this.columns = columns;
    columns.metrics().forEach(metric -> sums.add(new Sum(metric.bytesPerValue())));
  }

  /// The columns it reads of one of the relations, in order.
  static List<Field<?>> fields(SeriesColumns columns, Table<?> relation) {
    var fields = new ArrayList<Field<?>>();
    fields.add(of(relation, MEASUREMENTS_HOURLY.MEASURED));
    fields.add(of(relation, MEASUREMENTS_HOURLY.DETECTED));
    fields.add(of(relation, MEASUREMENTS_HOURLY.OCCUPIED_COUNT));
    fields.add(of(relation, MEASUREMENTS_HOURLY.OCCUPIED_SUM));
    if (columns.time()) {
      fields.add(of(relation, MEASUREMENTS_HOURLY.BUCKET));
    }
    if (columns.receiver()) {
      fields.add(of(relation, MEASUREMENTS_HOURLY.WEBSDR_ID));
    }
    if (columns.place() != SeriesColumns.Place.NONE) {
      fields.add(of(relation, MEASUREMENTS_HOURLY_BY_BAND.BAND));
    }
    columns
        .metrics()
        .forEach(metric -> metric.ofSum().forEach(field -> fields.add(of(relation, field))));
    return fields;
  }

  /// The column of the same name in another relation of sums.
  static <T> Field<T> of(Table<?> relation, Field<T> field) {
    return Objects.requireNonNull(relation.field(field));
  }

  /// Reads a row of [#fields].
  void read(CopyRow row) {
    int place = 0;
    measured = row.int8(place++);
    detected = row.int8(place++);
    occupiedCount = row.int8(place++);
    occupiedSum = row.float8(place++);
    if (columns.time()) {
      startMicros = row.micros(place++);
    }
    if (columns.receiver()) {
      receiverId = row.int4(place++);
    }
    if (columns.place() != SeriesColumns.Place.NONE) {
      band = row.int4(place++);
    }
    for (Sum sum : sums) {
      place = sum.read(row, place);
    }
  }

  @Override
  public long startMicros() {
    return startMicros;
  }

  @Override
  public int receiverId() {
    return receiverId;
  }

  @Override
  public long place() {
    return band;
  }

  @Override
  public long measured() {
    return measured;
  }

  @Override
  public long detected() {
    return detected;
  }

  @Override
  public long occupiedCount() {
    return occupiedCount;
  }

  @Override
  public double occupiedSum() {
    return occupiedSum;
  }

  @Override
  public Values values(int index) {
    return sums.get(index);
  }

  private static final class Sum implements Values {

    private final int bytesPerValue;
    private long count;
    private double sum;
    private double spread;
    private double min;
    private double max;
    private byte[] tenths = {};

    Sum(int bytesPerValue) {
      this.bytesPerValue = bytesPerValue;
    }

    /// Returns the place after it.
    int read(CopyRow row, int first) {
      int place = first;
      count = row.int8(place++);
      sum = row.float8(place++);
      spread = row.float8(place++);
      min = row.float8(place++);
      max = row.float8(place++);
      tenths = row.bytes(place++);
      if (tenths.length != count * bytesPerValue) {
        throw new IllegalStateException(
            "a sum of %d values has %d bytes for them".formatted(count, tenths.length));
      }
      return place;
    }

    @Override
    public long count() {
      return count;
    }

    @Override
    public double sum() {
      return sum;
    }

    @Override
    public double spread() {
      return spread;
    }

    @Override
    public double min() {
      return min;
    }

    @Override
    public double max() {
      return max;
    }

    @Override
    public void tenths(TenthsSink sink) {
      sink.addAll(tenths, bytesPerValue);
    }
  }
}
