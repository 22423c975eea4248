package io.heimdall.server.grpc.message;

import io.heimdall.db.measurement.MeasurementFilter;
import io.heimdall.server.failure.Failure;
import io.heimdall.server.failure.Reason;
import io.heimdall.server.filter.FilterExpression;
import io.heimdall.server.filter.FilterFields;
import io.heimdall.server.measurement.filter.MeasurementFields;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Filters of measurements, from the wire's form.
public final class MeasurementFilters {

  private static final String PATH = "filter.";
  private static final FilterFields FIELDS = new MeasurementFields();

  private MeasurementFilters() {}

  /// Reads a filter, which is the field `filter` of its request.
  ///
  /// @param message the wire's
  /// @return the domain's
  /// @throws io.heimdall.server.failure.FailureException with TIME_RANGE_REVERSED,
  ///   FREQUENCY_RANGE_REVERSED, SNR_RANGE_REVERSED or FILTER_INVALID
  public static MeasurementFilter read(io.heimdall.v1.MeasurementFilter message) {
    Times.Range start =
        Times.Range.of(
            PATH + "start_from",
            message.hasStartFrom() ? message.getStartFrom() : null,
            PATH + "start_before",
            message.hasStartBefore() ? message.getStartBefore() : null);
    FrequencyRange tuned =
        FrequencyRange.of(PATH, message.getMinFrequencyHz(), message.getMaxFrequencyHz());
    Double minSnrDb = message.hasMinSnrDb() ? (Double) message.getMinSnrDb() : null;
    Double maxSnrDb = message.hasMaxSnrDb() ? (Double) message.getMaxSnrDb() : null;
    refuseReversed(minSnrDb, maxSnrDb);
    return new MeasurementFilter(
        start.from(),
        start.before(),
        Set.copyOf(message.getReceiverIdsList()),
        message.getAcquisitionId().isEmpty() ? null : UUID.fromString(message.getAcquisitionId()),
        tuned.minHz(),
        tuned.maxHz(),
        minSnrDb,
        maxSnrDb,
        FilterExpression.read(FIELDS, PATH + "expression", message.getExpression()).orElse(null));
  }

  private static void refuseReversed(@Nullable Double minSnrDb, @Nullable Double maxSnrDb) {
    if (minSnrDb != null && maxSnrDb != null && maxSnrDb < minSnrDb) {
      throw new Failure.Invalid(
              Reason.SNR_RANGE_REVERSED,
              PATH + "max_snr_db",
              "max_snr_db is %s, which is below min_snr_db, %s".formatted(maxSnrDb, minSnrDb))
          .exception();
    }
  }
}
