package io.heimdall.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import com.google.protobuf.util.Timestamps;
import io.grpc.Status;
import io.heimdall.server.RunningServer;
import io.heimdall.server.simulator.SimulatedReceiver;
import io.heimdall.server.simulator.Simulator;
import io.heimdall.server.simulator.SimulatorOptions;
import io.heimdall.v1.AcquireRequest;
import io.heimdall.v1.AcquireResponse;
import io.heimdall.v1.Acquisition;
import io.heimdall.v1.AcquisitionEvent;
import io.heimdall.v1.AcquisitionPlan;
import io.heimdall.v1.AcquisitionServiceGrpc;
import io.heimdall.v1.AcquisitionServiceGrpc.AcquisitionServiceBlockingStub;
import io.heimdall.v1.AcquisitionState;
import io.heimdall.v1.AdminServiceGrpc;
import io.heimdall.v1.CancelAcquisitionRequest;
import io.heimdall.v1.CheckReceiversRequest;
import io.heimdall.v1.CheckStorageRequest;
import io.heimdall.v1.CreateReceiverRequest;
import io.heimdall.v1.DeleteReceiverRequest;
import io.heimdall.v1.FailureReason;
import io.heimdall.v1.GetAcquisitionRequest;
import io.heimdall.v1.GetReceiverRequest;
import io.heimdall.v1.ListAcquisitionsRequest;
import io.heimdall.v1.ListMeasurementsRequest;
import io.heimdall.v1.ListRecordingsRequest;
import io.heimdall.v1.MeasurementFilter;
import io.heimdall.v1.MeasurementServiceGrpc;
import io.heimdall.v1.MeasurementServiceGrpc.MeasurementServiceBlockingStub;
import io.heimdall.v1.ReadIqRequest;
import io.heimdall.v1.ReadIqResponse;
import io.heimdall.v1.Receiver;
import io.heimdall.v1.ReceiverCheck;
import io.heimdall.v1.ReceiverServiceGrpc;
import io.heimdall.v1.ReceiverServiceGrpc.ReceiverServiceBlockingStub;
import io.heimdall.v1.Recording;
import io.heimdall.v1.SampleChunk;
import io.heimdall.v1.SampleFormat;
import io.heimdall.v1.StartAcquisitionRequest;
import io.heimdall.v1.StorageServiceGrpc;
import io.heimdall.v1.StorageServiceGrpc.StorageServiceBlockingStub;
import io.heimdall.v1.StreamSamplesRequest;
import io.heimdall.v1.StreamSamplesResponse;
import io.heimdall.v1.SweepStorageRequest;
import io.heimdall.v1.SweepStorageResponse;
import io.heimdall.v1.SweepSummary;
import io.heimdall.v1.WatchAcquisitionRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// The services of a whole server with two simulated receivers, as clients see them.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ServicesIT {
  private static final long FREQUENCY_HZ = 7_000_000;

  private RunningServer running;
  private Simulator simulator;
  private ReceiverServiceBlockingStub receivers;
  private AcquisitionServiceBlockingStub acquisitions;
  private MeasurementServiceBlockingStub measurements;
  private StorageServiceBlockingStub storage;
  private final List<Integer> ids = new ArrayList<>();

  @BeforeAll
  void start(@TempDir Path data) throws Exception {
    running = RunningServer.in(data);
    simulator = Simulator.start(SimulatorOptions.synthetic(2).withPort(0));
    receivers = ReceiverServiceGrpc.newBlockingStub(running.owner());
    acquisitions = AcquisitionServiceGrpc.newBlockingStub(running.owner());
    measurements = MeasurementServiceGrpc.newBlockingStub(running.owner());
    storage = StorageServiceGrpc.newBlockingStub(running.owner());
    for (SimulatedReceiver simulated : simulator.receivers()) {
      var receiver =
          Receiver.newBuilder()
              .setName(simulated.name())
              .setDriver("kiwi")
              .setUrl(simulated.url().toString())
              .setMinFrequencyHz(10_000)
              .setMaxFrequencyHz(30_000_000)
              .setActivateWhenProven(true);
      ids.add(
          receivers
              .createReceiver(CreateReceiverRequest.newBuilder().setReceiver(receiver).build())
              .getReceiver()
              .getReceiverId());
    }
    activates();
  }

  @AfterAll
  void stop() {
    simulator.close();
    running.close();
  }

  private void activates() {
    var request = CheckReceiversRequest.newBuilder().addAllReceiverIds(ids);
    var checks = new ArrayList<ReceiverCheck>();
    receivers
        .checkReceivers(request.build())
        .forEachRemaining(response -> checks.add(response.getCheck()));

    assertThat(checks)
        .hasSize(2)
        .allMatch(ReceiverCheck::getDeliversIq)
        .allMatch(ReceiverCheck::getActivated);
  }

  @Test
  void acquireMeasureStoreAndReadBack() {
    var events = acquire(plan().build());

    Acquisition last = get(events.getFirst().getSnapshot().getAcquisitionId());
    assertThat(last.getState()).isEqualTo(AcquisitionState.ACQUISITION_STATE_SUCCEEDED);
    assertThat(last.getPercent()).isEqualTo(100);
    for (int n = 1; n < events.size(); n++) {
      if (!events.get(n).hasHeartbeat()) {
        assertThat(events.get(n).getSequence()).isEqualTo(events.get(n - 1).getSequence() + 1);
      }
    }
    var rows = measurements.listMeasurements(measurementsOf(last));
    assertThat(rows.getMeasurementsList())
        .hasSize(2)
        .allMatch(row -> row.getSamplesCount() > 3000)
        .allMatch(row -> row.getAnchor().getUtcUnixNanos() > 0);
    var recordings = storage.listRecordings(recordingsOf(last));
    assertThat(recordings.getRecordingsList())
        .extracting(Recording::getReceiverId)
        .containsExactlyElementsOf(ids);
    for (Recording recording : recordings.getRecordingsList()) {
      readsBack(recording);
    }
  }

  private void readsBack(Recording recording) {
    var request =
        ReadIqRequest.newBuilder()
            .setAcquisitionId(recording.getAcquisitionId())
            .setReceiverId(recording.getReceiverId());
    List<SampleChunk> chunks = read(request.build());

    assertThat(chunks.getFirst().hasAnchor()).isTrue();
    assertThat(chunks.stream().mapToLong(SampleChunk::getSampleCount).sum())
        .isEqualTo(recording.getSamplesStored());
    assertThat(chunks)
        .allSatisfy(chunk -> {
          var crc = new CRC32C();
          crc.update(chunk.getSamples().toByteArray());
          assertThat(chunk.getCrc32C()).isEqualTo((int) crc.getValue());
          assertThat(chunk.getSamples().size()).isEqualTo(8 * chunk.getSampleCount());
        });
    List<SampleChunk> part =
        read(
            request
                .setFirstSample(100)
                .setSampleCount(50)
                .setFormat(SampleFormat.SAMPLE_FORMAT_INT16)
                .build());
    assertThat(part).hasSize(1);
    assertThat(part.getFirst().getFirstSample()).isEqualTo(100);
    assertThat(part.getFirst().getSamples().size()).isEqualTo(200);

    long end = recording.getSamplesStored() + recording.getSamplesLost();
    Refused.by(() -> read(request.setFirstSample(end).setSampleCount(1).build()))
        .with(Status.Code.OUT_OF_RANGE, "SAMPLES_OUT_OF_RANGE")
        .withMetadata("endSample", Long.toString(end));
    Refused.by(() -> read(request.setFirstSample(1).setSampleCount(Long.MAX_VALUE).build()))
        .with(Status.Code.OUT_OF_RANGE, "SAMPLES_OUT_OF_RANGE");
  }

  @Test
  void streamSamplesUntilCancelled() {
    var started =
        acquisitions
            .startAcquisition(
                StartAcquisitionRequest.newBuilder()
                    .setPlan(plan(60))
                    .setRequestId(UUID.randomUUID().toString())
                    .build())
            .getAcquisition();
    Iterator<StreamSamplesResponse> live =
        acquisitions.streamSamples(
            StreamSamplesRequest.newBuilder()
                .setAcquisitionId(started.getAcquisitionId())
                .addReceiverIds(ids.getFirst())
                .build());
    SampleChunk first = live.next().getChunk();
    SampleChunk second = live.next().getChunk();

    assertThat(first.getReceiverId()).isEqualTo(ids.getFirst());
    assertThat(first.hasAnchor()).isTrue();
    assertThat(second.getFirstSample()).isEqualTo(first.getFirstSample() + first.getSampleCount());
    Refused.by(() -> delete(ids.getFirst(), ""))
        .with(Status.Code.FAILED_PRECONDITION, "RECEIVER_IN_USE");
    keepsTheLastCheckOfWhatWeHold(ids.getFirst());

    var cancel =
        CancelAcquisitionRequest.newBuilder().setAcquisitionId(started.getAcquisitionId()).build();
    assertThat(acquisitions.cancelAcquisition(cancel).getAcquisition().getState())
        .isIn(
            AcquisitionState.ACQUISITION_STATE_CANCELLING,
            AcquisitionState.ACQUISITION_STATE_CANCELLED);
    live.forEachRemaining(_ -> {});
    var watch = WatchAcquisitionRequest.newBuilder().setAcquisitionId(started.getAcquisitionId());
    acquisitions.watchAcquisition(watch.build()).forEachRemaining(_ -> {});
    Acquisition ended = get(started.getAcquisitionId());
    assertThat(ended.getState()).isEqualTo(AcquisitionState.ACQUISITION_STATE_CANCELLED);
    assertThat(acquisitions.cancelAcquisition(cancel).getAcquisition().getState())
        .isEqualTo(AcquisitionState.ACQUISITION_STATE_CANCELLED);
    Refused.by(() ->
            acquisitions
                .streamSamples(
                    StreamSamplesRequest.newBuilder()
                        .setAcquisitionId(started.getAcquisitionId())
                        .build())
                .hasNext())
        .with(Status.Code.FAILED_PRECONDITION, "ACQUISITION_ENDED");
    Refused.by(() ->
            acquisitions
                .watchAcquisition(watch.setAfterSequence(ended.getSequence() + 1).build())
                .hasNext())
        .with(Status.Code.OUT_OF_RANGE, "SEQUENCE_AHEAD")
        .withMetadata("lastSequence", Long.toString(ended.getSequence()));
  }

  private void keepsTheLastCheckOfWhatWeHold(int id) {
    ReceiverCheck before = receiver(id).getLastCheck();
    var request = CheckReceiversRequest.newBuilder().addReceiverIds(id).build();

    ReceiverCheck now = receivers.checkReceivers(request).next().getCheck();

    assertThat(now.getFailureReason()).isEqualTo(FailureReason.FAILURE_REASON_BUSY);
    assertThat(receiver(id).getLastCheck()).isEqualTo(before);
  }

  private Receiver receiver(int id) {
    var request = GetReceiverRequest.newBuilder().setReceiverId(id).build();
    return receivers.getReceiver(request).getReceiver();
  }

  @Test
  void startTheSameRequestOnce() {
    String requestId = UUID.randomUUID().toString();
    var request =
        StartAcquisitionRequest.newBuilder().setRequestId(requestId).setPlan(plan()).build();

    String first = acquisitions.startAcquisition(request).getAcquisition().getAcquisitionId();

    assertThat(acquisitions.startAcquisition(request).getAcquisition().getAcquisitionId())
        .isEqualTo(first);
    var other =
        StartAcquisitionRequest.newBuilder()
            .setRequestId(requestId)
            .setPlan(plan().setSampleRateHz(8000))
            .build();
    Refused.by(() -> acquisitions.startAcquisition(other))
        .with(Status.Code.INVALID_ARGUMENT, "REQUEST_ID_REUSED");
    acquisitions
        .watchAcquisition(WatchAcquisitionRequest.newBuilder().setAcquisitionId(first).build())
        .forEachRemaining(_ -> {});
  }

  @Test
  void refusePlansThatCannotBe() {
    refusedPlan(plan().clearCenterFrequenciesHz(), "FIELD_INVALID")
        .atField("plan.center_frequencies_hz");
    refusedPlan(plan(-1), "FIELD_INVALID").atField("plan.duration").saying("was -1s");
    refusedPlan(plan(90_000), "FIELD_INVALID").atField("plan.duration");
    var reversed = plan();
    reversed.getPassbandBuilder().setLowHz(5).setHighHz(-5);
    refusedPlan(reversed, "FIELD_INVALID").atField("plan.passband");
    refusedPlan(
            plan().setCenterFrequenciesHz(0, 40_000_000).addReceiverIds(ids.getFirst()),
            "OUT_OF_BAND")
        .atField("plan.receiver_ids[0]");
    Refused.by(() -> start(plan().addReceiverIds(4711)))
        .with(Status.Code.NOT_FOUND, "RECEIVER_NOT_FOUND")
        .withMetadata("receiverId", "4711");
    Refused.by(() -> start(plan().addReceiverIds(1)))
        .with(Status.Code.FAILED_PRECONDITION, "RECEIVER_INACTIVE");
    Refused.by(() -> start(plan().setCenterFrequenciesHz(0, 40_000_000)))
        .with(Status.Code.FAILED_PRECONDITION, "NO_ACTIVE_RECEIVER");
    Refused.by(() -> start(plan().setMinReceivers(3)))
        .with(Status.Code.FAILED_PRECONDITION, "MIN_RECEIVERS");
  }

  @Test
  void refuseReceiversThatCannotBe() {
    for (String url :
        List.of(
            "ftp://kiwi.example.org",
            "kiwi.example.org:8073",
            "http://",
            "http://kiwi .example.org",
            "http://user:secret@kiwi.example.org",
            "http://kiwi.example.org:8073/?f=7040",
            "http://kiwi.example.org:70000",
            "http://10.0.0.1:8073",
            "http://[fe80::1]:8073")) {
      Refused.by(() -> create(receiver("Bad").setUrl(url)))
          .with(Status.Code.INVALID_ARGUMENT, "RECEIVER_URL_INVALID")
          .atField("receiver.url");
    }
    Refused.by(() -> create(receiver("Bad").setUrl("kiwi.example.org")))
        .with(Status.Code.INVALID_ARGUMENT, "RECEIVER_URL_INVALID")
        .saying("'kiwi.example.org' is not a URL");
    Refused.by(() -> create(receiver("Bad").setDriver("openwebrx")))
        .with(Status.Code.INVALID_ARGUMENT, "RECEIVER_DRIVER_UNKNOWN")
        .atField("receiver.driver")
        .saying("http, kiwi");
    Refused.by(() -> create(receiver("Bad").setDriver("spyserver")))
        .with(Status.Code.INVALID_ARGUMENT, "RECEIVER_DRIVER_UNKNOWN")
        .atField("receiver.driver")
        .saying("HEIMDALL_SPYSERVER=true");
    Refused.by(() -> create(receiver("MILANO - baggio")))
        .with(Status.Code.ALREADY_EXISTS, "RECEIVER_NAME_TAKEN");
    var nowhere = receiver("Bad");
    nowhere.getPositionBuilder().setLongitudeDeg(181);
    Refused.by(() -> create(nowhere))
        .with(Status.Code.INVALID_ARGUMENT, "FIELD_INVALID")
        .atField("receiver.position.longitude_deg");
  }

  @Test
  void changeAReceiverOnlyAsItWasRead() {
    Receiver made = create(receiver("Changing"));

    Receiver renamed = update(made.toBuilder().setName("Changed"), "name");
    assertThat(renamed.getName()).isEqualTo("Changed");
    Refused.by(() -> update(made.toBuilder().setName("Late"), "name"))
        .with(Status.Code.ABORTED, "ETAG_MISMATCH");
    Refused.by(() -> update(renamed.toBuilder().setTimeoutSeconds(601), "timeout_seconds"))
        .with(Status.Code.INVALID_ARGUMENT, "FIELD_INVALID")
        .atField("receiver.timeout_seconds");
    Refused.by(() -> update(renamed.toBuilder(), "owner"))
        .with(Status.Code.INVALID_ARGUMENT, "UPDATE_MASK_INVALID");
    assertThat(update(renamed.toBuilder().setActive(false).clearEtag(), "active").getActive())
        .isFalse();

    Refused.by(() -> delete(made.getReceiverId(), made.getEtag()))
        .with(Status.Code.ABORTED, "ETAG_MISMATCH");
    delete(made.getReceiverId(), "");
    Refused.by(() -> delete(made.getReceiverId(), ""))
        .with(Status.Code.NOT_FOUND, "RECEIVER_NOT_FOUND");
    var check = CheckReceiversRequest.newBuilder().addReceiverIds(made.getReceiverId()).build();
    Refused.by(() -> receivers.checkReceivers(check).hasNext())
        .with(Status.Code.NOT_FOUND, "RECEIVER_NOT_FOUND");
  }

  @Test
  void changeAReceiverForWhoeverGivesNoEtag() throws Exception {
    int id = create(receiver("Crowded").setActive(false)).getReceiverId();
    var updates = new ArrayList<Future<?>>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int seconds = 1; seconds <= 20; seconds++) {
        var change = Receiver.newBuilder().setReceiverId(id).setTimeoutSeconds(seconds);
        updates.add(threads.submit(() -> update(change, "timeout_seconds")));
      }
    }

    for (Future<?> update : updates) {
      assertThat(update.get()).isNotNull();
    }
    assertThat(receiver(id).getEtag()).contains("21");
  }

  @Test
  void pageThroughReceivers() {
    var request = io.heimdall.v1.ListReceiversRequest.newBuilder().setPageSize(2);
    var seen = new ArrayList<Integer>();
    String token = "";
    do {
      var page = receivers.listReceivers(request.setPageToken(token).build());
      page.getReceiversList().forEach(receiver -> seen.add(receiver.getReceiverId()));
      token = page.getNextPageToken();
    } while (!token.isEmpty());

    assertThat(seen).containsSubsequence(1, 2, 3, 4, 5, 6, 7).containsAll(ids).isSorted();
    String first = receivers.listReceivers(request.clearPageToken().build()).getNextPageToken();
    Refused.by(() -> receivers.listReceivers(request.setPageToken(first).setDriver("kiwi").build()))
        .with(Status.Code.INVALID_ARGUMENT, "PAGE_TOKEN_INVALID")
        .atField("page_token");
  }

  @Test
  void refuseRangesThatAreReversed() {
    var early = Timestamps.fromMillis(1000);
    var late = Timestamps.fromMillis(2000);

    Refused.by(() ->
            acquisitions.listAcquisitions(
                ListAcquisitionsRequest.newBuilder()
                    .setCreatedFrom(late)
                    .setCreatedBefore(early)
                    .build()))
        .with(Status.Code.INVALID_ARGUMENT, "TIME_RANGE_REVERSED")
        .atField("created_before");
    Refused.by(() ->
            storage.listRecordings(
                ListRecordingsRequest.newBuilder()
                    .setMinFrequencyHz(2)
                    .setMaxFrequencyHz(1)
                    .build()))
        .with(Status.Code.INVALID_ARGUMENT, "FREQUENCY_RANGE_REVERSED");
    Refused.by(() ->
            measurements.listMeasurements(
                ListMeasurementsRequest.newBuilder()
                    .setFilter(MeasurementFilter.newBuilder().setMinSnrDb(2).setMaxSnrDb(1))
                    .build()))
        .with(Status.Code.INVALID_ARGUMENT, "SNR_RANGE_REVERSED")
        .atField("filter.max_snr_db");
  }

  @Test
  void knowNothingOfWhatIsNotThere() {
    String nobody = UUID.randomUUID().toString();

    Refused.by(() -> get(nobody)).with(Status.Code.NOT_FOUND, "ACQUISITION_NOT_FOUND");
    Refused.by(() -> get("not a uuid"))
        .with(Status.Code.INVALID_ARGUMENT, "FIELD_INVALID")
        .atField("acquisition_id");
    Refused.by(() ->
            acquisitions
                .watchAcquisition(
                    WatchAcquisitionRequest.newBuilder().setAcquisitionId(nobody).build())
                .hasNext())
        .with(Status.Code.NOT_FOUND, "ACQUISITION_NOT_FOUND");
    Refused.by(() ->
            read(ReadIqRequest.newBuilder().setAcquisitionId(nobody).setReceiverId(1).build()))
        .with(Status.Code.NOT_FOUND, "RECORDING_NOT_FOUND");
    var found = acquisitions.listAcquisitions(ListAcquisitionsRequest.newBuilder().build());
    assertThat(found.getAcquisitionsList())
        .extracting(Acquisition::getAcquisitionId)
        .doesNotContain(nobody);
  }

  @Test
  void checkTheStore() {
    var status = storage.checkStorage(CheckStorageRequest.getDefaultInstance());

    assertThat(status.getReachable()).isTrue();
    assertThat(status.getWritable()).isTrue();
    assertThat(status.getMessage()).isEmpty();
    assertThat(status.getBucket()).isEqualTo("heimdall-raw-iq");
  }

  @Test
  void sweepTheStore() throws Exception {
    acquire(plan().build());
    var admin = AdminServiceGrpc.newBlockingStub(running.owner());
    var found = new ArrayList<SweepStorageResponse>();

    admin
        .sweepStorage(
            SweepStorageRequest.newBuilder()
                .setMinAge(Duration.getDefaultInstance())
                .setExecute(true)
                .build())
        .forEachRemaining(found::add);

    assertThat(found).hasSize(1);
    SweepSummary summary = found.getFirst().getSummary();
    // Of each of the two receivers the samples and two documents.
    assertThat(summary.getObjects()).isGreaterThanOrEqualTo(6);
    assertThat(summary.getOrphans()).isZero();
    assertThat(summary.getMissing()).isZero();
    var negative = SweepStorageRequest.newBuilder();
    negative.getMinAgeBuilder().setSeconds(-1);
    Refused.by(() -> admin.sweepStorage(negative.build()).hasNext())
        .with(Status.Code.INVALID_ARGUMENT, "FIELD_INVALID")
        .atField("min_age");
  }

  private List<AcquisitionEvent> acquire(AcquisitionPlan plan) {
    var request =
        AcquireRequest.newBuilder().setRequestId(UUID.randomUUID().toString()).setPlan(plan);
    var events = new ArrayList<AcquisitionEvent>();
    acquisitions
        .acquire(request.build())
        .forEachRemaining((AcquireResponse response) -> events.add(response.getEvent()));
    assertThat(events.getFirst().hasSnapshot()).isTrue();
    return events;
  }

  private Refused refusedPlan(AcquisitionPlan.Builder plan, String reason) {
    return Refused.by(() -> start(plan)).with(Status.Code.INVALID_ARGUMENT, reason);
  }

  private void start(AcquisitionPlan.Builder plan) {
    var _ =
        acquisitions.startAcquisition(StartAcquisitionRequest.newBuilder().setPlan(plan).build());
  }

  private Acquisition get(String id) {
    return acquisitions
        .getAcquisition(GetAcquisitionRequest.newBuilder().setAcquisitionId(id).build())
        .getAcquisition();
  }

  private List<SampleChunk> read(ReadIqRequest request) {
    var chunks = new ArrayList<SampleChunk>();
    storage
        .readIq(request)
        .forEachRemaining((ReadIqResponse response) -> chunks.add(response.getChunk()));
    return chunks;
  }

  private Receiver create(Receiver.Builder receiver) {
    return receivers
        .createReceiver(CreateReceiverRequest.newBuilder().setReceiver(receiver).build())
        .getReceiver();
  }

  private Receiver update(Receiver.Builder receiver, String field) {
    var request =
        io.heimdall.v1.UpdateReceiverRequest.newBuilder()
            .setReceiver(receiver)
            .setUpdateMask(com.google.protobuf.FieldMask.newBuilder().addPaths(field));
    return receivers.updateReceiver(request.build()).getReceiver();
  }

  private void delete(int id, String etag) {
    var _ =
        receivers.deleteReceiver(
            DeleteReceiverRequest.newBuilder().setReceiverId(id).setEtag(etag).build());
  }

  private static Receiver.Builder receiver(String name) {
    return Receiver.newBuilder()
        .setName(name)
        .setDriver("kiwi")
        .setUrl("http://kiwi.example.org:8073")
        .setActive(false);
  }

  private static AcquisitionPlan.Builder plan() {
    var plan = AcquisitionPlan.newBuilder().addCenterFrequenciesHz(FREQUENCY_HZ);
    plan.getDurationBuilder().setNanos(500_000_000);
    return plan;
  }

  private static AcquisitionPlan.Builder plan(long seconds) {
    var plan = plan();
    plan.getDurationBuilder().setSeconds(seconds).setNanos(0);
    return plan;
  }

  private static ListMeasurementsRequest measurementsOf(Acquisition acquisition) {
    return ListMeasurementsRequest.newBuilder()
        .setFilter(MeasurementFilter.newBuilder().setAcquisitionId(acquisition.getAcquisitionId()))
        .build();
  }

  private static ListRecordingsRequest recordingsOf(Acquisition acquisition) {
    return ListRecordingsRequest.newBuilder()
        .setAcquisitionId(acquisition.getAcquisitionId())
        .build();
  }
}
