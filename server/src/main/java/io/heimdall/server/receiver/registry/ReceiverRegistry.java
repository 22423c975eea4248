package io.heimdall.server.receiver.registry;

import io.heimdall.db.Page;
import io.heimdall.db.Transactions;
import io.heimdall.db.Tx;
import io.heimdall.db.audit.AuditEntry;
import io.heimdall.db.audit.AuditLog;
import io.heimdall.db.receiver.DuplicateReceiverException;
import io.heimdall.db.receiver.Receiver;
import io.heimdall.db.receiver.ReceiverFilter;
import io.heimdall.db.receiver.ReceiverRepository;
import io.heimdall.db.receiver.ReceiverSpec;
import io.heimdall.db.receiver.StaleReceiverException;
import io.heimdall.db.recording.RecordingRepository;
import io.heimdall.server.failure.Failure;
import io.heimdall.server.failure.FailureException;
import io.heimdall.server.failure.Reason;
import io.heimdall.server.request.Asked;
import io.heimdall.server.request.Requests;
import io.heimdall.server.security.Caller;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// The registry of receivers. Each change is one transaction with its line in the audit log. Safe
/// for any number of threads; calls block for the database.
public final class ReceiverRegistry {
  private static final String TARGET = "receiver";

  private final Transactions transactions;
  private final ReceiverRules rules;
  private final ReceiverRepository receivers = new ReceiverRepository();
  private final RecordingRepository recordings = new RecordingRepository();
  private final AuditLog audit = new AuditLog();
  private final Requests requests = new Requests();
  private final JsonMapper json = JsonMapper.shared();

  /// Makes a registry.
  ///
  /// @param transactions where it is kept
  /// @param rules what a receiver must be like
  public ReceiverRegistry(Transactions transactions, ReceiverRules rules) {
    this.transactions = transactions;
    this.rules = rules;
  }

  /// Adds a receiver. A request that is sent again adds nothing.
  ///
  /// @param caller who adds it
  /// @param requestId the caller's id for the request; empty for none
  /// @param spec what is said of it
  /// @return the receiver with its new id; of a repeated request as the first one created it
  /// @throws FailureException with RECEIVER_NAME_TAKEN, RECEIVER_DRIVER_UNKNOWN,
  ///   RECEIVER_URL_INVALID or REQUEST_ID_REUSED
  public Receiver create(Caller caller, String requestId, ReceiverSpec spec) {
    var asked = new Asked(caller.name(), requestId, "CreateReceiver", spec);
    return refusing(() ->
        transactions.inTransaction(
            tx -> requests.once(tx, asked, Receiver.class, () -> create(tx, caller, spec))));
  }

  private Receiver create(Tx tx, Caller caller, ReceiverSpec spec) {
    rules.verify(spec);
    Receiver created = receivers.create(tx, caller.name(), spec);
    note(tx, caller, "receiver.create", created.id(), Map.of("after", spec));
    return created;
  }

  /// Shows a receiver.
  ///
  /// @param id its id
  /// @return the receiver
  /// @throws FailureException with RECEIVER_NOT_FOUND
  public Receiver get(int id) {
    return transactions.inSnapshot(tx -> find(tx, id));
  }

  /// Lists receivers by rising id.
  ///
  /// @param filter which ones
  /// @param after the page key to go on after; null for the first page
  /// @param limit the most receivers to return
  /// @return a page
  public Page<Receiver, Integer> list(ReceiverFilter filter, @Nullable Integer after, int limit) {
    return transactions.inSnapshot(tx -> receivers.list(tx, filter, after, limit));
  }

  /// Changes what is said of a receiver.
  ///
  /// @param caller who changes it
  /// @param id the receiver
  /// @param revision the revision the change is made for; empty for any
  /// @param change what becomes of it; called once
  /// @return the changed receiver
  /// @throws FailureException with RECEIVER_NOT_FOUND, ETAG_MISMATCH, RECEIVER_NAME_TAKEN,
  ///   RECEIVER_DRIVER_UNKNOWN or RECEIVER_URL_INVALID
  public Receiver update(
      Caller caller, int id, OptionalLong revision, Function<Receiver, ReceiverSpec> change) {
    return refusing(() ->
        transactions.inTransaction(tx -> {
          Receiver before = receivers.lock(tx, id).orElseThrow(() -> notFound(id));
          long expected = revision.orElse(before.revision());
          ReceiverSpec after = change.apply(before);
          if (!after.equals(before.spec())) {
            rules.verify(after);
          }
          Receiver updated =
              receivers.update(tx, id, expected, after).orElseThrow(() -> notFound(id));
          note(tx, caller, "receiver.update", id, Map.of("before", before.spec(), "after", after));
          return updated;
        }));
  }

  /// Removes a receiver. Its recordings stay.
  ///
  /// @param caller who removes it
  /// @param id the receiver
  /// @param revision the revision to remove; empty for any
  /// @throws FailureException with RECEIVER_NOT_FOUND, ETAG_MISMATCH or RECEIVER_IN_USE
  public void delete(Caller caller, int id, OptionalLong revision) {
    refusing(() ->
        transactions.inTransaction(tx -> {
          Receiver before = find(tx, id);
          if (recordings.receiverInUse(tx, id)) {
            throw inUse(before);
          }
          @Nullable Long expected =
              revision.isPresent() ? Long.valueOf(revision.getAsLong()) : null;
          if (!receivers.delete(tx, id, expected)) {
            throw notFound(id);
          }
          note(tx, caller, "receiver.delete", id, Map.of("before", before.spec()));
          return before;
        }));
  }

  private Receiver find(Tx tx, int id) {
    return receivers.get(tx, id).orElseThrow(() -> notFound(id));
  }

  private void note(Tx tx, Caller caller, String action, int id, Map<String, ReceiverSpec> detail) {
    audit.append(
        tx,
        new AuditEntry(
            caller.name(), action, TARGET, Integer.toString(id), json.writeValueAsString(detail)));
  }

  private static <T> T refusing(Supplier<T> change) {
    try {
      return change.get();
    } catch (DuplicateReceiverException e) {
      throw new Failure.AlreadyExists(
              Reason.RECEIVER_NAME_TAKEN,
              "another receiver has the name '%s'; letter case makes no difference"
                  .formatted(e.name()),
              Map.of("name", e.name()))
          .exception(e);
    } catch (StaleReceiverException e) {
      throw new Failure.Aborted(
              Reason.ETAG_MISMATCH,
              "receiver %d has changed since it was read; read it again and repeat"
                  .formatted(e.receiverId()),
              Map.of("receiverId", Integer.toString(e.receiverId())))
          .exception(e);
    }
  }

  static FailureException notFound(int id) {
    return new Failure.NotFound(
            Reason.RECEIVER_NOT_FOUND,
            "there is no receiver " + id,
            Map.of("receiverId", Integer.toString(id)))
        .exception();
  }

  private static FailureException inUse(Receiver receiver) {
    return new Failure.Precondition(
            Reason.RECEIVER_IN_USE,
            "an acquisition is running on receiver %d (%s); cancel it or wait for its end"
                .formatted(receiver.id(), receiver.spec().name()),
            Map.of("receiverId", Integer.toString(receiver.id())))
        .exception();
  }
}
