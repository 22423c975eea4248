package io.heimdall.server.measurement.summary;

import io.heimdall.db.measurement.Measurement;
import io.heimdall.db.measurement.MeasurementFilter;
import io.heimdall.db.measurement.SeriesMetric;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Summarises measurements in memory, each figure by its definition, without filling gaps.
final class PlainSummaries {

  private static final Comparator<Key> IN_ORDER =
      Comparator.comparing(Key::start, Comparator.nullsFirst(Comparator.naturalOrder()))
          .thenComparing(Key::receiver, Comparator.nullsFirst(Comparator.naturalOrder()))
          .thenComparing(Key::frequencyHz, Comparator.nullsFirst(Comparator.naturalOrder()))
          .thenComparing(Key::band, Comparator.nullsFirst(Comparator.naturalOrder()))
          .thenComparing(Key::hour, Comparator.nullsFirst(Comparator.naturalOrder()));

  private final SummaryQuery query;

  private record Key(
      @Nullable Instant start,
      @Nullable Integer receiver,
      @Nullable Long frequencyHz,
      @Nullable Integer band,
      @Nullable Integer hour) {}

  PlainSummaries(SummaryQuery query) {
    this.query = query;
  }

  List<Summary> of(List<Measurement> measurements) {
    Map<Key, List<Measurement>> groups =
        measurements.stream().filter(this::matches).collect(Collectors.groupingBy(this::key));
    return groups.keySet().stream()
        .sorted(IN_ORDER)
        .map(key -> summary(key, Objects.requireNonNull(groups.get(key))))
        .toList();
  }

  private boolean matches(Measurement row) {
    MeasurementFilter filter = query.filter();
    Instant start = row.key().windowStart();
    long hz = row.subject().centerFrequencyHz();
    return (filter.startFrom() == null || !start.isBefore(filter.startFrom()))
        && (filter.startBefore() == null || start.isBefore(filter.startBefore()))
        && (filter.receiverIds().isEmpty() || filter.receiverIds().contains(row.key().receiverId()))
        && (filter.minFrequencyHz() == null || hz >= filter.minFrequencyHz());
  }

  private Key key(Measurement row) {
    Instant start = row.key().windowStart();
    long hz = row.subject().centerFrequencyHz();
    return new Key(
        bucket(start),
        by(Grouping.RECEIVER) ? (Integer) row.key().receiverId() : null,
        by(Grouping.FREQUENCY) ? (Long) hz : null,
        by(Grouping.BAND) ? (Integer) (int) Math.floor(10 * Math.log10((double) hz)) : null,
        by(Grouping.HOUR_OF_DAY) ? (Integer) start.atZone(query.zone()).getHour() : null);
  }

  private boolean by(Grouping grouping) {
    return query.groups().contains(grouping);
  }

  private @Nullable Instant bucket(Instant start) {
    ZoneId zone = query.zone();
    return switch (query.division()) {
      case Division.Undivided _ -> null;
      case Division.Spans spans -> {
        long origin = -zone.getRules().getStandardOffset(Instant.EPOCH).getTotalSeconds();
        long width = spans.width().toSeconds();
        long at = Math.floorDiv(start.getEpochSecond() - origin, width);
        yield Instant.ofEpochSecond(origin + at * width);
      }
      case Division.Calendar calendar -> {
        LocalDate day = start.atZone(zone).toLocalDate();
        LocalDate first =
            switch (calendar.unit()) {
              case DAY -> day;
              case WEEK -> day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
              case MONTH -> day.withDayOfMonth(1);
            };
        yield first.atStartOfDay(zone).toInstant();
      }
    };
  }

  /// The end of a bucket is left out.
  private Summary summary(Key key, List<Measurement> rows) {
    List<Double> occupied =
        rows.stream()
            .map(row -> row.spectrum().occupiedFraction())
            .filter(Objects::nonNull)
            .toList();
    return new Summary(
        key.start(),
        null,
        key.receiver(),
        key.frequencyHz(),
        key.band(),
        key.hour(),
        rows.size(),
        rows.stream().filter(row -> row.signal().detected()).count(),
        occupied.isEmpty() ? null : (Double) mean(occupied),
        query.metrics().stream().map(metric -> figures(metric, rows)).toList());
  }

  private static Summary.Figures figures(SeriesMetric metric, List<Measurement> rows) {
    List<Double> values = new ArrayList<>();
    for (Measurement row : rows) {
      Double value =
          switch (metric) {
            case SNR_DB -> row.signal().snrDb();
            case SIGNAL_POWER_DBFS -> row.levels().signalPowerDbfs();
            case FREQUENCY_OFFSET_HZ -> row.offset().frequencyOffsetHz();
          };
      if (value != null) {
        values.add(value);
      }
    }
    return new Summary.Figures(
        metric, values.size(), values.isEmpty() ? null : spread(values.stream().sorted().toList()));
  }

  private static Summary.Spread spread(List<Double> sorted) {
    double mean = mean(sorted);
    double squares = sorted.stream().mapToDouble(value -> (value - mean) * (value - mean)).sum();
    return new Summary.Spread(
        mean,
        sorted.getFirst(),
        sorted.getLast(),
        sorted.size() < 2 ? null : (Double) Math.sqrt(squares / (sorted.size() - 1)),
        rank(sorted, 0.1),
        rank(sorted, 0.5),
        rank(sorted, 0.9));
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).sum() / values.size();
  }

  private static double rank(List<Double> sorted, double part) {
    int rank = (int) Math.ceil(Math.round(part * 10) * sorted.size() / 10.0);
    return Math.rint(10 * sorted.get(rank - 1)) / 10;
  }
}
