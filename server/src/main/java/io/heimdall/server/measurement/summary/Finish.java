package io.heimdall.server.measurement.summary;

import io.heimdall.db.measurement.SeriesMetric;
import io.heimdall.server.measurement.summary.SummaryQuery.Order;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Makes the summaries of what was gathered. One thread.
final class Finish {

  private static final Comparator<Finished> BEST_FIRST =
      Comparator.comparing(Finished::medianSnrDb, Comparator.nullsLast(Comparator.reverseOrder()))
          .thenComparing(Finished::key);

  private final SummaryQuery query;
  private final Map<GroupKey, GroupTotal> groups;
  private final TimeGrid grid;

  private record Finished(GroupKey key, Summary summary, @Nullable Double medianSnrDb) {}

  Finish(SummaryQuery query, Gathering gathered) {
    this.query = query;
    this.groups = gathered.groups();
    this.grid = gathered.grid();
  }

  List<Summary> summaries() {
    List<GroupKey> keys = new ArrayList<>(groups.keySet());
    Collections.sort(keys);
    int limit = query.shape().limit() == 0 ? keys.size() : query.shape().limit();
    if (query.shape().order() == Order.BY_TIME) {
      return keys.stream().limit(limit).map(key -> finished(key).summary()).toList();
    }
    return keys.stream()
        .map(this::finished)
        .sorted(BEST_FIRST)
        .limit(limit)
        .map(Finished::summary)
        .toList();
  }

  /// A group is let go of once it is finished, since its values take more room than its summary.
  private Finished finished(GroupKey key) {
    GroupTotal total = Objects.requireNonNull(groups.remove(key));
    List<Summary.Figures> figures = total.figures();
    boolean divided = !(query.division() instanceof Division.Undivided);
    boolean byFrequency = query.groups().contains(Grouping.FREQUENCY);
    var summary =
        new Summary(
            divided ? start(key) : null,
            divided ? TimeRange.instant(grid.endMicros(key.bucket())) : null,
            query.groups().contains(Grouping.RECEIVER) ? (Integer) key.receiverId() : null,
            byFrequency ? (Long) key.place() : null,
            query.groups().contains(Grouping.BAND) ? (Integer) band(key, byFrequency) : null,
            query.groups().contains(Grouping.HOUR_OF_DAY) ? (Integer) key.hourOfDay() : null,
            total.measured(),
            total.detected(),
            total.meanOccupiedFraction(),
            figures.subList(0, query.metrics().size()));
    return new Finished(key, summary, medianSnrDb(figures));
  }

  private Instant start(GroupKey key) {
    return TimeRange.instant(grid.startMicros(key.bucket()));
  }

  /// The same as the database's, which an integer number of Hz never leaves in doubt: powers of ten
  /// have exact logarithms, other ends of bands are irrational.
  private static int band(GroupKey key, boolean byFrequency) {
    return byFrequency
        ? (int) Math.floor(10 * Math.log10((double) key.place()))
        : (int) key.place();
  }

  private static @Nullable Double medianSnrDb(List<Summary.Figures> figures) {
    for (Summary.Figures one : figures) {
      if (one.metric() == SeriesMetric.SNR_DB && one.spread() != null) {
        return one.spread().p50();
      }
    }
    return null;
  }
}
