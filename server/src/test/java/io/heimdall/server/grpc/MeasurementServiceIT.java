package io.heimdall.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.FieldMask;
import io.grpc.Context;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.heimdall.db.Database;
import io.heimdall.db.Transactions;
import io.heimdall.db.measurement.MeasurementFilter;
import io.heimdall.db.measurement.MeasurementRepository;
import io.heimdall.server.FreshDatabase;
import io.heimdall.server.grpc.call.ResponseStreams;
import io.heimdall.server.grpc.message.MeasurementColumns;
import io.heimdall.server.measurement.Measurements;
import io.heimdall.server.measurement.summary.Summaries;
import io.heimdall.server.security.Role;
import io.heimdall.v1.ListMeasurementsRequest;
import io.heimdall.v1.ListMeasurementsResponse;
import io.heimdall.v1.Measurement;
import io.heimdall.v1.MeasurementServiceGrpc;
import io.heimdall.v1.MeasurementServiceGrpc.MeasurementServiceBlockingStub;
import io.heimdall.v1.StreamMeasurementsRequest;
import io.heimdall.v1.StreamMeasurementsResponse;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Lists and streams of measurements, as clients see them.
@Timeout(120)
class MeasurementServiceIT {
  private static final int ROWS = 20_000;

  private static FreshDatabase postgres;
  private static Database database;
  private static Transactions transactions;

  private final ResponseStreams streams = new ResponseStreams();

  @BeforeAll
  static void fill() {
    postgres = FreshDatabase.create();
    database = Database.open(postgres.config());
    transactions = database.transactions();
    List<io.heimdall.db.measurement.Measurement> rows = StreamedRows.make(ROWS);
    transactions.runInTransaction(tx -> new MeasurementRepository().insert(tx, rows));
  }

  @AfterAll
  static void close() {
    database.close();
    postgres.close();
  }

  @Test
  void streamsWhatItListsTheOldestFirst() throws Exception {
    try (var edge = edge(4)) {
      MeasurementServiceBlockingStub stub = stub(edge);
      List<Measurement> listed = listed(stub, "");

      List<Measurement> streamed = streamed(stub, StreamMeasurementsRequest.getDefaultInstance());

      assertThat(streamed).hasSize(ROWS);
      assertThat(streamed).isEqualTo(listed.reversed());
    }
  }

  @Test
  void listsAndStreamsByTheSameExpression() throws Exception {
    String expression =
        "(snr_db >= 12.5 OR NOT detected = true) receiver_name = \"Receiver 1*\""
            + " AND NOT timing_class = HOST_ARRIVAL";
    try (var edge = edge(4)) {
      MeasurementServiceBlockingStub stub = stub(edge);

      List<Measurement> listed = listed(stub, expression);

      assertThat(listed)
          .isNotEmpty()
          .allMatch(row -> row.getSnrDb() >= 12.5 || !row.getDetected())
          .allMatch(row -> row.getReceiverName().startsWith("Receiver 1"));
      assertThat(
              streamed(
                  stub,
                  StreamMeasurementsRequest.newBuilder().setFilter(filter(expression)).build()))
          .isEqualTo(listed.reversed());
    }
  }

  @Test
  void fillsTheFieldsOfTheMaskOnly() throws Exception {
    var mask = FieldMask.newBuilder().addPaths("snr_db").addPaths("anchor").addPaths("snr_db");
    try (var edge = edge(4)) {
      List<Measurement> streamed =
          streamed(
              stub(edge),
              StreamMeasurementsRequest.newBuilder()
                  .setReadMask(mask)
                  .setFilter(filter("receiver_id = 7 AND snr_db:*"))
                  .build());

      Set<String> filled =
          Set.copyOf(
              streamed.getFirst().getAllFields().keySet().stream()
                  .map(field -> field.getName())
                  .toList());
      assertThat(filled).containsExactlyInAnyOrder("snr_db", "anchor");
    }
  }

  @Test
  void refusesAMaskOfWhatIsNotThere() throws Exception {
    try (var edge = edge(4)) {
      for (String path : List.of("snr", "anchor.timing_class", "")) {
        var request =
            StreamMeasurementsRequest.newBuilder()
                .setReadMask(FieldMask.newBuilder().addPaths(path));
        Refused.by(() -> streamed(stub(edge), request.build()))
            .with(Status.Code.INVALID_ARGUMENT, "FIELD_INVALID")
            .atField("read_mask")
            .saying("fields are acquisition_id, ");
      }
    }
  }

