package io.heimdall.server.measurement;

import io.heimdall.db.Page;
import io.heimdall.db.Transactions;
import io.heimdall.db.Tx;
import io.heimdall.db.measurement.Measurement;
import io.heimdall.db.measurement.MeasurementCursor;
import io.heimdall.db.measurement.MeasurementField;
import io.heimdall.db.measurement.MeasurementFilter;
import io.heimdall.db.measurement.MeasurementKey;
import io.heimdall.db.measurement.MeasurementRepository;
import io.heimdall.server.failure.Failure;
import io.heimdall.server.failure.Reason;
import io.heimdall.server.request.LongReads;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// The measurements there are. Safe for any number of threads; calls block for the database.
public final class Measurements {

  private static final String ADVICE =
      "too many measurements were looked at for a page: ask for less time or for receivers, or"
          + " stream them";

  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  private final Transactions transactions;
  private final int mostStreams;
  private final LongReads lists;
  private final Semaphore freeStreams;
  private final MeasurementRepository measurements = new MeasurementRepository();

  /// Opens the measurements.
  ///
  /// @param transactions where they are kept
  /// @param mostStreams how many streams may read at once, each of which holds a connection
  public Measurements(Transactions transactions, int mostStreams) {
    this(transactions, mostStreams, LongReads.LONGEST);
  }

  /// Opens the measurements.
  ///
  /// @param transactions where they are kept
  /// @param mostStreams how many streams may read at once
  /// @param longestList how long the database may look for a page
  public Measurements(Transactions transactions, int mostStreams, Duration longestList) {
    this.transactions = transactions;
    this.mostStreams = mostStreams;
    this.lists = new LongReads(transactions, longestList, ADVICE);
    this.freeStreams = new Semaphore(mostStreams);
  }

  /// Takes the rows of a stream.
  public interface Reader {
    /// Reads as many rows as it wants.
    ///
    /// @param rows the rows
    /// @throws InterruptedException when nobody wants more
    void read(MeasurementCursor rows) throws InterruptedException;
  }

  /// Lists measurements, the newest first.
  ///
  /// @param filter which ones
  /// @param after the position to go on after; null for the first page
  /// @param limit the most measurements to return
  /// @return a page
  /// @throws io.heimdall.server.failure.FailureException with FILTER_TOO_SLOW, or TOO_MANY_CALLS
  ///   when others list for too long
  public Page<Measurement, MeasurementKey> list(
      MeasurementFilter filter, @Nullable MeasurementKey after, int limit) {
    return lists.read(tx -> measurements.list(tx, filter, after, limit));
  }

  /// Reads measurements as of one moment, the oldest first, however many there are. The reader may
  /// wait for its client between two rows, though not for long: that is within the transaction.
  ///
  /// @param filter which ones
  /// @param fields what to read of each
  /// @param reader takes them, on this thread
  /// @throws InterruptedException when the reader ends so
  /// @throws io.heimdall.server.failure.FailureException with TOO_MANY_STREAMS
  public void stream(MeasurementFilter filter, List<MeasurementField> fields, Reader reader)
      throws InterruptedException {
    if (!freeStreams.tryAcquire()) {
      throw new Failure.Exhausted(
              Reason.TOO_MANY_STREAMS,
              "the server sends %d streams of measurements, as many as it may; try again"
                  .formatted(mostStreams),
              RETRY_AFTER,
              Map.of("limit", Integer.toString(mostStreams)))
          .exception();
    }
    try {
      InterruptedException ended =
          transactions.<@Nullable InterruptedException>inSnapshot(
              tx -> read(tx, filter, fields, reader));
      if (ended != null) {
        throw ended;
      }
    } finally {
      freeStreams.release();
    }
  }

  /// What a transaction runs throws no checked exception.
  private @Nullable InterruptedException read(
      Tx tx, MeasurementFilter filter, List<MeasurementField> fields, Reader reader) {
    try (MeasurementCursor rows = measurements.read(tx, filter, fields)) {
      reader.read(rows);
      return null;
    } catch (InterruptedException ended) {
      return ended;
    }
  }
}
