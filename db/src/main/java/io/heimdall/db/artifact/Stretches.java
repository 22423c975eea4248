package io.heimdall.db.artifact;

import io.heimdall.db.Tx;
import io.heimdall.db.sql.Sql;
import java.time.Instant;
import org.jooq.Record3;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/// The time in which artifacts were made, cut into stretches that are read one after another until
/// enough is found: what a page shows is seldom far away, and all that was ever made need not be
/// collected and sorted for it. How long a stretch is depends on how much was in those before it.
/// Belongs to one thread.
final class Stretches {

  /// So many rows, anybody's, are in the first stretch for each that is wanted. Who owns and is
  /// shown little sees one in eight.
  private static final int ROWS_PER_WANTED = 20;

  /// Little tells little of what the next stretch holds.
  private static final long LARGEST_GROWTH = 64;

  private static final double RESERVE = 1.5;

  private static final String EXTENT =
      """
      select
        (select min(created_at) from artifacts),
        (select max(created_at) from artifacts),
        (select reltuples from pg_class where oid = 'artifacts'::regclass)
      """;

  private final boolean newestFirst;
  private final int wanted;
  private Stretch left;
  private long readSeconds;
  private long nextSeconds;

  /// Begins to cut.
  ///
  /// @param whole the time to cut
  /// @param nextSeconds how long the first stretch is
  /// @param newestFirst whether the end of the time is read first
  /// @param wanted how many artifacts suffice
  Stretches(Stretch whole, long nextSeconds, boolean newestFirst, int wanted) {
    this.left = whole;
    this.nextSeconds = nextSeconds;
    this.newestFirst = newestFirst;
    this.wanted = wanted;
  }

  /// Cuts the time in which artifacts were made.
  ///
  /// @param tx a transaction that sees one state
  /// @param within no other time
  /// @param newestFirst whether the end of the time is read first
  /// @param wanted how many artifacts suffice
  static Stretches over(Tx tx, Stretch within, boolean newestFirst, int wanted) {
    Record3<Instant, Instant, Double> extent =
        Sql.on(tx)
            .resultQuery(EXTENT)
            .coerce(
                DSL.field("oldest", SQLDataType.INSTANT),
                DSL.field("newest", SQLDataType.INSTANT),
                DSL.field("count", SQLDataType.DOUBLE))
            .fetchSingle();
    if (extent.value1() == null) {
      return new Stretches(new Stretch(Instant.EPOCH, Instant.EPOCH), 1, newestFirst, wanted);
    }
    Stretch made = Stretch.since(extent.value1()).and(Stretch.until(extent.value2()));
    double rows = Math.max(extent.value3(), 1);
    double rowsOfFirst = Math.min((double) ROWS_PER_WANTED * wanted, rows);
    return new Stretches(
        made.and(within), 1 + (long) (made.seconds() * rowsOfFirst / rows), newestFirst, wanted);
  }

  /// Whether there is time that has not been read.
  boolean hasNext() {
    return !left.empty();
  }

  /// Takes the next stretch. None has anything in common with another, and together they are the
  /// whole.
  ///
  /// @param found how many artifacts were in those before it
  Stretch next(int found) {
    if (readSeconds > 0) {
      double needed = RESERVE * readSeconds * (wanted - found) / Math.max(found, 1);
      nextSeconds = 1 + (long) Math.min(needed, (double) readSeconds * LARGEST_GROWTH);
    }
    Stretch next = cut();
    left =
        newestFirst
            ? new Stretch(left.from(), next.from())
            : new Stretch(next.before(), left.before());
    readSeconds += next.seconds() + 1;
    return next;
  }

  /// Cuts between two eras, and leaves no short rest.
  private Stretch cut() {
    if (nextSeconds + nextSeconds / 2 >= left.seconds()) {
      return left;
    }
    long era = Stretch.eraSeconds(nextSeconds);
    if (newestFirst) {
      long from = Math.floorDiv(left.before().getEpochSecond() - nextSeconds, era) * era;
      return Stretch.since(Instant.ofEpochSecond(from)).and(left);
    }
    long before = Math.ceilDiv(left.from().getEpochSecond() + nextSeconds, era) * era;
    return new Stretch(left.from(), Instant.ofEpochSecond(before)).and(left);
  }
}