  @Test
  void sendsRowsOfWhichNothingIsLeft() throws Exception {
    try (var edge = edge(4)) {
      MeasurementServiceBlockingStub stub = stub(edge);
      for (String path : List.of("snr_db", "hop", "samples_lost", "detected")) {
        var request =
            StreamMeasurementsRequest.newBuilder()
                .setReadMask(FieldMask.newBuilder().addPaths(path))
                .build();

        assertThat(streamed(stub, request)).as(path).hasSize(ROWS);
        stub.streamMeasurements(request)
            .forEachRemaining(message ->
                assertThat(message.getSerializedSize())
                    .isLessThan(2 * MeasurementWriter.BATCH_BYTES));
      }
      var absent =
          StreamMeasurementsRequest.newBuilder()
              .setFilter(filter("-snr_db:*"))
              .setReadMask(FieldMask.newBuilder().addPaths("snr_db"))
              .build();
      assertThat(streamed(stub, absent)).hasSizeGreaterThan(1_000).allMatch(row -> !row.hasSnrDb());
    }
  }

  @Test
  void endsAStreamWhoseFirstRowsTakeLong() throws Exception {
    slowDown();
    try (var edge = edge(1)) {
      Context.CancellableContext call = Context.current().withCancellation();
      call.run(() -> {
        var _ = stub(edge).streamMeasurements(StreamMeasurementsRequest.getDefaultInstance());
      });
      while (reading() == 0) {
        Thread.sleep(10);
      }

      call.cancel(null);

      assertThat(streams.await(Duration.ofSeconds(20))).isTrue();
      assertThat(reading()).isZero();
    } finally {
      speedUp();
    }
  }

  @Test
  void refusesAPageThatTakesTheDatabaseTooLong() throws Exception {
    slowDown();
    try (var edge =
        InProcessEdge.of(
            new MeasurementGrpc(
                new GrpcServices.Measured(
                    new Measurements(transactions, 1, Duration.ofMillis(300)),
                    new Summaries(transactions)),
                streams))) {
      MeasurementServiceBlockingStub stub = stub(edge);

      Refused.by(() -> stub.listMeasurements(ListMeasurementsRequest.getDefaultInstance()))
          .with(Status.Code.INVALID_ARGUMENT, "FILTER_TOO_SLOW")
          .atField("filter");
    } finally {
      speedUp();
    }
  }

  /// Every row takes a tenth of a second.
  private static void slowDown() throws SQLException {
    execute("alter table measurements rename to measured");
    execute("create view measurements as select * from measured where pg_sleep(0.1) is not null");
  }

  private static void speedUp() throws SQLException {
    execute("drop view measurements");
    execute("alter table measured rename to measurements");
  }

