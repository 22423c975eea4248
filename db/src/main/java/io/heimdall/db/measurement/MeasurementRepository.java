package io.heimdall.db.measurement;

import static io.heimdall.db.jooq.Tables.MEASUREMENTS;
import static io.heimdall.db.sql.Sql.when;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.row;

import io.heimdall.db.Page;
import io.heimdall.db.Tx;
import io.heimdall.db.sql.Sql;
import java.util.List;
import org.jooq.Condition;
import org.jspecify.annotations.Nullable;

/// The measurements. Stateless.
public final class MeasurementRepository {

  /// Makes a repository, which holds nothing of its own.
  public MeasurementRepository() {}

  /// Adds measurements, any number with one statement. One that is there already is left as it is.
  ///
  /// A run calls this in a transaction it has fenced.
  ///
  /// @param tx the transaction
  /// @param measurements the measurements
  /// @return how many were added; the others were there
  public int insert(Tx tx, List<Measurement> measurements) {
    return MeasurementColumns.INSERT
        .rows(Sql.on(tx), measurements)
        .onConflict(
            MEASUREMENTS.WEBSDR_ID,
            MEASUREMENTS.WINDOW_START,
            MEASUREMENTS.TASK_ID,
            MEASUREMENTS.HOP,
            MEASUREMENTS.ALGORITHM_VERSION)
        .doNothing()
        .execute();
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
            .where(matches(filter))
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

  private static Condition matches(MeasurementFilter filter) {
    return Sql.in(MEASUREMENTS.WEBSDR_ID, filter.receiverIds(), new Integer[0])
        .and(when(filter.startFrom(), MEASUREMENTS.WINDOW_START::ge))
        .and(when(filter.startBefore(), MEASUREMENTS.WINDOW_START::lt))
        .and(when(filter.acquisitionId(), MEASUREMENTS.TASK_ID::eq))
        .and(when(filter.minFrequencyHz(), MEASUREMENTS.CENTER_FREQUENCY_HZ::ge))
        .and(when(filter.maxFrequencyHz(), MEASUREMENTS.CENTER_FREQUENCY_HZ::le))
        .and(when(filter.minSnrDb(), MEASUREMENTS.SNR_DB::ge))
        .and(when(filter.maxSnrDb(), MEASUREMENTS.SNR_DB::le));
  }
}
