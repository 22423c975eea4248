package io.heimdall.server.measurement.summary;

import io.heimdall.db.DatabaseException;
import io.heimdall.db.RunningQuery;
import io.heimdall.db.Transactions;
import io.heimdall.db.Tx;
import io.heimdall.db.measurement.MeasurementFilter;
import io.heimdall.db.measurement.MeasurementSums;
import io.heimdall.db.measurement.SeriesMetric;
import io.heimdall.db.measurement.SeriesReader;
import io.heimdall.db.measurement.SeriesSpan;
import io.heimdall.db.measurement.SeriesSpan.Grain;
import io.heimdall.db.measurement.SeriesState;
import io.heimdall.server.failure.Failure;
import io.heimdall.server.failure.FailureException;
import io.heimdall.server.failure.Reason;
import io.heimdall.server.measurement.summary.ReadPlan.Sums;
import io.heimdall.server.measurement.summary.SummaryQuery.Order;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Summarises measurements. Safe for any number of threads, of which a few work at a time: a
/// summary holds a connection and the values of its groups in memory.
public final class Summaries {

  private static final int AT_A_TIME = 2;

  /// Those being made, and those being read.
  private static final int ANSWERS = 4;

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int LOOK_EVERY = 4_096;

  /// Leaves most of the memory to everything else when as many answers as may are made.
  private static final int SHARE_OF_MEMORY = 8;

  private final Transactions transactions;
  private final long mostBytes;
  private final MeasurementSums sums = new MeasurementSums();
  private final SeriesReader reader = new SeriesReader();
  private final Semaphore places = new Semaphore(AT_A_TIME, true);
  private final Semaphore answers = new Semaphore(ANSWERS, true);

  /// Opens the measurements.
  ///
  /// @param transactions where they are kept
  public Summaries(Transactions transactions) {
    this(transactions, Runtime.getRuntime().maxMemory() / SHARE_OF_MEMORY);
  }

  /// @param mostBytes the most memory for the values of one answer
  Summaries(Transactions transactions, long mostBytes) {
    this.transactions = transactions;
    this.mostBytes = mostBytes;
  }

  /// What was asked for.
  ///
  /// @param rowsFrom from when on measurements are kept one by one, the beginning of a day of UTC;
  ///   what was before counts from sums alone. Empty where none was removed yet
  /// @param summaries in the order that was asked for
  public record Answer(Optional<Instant> rowsFrom, List<Summary> summaries) {

    /// Copies the summaries.
    public Answer {
      summaries = List.copyOf(summaries);
    }
  }

  private record Gathered(Optional<Instant> rowsFrom, Optional<Gathering> groups) {}

  /// Takes an answer.
  public interface Reader {
    /// Reads it, however long that takes.
    ///
    /// @param answer the answer
    /// @throws InterruptedException when nobody wants more
    void read(Answer answer) throws InterruptedException;
  }

  /// Summarises measurements as of one moment, and has the answer read, of which there are only a
  /// few at a time.
  ///
  /// @param query which ones, and how
  /// @param asker who wants them
  /// @param reader reads the answer on this thread
  /// @throws FailureException as [#summarise(SummaryQuery, Asker)], and TOO_MANY_CALLS when others
  ///   read their answers for too long
  /// @throws InterruptedException when the wait for others is broken off, or the reader ends so
  /// @throws CancellationException when the asker is gone
  public void summarise(SummaryQuery query, Asker asker, Reader reader)
      throws InterruptedException {
    enter(answers, ANSWERS);
    try {
      reader.read(summarise(query, asker));
    } finally {
      answers.release();
    }
  }

  /// Summarises measurements as of one moment.
  ///
  /// @param query which ones, and how
  /// @param asker who wants them
  /// @return the summaries, and since when they know all
  /// @throws FailureException with BUCKETS_TOO_MANY or VALUES_TOO_MANY, or TOO_MANY_CALLS when
  ///   others are summarised for too long
  /// @throws InterruptedException when the wait for others is broken off
  /// @throws CancellationException when the asker is gone
  public Answer summarise(SummaryQuery query, Asker asker) throws InterruptedException {
    enter(places, AT_A_TIME);
    try {
      goOnFor(asker);
      Gathered gathered = transactions.inSnapshot(tx -> gather(tx, query, asker));
      return new Answer(
          gathered.rowsFrom(),
          gathered.groups().map(groups -> new Finish(query, groups).summaries()).orElse(List.of()));
    } catch (DatabaseException failure) {
      goOnFor(asker);
      throw failure;
    } finally {
      places.release();
    }
  }

  private static void enter(Semaphore places, int count) throws InterruptedException {
    if (!places.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new Failure.Exhausted(
              Reason.TOO_MANY_CALLS,
              "%d other summaries are being made or sent: try again later".formatted(count),
              PATIENCE,
              Map.of("limit", Integer.toString(count)))
          .exception();
    }
  }

