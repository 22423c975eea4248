package io.heimdall.db.measurement;

import io.heimdall.db.filter.FilterPredicate;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Which measurements a list holds; null or empty leaves a part open.
///
/// @param startFrom only windows that began at or after this time
/// @param startBefore only windows that began before this time
/// @param receiverIds only those of these receivers
/// @param acquisitionId only those of this acquisition
/// @param minFrequencyHz only those tuned at or above this frequency
/// @param maxFrequencyHz only those tuned at or below this frequency
/// @param minSnrDb only those with at least this SNR; those without any are left out
/// @param maxSnrDb only those with at most this SNR; those without any are left out
/// @param predicate only those for which this holds
public record MeasurementFilter(
    @Nullable Instant startFrom,
    @Nullable Instant startBefore,
    Set<Integer> receiverIds,
    @Nullable UUID acquisitionId,
    @Nullable Long minFrequencyHz,
    @Nullable Long maxFrequencyHz,
    @Nullable Double minSnrDb,
    @Nullable Double maxSnrDb,
    @Nullable FilterPredicate predicate) {

  /// Every measurement.
  public static final MeasurementFilter ALL =
      new MeasurementFilter(null, null, Set.of(), null, null, null, null, null, null);

  /// Those of some receivers over a time.
  ///
  /// @param startFrom only windows that began at or after this time; null for all
  /// @param startBefore only windows that began before this time; null for all
  /// @param receiverIds only those of these receivers; empty for all
  public MeasurementFilter(
      @Nullable Instant startFrom, @Nullable Instant startBefore, Set<Integer> receiverIds) {
    this(startFrom, startBefore, receiverIds, null, null, null, null, null, null);
  }

  /// Copies the ids.
  public MeasurementFilter {
    receiverIds = Set.copyOf(receiverIds);
  }

  /// Every measurement for which something holds.
  ///
  /// @param predicate what holds
  /// @return the filter
  public static MeasurementFilter where(FilterPredicate predicate) {
    return new MeasurementFilter(null, null, Set.of(), null, null, null, null, null, predicate);
  }

  /// Every measurement of one acquisition.
  ///
  /// @param acquisitionId the acquisition
  /// @return the filter
  public static MeasurementFilter ofAcquisition(UUID acquisitionId) {
    return new MeasurementFilter(null, null, Set.of(), acquisitionId, null, null, null, null, null);
  }

  /// Whether it asks for nothing but receivers and times, which is all that sums know.
  ///
  /// @return true where sums can answer
  public boolean onlyReceiversAndTimes() {
    return equals(new MeasurementFilter(startFrom, startBefore, receiverIds));
  }
}
