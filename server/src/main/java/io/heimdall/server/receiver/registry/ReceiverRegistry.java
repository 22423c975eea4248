package io.heimdall.server.receiver.registry;

import io.heimdall.db.Page;
import io.heimdall.db.Transactions;
import io.heimdall.db.Tx;
import io.heimdall.db.audit.AuditLog;
import io.heimdall.db.receiver.DuplicateReceiverException;
import io.heimdall.db.receiver.Receiver;
import io.heimdall.db.receiver.ReceiverFilter;
import io.heimdall.db.receiver.ReceiverRepository;
import io.heimdall.db.receiver.ReceiverSpec;
import io.heimdall.db.receiver.SealedPasswords;
import io.heimdall.db.receiver.StaleReceiverException;
import io.heimdall.db.recording.RecordingRepository;
import io.heimdall.server.failure.Failure;
import io.heimdall.server.failure.FailureException;
import io.heimdall.server.failure.Reason;
import io.heimdall.server.receiver.ReceiverPasswords;
import io.heimdall.server.receiver.station.Stations;
import io.heimdall.server.request.Asked;
import io.heimdall.server.request.Requests;
import io.heimdall.server.security.Caller;
import io.heimdall.server.security.Secret;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The registry of receivers. Each change is one transaction with its line in the audit log. Safe
/// for any number of threads; calls block for the database.
public final class ReceiverRegistry {
  /// Drivers whose URL may lead to a station without IQ.
  private static final Set<String> MISTAKABLE = Set.of("kiwi", "http");

  private final Transactions transactions;
  private final ReceiverRules rules;
  private final Stations stations;
  private final ReceiverPasswords passwords;
  private final ReceiverRepository receivers = new ReceiverRepository();
  private final SealedPasswords sealed = new SealedPasswords();
  private final RecordingRepository recordings = new RecordingRepository();
  private final AuditLog audit = new AuditLog();
  private final Requests requests = new Requests();

  /// Makes a registry.
  ///
  /// @param transactions where it is kept
  /// @param rules what a receiver must be like
  /// @param stations recognizes stations that give no IQ
  /// @param passwords encrypts passwords
  public ReceiverRegistry(
      Transactions transactions,
      ReceiverRules rules,
      Stations stations,
      ReceiverPasswords passwords) {
    this.transactions = transactions;
    this.rules = rules;
    this.stations = stations;
    this.passwords = passwords;
  }

  /// What tells a request to create a receiver from another one.
  private record Payload(ReceiverSpec spec, String passwordFingerprint) {}

  /// Adds a receiver. A request that is sent again adds nothing.
  ///
  /// @param caller who adds it
  /// @param requestId the caller's id for the request; empty for none
  /// @param wanted what is said of it
  /// @return the receiver with its new id; of a repeated request as the first one created it
  /// @throws FailureException with RECEIVER_NAME_TAKEN, RECEIVER_DRIVER_UNKNOWN,
  ///   RECEIVER_URL_INVALID, RECEIVER_GIVES_NO_IQ, RECEIVER_LISTEN_ONLY or REQUEST_ID_REUSED
  public Receiver create(Caller caller, String requestId, Wanted wanted) {
    var payload = new Payload(wanted.spec(), fingerprint(wanted.password()));
    var asked = new Asked(caller.name(), requestId, "CreateReceiver", payload);
    Optional<Receiver> earlier =
        transactions.inSnapshot(tx -> requests.earlier(tx, asked, Receiver.class));
    return earlier.orElseGet(() -> {
      rules.verify(wanted.spec());
      refuseStation(wanted.spec());
      return refusing(() ->
          transactions.inTransaction(
              tx -> requests.once(tx, asked, Receiver.class, () -> create(tx, caller, wanted))));
    });
  }

  private Receiver create(Tx tx, Caller caller, Wanted wanted) {
    Receiver created = receivers.create(tx, caller.name(), wanted.spec());
    Receiver now = withPassword(tx, created, wanted.password());
    audit.append(tx, ReceiverNotes.created(caller, now.id(), wanted));
    return now;
  }

