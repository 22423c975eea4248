package io.heimdall.server.measurement.summary;

import io.heimdall.db.measurement.SeriesEntry;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Values in tenths of their unit, kept for their ranks. Those of a single sum, which is all that
/// most groups of a fine division have, stay as they came. Others are kept one by one; once there
/// are many for the range they fill they are counted, so that memory follows the range and not the
/// number. One thread.
final class Tenths implements SeriesEntry.TenthsSink {

  private static final int FIRST_ROOM = 16;

  /// A count takes the room of two values.
  private static final int VALUES_PER_PLACE = 2;

  /// Counting so many places for each value costs no more than sorting the values.
  private static final int PLACES_PER_VALUE = 16;

  private static final int FREE_PLACES = 4_096;

  /// Beyond this, values that are few for their range are sorted, which takes no memory.
  private static final int MOST_PASSING_PLACES = 1 << 20;

  private static final int MOST_PLACES = 1 << 27;
  private static final int[] EMPTY = {};
  private static final Counts NONE = new Counts(0, 0);

  private final Budget budget;

  /// The only values there are.
  private @Nullable Packed alone;

  private Counts counts = NONE;

  /// What is outside of what is counted.
  private int[] values = EMPTY;

  private int size;

  /// @param budget of the whole answer
  Tenths(Budget budget) {
    this.budget = budget;
  }

  /// How often each value from a lowest one on came.
  private static final class Counts {

    private final int lowest;
    private final long[] times;
    private long total;

    Counts(int lowest, int places) {
      this.lowest = lowest;
      this.times = new long[places];
    }

    boolean add(int value, long more) {
      long place = (long) value - lowest;
      if (place < 0 || place >= times.length) {
        return false;
      }
      times[(int) place] += more;
      total += more;
      return true;
    }

    void addAll(Counts other) {
      for (int place = 0; place < other.times.length; place++) {
        var _ = add(other.lowest + place, other.times[place]);
      }
    }

    int[] atRanks(long[] ranks) {
      var found = new int[ranks.length];
      int place = 0;
      long passed = times[0];
      for (int at = 0; at < ranks.length; at++) {
        while (passed < ranks[at]) {
          passed += times[++place];
        }
        found[at] = lowest + place;
      }
      return found;
    }
  }

  @Override
  public void add(int tenths) {
    if (counts.add(tenths, 1)) {
      return;
    }
    if (size < values.length) {
      values[size++] = tenths;
      return;
    }
    makeRoom();
    add(tenths);
  }

  @Override
  public void addAll(byte[] packed, int bytesPerValue) {
    var more = new Packed(packed, bytesPerValue);
    if (alone == null && size == 0 && counts.total == 0) {
      budget.take(packed.length);
      alone = more;
      return;
    }
    for (int value : more.unpacked()) {
      add(value);
    }
  }

  private void makeRoom() {
    if (alone != null) {
      budget.take((long) Integer.BYTES * alone.size());
      unpack(alone);
    }
    Counts all = size == 0 ? null : countAll((counts.total + size) / VALUES_PER_PLACE);
    if (all == null) {
      int room = Math.max(FIRST_ROOM, 2 * size);
      budget.take((long) Integer.BYTES * (room - values.length));
      values = Arrays.copyOf(values, room);
    } else {
      budget.take((long) Long.BYTES * (all.times.length - counts.times.length));
      counts = all;
      size = 0;
    }
  }

  private void unpack(Packed packed) {
    values = packed.unpacked();
    size = values.length;
    alone = null;
  }

  /// The value at each of some ranks, where the values are those of a single sum and lie close.
  ///
  /// @param room where to count
  /// @param ranks from 1 to the number of values, in rising order
  /// @return a value each; null for other values
  int @Nullable [] atRanksAlone(CountingRoom room, long... ranks) {
    return alone == null ? null : alone.atRanks(ranks, mostPassing(alone.size()), room);
  }

  /// The value at each of some ranks.
  ///
  /// @param ranks from 1 to the number of values, in rising order
  /// @return a value each
  int[] atRanks(long... ranks) {
    if (alone != null) {
      int[] found = atRanksAlone(new CountingRoom(), ranks);
      if (found != null) {
        return found;
      }
      unpack(alone);
    }
    Counts all = countAll(mostPassing(counts.total + size));
    return all == null ? atRanksSorted(ranks) : all.atRanks(ranks);
  }

  private static long mostPassing(long values) {
    return Math.min(FREE_PLACES + PLACES_PER_VALUE * values, MOST_PASSING_PLACES);
  }

  /// What is counted lies between values that are not: after those below, and before those above.
  private int[] atRanksSorted(long[] ranks) {
    Arrays.sort(values, 0, size);
    int below = 0;
    while (counts.total > 0 && below < size && values[below] < counts.lowest) {
      below++;
    }
    var found = new int[ranks.length];
    for (int at = 0; at < ranks.length; at++) {
      long rank = ranks[at];
      if (rank <= below) {
        found[at] = values[(int) rank - 1];
      } else if (rank > below + counts.total) {
        found[at] = values[(int) (rank - counts.total) - 1];
      } else {
        found[at] = counts.atRanks(new long[] {rank - below})[0];
      }
    }
    return found;
  }

  /// Counts everything; null where that fills more places than it may.
  private @Nullable Counts countAll(long mostPlaces) {
    if (size == 0) {
      return counts;
    }
    boolean first = counts.total == 0;
    int low = first ? values[0] : counts.lowest;
    int high = first ? values[0] : counts.lowest + counts.times.length - 1;
    for (int at = 0; at < size; at++) {
      low = Math.min(low, values[at]);
      high = Math.max(high, values[at]);
    }
    long places = (long) high - low + 1;
    if (places > Math.min(mostPlaces, MOST_PLACES)) {
      return null;
    }
    var all = new Counts(low, (int) places);
    all.addAll(counts);
    for (int at = 0; at < size; at++) {
      var _ = all.add(values[at], 1);
    }
    return all;
  }
}
