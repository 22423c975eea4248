package io.heimdall.server.acquisition;

import io.heimdall.db.Tx;
import io.heimdall.db.receiver.Receiver;
import io.heimdall.db.receiver.ReceiverFilter;
import io.heimdall.db.receiver.ReceiverRepository;
import io.heimdall.db.receiver.ReceiverSpec;
import io.heimdall.server.failure.Failure;
import io.heimdall.server.failure.Reason;
import io.heimdall.server.receiver.registry.ReceiverRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Chooses the receivers of a plan: those it names, or all that are active and in band.
final class Lineup {

  private static final int MAX_RECEIVERS = 1000;

  private final ReceiverRepository receivers = new ReceiverRepository();

  /// Chooses.
  ///
  /// @param tx the transaction
  /// @param plan what is to be received
  /// @return the receivers by rising id, at least one
  /// @throws io.heimdall.server.failure.FailureException when the plan cannot be met
  List<Receiver> choose(Tx tx, Plan plan) {
    List<Receiver> chosen = plan.receiverIds().isEmpty() ? active(tx, plan) : named(tx, plan);
    if (chosen.size() < plan.minReceivers()) {
      throw new Failure.Precondition(
              Reason.MIN_RECEIVERS,
              "min_receivers is %d, but the number of receivers that would take part is %d"
                  .formatted(plan.minReceivers(), chosen.size()))
          .exception();
    }
    return chosen;
  }

  /// Chooses for a plan made long ago: receivers it names that have been removed since are left
  /// out, as long as there is one left.
  ///
  /// @param tx the transaction
  /// @param plan what is to be received
  /// @return the receivers by rising id, at least one
  /// @throws io.heimdall.server.failure.FailureException when the plan cannot be met
  List<Receiver> chooseRemaining(Tx tx, Plan plan) {
    Set<Integer> remaining =
        receivers.find(tx, plan.receiverIds()).stream()
            .map(Receiver::id)
            .collect(Collectors.toSet());
    return remaining.isEmpty()
        ? choose(tx, plan)
        : choose(
            tx,
            plan.withReceivers(plan.receiverIds().stream().filter(remaining::contains).toList()));
  }

  private List<Receiver> active(Tx tx, Plan plan) {
    List<Receiver> found =
        receivers
            .list(tx, activeInBand(plan.firstFrequencyHz()), null, MAX_RECEIVERS)
            .rows()
            .stream()
            .filter(
                one -> plan.centerFrequenciesHz().stream().allMatch(one.spec().tuning()::covers))
            .toList();
    if (found.isEmpty()) {
      throw new Failure.Precondition(
              Reason.NO_ACTIVE_RECEIVER,
              ("no receiver is active and covers %s Hz; check receivers to activate those that "
                      + "deliver, or add some")
                  .formatted(frequencies(plan)))
          .exception();
    }
    return found;
  }

  private List<Receiver> named(Tx tx, Plan plan) {
    Map<Integer, Receiver> byId = new TreeMap<>();
    receivers.find(tx, plan.receiverIds()).forEach(found -> byId.put(found.id(), found));
    for (int n = 0; n < plan.receiverIds().size(); n++) {
      int id = plan.receiverIds().get(n);
      verify(plan, "plan.receiver_ids[%d]".formatted(n), id, byId.get(id));
    }
    return new ArrayList<>(byId.values());
  }

  private static void verify(Plan plan, String field, int id, @Nullable Receiver receiver) {
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
    String name = "receiver %d (%s)".formatted(id, receiver.spec().name());
    if (receiver.spec().activity() != ReceiverSpec.Activity.ACTIVE) {
      throw new Failure.Precondition(
              Reason.RECEIVER_INACTIVE,
              name + " is inactive; check or activate it first",
              Map.of("receiverId", Integer.toString(id)))
          .exception();
    }
    var tuning = receiver.spec().tuning();
    for (long frequencyHz : plan.centerFrequenciesHz()) {
      if (!tuning.covers(frequencyHz)) {
        throw new Failure.Invalid(
                Reason.OUT_OF_BAND,
                field,
                "%s covers %s to %s Hz, not %d Hz"
                    .formatted(name, tuning.minFrequencyHz(), tuning.maxFrequencyHz(), frequencyHz))
            .exception();
      }
    }
  }

  private static String frequencies(Plan plan) {
    return plan.centerFrequenciesHz().stream()
        .map(String::valueOf)
        .collect(Collectors.joining(", "));
  }

  private static ReceiverFilter activeInBand(long frequencyHz) {
    return new ReceiverFilter(true, null, frequencyHz);
  }
}
