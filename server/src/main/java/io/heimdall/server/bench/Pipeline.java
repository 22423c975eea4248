package io.heimdall.server.bench;

import io.heimdall.db.Transactions;
import io.heimdall.db.acquisition.AcquisitionState;
import io.heimdall.db.measurement.Measurement;
import io.heimdall.db.measurement.MeasurementFilter;
import io.heimdall.db.measurement.MeasurementRepository;
import io.heimdall.db.receiver.ReceiverRepository;
import io.heimdall.db.receiver.ReceiverSpec;
import io.heimdall.db.recording.AcquisitionSnapshot;
import io.heimdall.db.recording.Recording;
import io.heimdall.db.recording.RecordingRepository;
import io.heimdall.db.recording.RecordingState;
import io.heimdall.server.acquisition.AcquisitionConfig;
import io.heimdall.server.acquisition.Acquisitions;
import io.heimdall.server.acquisition.Plan;
import io.heimdall.server.acquisition.Watch;
import io.heimdall.server.iq.Complex64;
import io.heimdall.server.iq.Npy;
import io.heimdall.server.security.Caller;
import io.heimdall.server.security.Role;
import io.heimdall.server.storage.ObjectStore;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Whole acquisitions of the bench's receivers, by the service that runs them in a server.
final class Pipeline implements AutoCloseable {

  private static final double GOAL_TOTAL_MS = 120;
  private static final Caller CALLER = new Caller("bench", Role.OPERATOR);

  private final BenchPlan plan;
  private final List<Capture> captures;
  private final Transactions transactions;
  private final Acquisitions acquisitions;
  private final ReceiverRepository receivers = new ReceiverRepository();
  private final List<Integer> receiverIds = new ArrayList<>();
  private @Nullable UUID last;

  private Pipeline(
      BenchPlan plan, List<Capture> captures, Transactions transactions, Acquisitions service) {
    this.plan = plan;
    this.captures = captures;
    this.transactions = transactions;
    this.acquisitions = service;
  }

  /// Registers the receivers, for as long as this is open.
  ///
  /// @param plan what to acquire
  /// @param captures what the receivers deliver
  /// @param needs what acquisitions run on
  static Pipeline open(BenchPlan plan, List<Capture> captures, Acquisitions.Needs needs) {
    var pipeline =
        new Pipeline(
            plan,
            captures,
            needs.transactions(),
            Acquisitions.open(needs, AcquisitionConfig.DEFAULTS));
    try {
      pipeline.transactions.runInTransaction(tx -> {
        for (Capture capture : captures) {
          pipeline.receiverIds.add(
              pipeline.receivers.create(tx, CALLER.name(), spec(capture)).id());
        }
      });
      return pipeline;
    } catch (RuntimeException e) {
      pipeline.acquisitions.close();
      throw e;
    }
  }

  Lap total() {
    return Lap.of("total", "from the request to the last event", this::acquire)
        .under(GOAL_TOTAL_MS);
  }

  /// The acquisition that ended last.
  UUID last() {
    if (last == null) {
      throw new IllegalStateException("no acquisition has run");
    }
    return last;
  }

  private Cost acquire() throws Exception {
    var wanted =
        new Plan(
            List.of(BenchPlan.CENTER_FREQUENCY_HZ),
            plan.durationNanos(),
            BenchPlan.SAMPLE_RATE_HZ,
            Plan.Setting.DEFAULT,
            receiverIds,
            receiverIds.size(),
            Map.of(),
            null,
            Plan.Retry.DEFAULT);
    Cost cost =
        Cost.of(() -> {
          UUID id = acquisitions.start(CALLER, "", wanted).acquisition().id();
          try (Watch watch = acquisitions.watch(id, null)) {
            while (watch.next() != null) {
              last = id;
            }
          }
        });
    check(last());
    return cost;
  }

  private void check(UUID id) {
    AcquisitionSnapshot ended = acquisitions.get(id);
    for (Recording recording : ended.recordings()) {
      WrongResultException.unless(
          recording.state() == RecordingState.DONE
              && recording.samples().received() == plan.samples()
              && recording.samples().lost() == 0,
          "receiver %d ended %s (%s) with %s",
          recording.id().receiverId(),
          recording.state(),
          recording.failure(),
          recording.samples());
    }
    WrongResultException.unless(
        ended.acquisition().state() == AcquisitionState.SUCCEEDED
            && ended.recordings().size() == plan.receivers(),
        "the acquisition ended %s with %d recordings",
        ended.acquisition().state(),
        ended.recordings().size());
    List<Measurement> measured =
        transactions.inSnapshot(tx ->
            new MeasurementRepository()
                .list(tx, MeasurementFilter.ofAcquisition(id), null, plan.receivers())
                .rows());
    WrongResultException.unless(
        measured.size() == plan.receivers(), "%d recordings are measured", measured.size());
    for (Measurement one : measured) {
      captures
          .get(receiverIds.indexOf(one.key().receiverId()))
          .tone()
          .expect(
              one.offset().frequencyOffsetHz(),
              one.signal().cn0Dbhz(),
              one.levels().totalPowerDbfs());
    }
  }

  /// Compares what the last acquisition stored with what the receivers delivered, bit for bit.
  ///
  /// @param store where it is
  void checkStored(ObjectStore store) {
    AcquisitionSnapshot ended = acquisitions.get(last());
    var segments =
        transactions.inSnapshot(tx ->
            new RecordingRepository()
                .segments(tx, ended.recordings().stream().map(Recording::id).toList()));
    for (Recording recording : ended.recordings()) {
      Capture capture = captures.get(receiverIds.indexOf(recording.id().receiverId()));
      String key = segments.getOrDefault(recording.id(), List.of()).getFirst().objectKey();
      byte[] bytes = new byte[capture.samples() * Complex64.BYTES + Npy.HEADER_BYTES];
      store.read(key, 0, bytes, bytes.length);
      var floats =
          ByteBuffer.wrap(bytes, Npy.HEADER_BYTES, bytes.length - Npy.HEADER_BYTES)
              .order(ByteOrder.LITTLE_ENDIAN);
      for (int n = 0; n < capture.samples(); n++) {
        WrongResultException.unless(
            floats.getFloat() == capture.i()[n] && floats.getFloat() == capture.q()[n],
            "sample %d of %s is not what the receiver delivered",
            n,
            key);
      }
    }
  }

  private static ReceiverSpec spec(Capture capture) {
    return new ReceiverSpec(
        "http",
        "bench " + UUID.randomUUID(),
        capture.url().toString(),
        new ReceiverSpec.Location("this machine", null),
        ReceiverSpec.Activity.ACTIVE,
        ReceiverSpec.TuningDefaults.NONE,
        ReceiverSpec.DEFAULT_TIMEOUT_SECONDS,
        0);
  }

  /// Ends what runs and takes the receivers out of the registry.
  @Override
  public void close() {
    acquisitions.close();
    transactions.runInTransaction(tx -> receiverIds.forEach(id -> receivers.delete(tx, id, null)));
  }
}
