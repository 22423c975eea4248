package io.heimdall.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import io.heimdall.server.FreshDatabase;
import io.heimdall.server.RunningServer;
import io.heimdall.server.embedded.EmbeddedObjectStore;
import io.heimdall.server.simulator.Simulator;
import io.heimdall.server.simulator.SimulatorOptions;
import io.heimdall.server.storage.StoreConfig;
import io.heimdall.v1.AcquisitionPlan;
import io.heimdall.v1.AcquisitionServiceGrpc;
import io.heimdall.v1.AcquisitionServiceGrpc.AcquisitionServiceBlockingStub;
import io.heimdall.v1.CheckReceiversRequest;
import io.heimdall.v1.CreateReceiverRequest;
import io.heimdall.v1.ReadIqRequest;
import io.heimdall.v1.ReadIqResponse;
import io.heimdall.v1.Receiver;
import io.heimdall.v1.ReceiverServiceGrpc;
import io.heimdall.v1.SampleChunk;
import io.heimdall.v1.StartAcquisitionRequest;
import io.heimdall.v1.StorageServiceGrpc;
import io.heimdall.v1.StreamSamplesRequest;
import io.heimdall.v1.WatchAcquisitionRequest;
import io.heimdall.v1.WatchAcquisitionResponse;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Two whole servers on one database and store, as clients of either see them.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(90)
class TwoNodesIT {
  private static final long FREQUENCY_HZ = 7_000_000;
  private static final int SAMPLE_BYTES = 8;

  private FreshDatabase postgres;
  private EmbeddedObjectStore objects;
  private Simulator simulator;
  private RunningServer one;
  private RunningServer two;
  private Path directory;
  private int receiver;

  @BeforeAll
  void start(@TempDir Path temporary) throws Exception {
    directory = temporary;
    postgres = FreshDatabase.create();
    objects = EmbeddedObjectStore.start(temporary.resolve("s3"));
    simulator = Simulator.start(SimulatorOptions.synthetic(1).withPort(0));
    one = server("one");
    two = server("two");
    receiver = register();
  }

  private RunningServer server(String name) throws Exception {
    StoreConfig store = objects.config(StoreConfig.DEFAULT_BUCKET);
    return RunningServer.in(
        directory.resolve(name),
        Map.of(
            "DATABASE_URL",
            postgres.url(),
            "MINIO_URL",
            store.endpoint().toString(),
            "MINIO_ACCESS_KEY",
            store.accessKey(),
            "MINIO_SECRET_KEY",
            store.secretKey().reveal()));
  }

  private int register() throws Exception {
    var receivers = ReceiverServiceGrpc.newBlockingStub(one.owner());
    var simulated = simulator.receivers().getFirst();
    var spec =
        Receiver.newBuilder()
            .setName(simulated.name())
            .setDriver("kiwi")
            .setUrl(simulated.url().toString())
            .setMinFrequencyHz(10_000)
            .setMaxFrequencyHz(30_000_000)
            .setActivateWhenProven(true);
    int id =
        receivers
            .createReceiver(CreateReceiverRequest.newBuilder().setReceiver(spec).build())
            .getReceiver()
            .getReceiverId();
    receivers
        .checkReceivers(CheckReceiversRequest.newBuilder().addReceiverIds(id).build())
        .forEachRemaining(response -> assertThat(response.getCheck().getActivated()).isTrue());
    return id;
  }

  @AfterAll
  void stop() throws Exception {
    one.close();
    two.close();
    simulator.close();
    objects.close();
    postgres.close();
  }

