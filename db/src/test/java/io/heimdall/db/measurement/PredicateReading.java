package io.heimdall.db.measurement;

import io.heimdall.db.filter.FilterPredicate;
import io.heimdall.db.filter.FilterPredicate.All;
import io.heimdall.db.filter.FilterPredicate.Any;
import io.heimdall.db.filter.FilterPredicate.Compared;
import io.heimdall.db.filter.FilterPredicate.Contained;
import io.heimdall.db.filter.FilterPredicate.Flag;
import io.heimdall.db.filter.FilterPredicate.Member;
import io.heimdall.db.filter.FilterPredicate.Not;
import io.heimdall.db.filter.FilterPredicate.Present;
import io.heimdall.db.filter.FilterPredicate.Real;
import io.heimdall.db.filter.FilterPredicate.Text;
import io.heimdall.db.filter.FilterPredicate.Time;
import io.heimdall.db.filter.FilterPredicate.Uuid;
import io.heimdall.db.filter.FilterPredicate.Value;
import io.heimdall.db.filter.FilterPredicate.Whole;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What predicates mean, in plain Java. Null is the third truth value.
final class PredicateReading {

  private PredicateReading() {}

  static @Nullable Boolean holds(FilterPredicate predicate, Measurement row) {
    return switch (predicate) {
      case All all -> joined(all.parts(), row, false);
      case Any any -> joined(any.parts(), row, true);
      case Not not -> {
        Boolean part = holds(not.part(), row);
        yield part == null ? null : (Boolean) !part;
      }
      case Present present -> {
        Object value = value((MeasurementField) present.field(), row);
        yield value != null
            && !(present.field() == MeasurementField.OFFSET_METHOD && value.equals("NONE"));
      }
      case Compared compared -> compared(compared, value((MeasurementField) compared.field(), row));
      case Contained contained ->
          contained(contained, (String) value((MeasurementField) contained.field(), row));
      case Member _ -> throw new AssertionError("no field of measurements has several texts");
    };
  }

  private static @Nullable Boolean joined(
      List<FilterPredicate> parts, Measurement row, boolean decisive) {
    Boolean joined = !decisive;
    for (FilterPredicate part : parts) {
      Boolean holds = holds(part, row);
      if (holds != null && holds == decisive) {
        return decisive;
      }
      joined = holds == null ? null : joined;
    }
    return joined;
  }

  private static @Nullable Boolean compared(Compared compared, @Nullable Object value) {
    if (value == null) {
      return null;
    }
    int order = order(value, compared.value());
    return switch (compared.comparison()) {
      case EQUAL -> order == 0;
      case NOT_EQUAL -> order != 0;
      case LESS -> order < 0;
      case LESS_OR_EQUAL -> order <= 0;
      case GREATER -> order > 0;
      case GREATER_OR_EQUAL -> order >= 0;
    };
  }

  private static int order(Object left, Value right) {
    return switch (right) {
      case Whole whole -> Long.compare(((Number) left).longValue(), whole.value());
      case Real real -> Double.compare((Double) left, real.value());
      case Flag flag -> Boolean.compare((Boolean) left, flag.value());
      case Text text -> ((String) left).compareTo(text.value());
      case Time time -> ((java.time.Instant) left).compareTo(time.value());
      case Uuid uuid -> ((java.util.UUID) left).compareTo(uuid.value());
    };
  }

  private static @Nullable Boolean contained(Contained contained, @Nullable String value) {
    if (value == null) {
      return null;
    }
    return switch (contained.place()) {
      case AT_THE_START -> value.startsWith(contained.text());
      case AT_THE_END -> value.endsWith(contained.text());
      case ANYWHERE -> value.contains(contained.text());
    };
  }

