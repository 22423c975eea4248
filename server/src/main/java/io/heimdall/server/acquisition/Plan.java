package io.heimdall.server.acquisition;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What to receive, for how long and where.
///
/// @param centerFrequenciesHz the frequencies at the antenna that become 0 Hz, one after another;
///   at least one
/// @param durationNanos how long to record on each
/// @param sampleRateHz samples per second, or 0 for each receiver's own
/// @param tuning how the receivers are set
/// @param receiverIds which receivers; empty for all that are active and in band
/// @param minReceivers how many must deliver samples, at least 1
/// @param labels the caller's notes
/// @param startTime when the first window begins, to the microsecond; null: as soon as the
///   receivers are ready
/// @param retry what to do when a receiver does not answer or breaks off
public record Plan(
    List<Long> centerFrequenciesHz,
    long durationNanos,
    double sampleRateHz,
    Setting tuning,
    List<Integer> receiverIds,
    int minReceivers,
    Map<String, String> labels,
    @Nullable Instant startTime,
    Retry retry) {

  /// Copies the lists and refuses a plan without a frequency.
  public Plan {
    centerFrequenciesHz = List.copyOf(centerFrequenciesHz);
    receiverIds = List.copyOf(receiverIds);
    labels = Map.copyOf(labels);
    if (centerFrequenciesHz.isEmpty()) {
      throw new IllegalArgumentException("a plan needs a frequency");
    }
  }

  /// A plan for one frequency that begins at once and leaves the rest to the receivers.
  ///
  /// @param centerFrequencyHz the frequency at the antenna that becomes 0 Hz
  /// @param durationNanos how long to record
  /// @param receiverIds which receivers; empty for all that are active and in band
  /// @return the plan
  public static Plan of(long centerFrequencyHz, long durationNanos, List<Integer> receiverIds) {
    return new Plan(
        List.of(centerFrequencyHz),
        durationNanos,
        0,
        Setting.DEFAULT,
        receiverIds,
        1,
        Map.of(),
        null,
        Retry.DEFAULT);
  }

  /// How receivers are set.
  ///
  /// @param passband what the receivers' filters are to pass; null for their defaults
  /// @param gainDb manual gain in the receivers' own scale; null for the drivers' defaults
  public record Setting(@Nullable Passband passband, @Nullable Double gainDb) {

    /// Everything as the receivers have it.
    public static final Setting DEFAULT = new Setting(null, null);
  }

  /// A range of frequencies around the centre.
  ///
  /// @param lowHz lower edge relative to the centre
  /// @param highHz upper edge relative to the centre
  public record Passband(double lowHz, double highHz) {}

  /// How often and when a receiver is tried again.
  ///
  /// @param maxRetries how often after the first attempt; null for the receiver's own setting
  /// @param firstPauseNanos the pause before the first one; null for 15 s
  public record Retry(@Nullable Integer maxRetries, @Nullable Long firstPauseNanos) {

    /// As the receivers have it.
    public static final Retry DEFAULT = new Retry(null, null);
  }

  /// The first frequency.
  ///
  /// @return the frequency at the antenna that becomes 0 Hz
  public long firstFrequencyHz() {
    return centerFrequenciesHz.getFirst();
  }

  /// The same for these receivers.
  ///
  /// @param ids the receivers
  /// @return the changed plan
  public Plan withReceivers(List<Integer> ids) {
    return new Plan(
        centerFrequenciesHz,
        durationNanos,
        sampleRateHz,
        tuning,
        ids,
        minReceivers,
        labels,
        startTime,
        retry);
  }

  /// The same, beginning at a time.
  ///
  /// @param time when the first window begins, to the microsecond
  /// @return the changed plan
  public Plan startingAt(Instant time) {
    return new Plan(
        centerFrequenciesHz,
        durationNanos,
        sampleRateHz,
        tuning,
        receiverIds,
        minReceivers,
        labels,
        time,
        retry);
  }
}