  private String fingerprint(PasswordChange change) {
    return change instanceof PasswordChange.Set(Secret password)
        ? passwords.fingerprint(password)
        : "";
  }

  private Receiver withPassword(Tx tx, Receiver receiver, PasswordChange change) {
    int id = receiver.id();
    switch (change) {
      case PasswordChange.Keep() -> {
        return receiver;
      }
      case PasswordChange.Remove() -> sealed.remove(tx, id);
      case PasswordChange.Set(Secret password) ->
          sealed.put(tx, Map.of(id, passwords.seal(id, password)));
    }
    return find(tx, id);
  }

  /// Asks the network, so that no transaction may be open.
  private void refuseStation(ReceiverSpec spec) {
    if (MISTAKABLE.contains(spec.driver())) {
      stations
          .recognize(URI.create(spec.url()))
          .ifPresent(kind -> {
            throw new Failure.Invalid(
                    Reason.RECEIVER_GIVES_NO_IQ,
                    "receiver.url",
                    ("%s is %s, which gives no IQ: %s; to keep it for people to look up, add it"
                            + " with the driver listen_only")
                        .formatted(spec.url(), kind.label(), kind.instead()))
                .exception();
          });
    }
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

  /// Changes what is said of a receiver. Where driver or URL change, the station there is looked at
  /// first, and the change is for the receiver as it was then. Where driver, scheme, host or port
  /// change, its password is removed unless another one is set.
  ///
  /// @param caller who changes it
  /// @param id the receiver
  /// @param revision the revision the change is made for; empty for any
  /// @param change what becomes of it; may be called twice
  /// @return the changed receiver
  /// @throws FailureException with RECEIVER_NOT_FOUND, ETAG_MISMATCH, RECEIVER_NAME_TAKEN,
  ///   RECEIVER_DRIVER_UNKNOWN, RECEIVER_URL_INVALID, RECEIVER_GIVES_NO_IQ or RECEIVER_LISTEN_ONLY
  public Receiver update(
      Caller caller, int id, OptionalLong revision, Function<Receiver, Wanted> change) {
    OptionalLong lookedAt = look(id, revision, change);
    return refusing(() ->
        transactions.inTransaction(tx -> {
          Receiver before = receivers.lock(tx, id).orElseThrow(() -> notFound(id));
          Wanted asked = change.apply(before);
          if (!asked.spec().equals(before.spec())) {
            rules.verify(asked.spec());
          }
          Wanted wanted = withoutStrayPassword(before, asked);
          long expected = lookedAt.orElse(before.revision());
          Receiver updated =
              receivers.update(tx, id, expected, wanted.spec()).orElseThrow(() -> notFound(id));
          audit.append(tx, ReceiverNotes.updated(caller, id, before.spec(), wanted));
          return withPassword(tx, updated, wanted.password());
        }));
  }

  /// A password is for whom it was given for: it does not go to another address by itself.
  private static Wanted withoutStrayPassword(Receiver before, Wanted wanted) {
    boolean stray =
        before.hasPassword()
            && wanted.password() instanceof PasswordChange.Keep
            && Destination.differs(before.spec(), wanted.spec());
    return stray ? new Wanted(wanted.spec(), PasswordChange.REMOVE) : wanted;
  }

  /// @return the revision that the change is for; empty for any
  private OptionalLong look(int id, OptionalLong revision, Function<Receiver, Wanted> change) {
    Receiver seen = get(id);
    ReceiverSpec after = change.apply(seen).spec();
    if (after.sameStation(seen.spec())) {
      return revision;
    }
    rules.verify(after);
    refuseStation(after);
    return revision.isPresent() ? revision : OptionalLong.of(seen.revision());
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
          audit.append(tx, ReceiverNotes.deleted(caller, id, before.spec()));
          return before;
        }));
  }

  private Receiver find(Tx tx, int id) {
    return receivers.get(tx, id).orElseThrow(() -> notFound(id));
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