  private static void goOnFor(Asker asker) {
    if (asker.isGone()) {
      throw new CancellationException("nobody wants the summaries any more");
    }
  }

  private Gathered gather(Tx tx, SummaryQuery query, Asker asker) {
    try (var running = RunningQuery.of(tx)) {
      asker.wokenBy(running::cancel);
      goOnFor(asker);
      MeasurementFilter filter = query.filter();
      SeriesState state = sums.state(tx, filter.startFrom(), filter.startBefore());
      return new Gathered(state.rowsFrom(), groups(tx, state, query, asker));
    }
  }

  /// Empty where an open range holds nothing.
  private Optional<Gathering> groups(Tx tx, SeriesState state, SummaryQuery query, Asker asker) {
    MeasurementFilter filter = query.filter();
    Optional<TimeRange> there = there(state);
    Optional<TimeRange> asked = asked(filter, there);
    if (asked.isEmpty() || asked.get().isEmpty()) {
      return Optional.empty();
    }
    TimeGrid grid = TimeGrid.over(query.division(), query.zone(), asked.get());
    var gathering = new Gathering(query, grid, metrics(query), new Budget(mostBytes));
    there
        .map(asked.get()::meeting)
        .filter(range -> !range.isEmpty())
        .map(range -> ReadPlan.of(grid, range, usable(query, state)))
        .ifPresent(spans -> read(tx, spans, query, gathering, asker));
    if (query.shape().fillGaps()) {
      gathering.fill(
          filter.startFrom() == null ? -1 : 0, filter.startBefore() == null ? -1 : grid.size() - 1);
    }
    return Optional.of(gathering);
  }

  private void read(
      Tx tx, List<SeriesSpan> spans, SummaryQuery query, Gathering gathering, Asker asker) {
    var columns = gathering.columns();
    var untilLook = new int[] {LOOK_EVERY};
    for (SeriesSpan span : spans) {
      goOnFor(asker);
      boolean hours = span.grain() == Grain.HOURS;
      reader.read(
          tx,
          span,
          query.filter(),
          columns,
          entry -> {
            if (--untilLook[0] == 0) {
              untilLook[0] = LOOK_EVERY;
              goOnFor(asker);
            }
            if (hours) {
              gathering.addHour(entry);
            } else {
              gathering.add(entry);
            }
          });
    }
  }

  /// From the hour of the first window to the end of that of the last one.
  private static Optional<TimeRange> there(SeriesState state) {
    return state
        .first()
        .flatMap(first ->
            state
                .last()
                .map(last ->
                    new TimeRange(
                        hour(TimeRange.micros(first)),
                        hour(TimeRange.micros(last)) + TimeRange.HOUR)));
  }

  private static long hour(long micros) {
    return Math.floorDiv(micros, TimeRange.HOUR) * TimeRange.HOUR;
  }

  /// Where the range is open, it ends with what there is.
  private static Optional<TimeRange> asked(MeasurementFilter filter, Optional<TimeRange> there) {
    Instant from = filter.startFrom();
    Instant before = filter.startBefore();
    if (from != null && before != null) {
      return Optional.of(new TimeRange(TimeRange.micros(from), TimeRange.micros(before)));
    }
    return there.map(range ->
        new TimeRange(
            from == null ? range.fromMicros() : TimeRange.micros(from),
            before == null ? range.beforeMicros() : TimeRange.micros(before)));
  }

  private static Sums usable(SummaryQuery query, SeriesState state) {
    long rowsFrom = state.rowsFrom().map(TimeRange::micros).orElse(Long.MIN_VALUE);
    if (!query.filter().onlyReceiversAndTimes() || query.groups().contains(Grouping.FREQUENCY)) {
      return new Sums(Grain.ROWS, _ -> false, rowsFrom);
    }
    Set<Long> stale = new HashSet<>();
    state.staleHours().forEach(hour -> stale.add(TimeRange.micros(hour)));
    boolean byHour = query.groups().contains(Grouping.HOUR_OF_DAY);
    var clock = new DayClock(query.zone());
    return new Sums(
        byHour ? Grain.HOURS : Grain.DAYS,
        hour -> (hour < rowsFrom || !stale.contains(hour)) && (!byHour || clock.sharesHour(hour)),
        rowsFrom);
  }

  /// The order may need the SNR although nobody asked to see it.
  private static List<SeriesMetric> metrics(SummaryQuery query) {
    var metrics = new ArrayList<>(query.metrics());
    if (query.shape().order() == Order.BEST_FIRST && !metrics.contains(SeriesMetric.SNR_DB)) {
      metrics.add(SeriesMetric.SNR_DB);
    }
    return metrics;
  }
}
