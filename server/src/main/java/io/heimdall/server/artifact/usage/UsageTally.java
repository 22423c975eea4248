package io.heimdall.server.artifact.usage;

import io.heimdall.db.artifact.usage.CallKey;
import io.heimdall.db.artifact.usage.Reads;
import io.heimdall.db.artifact.usage.Traffic;
import io.heimdall.db.artifact.usage.TrafficKey;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BinaryOperator;

/// What this server has counted and the database does not know yet. Safe for any number of threads;
/// none waits for more than another's addition.
final class UsageTally {

  /// Of each kind; some megabytes in all. Reached only where the database is away for long.
  static final int MOST = 10_000;

  private final ConcurrentMap<TrafficKey, Traffic> traffic = new ConcurrentHashMap<>();
  private final ConcurrentMap<CallKey, Long> calls = new ConcurrentHashMap<>();
  private final ConcurrentMap<UUID, Reads> reads = new ConcurrentHashMap<>();
  private final LongAdder lost = new LongAdder();

  /// What was counted within some time.
  record Counted(
      Map<TrafficKey, Traffic> traffic, Map<CallKey, Long> calls, Map<UUID, Reads> reads) {

    boolean empty() {
      return traffic.isEmpty() && calls.isEmpty() && reads.isEmpty();
    }
  }

  /// Adds traffic. Where there is no room for its media type, the type is not told apart.
  void add(TrafficKey key, Traffic more) {
    boolean room = traffic.size() < MOST || traffic.containsKey(key);
    add(traffic, room ? key : key.other(), more, Traffic::plus);
  }

  void add(CallKey key, long more) {
    add(calls, key, more, Long::sum);
  }

  void add(UUID artifactId, Reads more) {
    add(reads, artifactId, more, Reads::plus);
  }

  private <K, V> void add(ConcurrentMap<K, V> counts, K key, V more, BinaryOperator<V> plus) {
    if (counts.size() >= MOST && !counts.containsKey(key)) {
      lost.increment();
    } else {
      var _ = counts.merge(key, more, plus);
    }
  }

  /// Takes everything out. What is added meanwhile is in it or stays.
  Counted take() {
    return new Counted(taken(traffic), taken(calls), taken(reads));
  }

  private static <K, V> Map<K, V> taken(ConcurrentMap<K, V> counts) {
    Map<K, V> taken = new HashMap<>();
    for (K key : counts.keySet()) {
      V counted = counts.remove(key);
      if (counted != null) {
        taken.put(key, counted);
      }
    }
    return taken;
  }

  /// Puts back what was taken out for nothing.
  void putBack(Counted counted) {
    counted.traffic().forEach(this::add);
    counted.calls().forEach(this::add);
    counted.reads().forEach(this::add);
  }

  /// How many additions there was no room for since this was asked last.
  long takeLost() {
    return lost.sumThenReset();
  }
}
