package io.heimdall.server.receiver.registry;

import io.heimdall.db.Transactions;
import io.heimdall.db.Tx;
import io.heimdall.db.audit.AuditEntry;
import io.heimdall.db.audit.AuditLog;
import io.heimdall.db.receiver.DuplicateReceiverException;
import io.heimdall.db.receiver.ReceiverLists;
import io.heimdall.db.receiver.SealedPassword;
import io.heimdall.db.receiver.SealedPasswords;
import io.heimdall.server.failure.Failure;
import io.heimdall.server.failure.FailureException;
import io.heimdall.server.failure.Reason;
import io.heimdall.server.receiver.ReceiverPasswords;
import io.heimdall.server.request.Asked;
import io.heimdall.server.request.Requests;
import io.heimdall.server.security.Caller;
import io.heimdall.server.security.Secret;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Adds lists of receivers. All entries that can be added are added in one transaction, with a
/// number of statements that does not depend on theirs; nobody is asked over the network. Safe for
/// any number of threads; calls block for the database.
public final class ReceiverImports {

  private final Transactions transactions;
  private final ReceiverRules rules;
  private final ReceiverPasswords passwords;
  private final ReceiverLists lists = new ReceiverLists();
  private final SealedPasswords sealedPasswords = new SealedPasswords();
  private final AuditLog audit = new AuditLog();
  private final Requests requests = new Requests();

  /// Makes the imports.
  ///
  /// @param transactions where receivers are kept
  /// @param rules what a receiver must be like
  /// @param passwords encrypts passwords
  public ReceiverImports(
      Transactions transactions, ReceiverRules rules, ReceiverPasswords passwords) {
    this.transactions = transactions;
    this.rules = rules;
    this.passwords = passwords;
  }

  /// What tells a request from another one, without giving anything of the document away.
  private record Payload(String documentFingerprint, boolean skipInvalid) {}

  /// Adds the receivers of a list that are not there yet: those of the same driver, host and port
  /// are, unless the driver tells several there apart. A request that is sent again adds nothing.
  ///
  /// @param caller who adds them
  /// @param request the list
  /// @return what became of it; of a repeated request as the first one was answered
  /// @throws FailureException with IMPORT_INVALID, RECEIVER_NAME_TAKEN where somebody else has just
  ///   taken the name of one, or REQUEST_ID_REUSED
  public ImportReport run(Caller caller, ImportRequest request) {
    if (request.mode().dryRun()) {
      return transactions.inSnapshot(tx -> {
        ImportPlan plan = plan(tx, request);
        return plan.report(List.of());
      });
    }
    var payload =
        new Payload(
            passwords.fingerprint(new Secret(request.document())), request.mode().skipInvalid());
    var asked = new Asked(caller.name(), request.requestId(), "ImportReceivers", payload);
    try {
      return transactions.inTransaction(
          tx -> requests.once(tx, asked, ImportReport.class, () -> add(tx, caller, request)));
    } catch (DuplicateReceiverException e) {
      throw new Failure.AlreadyExists(
              Reason.RECEIVER_NAME_TAKEN,
              "a receiver was given the name of one in the list a moment ago; import it again",
              Map.of())
          .exception(e);
    }
  }

  private ImportPlan plan(Tx tx, ImportRequest request) {
    var plan = new ImportPlan(request, rules);
    for (ImportRequest.Entry entry : request.entries()) {
      try {
        rules.verify(entry.wanted().spec());
        plan.add(entry);
      } catch (FailureException e) {
        plan.refuse(entry, e.failure().message());
      }
    }
    plan.verify();
    plan.against(lists.known(tx));
    return plan;
  }

  private ImportReport add(Tx tx, Caller caller, ImportRequest request) {
    lists.lock(tx);
    ImportPlan plan = plan(tx, request);
    List<Wanted> wanted = plan.wanted();
    if (wanted.isEmpty()) {
      return plan.report(List.of());
    }
    List<Integer> ids = lists.create(tx, caller.name(), wanted.stream().map(Wanted::spec).toList());
    Map<Integer, SealedPassword> sealed = new HashMap<>();
    List<AuditEntry> notes = new ArrayList<>();
    for (int n = 0; n < ids.size(); n++) {
      int id = ids.get(n);
      notes.add(ReceiverNotes.imported(caller, id, wanted.get(n)));
      if (wanted.get(n).password() instanceof PasswordChange.Set(Secret password)) {
        sealed.put(id, passwords.seal(id, password));
      }
    }
    if (!sealed.isEmpty()) {
      sealedPasswords.put(tx, sealed);
    }
    audit.appendAll(tx, notes);
    return plan.report(ids);
  }
}
