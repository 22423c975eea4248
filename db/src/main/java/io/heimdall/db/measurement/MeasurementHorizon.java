package io.heimdall.db.measurement;

import static io.heimdall.db.jooq.Tables.MEASUREMENTS;
import static io.heimdall.db.jooq.Tables.MEASUREMENT_HORIZON;
import static io.heimdall.db.jooq.Tables.MEASUREMENT_STALE_HOURS;
import static org.jooq.impl.DSL.excluded;
import static org.jooq.impl.DSL.greatest;
import static org.jooq.impl.DSL.row;
import static org.jooq.impl.DSL.select;

import io.heimdall.db.Tx;
import io.heimdall.db.sql.Chunks;
import io.heimdall.db.sql.Locks;
import io.heimdall.db.sql.Sql;
import java.time.Instant;

/// How far back rows of measurements are kept. Their sums stay. Stateless.
public final class MeasurementHorizon {

  /// Makes an access to the horizon, which holds nothing of its own.
  public MeasurementHorizon() {}

  /// Moves the horizon on. From then on sums of before are never made anew, which is why none of
  /// them may be stale; rows that are written there later count in no sum. It waits for a sum that
  /// is being made, and whoever waits to make one finds the horizon moved.
  ///
  /// @param tx the transaction
  /// @param rowsFrom from when on rows are kept, the beginning of a day of UTC
  /// @return false when hours of before are marked as stale; nothing was done then
  public boolean advance(Tx tx, Instant rowsFrom) {
    MeasurementSums.holdOff(tx);
    boolean stale =
        Sql.on(tx).fetchExists(MEASUREMENT_STALE_HOURS, MEASUREMENT_STALE_HOURS.HOUR.lt(rowsFrom));
    if (stale) {
      return false;
    }
    var _ =
        Sql.on(tx)
            .insertInto(MEASUREMENT_HORIZON)
            .set(MEASUREMENT_HORIZON.ROWS_FROM, rowsFrom)
            .onConflict(MEASUREMENT_HORIZON.ONLY_ONE)
            .doUpdate()
            .set(
                MEASUREMENT_HORIZON.ROWS_FROM,
                greatest(MEASUREMENT_HORIZON.ROWS_FROM, excluded(MEASUREMENT_HORIZON.ROWS_FROM)))
            .execute();
    return true;
  }

  /// Removes rows of before the horizon, some at a time; where the table is cut into chunks, those
  /// that lie before it as a whole, unless they are being read for long.
  ///
  /// @param tx the transaction
  /// @param most the most to remove one by one
  /// @return how many were removed one by one; fewer than the most when none is left
  public int forgetRows(Tx tx, int most) {
    Instant before =
        Sql.on(tx)
            .select(MEASUREMENT_HORIZON.ROWS_FROM)
            .from(MEASUREMENT_HORIZON)
            .fetchOne(MEASUREMENT_HORIZON.ROWS_FROM);
    if (before == null) {
      return 0;
    }
    if (Chunks.of(tx, MEASUREMENTS)) {
      if (Chunks.anyOld(tx, MEASUREMENTS, before) && alone(tx)) {
        Chunks.drop(tx, MEASUREMENTS, before);
      }
      return 0;
    }
    return Sql.on(tx)
        .deleteFrom(MEASUREMENTS)
        .where(
            row(
                    MEASUREMENTS.WEBSDR_ID,
                    MEASUREMENTS.WINDOW_START,
                    MEASUREMENTS.TASK_ID,
                    MEASUREMENTS.HOP,
                    MEASUREMENTS.ALGORITHM_VERSION)
                .in(
                    select(
                            MEASUREMENTS.WEBSDR_ID,
                            MEASUREMENTS.WINDOW_START,
                            MEASUREMENTS.TASK_ID,
                            MEASUREMENTS.HOP,
                            MEASUREMENTS.ALGORITHM_VERSION)
                        .from(MEASUREMENTS)
                        .where(MEASUREMENTS.WINDOW_START.lt(before))
                        .orderBy(MEASUREMENTS.WINDOW_START)
                        .limit(most)))
        .execute();
  }

  /// Packs the oldest rows that are not yet into columns, a chunk of them, where TimescaleDB's
  /// community edition is. Whoever reads them goes on.
  ///
  /// @param tx the transaction
  /// @param before only a chunk that ends before this time
  /// @return whether one was packed; false when there was none, or while others sum, make summaries
  ///   or write for long
  public boolean compress(Tx tx, Instant before) {
    return Chunks.uncompressed(tx, MEASUREMENTS, before).isPresent()
        && alone(tx)
        && Chunks.uncompressed(tx, MEASUREMENTS, before)
            .map(chunk -> Chunks.compress(tx, chunk))
            .orElse(false);
  }

  /// Keeps sums and summaries from being made until the transaction ends: they read in several
  /// statements, of which the later would miss the rows of chunks that have changed.
  private static boolean alone(Tx tx) {
    return Locks.soon(
            tx,
            "packing or dropping chunks of measurements",
            sql -> {
              MeasurementSums.holdOff(tx);
              return sql.execute("lock table {0} in exclusive mode", MEASUREMENT_HORIZON);
            })
        .isPresent();
  }
}
