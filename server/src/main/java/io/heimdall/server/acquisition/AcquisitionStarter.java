package io.heimdall.server.acquisition;

import io.heimdall.db.Transactions;
import io.heimdall.db.Tx;
import io.heimdall.db.acquisition.Acquisition;
import io.heimdall.db.acquisition.AcquisitionPlan;
import io.heimdall.db.acquisition.AcquisitionRepository;
import io.heimdall.db.acquisition.AcquisitionRequest;
import io.heimdall.db.acquisition.Creation;
import io.heimdall.db.acquisition.NewAcquisition;
import io.heimdall.db.receiver.Receiver;
import io.heimdall.db.recording.AcquisitionSnapshot;
import io.heimdall.db.recording.RecordingRepository;
import io.heimdall.server.failure.Failure;
import io.heimdall.server.failure.Reason;
import io.heimdall.server.security.Caller;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// Turns a request into an acquisition that is stored and runs. The acquisition, its recordings,
/// its first event and its audit line are one transaction; the run begins after its commit.
final class AcquisitionStarter {

  /// Between the caller's clock and the server's.
  private static final Duration START_TOLERANCE = Duration.ofSeconds(1);

  private static final Duration START_HORIZON = Duration.ofDays(366);

  private final Transactions transactions;
  private final RunningAcquisitions running;
  private final RunFactory runs;
  private final AcquisitionNotes notes;
  private final InstantSource clock;
  private final String nodeId;
  private final Lineup lineup = new Lineup();
  private final AcquisitionRepository acquisitions = new AcquisitionRepository();
  private final RecordingRepository recordings = new RecordingRepository();

  AcquisitionStarter(
      Transactions transactions,
      RunningAcquisitions running,
      RunFactory runs,
      AcquisitionNotes notes,
      InstantSource clock,
      String nodeId) {
    this.transactions = transactions;
    this.running = running;
    this.runs = runs;
    this.notes = notes;
    this.clock = clock;
    this.nodeId = nodeId;
  }

  /// An acquisition that is stored.
  private record Stored(Creation creation, AcquisitionSnapshot now) {}

  AcquisitionSnapshot start(
      Caller caller, String requestId, Plan plan, @Nullable Recurrence recurrence) {
    var request =
        new AcquisitionRequest(
            caller.name(),
            requestId.isEmpty() ? UUID.randomUUID().toString() : requestId,
            PlanJson.digest(plan),
            recurrence == null ? null : recurrence.recurringPlanId());
    if (recurrence != null) {
      return startNew(caller, request, plan, recurrence.alongside());
    }
    Optional<AcquisitionSnapshot> earlier = transactions.inSnapshot(tx -> earlier(tx, request));
    return earlier.orElseGet(() -> {
      verifyStartTime(plan.startTime());
      return startNew(caller, request, plan, (_, _) -> {});
    });
  }

  private void verifyStartTime(@Nullable Instant startTime) {
    Instant now = clock.instant();
    if (startTime != null
        && (startTime.isBefore(now.minus(START_TOLERANCE))
            || startTime.isAfter(now.plus(START_HORIZON)))) {
      throw new Failure.Invalid(
              Reason.START_TIME_INVALID,
              "plan.start_time",
              "start_time must lie in the future, at most 366 days; it is %s, and now is %s"
                  .formatted(startTime, now.truncatedTo(ChronoUnit.MILLIS)))
          .exception();
    }
  }

  /// A repeated request is answered even when the server is full or the receivers have changed.
  private Optional<AcquisitionSnapshot> earlier(Tx tx, AcquisitionRequest request) {
    return acquisitions
        .find(tx, request.owner(), request.requestId())
        .map(found -> same(found, request))
        .flatMap(found -> recordings.snapshot(tx, found.id()));
  }

  private AcquisitionSnapshot startNew(
      Caller caller, AcquisitionRequest request, Plan plan, BiConsumer<Tx, UUID> alongside) {
    running.reserve();
    boolean handedOver = false;
    try {
      Stored stored =
          transactions.inTransaction(tx -> {
            Stored fresh = store(tx, caller, request, plan);
            alongside.accept(tx, fresh.creation().acquisition().id());
            return fresh;
          });
      if (stored.creation() instanceof Creation.Created created) {
        Acquisition made = created.acquisition();
        running.run(made.id(), runs.create(made));
        handedOver = true;
      }
      return stored.now();
    } finally {
      if (!handedOver) {
        running.giveBack();
      }
    }
  }

  private Stored store(Tx tx, Caller caller, AcquisitionRequest request, Plan plan) {
    List<Receiver> receivers = lineup.choose(tx, plan);
    Plan resolved = plan.withReceivers(receivers.stream().map(Receiver::id).toList());
    var wanted =
        new NewAcquisition(
            UUID.randomUUID(),
            request,
            rowOf(resolved, clock.instant()),
            resolved.centerFrequenciesHz(),
            resolved.startTime(),
            nodeId);
    Creation creation = acquisitions.create(tx, wanted);
    if (creation instanceof Creation.Created(Acquisition made)) {
      notes.started(tx, caller, made, RunFactory.recordings(made, resolved, receivers));
    } else {
      same(creation.acquisition(), request);
    }
    AcquisitionSnapshot now = recordings.snapshot(tx, creation.acquisition().id()).orElseThrow();
    return new Stored(creation, now);
  }

  private static Acquisition same(Acquisition found, AcquisitionRequest request) {
    if (!found.request().requestHash().equals(request.requestHash())) {
      throw new Failure.Invalid(
              Reason.REQUEST_ID_REUSED,
              "request_id",
              "request_id %s was used before for another plan".formatted(request.requestId()))
          .exception();
    }
    return found;
  }

  private static AcquisitionPlan rowOf(Plan plan, Instant now) {
    return new AcquisitionPlan(
        plan.firstFrequencyHz(),
        plan.durationNanos(),
        plan.sampleRateHz(),
        plan.minReceivers(),
        (plan.startTime() == null ? now : plan.startTime()).truncatedTo(ChronoUnit.MICROS),
        PlanJson.write(plan),
        PlanJson.writeLabels(plan.labels()));
  }
}
