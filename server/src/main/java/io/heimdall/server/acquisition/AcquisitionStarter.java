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
import io.heimdall.server.schedule.Schedule;
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
/// its first event, its audit line and its task are one transaction; a node begins it after its
/// commit, this one at once if it has a place.
final class AcquisitionStarter {

  /// Between the caller's clock and the server's.
  private static final Duration START_TOLERANCE = Duration.ofSeconds(1);

  private static final Duration START_HORIZON = Duration.ofDays(366);

  /// The work of the schedule that runs acquisitions, each under its id.
  static final String TASK = "acquisition";

  /// How long before its window an acquisition begins, so that receivers are connected and warm,
  /// and so that there is time for another node where the first one dies.
  private static final Duration LEAD = Duration.ofSeconds(12);

  private static final Duration TRY_AGAIN = Duration.ofSeconds(10);

  private final Transactions transactions;
  private final Schedule schedule;
  private final RunningAcquisitions running;
  private final AcquisitionNotes notes;
  private final InstantSource clock;
  private final int maxQueued;
  private final Lineup lineup = new Lineup();
  private final AcquisitionRepository acquisitions = new AcquisitionRepository();
  private final RecordingRepository recordings = new RecordingRepository();

  /// Prepares to accept.
  ///
  /// @param transactions where rows are kept
  /// @param schedule who begins acquisitions
  /// @param running knows whether this node stops
  /// @param notes written with each start
  /// @param clock the host's UTC
  /// @param maxQueued how many may be due in the cluster without running
  AcquisitionStarter(
      Transactions transactions,
      Schedule schedule,
      RunningAcquisitions running,
      AcquisitionNotes notes,
      InstantSource clock,
      int maxQueued) {
    this.transactions = transactions;
    this.schedule = schedule;
    this.running = running;
    this.notes = notes;
    this.clock = clock;
    this.maxQueued = maxQueued;
  }

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
    if (running.stopping()) {
      throw new Failure.Unavailable(Reason.SERVER_STOPPING, "the server is stopping", TRY_AGAIN)
          .exception();
    }
    AcquisitionSnapshot now =
        transactions.inTransaction(tx -> {
          AcquisitionSnapshot stored = store(tx, caller, request, plan);
          alongside.accept(tx, stored.acquisition().id());
          return stored;
        });
    schedule.wake();
    return now;
  }

  /// What is due in future takes no room before it is. Of callers that come at the same moment some
  /// more than the bound may pass.
  private void admit(Tx tx, Instant due) {
    if (due.isAfter(clock.instant())) {
      return;
    }
    int room = maxQueued + schedule.freePlaces();
    if (schedule.waiting(tx, room) >= room) {
      throw new Failure.Exhausted(
              Reason.TOO_MANY_ACQUISITIONS,
              "%d acquisitions wait for others to end, which is as many as may"
                  .formatted(maxQueued),
              TRY_AGAIN)
          .exception();
    }
  }

  private static Instant due(Plan plan, Instant now) {
    Instant wanted = plan.startTime();
    return wanted == null || wanted.minus(LEAD).isBefore(now) ? now : wanted.minus(LEAD);
  }

  private AcquisitionSnapshot store(Tx tx, Caller caller, AcquisitionRequest request, Plan plan) {
    Instant now = clock.instant();
    Instant due = due(plan, now);
    admit(tx, due);
    List<Receiver> receivers =
        request.recurringPlanId() == null
            ? lineup.choose(tx, plan)
            : lineup.chooseRemaining(tx, plan);
    Plan resolved = plan.withReceivers(receivers.stream().map(Receiver::id).toList());
    var wanted =
        new NewAcquisition(
            UUID.randomUUID(),
            request,
            rowOf(resolved, now, PlanJson.write(resolved)),
            resolved.centerFrequenciesHz(),
            resolved.startTime(),
            schedule.node());
    Creation creation = acquisitions.create(tx, wanted);
    if (creation instanceof Creation.Created(Acquisition made)) {
      notes.started(tx, caller, made, RunFactory.recordings(made, resolved, receivers));
      var _ = schedule.put(tx, TASK, made.id().toString(), due);
    } else {
      same(creation.acquisition(), request);
    }
    return recordings.snapshot(tx, creation.acquisition().id()).orElseThrow();
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

  /// The row of a plan.
  ///
  /// @param plan the plan
  /// @param now when it begins where it says nothing
  /// @param planJson the text that is kept
  /// @return the row
  static AcquisitionPlan rowOf(Plan plan, Instant now, String planJson) {
    return new AcquisitionPlan(
        plan.firstFrequencyHz(),
        plan.durationNanos(),
        plan.sampleRateHz(),
        plan.minReceivers(),
        (plan.startTime() == null ? now : plan.startTime()).truncatedTo(ChronoUnit.MICROS),
        planJson,
        PlanJson.writeLabels(plan.labels()));
  }
}
