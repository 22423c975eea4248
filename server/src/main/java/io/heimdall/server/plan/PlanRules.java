package io.heimdall.server.plan;

import io.heimdall.db.Tx;
import io.heimdall.db.receiver.Receiver;
import io.heimdall.db.receiver.ReceiverRepository;
import io.heimdall.server.acquisition.Plan;
import io.heimdall.server.failure.Failure;
import io.heimdall.server.failure.Reason;
import io.heimdall.server.receiver.registry.ReceiverRules;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What a recurring plan must be like when it is created. Whether its receivers are active is asked
/// at each time anew.
final class PlanRules {

  private static final double NANOS_PER_SECOND = 1e9;

  private final ReceiverRepository receivers = new ReceiverRepository();

  /// Refuses a plan that could never start anything.
  ///
  /// @param tx the transaction
  /// @param wanted the plan
  /// @param timetable its times
  /// @throws io.heimdall.server.failure.FailureException with START_TIME_INVALID, SCHEDULE_INVALID,
  ///   RECEIVER_NOT_FOUND, RECEIVER_LISTEN_ONLY or OUT_OF_BAND
  void verify(Tx tx, NewRecurringPlan wanted, Timetable timetable) {
    Plan plan = wanted.plan();
    if (plan.startTime() != null) {
      throw new Failure.Invalid(
              Reason.START_TIME_INVALID,
              "recurring_plan.plan.start_time",
              "the schedule gives the start times; leave start_time out")
          .exception();
    }
    if (timetable instanceof Timetable.Every(long seconds)) {
      verifyRoom(plan, seconds);
    }
    verifyReceivers(tx, plan);
  }

  private static void verifyRoom(Plan plan, long seconds) {
    double takes = plan.durationNanos() / NANOS_PER_SECOND * plan.centerFrequenciesHz().size();
    if (takes >= seconds) {
      throw Timetable.invalid(
          "every",
          "every must be longer than the plan takes: it is %d s, and the plan takes %s s"
              .formatted(seconds, takes));
    }
  }

  private void verifyReceivers(Tx tx, Plan plan) {
    List<Integer> ids = plan.receiverIds();
    Map<Integer, Receiver> byId =
        receivers.find(tx, ids).stream()
            .collect(Collectors.toMap(Receiver::id, Function.identity()));
    for (int n = 0; n < ids.size(); n++) {
      verify(plan, n, byId.get(ids.get(n)));
    }
  }

  private static void verify(Plan plan, int place, @Nullable Receiver receiver) {
    int id = plan.receiverIds().get(place);
    if (receiver == null) {
      throw new Failure.NotFound(
              Reason.RECEIVER_NOT_FOUND,
              "there is no receiver " + id,
              Map.of("receiverId", Integer.toString(id)))
          .exception();
    }
    if (receiver.spec().listenOnly()) {
      throw ReceiverRules.listenOnly(receiver);
    }
    var tuning = receiver.spec().tuning();
    for (long frequencyHz : plan.centerFrequenciesHz()) {
      if (!tuning.covers(frequencyHz)) {
        throw new Failure.Invalid(
                Reason.OUT_OF_BAND,
                "recurring_plan.plan.receiver_ids[%d]".formatted(place),
                "receiver %d (%s) covers %s to %s Hz, not %d Hz"
                    .formatted(
                        id,
                        receiver.spec().name(),
                        tuning.minFrequencyHz(),
                        tuning.maxFrequencyHz(),
                        frequencyHz))
            .exception();
      }
    }
  }
}
