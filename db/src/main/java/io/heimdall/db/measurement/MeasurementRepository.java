package io.heimdall.db.measurement;

import static io.heimdall.db.jooq.Tables.MEASUREMENTS;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.row;

import io.heimdall.db.Page;
import io.heimdall.db.Tx;
import io.heimdall.db.jooq.tables.records.MeasurementsRecord;
import io.heimdall.db.sql.Sql;
import java.util.Comparator;
import java.util.List;
import org.jooq.Condition;
import org.jooq.TableField;
import org.jspecify.annotations.Nullable;

/// The measurements. Stateless.
public final class MeasurementRepository {

  /// COPY costs less from the first row on, but four trips to the database in place of one: over a
  /// network of a millisecond they pay from here on.
  private static final int FEWEST_COPIED = 50;

  private static final List<TableField<MeasurementsRecord, ?>> KEY =
      List.of(
          MEASUREMENTS.WINDOW_START,
          MEASUREMENTS.TASK_ID,
          MEASUREMENTS.WEBSDR_ID,
          MEASUREMENTS.HOP,
          MEASUREMENTS.ALGORITHM_VERSION);

  private static final Comparator<Measurement> BY_KEY =
      Comparator.comparing(
          Measurement::key,
          Comparator.comparing(MeasurementKey::windowStart)
              .thenComparing(MeasurementKey::acquisitionId)
              .thenComparingInt(MeasurementKey::receiverId)
              .thenComparingInt(MeasurementKey::hop)
              .thenComparingInt(MeasurementKey::algorithmVersion));

  /// Makes a repository, which holds nothing of its own.
  public MeasurementRepository() {}

  /// Adds measurements, any number with the same few statements: few as arrays of one insert, many
  /// by COPY. One that is there already is left as it is. Their hours are marked, since their sums
  /// are as they were.
  ///
  /// A run calls this in a transaction it has fenced. Rows go in the order of their keys, so that
  /// transactions that add the same ones do not lock each other out.
  ///
  /// @param tx the transaction
  /// @param measurements the measurements
  /// @return how many were added, and how many were there
  public Inserted insert(Tx tx, List<Measurement> measurements) {
    List<Measurement> ordered = measurements.stream().sorted(BY_KEY).toList();
    MeasurementSums.mark(tx, ordered.stream().map(row -> row.key().windowStart()).toList());
    int added = ordered.size() < FEWEST_COPIED ? insertFew(tx, ordered) : copyMany(tx, ordered);
    return new Inserted(added, ordered.size() - added);
  }

  private static int insertFew(Tx tx, List<Measurement> measurements) {
    return MeasurementColumns.INSERT
        .rows(Sql.on(tx), measurements)
        .onConflict(KEY)
        .doNothing()
        .execute();
  }

  private static int copyMany(Tx tx, List<Measurement> measurements) {
    return MeasurementColumns.COPY.addNew(tx, measurements, KEY);
  }

  /// Lists measurements, the newest first.
  ///
  /// @param tx the transaction
  /// @param filter which ones
  /// @param after the page key to go on after; null for the first page
  /// @param limit the most measurements to return
  /// @return a page
  public Page<Measurement, MeasurementKey> list(
      Tx tx, MeasurementFilter filter, @Nullable MeasurementKey after, int limit) {
    List<Measurement> found =
        Sql.on(tx)
            .select(MEASUREMENTS.fields())
            .from(MEASUREMENTS)
            .where(MeasurementConditions.of(filter))
            .and(after == null ? noCondition() : following(after))
            .orderBy(
                MEASUREMENTS.WINDOW_START.desc(),
                MEASUREMENTS.TASK_ID.desc(),
                MEASUREMENTS.WEBSDR_ID.desc(),
                MEASUREMENTS.HOP.desc(),
                MEASUREMENTS.ALGORITHM_VERSION.desc())
            .limit(limit + 1)
            .fetch(MeasurementRow::read);
    return Page.of(found, limit, Measurement::key);
  }

  /// Prepares to read measurements, the oldest first, in the order of the parts of their key.
  ///
  /// @param tx a transaction that nothing else uses before the cursor is closed
  /// @param filter which ones
  /// @param fields what to read of each
  /// @return the rows, which the caller closes
  public MeasurementCursor read(Tx tx, MeasurementFilter filter, List<MeasurementField> fields) {
    return MeasurementCursor.open(
        tx,
        Sql.on(tx)
            .select(fields.stream().map(MeasurementField::sql).toList())
            .from(MEASUREMENTS)
            .where(MeasurementConditions.of(filter))
            .orderBy(
                MEASUREMENTS.WINDOW_START,
                MEASUREMENTS.TASK_ID,
                MEASUREMENTS.WEBSDR_ID,
                MEASUREMENTS.HOP,
                MEASUREMENTS.ALGORITHM_VERSION));
  }

  private static Condition following(MeasurementKey after) {
    return row(
            MEASUREMENTS.WINDOW_START,
            MEASUREMENTS.TASK_ID,
            MEASUREMENTS.WEBSDR_ID,
            MEASUREMENTS.HOP,
            MEASUREMENTS.ALGORITHM_VERSION)
        .lt(
            after.windowStart(),
            after.acquisitionId(),
            after.receiverId(),
            after.hop(),
            after.algorithmVersion());
  }
}