  @Test
  void eitherTellsEverythingAndPassesTheSamplesOn() throws Exception {
    String id = acquire(Duration.ofSeconds(3));
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      var events = new ArrayList<Future<List<Long>>>();
      var samples = new ArrayList<Future<List<SampleChunk>>>();
      for (RunningServer server : List.of(one, two)) {
        var stub = AcquisitionServiceGrpc.newBlockingStub(server.owner());
        events.add(clients.submit(() -> sequences(stub, id)));
        samples.add(clients.submit(() -> live(stub, id)));
      }

      assertThat(events.getFirst().get()).isEqualTo(events.getLast().get()).hasSizeGreaterThan(3);
      byte[] stored = stored(id);
      for (Future<List<SampleChunk>> one : samples) {
        assertThat(one.get()).isNotEmpty().allSatisfy(chunk -> isPartOf(stored, chunk));
      }
    }
  }

  private static void isPartOf(byte[] stored, SampleChunk chunk) {
    int from = Math.toIntExact(chunk.getFirstSample()) * SAMPLE_BYTES;
    byte[] expected =
        Arrays.copyOfRange(stored, from, from + chunk.getSampleCount() * SAMPLE_BYTES);
    assertThat(chunk.getSamples().toByteArray()).isEqualTo(expected);
  }

  /// Numbers of the events as they are told, without snapshots and heartbeats.
  private static List<Long> sequences(AcquisitionServiceBlockingStub stub, String id) {
    var sequences = new ArrayList<Long>();
    stub.watchAcquisition(
            WatchAcquisitionRequest.newBuilder().setAcquisitionId(id).setAfterSequence(0).build())
        .forEachRemaining(response -> {
          if (!response.getEvent().hasHeartbeat()) {
            sequences.add(response.getEvent().getSequence());
          }
        });
    return sequences;
  }

  /// Comes again until there is a run to listen to.
  private static List<SampleChunk> live(AcquisitionServiceBlockingStub stub, String id) {
    while (true) {
      var chunks = new ArrayList<SampleChunk>();
      try {
        stub.streamSamples(StreamSamplesRequest.newBuilder().setAcquisitionId(id).build())
            .forEachRemaining(response -> chunks.add(response.getChunk()));
        return chunks;
      } catch (StatusRuntimeException e) {
        assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(chunks).isEmpty();
      }
    }
  }

  private byte[] stored(String id) throws Exception {
    var bytes = new ByteArrayOutputStream();
    Iterator<ReadIqResponse> chunks =
        StorageServiceGrpc.newBlockingStub(two.owner())
            .readIq(
                ReadIqRequest.newBuilder().setAcquisitionId(id).setReceiverId(receiver).build());
    while (chunks.hasNext()) {
      SampleChunk chunk = chunks.next().getChunk();
      assertThat(chunk.getFirstSample() * SAMPLE_BYTES).isEqualTo(bytes.size());
      chunk.getSamples().writeTo(bytes);
    }
    return bytes.toByteArray();
  }

  @Test
  void saysWhenTheServerThatRunsItCannotBeReached() throws Exception {
    String id = acquire(Duration.ofSeconds(6));
    awaitRunning(id);
    String owner = column("select node_id from acquisitions where id = '%s'".formatted(id));
    String address = column("select address from nodes where id = '%s'".formatted(owner));
    RunningServer other = address.endsWith(":" + one.server().address().getPort()) ? two : one;
    String token = column("select peer_token from nodes where id <> '%s'".formatted(owner));

    Refused.by(() -> firstSamples(as(other, token), id))
        .with(Status.Code.UNAVAILABLE, "OWNER_UNREACHABLE")
        .withMetadata("node", owner);
    execute("delete from nodes where id = '%s'".formatted(owner));
    Refused.by(() -> firstSamples(other.owner(), id))
        .with(Status.Code.UNAVAILABLE, "OWNER_UNREACHABLE")
        .withMetadata("node", owner);
    assertThat(sequences(AcquisitionServiceGrpc.newBlockingStub(other.owner()), id)).isNotEmpty();
  }

  @Test
  void aWatchOfAServerThatStopsGoesOnElsewhere() throws Exception {
    RunningServer third = server("third");
    String id = acquire(Duration.ofSeconds(8));
    Iterator<WatchAcquisitionResponse> watch;
    var told = new ArrayList<Long>();
    watch =
        AcquisitionServiceGrpc.newBlockingStub(third.owner())
            .watchAcquisition(
                WatchAcquisitionRequest.newBuilder()
                    .setAcquisitionId(id)
                    .setAfterSequence(0)
                    .build());
    told.add(watch.next().getEvent().getSequence());
    Thread stopping = Thread.ofVirtual().start(third.server()::close);

    var ended =
        Refused.by(() -> watch.forEachRemaining(next -> told.add(next.getEvent().getSequence())));
    ended
        .with(Status.Code.UNAVAILABLE, "SERVER_STOPPING")
        .withMetadata("lastSequence", Long.toString(told.getLast()));

    assertThat(stopping.join(Duration.ofSeconds(30))).isTrue();
    third.close();
    assertThat(told).isEqualTo(counted(told.size()));
    assertThat(column("select count(*) from nodes")).isIn("1", "2");
    assertThat(sequences(AcquisitionServiceGrpc.newBlockingStub(two.owner()), id))
        .startsWith(told.toArray(Long[]::new));
  }

  private static List<Long> counted(int size) {
    return java.util.stream.LongStream.rangeClosed(1, size).boxed().toList();
  }

  private static void firstSamples(Channel channel, String id) {
    AcquisitionServiceGrpc.newBlockingStub(channel)
        .streamSamples(StreamSamplesRequest.newBuilder().setAcquisitionId(id).build())
        .next();
  }

  private static Channel as(RunningServer server, String token) {
    var headers = new Metadata();
    headers.put(
        Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token);
    return ClientInterceptors.intercept(
        server.stranger(), MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  private String acquire(Duration duration) throws Exception {
    var plan =
        AcquisitionPlan.newBuilder()
            .addCenterFrequenciesHz(FREQUENCY_HZ)
            .setDuration(com.google.protobuf.Duration.newBuilder().setSeconds(duration.toSeconds()))
            .addReceiverIds(receiver);
    return AcquisitionServiceGrpc.newBlockingStub(one.owner())
        .startAcquisition(
            StartAcquisitionRequest.newBuilder()
                .setRequestId(UUID.randomUUID().toString())
                .setPlan(plan)
                .build())
        .getAcquisition()
        .getAcquisitionId();
  }

  private void awaitRunning(String id) throws Exception {
    AcquisitionServiceGrpc.newBlockingStub(one.owner())
        .watchAcquisition(
            WatchAcquisitionRequest.newBuilder().setAcquisitionId(id).setAfterSequence(0).build())
        .next();
  }

  private String column(String sql) throws SQLException {
    try (Connection connection = postgres.connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      assertThat(rows.next()).isTrue();
      return rows.getString(1);
    }
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = postgres.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
