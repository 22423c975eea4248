package io.heimdall.db.measurement;

import static io.heimdall.db.jooq.Tables.MEASUREMENTS;

import io.heimdall.db.sql.CopyRow;
import java.util.ArrayList;
import java.util.List;
import org.jooq.Field;

/// The measurement that a read is at. One thread.
final class RowEntry implements SeriesEntry {

  private final SeriesColumns columns;
  private final List<Value> values = new ArrayList<>();
  private boolean detected;
  private double occupiedFraction;
  private boolean occupied;
  private long startMicros;
  private int receiverId;
  private long frequencyHz;

  RowEntry(SeriesColumns columns) {
    this.columns = columns;
    columns.metrics().forEach(metric -> values.add(new Value(metric)));
  }

  /// The columns it reads, in order.
  static List<Field<?>> fields(SeriesColumns columns) {
    var fields = new ArrayList<Field<?>>();
    fields.add(MEASUREMENTS.DETECTED);
    fields.add(MEASUREMENTS.OCCUPIED_FRACTION);
    if (columns.time()) {
      fields.add(MEASUREMENTS.WINDOW_START);
    }
    if (columns.receiver()) {
      fields.add(MEASUREMENTS.WEBSDR_ID);
    }
    switch (columns.place()) {
      case NONE -> {}
      case BAND -> fields.add(SeriesReader.band(MEASUREMENTS.CENTER_FREQUENCY_HZ));
      case FREQUENCY -> fields.add(MEASUREMENTS.CENTER_FREQUENCY_HZ);
    }
    columns.metrics().forEach(metric -> fields.add(metric.ofRow()));
    return fields;
  }

  /// Reads a row of [#fields].
  void read(CopyRow row) {
    int place = 0;
    detected = row.bool(place++);
    occupied = !row.isNull(place);
    occupiedFraction = row.float8(place++);
    if (columns.time()) {
      startMicros = row.micros(place++);
    }
    if (columns.receiver()) {
      receiverId = row.int4(place++);
    }
    if (columns.place() != SeriesColumns.Place.NONE) {
      frequencyHz = row.whole(place++);
    }
    for (Value value : values) {
      value.there = !row.isNull(place);
      value.value = row.float8(place++);
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
    return frequencyHz;
  }

  @Override
  public long measured() {
    return 1;
  }

  @Override
  public long detected() {
    return detected ? 1 : 0;
  }

  @Override
  public long occupiedCount() {
    return occupied ? 1 : 0;
  }

  @Override
  public double occupiedSum() {
    return occupiedFraction;
  }

  @Override
  public Values values(int index) {
    return values.get(index);
  }

  private static final class Value implements Values {

    private final int mostTenths;
    private final int leastTenths;
    private double value;
    private boolean there;

    Value(SeriesMetric metric) {
      boolean small = metric.bytesPerValue() == Short.BYTES;
      mostTenths = small ? Short.MAX_VALUE : Integer.MAX_VALUE;
      leastTenths = small ? Short.MIN_VALUE : Integer.MIN_VALUE;
    }

    @Override
    public long count() {
      return there ? 1 : 0;
    }

    @Override
    public double sum() {
      return value;
    }

    @Override
    public double spread() {
      return 0;
    }

    @Override
    public double min() {
      return value;
    }

    @Override
    public double max() {
      return value;
    }

    /// As the sums have it: half to even, and what their integers do not hold becomes the nearest
    /// that they do.
    @Override
    public void tenths(TenthsSink sink) {
      sink.add(Math.clamp((long) Math.rint(10 * value), leastTenths, mostTenths));
    }
  }
}
