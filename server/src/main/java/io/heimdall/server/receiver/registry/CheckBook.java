package io.heimdall.server.receiver.registry;

import io.heimdall.db.Transactions;
import io.heimdall.db.Tx;
import io.heimdall.db.audit.AuditEntry;
import io.heimdall.db.audit.AuditLog;
import io.heimdall.db.receiver.CheckStanding;
import io.heimdall.db.receiver.CheckVerdict;
import io.heimdall.db.receiver.Position;
import io.heimdall.db.receiver.Receiver;
import io.heimdall.db.receiver.ReceiverCheck;
import io.heimdall.db.receiver.ReceiverCheckRepository;
import io.heimdall.db.receiver.ReceiverRepository;
import io.heimdall.db.receiver.ReceiverSpec.Activity;
import io.heimdall.server.receiver.ReceiverHealth;
import io.heimdall.server.receiver.registry.ActivityPolicy.Finding;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/// Keeps what checks find: each in one transaction with what follows from it for the receiver, and
/// a line in the audit log where that is a change.
final class CheckBook {
  private static final String SYSTEM = "system";
  private static final String BECAUSE = "because";

  private final Transactions transactions;
  private final ActivityPolicy policy;
  private final ReceiverCheckRepository checks = new ReceiverCheckRepository();
  private final ReceiverRepository receivers = new ReceiverRepository();
  private final ReceiverSelection selection = new ReceiverSelection();
  private final AuditLog audit = new AuditLog();
  private final JsonMapper json = JsonMapper.shared();

  CheckBook(Transactions transactions, ActivityPolicy policy) {
    this.transactions = transactions;
    this.policy = policy;
  }

  /// Keeps what a check found, unless the receiver is gone, is another station by now, or it says
  /// nothing of the receiver.
  ///
  /// @param actor who asked for it
  /// @param receiver the receiver as it was when it was asked
  /// @param health what was found
  /// @param at when, to the microsecond
  /// @return what it makes of the receiver
  CheckEffect keep(String actor, Receiver receiver, ReceiverHealth health, Instant at) {
    Finding finding = Finding.of(health);
    if (finding == Finding.UNTELLING) {
      return CheckEffect.NONE;
    }
    return transactions.inTransaction(tx -> {
      if (!selection.lockUnmoved(tx, receiver)) {
        return CheckEffect.NONE;
      }
      Optional<CheckStanding> standing = checks.lock(tx, receiver.id());
      if (standing.isEmpty()) {
        return CheckEffect.NONE;
      }
      CheckStanding before = standing.get();
      CheckVerdict verdict = policy.judge(before, finding, at);
      CheckEffect effect = effect(before.activity(), verdict.activity());
      var check = new ReceiverCheck(at, health.deliversIq(), HealthJson.encode(health, effect));
      checks.keep(tx, receiver.id(), check, before, verdict);
      health.position().ifPresent(told -> receivers.tellPosition(tx, receiver.id(), on(told)));
      switch (effect) {
        case ACTIVATED -> noteActivation(tx, actor, receiver.id(), before.activity());
        case DEACTIVATED -> noteDeactivation(tx, receiver.id(), verdict, health);
        case NONE -> {}
      }
      return effect;
    });
  }

  private static Position on(ReceiverHealth.Position told) {
    return new Position(told.latitudeDeg(), told.longitudeDeg(), null);
  }

  private static CheckEffect effect(Activity before, Activity after) {
    if (before == after) {
      return CheckEffect.NONE;
    }
    return after == Activity.ACTIVE ? CheckEffect.ACTIVATED : CheckEffect.DEACTIVATED;
  }

  private void noteActivation(Tx tx, String actor, int id, Activity before) {
    boolean again = before == Activity.DEACTIVATED;
    note(
        tx,
        again ? SYSTEM : actor,
        "receiver.activate",
        id,
        Map.of(
            BECAUSE, again ? "two checks in a row received samples" : "a check received samples"));
  }

  private void noteDeactivation(Tx tx, int id, CheckVerdict verdict, ReceiverHealth health) {
    note(
        tx,
        SYSTEM,
        "receiver.deactivate",
        id,
        Map.of(
            BECAUSE,
            "%d checks in a row failed".formatted(verdict.failedChecks()),
            "since",
            String.valueOf(verdict.failingSince()),
            "last_reason",
            health.failure().map(Enum::name).orElse(""),
            "last_message",
            health.message()));
  }

  private void note(Tx tx, String actor, String action, int id, Map<String, String> detail) {
    audit.append(
        tx,
        new AuditEntry(
            actor, action, "receiver", Integer.toString(id), json.writeValueAsString(detail)));
  }
}