  static @Nullable Object value(MeasurementField field, Measurement row) {
    return switch (field) {
      case ACQUISITION_ID -> row.key().acquisitionId();
      case RECEIVER_ID -> row.key().receiverId();
      case RECEIVER_NAME -> row.subject().receiverName();
      case HOP -> row.key().hop();
      case WINDOW_START -> row.key().windowStart();
      case START_TIME -> row.subject().startTime();
      case CENTER_FREQUENCY_HZ -> row.subject().centerFrequencyHz();
      case SAMPLE_RATE_HZ -> row.subject().sampleRateHz();
      case SAMPLES_COUNT -> row.subject().samplesCount();
      case SAMPLES_LOST -> row.subject().lostSamples();
      case DETECTED -> row.signal().detected();
      case SNR_DB -> row.signal().snrDb();
      case SIGNAL_BANDWIDTH_HZ -> row.signal().signalBandwidthHz();
      case SNR_REF_DB -> row.signal().snrRefDb();
      case REFERENCE_BANDWIDTH_HZ -> row.signal().referenceBandwidthHz();
      case CN0_DBHZ -> row.signal().cn0Dbhz();
      case CALIBRATED -> row.levels().dbmOffset() != null;
      case NOISE_FLOOR_DBFS_PER_HZ -> row.levels().noiseFloorDbfsPerHz();
      case NOISE_FLOOR_DBM_PER_HZ -> row.levels().dbm(row.levels().noiseFloorDbfsPerHz());
      case SIGNAL_POWER_DBFS -> row.levels().signalPowerDbfs();
      case SIGNAL_POWER_DBM -> row.levels().dbm(row.levels().signalPowerDbfs());
      case NOISE_POWER_DBFS -> row.levels().noisePowerDbfs();
      case NOISE_POWER_DBM -> row.levels().dbm(row.levels().noisePowerDbfs());
      case TOTAL_POWER_DBFS -> row.levels().totalPowerDbfs();
      case PSD_PEAK_DBFS_PER_HZ -> row.levels().psdPeakDbfsPerHz();
      case PSD_PEAK_DBM_PER_HZ -> row.levels().dbm(row.levels().psdPeakDbfsPerHz());
      case OCCUPIED_BANDWIDTH_HZ -> row.bandwidth().obwHz();
      case OCCUPIED_BANDWIDTH_TRUNCATED -> Boolean.TRUE.equals(row.bandwidth().obwTruncated());
      case FREQUENCY_OFFSET_HZ -> row.offset().frequencyOffsetHz();
      case FREQUENCY_OFFSET_SIGMA_HZ -> row.offset().frequencyOffsetSigmaHz();
      case OFFSET_METHOD -> row.offset().method();
      case OCCUPIED_FRACTION -> row.spectrum().occupiedFraction();
      case CLIPPED_FRACTION -> row.quality().clipFraction();
      case OVERLOAD_FRACTION -> row.quality().overloadFraction();
      case DC_I -> row.quality().dcI();
      case DC_Q -> row.quality().dcQ();
      case CREST_DB -> row.quality().crestDb();
      case WELCH_LENGTH -> row.spectrum().welchLength();
      case WELCH_SEGMENTS -> row.spectrum().welchSegments();
      case ALGORITHM_VERSION -> row.key().algorithmVersion();
      case IQ_OBJECT_KEY -> row.subject().iqObjectKey();
      case TIMING_CLASS -> row.timing().timingClass();
      case UNCERTAINTY_NS -> row.timing().uncertaintyNanos();
      case ANCHOR_SAMPLE -> row.timing().anchor().sample();
      case ANCHOR_UTC_NS -> row.timing().anchor().utcNanos();
      case ANCHOR_RATE_HZ -> row.timing().anchor().rateHz();
      case RESIDUAL_RMS_NS -> row.timing().residualRmsNanos();
      case RESIDUAL_MAX_NS -> row.timing().residualMaxNanos();
      case MAX_FIX_AGE_SECONDS -> row.timing().maxFixAgeSeconds();
    };
  }
}
