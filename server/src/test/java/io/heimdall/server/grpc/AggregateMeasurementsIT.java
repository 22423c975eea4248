package io.heimdall.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import com.google.protobuf.util.Timestamps;
import io.grpc.Context;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.heimdall.server.grpc.call.ResponseStreams;
import io.heimdall.server.grpc.message.SummaryMessages;
import io.heimdall.server.measurement.Measurements;
import io.heimdall.server.measurement.RandomMeasurements;
import io.heimdall.server.measurement.SeriesDatabase;
import io.heimdall.server.measurement.summary.Summaries;
import io.heimdall.server.security.Role;
import io.heimdall.v1.AggregateMeasurementsRequest;
import io.heimdall.v1.AggregateMeasurementsResponse;
import io.heimdall.v1.CalendarUnit;
import io.heimdall.v1.MeasurementAggregate;
import io.heimdall.v1.MeasurementFilter;
import io.heimdall.v1.MeasurementGroup;
import io.heimdall.v1.MeasurementMetric;
import io.heimdall.v1.MeasurementServiceGrpc;
import io.heimdall.v1.MeasurementServiceGrpc.MeasurementServiceBlockingStub;
import java.io.IOException;
import java.sql.Connection;
import java.sql.Statement;
import java.text.ParseException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class AggregateMeasurementsIT {

  private static final int ROWS = 600;

  private static SeriesDatabase database;
  private static ResponseStreams streams;
  private static InProcessEdge edge;
  private static MeasurementServiceBlockingStub measurements;

  @BeforeAll
  static void start() throws IOException {
    database = SeriesDatabase.create();
    database.insert(
        new RandomMeasurements(20_251_127)
            .some(ROWS, Instant.parse("2025-03-10T00:00:00Z"), java.time.Duration.ofDays(10)));
    streams = new ResponseStreams();
    edge =
        InProcessEdge.of(
            new MeasurementGrpc(
                new GrpcServices.Measured(
                    new Measurements(database.transactions(), 1),
                    new Summaries(database.transactions())),
                streams));
    measurements = MeasurementServiceGrpc.newBlockingStub(edge.as(Role.VIEWER));
  }

  @AfterAll
  static void stop() {
    edge.close();
    database.close();
  }

  private static List<MeasurementAggregate> all(AggregateMeasurementsRequest.Builder request) {
    var found = new ArrayList<MeasurementAggregate>();
    measurements
        .aggregateMeasurements(request.build())
        .forEachRemaining(answer -> found.addAll(answer.getAggregatesList()));
    return found;
  }

  private static Refused refused(AggregateMeasurementsRequest.Builder request) {
    return Refused.by(() -> all(request));
  }

  @Test
  void summarisesEverythingUnlessToldOtherwise() {
    List<MeasurementAggregate> found = all(AggregateMeasurementsRequest.newBuilder());

    MeasurementAggregate one = found.getFirst();
    assertThat(found).hasSize(1);
    assertThat(one.getCount()).isEqualTo(ROWS);
    assertThat(one.getDetectedCount()).isBetween(1L, ROWS - 1L);
    assertThat(one.hasMeanOccupiedFraction()).isTrue();
    assertThat(one.hasBucketStart()).isFalse();
    assertThat(one.hasHourOfDay()).isFalse();
    assertThat(one.getReceiverId()).isZero();
    assertThat(one.getMetricsCount()).isEqualTo(1);
    assertThat(one.getMetrics(0).getMetric())
        .isEqualTo(MeasurementMetric.MEASUREMENT_METRIC_SNR_DB);
    assertThat(one.getMetrics(0).getCount()).isEqualTo(one.getDetectedCount());
    assertThat(one.getMetrics(0).getP10()).isLessThan(one.getMetrics(0).getP50());
    assertThat(one.getMetrics(0).getP90()).isGreaterThan(one.getMetrics(0).getP50());
  }

  @Test
  void saysOfEachSummaryWhatItIsOf() throws ParseException {
    List<MeasurementAggregate> found =
        all(
            AggregateMeasurementsRequest.newBuilder()
                .setBucketUnit(CalendarUnit.CALENDAR_UNIT_WEEK)
                .setTimeZone("Europe/Berlin")
                .addGroupBy(MeasurementGroup.MEASUREMENT_GROUP_RECEIVER)
                .addGroupBy(MeasurementGroup.MEASUREMENT_GROUP_FREQUENCY)
                .addGroupBy(MeasurementGroup.MEASUREMENT_GROUP_BAND)
                .addGroupBy(MeasurementGroup.MEASUREMENT_GROUP_HOUR_OF_DAY)
                .addMetrics(MeasurementMetric.MEASUREMENT_METRIC_FREQUENCY_OFFSET_HZ)
                .addMetrics(MeasurementMetric.MEASUREMENT_METRIC_SNR_DB));

    assertThat(found.stream().mapToLong(MeasurementAggregate::getCount).sum()).isEqualTo(ROWS);
    assertThat(found.getFirst().getBucketStart())
        .isEqualTo(Timestamps.parse("2025-03-09T23:00:00Z"));
    assertThat(found.getFirst().getBucketEnd()).isEqualTo(Timestamps.parse("2025-03-16T23:00:00Z"));
    assertThat(found)
        .allSatisfy(one -> {
          assertThat((double) one.getCenterFrequencyHz())
              .isBetween(one.getBandLowHz(), one.getBandHighHz());
          assertThat(one.getReceiverId()).isBetween(1, 5);
          assertThat(one.getHourOfDay()).isBetween(0, 23);
          assertThat(one.getMetrics(0).getMetric())
              .isEqualTo(MeasurementMetric.MEASUREMENT_METRIC_FREQUENCY_OFFSET_HZ);
          assertThat(one.getMetrics(1).getMetric())
              .isEqualTo(MeasurementMetric.MEASUREMENT_METRIC_SNR_DB);
        });
  }

  @Test
  void sendsLargeAnswersInSeveralMessages() {
    var answers = new ArrayList<AggregateMeasurementsResponse>();
    measurements
        .aggregateMeasurements(
            AggregateMeasurementsRequest.newBuilder()
                .setFilter(
                    MeasurementFilter.newBuilder()
                        .setStartFrom(Timestamps.fromSeconds(1_741_000_000))
                        .setStartBefore(Timestamps.fromSeconds(1_743_000_000)))
                .setBucketWidth(Duration.newBuilder().setSeconds(600))
                .setFillGaps(true)
                .build())
        .forEachRemaining(answers::add);

    assertThat(answers)
        .hasSizeGreaterThan(1)
        .allMatch(answer -> answer.getSerializedSize() < 128 << 10);
  }

  @Test
  void limitsTheAnswer() {
    assertThat(
            all(
                AggregateMeasurementsRequest.newBuilder()
                    .addGroupBy(MeasurementGroup.MEASUREMENT_GROUP_FREQUENCY)
                    .setLimit(3)))
        .extracting(MeasurementAggregate::getCenterFrequencyHz)
        .containsExactly(77_500L, 999_999L, 1_000_000L);
  }

  @Test
  void refusesZonesThatAreNone() {
    for (String zone : List.of("Europe/Atlantis", "+02:00", "berlin")) {
      refused(AggregateMeasurementsRequest.newBuilder().setTimeZone(zone))
          .with(Status.Code.INVALID_ARGUMENT, "TIME_ZONE_UNKNOWN");
    }
  }

  @Test
  void refusesMoreBucketsThanAnAnswerHolds() {
    refused(
            AggregateMeasurementsRequest.newBuilder()
                .setFilter(
                    MeasurementFilter.newBuilder()
                        .setStartFrom(Timestamps.fromSeconds(0))
                        .setStartBefore(Timestamps.fromSeconds(1_743_000_000)))
                .setBucketWidth(Duration.newBuilder().setSeconds(60)))
        .with(Status.Code.INVALID_ARGUMENT, "BUCKETS_TOO_MANY");
  }

  @Test
  void refusesPartsOfASecondAndReversedRanges() {
    refused(
            AggregateMeasurementsRequest.newBuilder()
                .setBucketWidth(Duration.newBuilder().setSeconds(60).setNanos(1)))
        .with(Status.Code.INVALID_ARGUMENT, "FIELD_INVALID");
    refused(
            AggregateMeasurementsRequest.newBuilder()
                .setFilter(
                    MeasurementFilter.newBuilder()
                        .setStartFrom(Timestamps.fromSeconds(2))
                        .setStartBefore(Timestamps.fromSeconds(1))))
        .with(Status.Code.INVALID_ARGUMENT, "TIME_RANGE_REVERSED");
  }

  @Test
  void saysInTheFirstMessageFromWhenOnRowsAreKept() {
    var early =
        AggregateMeasurementsRequest.newBuilder()
            .setFilter(MeasurementFilter.newBuilder().setStartBefore(Timestamps.fromSeconds(1)))
            .build();
    var large =
        AggregateMeasurementsRequest.newBuilder()
            .addGroupBy(MeasurementGroup.MEASUREMENT_GROUP_RECEIVER)
            .setBucketWidth(Duration.newBuilder().setSeconds(600))
            .setFillGaps(true)
            .build();
    assertThat(measurements.aggregateMeasurements(early).hasNext()).isFalse();
    database.execute("insert into measurement_horizon (rows_from) values ('2025-01-01 00:00Z')");
    try {
      List<AggregateMeasurementsResponse> none = answers(early);
      List<AggregateMeasurementsResponse> several = answers(large);

      assertThat(none).hasSize(1);
      assertThat(none.getFirst().getRowsFrom()).isEqualTo(Timestamps.fromSeconds(1_735_689_600));
      assertThat(none.getFirst().getAggregatesCount()).isZero();
      assertThat(several).hasSizeGreaterThan(1);
      assertThat(several.getFirst().hasRowsFrom()).isTrue();
      assertThat(several.subList(1, several.size())).noneMatch(answer -> answer.hasRowsFrom());
    } finally {
      database.execute("delete from measurement_horizon");
    }
  }

  private static List<AggregateMeasurementsResponse> answers(AggregateMeasurementsRequest request) {
    var answers = new ArrayList<AggregateMeasurementsResponse>();
    measurements.aggregateMeasurements(request).forEachRemaining(answers::add);
    return answers;
  }

  @Test
  void endsTheQueryOfACallThatIsCancelled() throws Exception {
    try (Connection other = database.database().heartbeats().getConnection();
        Statement locking = other.createStatement()) {
      other.setAutoCommit(false);
      locking.execute("set local idle_in_transaction_session_timeout = 0");
      locking.execute("lock table measurements in access exclusive mode");
      Context.CancellableContext call = Context.current().withCancellation();
      call.run(() -> {
        var _ =
            measurements.aggregateMeasurements(AggregateMeasurementsRequest.getDefaultInstance());
      });
      awaitQueryBehindALock();

      call.cancel(null);

      assertThat(streams.await(java.time.Duration.ofSeconds(20))).isTrue();
    }
    assertThat(all(AggregateMeasurementsRequest.newBuilder())).hasSize(1);
  }

  @Test
  void endsAnswersThatNobodyReadsAndHasRoomForMore() throws Exception {
    var summaries = new Summaries(database.transactions());
    var service =
        new MeasurementServiceGrpc.MeasurementServiceImplBase() {
          @Override
          public void aggregateMeasurements(
              AggregateMeasurementsRequest request,
              StreamObserver<AggregateMeasurementsResponse> observer) {
            streams.serveWoken(
                observer,
                SummaryWriter.BATCH_BYTES,
                new SummaryWriter(
                    summaries, SummaryMessages.read(request), java.time.Duration.ofMillis(50)));
          }
        };
    var large =
        AggregateMeasurementsRequest.newBuilder()
            .setFilter(
                MeasurementFilter.newBuilder()
                    .setStartFrom(Timestamps.fromSeconds(1_741_000_000))
                    .setStartBefore(Timestamps.fromSeconds(1_743_000_000)))
            .setBucketWidth(Duration.newBuilder().setSeconds(100))
            .setFillGaps(true)
            .build();
    try (var unreadEdge = InProcessEdge.of(service)) {
      MeasurementServiceBlockingStub stub =
          MeasurementServiceGrpc.newBlockingStub(unreadEdge.as(Role.VIEWER));
      for (int call = 0; call < 6; call++) {
        Iterator<AggregateMeasurementsResponse> unread = stub.aggregateMeasurements(large);
        assertThat(unread.hasNext()).isTrue();
        assertThat(streams.await(java.time.Duration.ofSeconds(20))).isTrue();

        Refused.by(() -> unread.forEachRemaining(_ -> {}))
            .with(Status.Code.ABORTED, "READER_STALLED");
      }
    }
  }

  private static void awaitQueryBehindALock() {
    long deadlineNanos = System.nanoTime() + java.time.Duration.ofSeconds(20).toNanos();
    String waiting =
        """
        select count(*)
        from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'
        """;
    while (!"1".equals(database.read(waiting))) {
      assertThat(System.nanoTime()).as("a query waits for the lock").isLessThan(deadlineNanos);
      LockSupport.parkNanos(20_000_000);
    }
  }
}
