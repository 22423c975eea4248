package io.heimdall.server.measurement.summary;

import java.util.Arrays;

/// Memory to count in, which is used again for one sum after another. One thread.
final class CountingRoom {

  private int[] times = {};

  /// Makes room, in place of what was counted before.
  ///
  /// @param places how many different values there may be
  /// @return zeros, at least so many
  int[] of(int places) {
    if (times.length < places) {
      times = new int[Math.max(places, 2 * times.length)];
    } else {
      Arrays.fill(times, 0, places, 0);
    }
    return times;
  }
}
