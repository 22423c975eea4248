package io.heimdall.server.bench.series;

import static org.assertj.core.api.Assertions.assertThat;

import io.heimdall.db.measurement.Measurement;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SeededSeriesTest {

  private static final long ACQUISITIONS_OF_YEAR = 365 * 96;

  private final SeededSeries series = SeededSeries.ofYear(1);

  @Test
  void isTheSameForTheSameSeed() {
    assertThat(SeededSeries.ofYear(1).first(5_000).toList())
        .isEqualTo(series.first(5_000).toList());
    assertThat(SeededSeries.ofYear(2).acquisition(7)).isNotEqualTo(series.acquisition(7));
  }

  @Test
  void makesEachAcquisitionWithoutThoseBefore() {
    List<List<Measurement>> inTurn = series.acquisitions().limit(20).toList();

    assertThat(SeededSeries.ofYear(1).acquisition(19)).isEqualTo(inTurn.get(19));
  }

  @Test
  void repeatsNoKey() {
    assertThat(series.first(20_000).map(Measurement::key)).doesNotHaveDuplicates();
  }

  @Test
  void fillsAYearWithTenMillion() {
    int apart = 35;
    long rows = 0;
    for (long index = 0; index < ACQUISITIONS_OF_YEAR; index += apart) {
      rows += series.acquisition(index).size();
    }

    assertThat(rows * (double) apart).isBetween(9.9e6, 10.1e6);
  }

  @Test
  void sharesWindowAndTaskAmongTheReceiversOfAHop() {
    var hops =
        series.acquisition(4).stream().collect(Collectors.groupingBy(row -> row.key().hop()));

    assertThat(hops).hasSize(SeededSeries.HOPS);
    assertThat(hops.values())
        .allSatisfy(rows -> {
          assertThat(rows.stream().map(row -> row.key().windowStart()).distinct()).hasSize(1);
          assertThat(rows.stream().map(row -> row.key().acquisitionId()).distinct()).hasSize(1);
          assertThat(rows).hasSizeGreaterThan(50);
        });
  }

  @Test
  void hearsLowBandsByNightAndHighOnesByDay() {
    List<Measurement> rows =
        new SeededSeries(3, 20, Duration.ofMinutes(15)).first(20 * 3 * 96 * 3).toList();

    assertThat(detectedPart(rows, 1_838_000, true))
        .isGreaterThan(detectedPart(rows, 1_838_000, false) + 0.2);
    assertThat(detectedPart(rows, 28_074_000, false))
        .isGreaterThan(detectedPart(rows, 28_074_000, true) + 0.2);
  }

  @Test
  void leavesOutWhatWasNotDetectedOrCalibrated() {
    List<Measurement> rows = series.first(20_000).toList();

    assertThat(rows).anyMatch(row -> !row.signal().detected());
    assertThat(rows)
        .allMatch(row -> row.signal().detected() == (row.signal().snrDb() != null))
        .allMatch(row -> row.signal().detected() == (row.offset().frequencyOffsetHz() != null))
        .allMatch(row -> (row.levels().dbmOffset() == null) == (row.key().receiverId() % 4 == 0));
  }

  private static double detectedPart(List<Measurement> rows, long frequencyHz, boolean night) {
    return rows.stream()
        .filter(row -> row.subject().centerFrequencyHz() == frequencyHz)
        .filter(row -> night == atNight(row))
        .mapToDouble(row -> row.signal().detected() ? 1 : 0)
        .average()
        .orElseThrow();
  }

  private static boolean atNight(Measurement row) {
    var traits = new SeededSeries(3, 20, Duration.ofMinutes(15)).receiver(row.key().receiverId());
    double hour = traits.localHour(row.key().windowStart().getEpochSecond() % 86_400 / 3_600.0);
    return hour < 6 || hour >= 18;
  }
}