  private static void execute(String sql) throws SQLException {
    try (var connection = postgres.connect();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static long reading() throws SQLException {
    try (var connection = postgres.connect();
        var statement = connection.createStatement();
        var found =
            statement.executeQuery(
                "select count(*) from pg_stat_activity"
                    + " where state = 'active' and query like 'copy %'")) {
      found.next();
      return found.getLong(1);
    }
  }

  @Test
  void refusesAnExpressionItCannotRead() throws Exception {
    try (var edge = edge(4)) {
      MeasurementServiceBlockingStub stub = stub(edge);
      List<Consumer<String>> calls =
          List.of(
              expression -> listed(stub, expression),
              expression ->
                  streamed(
                      stub,
                      StreamMeasurementsRequest.newBuilder()
                          .setFilter(filter(expression))
                          .build()));
      for (Consumer<String> call : calls) {
        Refused.by(() -> call.accept("snr > 3"))
            .with(Status.Code.INVALID_ARGUMENT, "FILTER_INVALID")
            .atField("filter.expression")
            .saying("there is no field 'snr' (at character 1); fields are acquisition_id, ")
            .saying("timing_class")
            .withMetadata("character", "1");
        Refused.by(() -> call.accept("receiver_name = \"\0\""))
            .with(Status.Code.INVALID_ARGUMENT, "FIELD_INVALID")
            .atField("filter.expression");
        Refused.by(() -> call.accept("hop = 1 ".repeat(501)))
            .with(Status.Code.INVALID_ARGUMENT, "FIELD_INVALID")
            .atField("filter.expression");
      }
    }
  }

  @Test
  void refusesAPageTokenOfAnotherExpression() throws Exception {
    try (var edge = edge(4)) {
      MeasurementServiceBlockingStub stub = stub(edge);
      var query = ListMeasurementsRequest.newBuilder().setFilter(filter("hop = 0")).setPageSize(5);
      String token = stub.listMeasurements(query.build()).getNextPageToken();

      Refused.by(() ->
              stub.listMeasurements(query.setFilter(filter("hop = 1")).setPageToken(token).build()))
          .with(Status.Code.INVALID_ARGUMENT, "PAGE_TOKEN_INVALID");
    }
  }

  @Test
  void sendsNoMoreStreamsThanItMay() throws Exception {
    try (var edge = edge(1)) {
      MeasurementServiceBlockingStub stub = stub(edge);
      var request = StreamMeasurementsRequest.getDefaultInstance();
      Context.CancellableContext slow = Context.current().withCancellation();
      slow.run(() -> assertThat(stub.streamMeasurements(request).hasNext()).isTrue());

      Refused.by(() -> streamed(stub, request))
          .with(Status.Code.RESOURCE_EXHAUSTED, "TOO_MANY_STREAMS")
          .withMetadata("limit", "1")
          .withRetry();
      slow.cancel(null);
      assertThat(streams.await(Duration.ofSeconds(20))).isTrue();

      assertThat(streamed(stub, request)).hasSize(ROWS);
    }
  }

  @Test
  void endsAStreamThatNobodyReads() throws Exception {
    var measurements = new Measurements(transactions, 1);
    var service =
        new MeasurementServiceGrpc.MeasurementServiceImplBase() {
          @Override
          public void streamMeasurements(
              StreamMeasurementsRequest request,
              StreamObserver<StreamMeasurementsResponse> observer) {
            streams.serveWoken(
                observer,
                MeasurementWriter.BATCH_BYTES,
                new MeasurementWriter(
                    measurements,
                    MeasurementFilter.ALL,
                    MeasurementColumns.of(FieldMask.getDefaultInstance()),
                    Duration.ofMillis(50)));
          }
        };
    try (var edge = InProcessEdge.of(service)) {
      Iterator<StreamMeasurementsResponse> unread =
          stub(edge).streamMeasurements(StreamMeasurementsRequest.getDefaultInstance());
      assertThat(unread.hasNext()).isTrue();
      assertThat(streams.await(Duration.ofSeconds(20))).isTrue();

      Refused.by(() -> unread.forEachRemaining(_ -> {}))
          .with(Status.Code.ABORTED, "READER_STALLED");
    }
  }

  @Test
  void tellsItsClientsWhenTheServerStops() throws Exception {
    try (var edge = edge(1)) {
      Iterator<StreamMeasurementsResponse> stream =
          stub(edge).streamMeasurements(StreamMeasurementsRequest.getDefaultInstance());
      assertThat(stream.hasNext()).isTrue();

      assertThat(streams.stop(Duration.ofSeconds(20))).isTrue();

      Refused.by(() -> stream.forEachRemaining(_ -> {}))
          .with(Status.Code.UNAVAILABLE, "SERVER_STOPPING");
    }
    // Its connection is as good as before.
    assertThat(
            transactions
                .inSnapshot(
                    tx -> new MeasurementRepository().list(tx, MeasurementFilter.ALL, null, 1))
                .rows())
        .hasSize(1);
  }

  private InProcessEdge edge(int mostStreams) throws IOException {
    return InProcessEdge.of(
        new MeasurementGrpc(
            new GrpcServices.Measured(
                new Measurements(transactions, mostStreams), new Summaries(transactions)),
            streams));
  }

  private static MeasurementServiceBlockingStub stub(InProcessEdge edge) {
    return MeasurementServiceGrpc.newBlockingStub(edge.as(Role.VIEWER));
  }

  private static io.heimdall.v1.MeasurementFilter filter(String expression) {
    return io.heimdall.v1.MeasurementFilter.newBuilder().setExpression(expression).build();
  }

  private static List<Measurement> listed(MeasurementServiceBlockingStub stub, String expression) {
    var listed = new ArrayList<Measurement>();
    var query =
        ListMeasurementsRequest.newBuilder().setFilter(filter(expression)).setPageSize(1_000);
    ListMeasurementsResponse page;
    do {
      page = stub.listMeasurements(query.build());
      listed.addAll(page.getMeasurementsList());
      query.setPageToken(page.getNextPageToken());
    } while (!page.getNextPageToken().isEmpty());
    return listed;
  }

  private static List<Measurement> streamed(
      MeasurementServiceBlockingStub stub, StreamMeasurementsRequest request) {
    var streamed = new ArrayList<Measurement>();
    stub.streamMeasurements(request)
        .forEachRemaining(response -> streamed.addAll(response.getMeasurementsList()));
    return streamed;
  }
}
