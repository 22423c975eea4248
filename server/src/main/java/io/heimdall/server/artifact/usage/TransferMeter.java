package io.heimdall.server.artifact.usage;

import io.heimdall.db.artifact.usage.Traffic;
import io.heimdall.db.artifact.usage.TrafficKey;
import io.heimdall.db.artifact.usage.Transfers;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Measures one transfer while it goes on, so that one of many hours is counted as it happens. What
/// is measured before the media type is known waits until then. Safe for any number of threads.
public final class TransferMeter implements AutoCloseable {

  private static final long NANOS_PER_MICRO = 1_000;

  private final BiConsumer<String, Traffic> counts;
  private final Function<Transfers, Traffic> kind;
  private final LongSupplier nanoTime;

  // Under the lock of this.
  private Transfers waiting = Transfers.NONE;
  private @Nullable String contentType;
  private long markNanos;

  /// @param counts is given what was measured, by media type
  /// @param kind of which kind it is
  /// @param nanoTime a clock that never goes back
  TransferMeter(
      BiConsumer<String, Traffic> counts,
      Function<Transfers, Traffic> kind,
      LongSupplier nanoTime) {
    this.counts = counts;
    this.kind = kind;
    this.nanoTime = nanoTime;
    this.markNanos = nanoTime.getAsLong();
  }

  /// The media type has become known.
  ///
  /// @param type the type
  public synchronized void type(String type) {
    contentType = type;
    count();
  }

  /// Bytes went over. The time since those before, or since the beginning, was theirs.
  ///
  /// @param bytes how many
  public synchronized void moved(long bytes) {
    waiting = waiting.plus(new Transfers(0, bytes, lap()));
    count();
  }

  /// Everything went over, and what had to be done with it is done.
  public synchronized void finished() {
    waiting = waiting.plus(new Transfers(1, 0, lap()));
    count();
  }

  private long lap() {
    long micros = (nanoTime.getAsLong() - markNanos) / NANOS_PER_MICRO;
    markNanos += micros * NANOS_PER_MICRO;
    return micros;
  }

  private void count() {
    if (contentType != null && !waiting.equals(Transfers.NONE)) {
      counts.accept(contentType, kind.apply(waiting));
      waiting = Transfers.NONE;
    }
  }

  /// Nothing more comes. What is of no known type is counted as such. Idempotent.
  @Override
  public synchronized void close() {
    if (contentType == null) {
      type(TrafficKey.OTHER);
    }
  }
}
