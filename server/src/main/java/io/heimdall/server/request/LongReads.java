package io.heimdall.server.request;

import io.heimdall.db.StatementCancelledException;
import io.heimdall.db.Transactions;
import io.heimdall.db.Tx;
import io.heimdall.server.failure.Failure;
import io.heimdall.server.failure.FailureException;
import io.heimdall.server.failure.Reason;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Reads that may look at many rows for a page: a few at a time, so that they never hold all
/// connections, and each for a time, so that the database works for nobody who has left. Safe for
/// any number of threads.
public final class LongReads {

  /// How long the database may look for a page: less than a connection waits for it.
  public static final Duration LONGEST = Duration.ofSeconds(25);

  private static final int AT_A_TIME = 4;
  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  private final Transactions transactions;
  private final Duration longest;
  private final String advice;
  private final Semaphore free = new Semaphore(AT_A_TIME, true);

  /// Bounds reads.
  ///
  /// @param transactions where they read
  /// @param longest how long each may take
  /// @param advice what to tell whose read took longer, a sentence
  public LongReads(Transactions transactions, Duration longest, String advice) {
    this.transactions = transactions;
    this.longest = longest;
    this.advice = advice;
  }

  /// Reads as of one moment.
  ///
  /// @param <T> what the reads return
  /// @param reads what to read
  /// @return what the reads returned
  /// @throws FailureException with FILTER_TOO_SLOW, or TOO_MANY_CALLS when others read for too long
  public <T extends @Nullable Object> T read(Function<Tx, T> reads) {
    if (!enter()) {
      throw new Failure.Exhausted(
              Reason.TOO_MANY_CALLS,
              "%d other lists are being read: try again later".formatted(AT_A_TIME),
              RETRY_AFTER,
              Map.of("limit", Integer.toString(AT_A_TIME)))
          .exception();
    }
    try {
      return transactions.inSnapshotWithin(longest, reads);
    } catch (StatementCancelledException _) {
      throw new Failure.Invalid(Reason.FILTER_TOO_SLOW, "filter", advice).exception();
    } finally {
      free.release();
    }
  }

  /// Many short reads at once wait for each other, and fail only where long ones hold all places
  /// for as long as they may.
  private boolean enter() {
    try {
      return free.tryAcquire(longest.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
