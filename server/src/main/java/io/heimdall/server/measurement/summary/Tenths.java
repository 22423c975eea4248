package io.heimdall.server.measurement.summary;

import io.heimdall.db.measurement.SeriesEntry;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Values in tenths of their unit, kept for their ranks. Few are kept as they are; once there are
/// many for the range they fill they are counted, so that memory follows the range and not the
/// number. One thread.
final class Tenths implements SeriesEntry.TenthsSink {

  private static final int FIRST_ROOM = 16;

  /// A count takes the room of two values.
  private static final int VALUES_PER_PLACE = 2;

  /// Counting so many places for each value costs no more than sorting the values.
  private static final int PLACES_PER_VALUE = 16;

  /// More at once are many for the range they fill, so that most are counted.
  private static final int MOST_AT_ONCE = 1_024;

  private static final int FREE_PLACES = 4_096;
  private static final int MOST_PLACES = 1 << 27;

  private Counts counts = new Counts(0, 0);

  /// What is outside of what is counted.
  private int[] values = {};

  private int size;

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

  /// Makes exactly the room that the first ones need: most groups of a fine division are one sum.
  void expect(long first) {
    if (size == 0 && counts.total == 0 && first <= MOST_AT_ONCE) {
      values = new int[(int) first];
    }
  }

  private void makeRoom() {
    Counts all = size == 0 ? null : countAll((counts.total + size) / VALUES_PER_PLACE);
    if (all == null) {
      values = Arrays.copyOf(values, Math.max(FIRST_ROOM, 2 * size));
    } else {
      counts = all;
      size = 0;
    }
  }

  /// The value at each of some ranks.
  ///
  /// @param ranks from 1 to the number of values, in rising order
  /// @return a value each
  int[] atRanks(long... ranks) {
    Counts all = countAll(FREE_PLACES + PLACES_PER_VALUE * (counts.total + size));
    return all == null ? atRanksSorted(ranks) : all.atRanks(ranks);
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
