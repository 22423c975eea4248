package io.heimdall.server.bench;

import io.heimdall.db.Transactions;
import io.heimdall.db.measurement.Inserted;
import io.heimdall.db.measurement.Measurement;
import io.heimdall.server.bench.series.SeededSeries;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.function.LongConsumer;

/// Fills a database with the seeded series.
final class Seeding {

  private static final double GOAL_ROWS_PER_SECOND = 100_000;
  private static final double NANOS_PER_SECOND = 1e9;

  private final SeriesPlan plan;
  private final Writers writers;
  private final LongConsumer progress;

  /// Guarded by this.
  private final Iterator<List<Measurement>> acquisitions;

  /// Guarded by this.
  private long left;

  /// Guarded by this.
  private long added;

  /// Guarded by this.
  private long duplicates;

  /// Prepares.
  ///
  /// @param plan how many rows, of which seed
  /// @param transactions where they go
  /// @param progress told how many rows have been written, batch by batch
  Seeding(SeriesPlan plan, Transactions transactions, LongConsumer progress) {
    this.plan = plan;
    this.writers = new Writers(transactions);
    this.progress = progress;
    this.acquisitions = SeededSeries.ofYear(plan.seed()).acquisitions().iterator();
    this.left = plan.rows();
  }

  /// Writes all rows; those that are there already stay.
  ///
  /// @return how many rows a second were written, the time to make them included
  Figure run() throws Exception {
    Cost cost = Cost.of(() -> writers.write(this::next, this::count));
    double rate = plan.rows() * NANOS_PER_SECOND / cost.wallNanos();
    return Figure.of("insert_bulk", rate, "rows/s", outcome())
        .with(Figure.Goal.atLeast(GOAL_ROWS_PER_SECOND));
  }

  private synchronized String outcome() {
    return String.format(
        Locale.ROOT,
        "the seed, made and inserted over %d connections: %,d new, %,d there already",
        Writers.COUNT,
        added,
        duplicates);
  }

  private synchronized List<Measurement> next() {
    var batch = new ArrayList<Measurement>();
    while (batch.size() < Math.min(plan.batchRows(), left)) {
      batch.addAll(acquisitions.next());
    }
    List<Measurement> wanted = batch.size() <= left ? batch : batch.subList(0, (int) left);
    left -= wanted.size();
    return wanted;
  }

  private synchronized void count(Inserted batch) {
    added += batch.added();
    duplicates += batch.duplicates();
    progress.accept(added + duplicates);
  }
}
