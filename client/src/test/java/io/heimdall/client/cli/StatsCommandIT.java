package io.heimdall.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.Timestamps;
import io.heimdall.client.FakeHeimdall;
import io.heimdall.client.cli.display.Screen;
import io.heimdall.v1.AggregateMeasurementsRequest;
import io.heimdall.v1.AggregateOrder;
import io.heimdall.v1.CalendarUnit;
import io.heimdall.v1.MeasurementAggregate;
import io.heimdall.v1.MeasurementGroup;
import io.heimdall.v1.MeasurementMetric;
import io.heimdall.v1.MetricSummary;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StatsCommandIT {

  private FakeHeimdall server;
  private Shell shell;

  @BeforeEach
  void start() throws IOException {
    server = new FakeHeimdall();
    shell = Shell.with(server);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static MeasurementAggregate.Builder summary(int receiver, double medianDb) {
    return MeasurementAggregate.newBuilder()
        .setReceiverId(receiver)
        .setCount(12)
        .setDetectedCount(10)
        .setMeanOccupiedFraction(0.0425)
        .addMetrics(
            MetricSummary.newBuilder()
                .setMetric(MeasurementMetric.MEASUREMENT_METRIC_SNR_DB)
                .setCount(10)
                .setMean(medianDb + 0.5)
                .setMin(1)
                .setMax(40)
                .setStddev(3.25)
                .setP10(5)
                .setP50(medianDb)
                .setP90(30));
  }

  private List<AggregateMeasurementsRequest> requests() {
    return server.storage().requests(AggregateMeasurementsRequest.class);
  }

  @Test
  void asksForWhatIsSaid() {
    assertThat(
            shell.run(
                "measurements stats --by receiver,hour --every week --zone Europe/Berlin"
                    + " --metric offset --fill --best-first --limit 7 -r 3 --since 2h --min-snr 4"))
        .isZero();

    AggregateMeasurementsRequest request = requests().getFirst();
    assertThat(request.getGroupByList())
        .containsExactly(
            MeasurementGroup.MEASUREMENT_GROUP_RECEIVER,
            MeasurementGroup.MEASUREMENT_GROUP_HOUR_OF_DAY);
    assertThat(request.getBucketUnit()).isEqualTo(CalendarUnit.CALENDAR_UNIT_WEEK);
    assertThat(request.getTimeZone()).isEqualTo("Europe/Berlin");
    assertThat(request.getMetricsList())
        .containsExactly(MeasurementMetric.MEASUREMENT_METRIC_FREQUENCY_OFFSET_HZ);
    assertThat(request.getFillGaps()).isTrue();
    assertThat(request.getOrder()).isEqualTo(AggregateOrder.AGGREGATE_ORDER_BEST_FIRST);
    assertThat(request.getLimit()).isEqualTo(7);
    assertThat(request.getFilter().getReceiverIdsList()).containsExactly(3);
    assertThat(request.getFilter().getStartFrom()).isEqualTo(Samples.TEN_O_CLOCK);
    assertThat(request.getFilter().getMinSnrDb()).isEqualTo(4);
  }

  @Test
  void showsATableWithTheColumnsThatAreAskedFor() {
    server
        .storage()
        .summarised(
            summary(3, 12.3).setBandLowHz(6_309_573.4).setBandHighHz(7_943_282.3).build(),
            MeasurementAggregate.newBuilder()
                .setReceiverId(4)
                .setBandLowHz(7_943_282.3)
                .setBandHighHz(1e7)
                .setCount(1)
                .addMetrics(MetricSummary.getDefaultInstance())
                .build());

    assertThat(shell.run("measurements stats --by receiver,band")).isZero();

    assertThat(shell.outLines())
        .containsExactly(
            "ID  BAND                  COUNT  SIGNAL  OCCUPIED %  MEDIAN SNR dB  P10   P90  MEAN"
                + "  STDDEV  MIN   MAX",
            " 3  6.31 MHz to 7.94 MHz     12      10         4.3           12.3  5.0  30.0  12.8"
                + "     3.3  1.0  40.0",
            " 4  7.94 MHz to 10 MHz        1       0           -              -    -     -     -"
                + "       -    -     -");
  }

  @Test
  void showsTimesInTheZone() {
    server
        .storage()
        .summarised(
            summary(0, 12)
                .setBucketStart(Timestamps.fromSeconds(1_741_561_200))
                .setBucketEnd(Timestamps.fromSeconds(1_741_647_600))
                .build());

    assertThat(shell.run("measurements stats --every day --zone Europe/Berlin")).isZero();

    assertThat(shell.outLines().get(0)).startsWith("FROM (Europe/Berlin)  COUNT");
    assertThat(shell.outLines().get(1)).startsWith("2025-03-10 00:00 ");
  }

  @Test
  void drawsTheCourseOfTheMedianOnATerminal() {
    server.storage().summarised(summary(3, 10).build(), summary(4, 20).build());
    server
        .storage()
        .coursed(
            summary(3, 0).build(),
            summary(4, 70).build(),
            summary(3, 30).build(),
            MeasurementAggregate.newBuilder()
                .setReceiverId(4)
                .addMetrics(MetricSummary.getDefaultInstance())
                .build(),
            summary(4, 10).build());
    Screen terminal = () -> Optional.of(new Screen.Size(120, 40));

    assertThat(shell.on(terminal).run("measurements stats --by receiver --since 2h --before 1h"))
        .isZero();

    assertThat(shell.outLines().get(0)).endsWith("MEDIAN OVER TIME");
    assertThat(shell.outLines().get(1)).endsWith("▁▄");
    assertThat(shell.outLines().get(2)).endsWith("█ ▂");
    AggregateMeasurementsRequest course = requests().get(1);
    assertThat(course.getBucketWidth().getSeconds()).isEqualTo(150);
    assertThat(course.getFillGaps()).isTrue();
    assertThat(course.getLimit()).isZero();
  }

  @Test
  void findsTheTimeRangeOfTheCourseWhereItIsOpen() {
    server.storage().summarised(summary(3, 10).build());
    server
        .storage()
        .coursed(
            summary(3, 10)
                .setBucketStart(Timestamps.fromSeconds(0))
                .setBucketEnd(Timestamps.fromSeconds(24))
                .build());

    assertThat(
            shell
                .on(() -> Optional.of(new Screen.Size(120, 40)))
                .run("measurements stats --by receiver"))
        .isZero();

    assertThat(requests().get(1).getBucketWidth().getSeconds()).isEqualTo(86_400);
    assertThat(requests().get(2).getBucketWidth().getSeconds()).isEqualTo(300);
    assertThat(requests().get(3).getBucketWidth().getSeconds()).isEqualTo(1);
    assertThat(requests().get(3).getFilter().getStartBefore())
        .isEqualTo(Timestamps.fromSeconds(24));
  }

  @Test
  void takesAnExpressionThatBeginsAsAnOption() {
    for (String option : List.of("--filter=-receiver_id=3", "--filter -receiver_id=3")) {
      assertThat(shell.run("measurements stats " + option)).as(option).isZero();
      assertThat(requests().getLast().getFilter().getExpression()).isEqualTo("-receiver_id=3");
    }
    assertThat(shell.run("measurements stats --filter")).isEqualTo(2);
    assertThat(shell.err()).contains("Missing required parameter for option '--filter'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"BUCKETS_TOO_MANY", "VALUES_TOO_MANY", "TOO_MANY_CALLS"})
  void showsTheTableThoughTheServerDrawsNoCourses(String reason) {
    server.storage().summarised(summary(3, 10).build());
    server.storage().refusesCourses(reason);

    assertThat(
            shell
                .on(() -> Optional.of(new Screen.Size(120, 40)))
                .run("measurements stats --by receiver"))
        .isZero();

    assertThat(shell.outLines()).hasSize(2);
    assertThat(shell.out()).doesNotContain("MEDIAN OVER TIME");
  }

  @Test
  void refusesALimitOfNothing() {
    assertThat(shell.run("measurements stats --limit 0")).isEqualTo(2);
    assertThat(shell.err()).contains("--limit takes 1 or more, not 0.");
    assertThat(requests()).isEmpty();
  }

  @Test
  void refusesASummaryThatIsNoneOfWhatWasAskedFor() {
    server.storage().summarised(summary(3, 10).clearMetrics().build());

    assertThat(shell.run("measurements stats --by receiver")).isEqualTo(1);

    assertThat(shell.err()).contains("A summary of the server is not one of what was asked for.");
  }

  @Test
  void writesJson() {
    server.storage().summarised(summary(3, 10).build(), summary(4, 20).build());

    assertThat(shell.run("measurements stats --json")).isZero();

    assertThat(shell.outLines()).hasSize(2).allMatch(line -> line.contains("\"p50\":"));
  }

  @Test
  void saysThatThereMayBeMore() {
    server.storage().summarised(summary(3, 10).build(), summary(4, 20).build());

    assertThat(shell.run("measurements stats --limit 2")).isZero();

    assertThat(shell.err()).contains("These are the first 2");
  }

  @Test
  void saysWhereOnlySumsAreKept() {
    server.storage().summarised(summary(3, 10).build());
    server.storage().keepsRowsFrom(Timestamps.fromSeconds(1_740_787_200));

    assertThat(shell.run("measurements stats --json")).isZero();
    assertThat(shell.err()).contains("Before 2025-03-01T00:00:00Z only sums of hours");
    assertThat(shell.outLines()).hasSize(1);

    assertThat(shell.run("measurements stats --since 2025-02-28T23:59:59Z")).isZero();
    assertThat(shell.err()).contains("Before 2025-03-01T00:00:00Z");
  }

  @Test
  void saysNothingOfSumsWhereEverythingIsKept() {
    server.storage().summarised(summary(3, 10).build());

    assertThat(shell.run("measurements stats")).isZero();
    server.storage().keepsRowsFrom(Timestamps.fromSeconds(1_740_787_200));
    assertThat(shell.run("measurements stats --since 2025-03-01T00:00:00Z")).isZero();

    assertThat(shell.err()).doesNotContain("only sums");
  }

  @Test
  void refusesSpansAndZonesThatAreNone() {
    assertThat(shell.run("measurements stats --every fortnight")).isEqualTo(2);
    assertThat(shell.err()).contains("--every takes whole seconds");
    assertThat(shell.run("measurements stats --every 0s")).isEqualTo(2);
    assertThat(shell.run("measurements stats --zone Atlantis")).isEqualTo(2);
    assertThat(shell.err())
        .contains("'Atlantis' is not a time zone; write a name such as Europe/Berlin");
    assertThat(shell.run("measurements stats --by owner")).isEqualTo(2);
    assertThat(requests()).isEmpty();
  }
}
