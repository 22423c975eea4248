package io.heimdall.server.receiver.registry;

import io.heimdall.db.Database;
import io.heimdall.db.Transactions;
import io.heimdall.db.acquisition.AcquisitionJournal;
import io.heimdall.db.acquisition.AcquisitionPlan;
import io.heimdall.db.acquisition.AcquisitionRepository;
import io.heimdall.db.acquisition.AcquisitionRequest;
import io.heimdall.db.acquisition.Lease;
import io.heimdall.db.acquisition.NewAcquisition;
import io.heimdall.db.audit.AuditEntry;
import io.heimdall.db.audit.AuditFilter;
import io.heimdall.db.audit.AuditLine;
import io.heimdall.db.audit.AuditLog;
import io.heimdall.db.receiver.Receiver;
import io.heimdall.db.receiver.ReceiverRepository;
import io.heimdall.db.receiver.ReceiverSpec;
import io.heimdall.db.receiver.ReceiverSpec.Activity;
import io.heimdall.db.receiver.SealedPassword;
import io.heimdall.db.receiver.SealedPasswords;
import io.heimdall.db.recording.NewRecording;
import io.heimdall.db.recording.ReceiverSnapshot;
import io.heimdall.db.recording.RecordingId;
import io.heimdall.db.recording.RecordingJournal;
import io.heimdall.server.FreshDatabase;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// A registry in a database of its own, without the receivers an installation starts with.
final class Registered implements AutoCloseable {

  private final FreshDatabase postgres;
  final Database database;
  private final ReceiverRepository receivers = new ReceiverRepository();

  Registered() {
    postgres = FreshDatabase.create();
    database = Database.open(postgres.config());
    transactions()
        .runInTransaction(tx -> {
          for (int id = 1; id <= 7; id++) {
            boolean _ = receivers.delete(tx, id, null);
          }
        });
  }

  Transactions transactions() {
    return database.transactions();
  }

  int add(Activity activity) {
    return add("kiwi", "http://192.0.2.1:8073", activity);
  }

  int add(String driver, String url, Activity activity) {
    var spec =
        new ReceiverSpec(
            driver,
            "Receiver " + UUID.randomUUID(),
            url,
            new ReceiverSpec.Location("", null),
            activity,
            ReceiverSpec.TuningDefaults.NONE,
            30,
            3);
    return transactions().inTransaction(tx -> receivers.create(tx, "tester", spec)).id();
  }

  Receiver get(int id) {
    return transactions().inSnapshot(tx -> receivers.get(tx, id)).orElseThrow();
  }

  Activity activityOf(int id) {
    return get(id).spec().activity();
  }

  void update(int id, Activity activity) {
    transactions()
        .runInTransaction(tx -> {
          Receiver now = receivers.get(tx, id).orElseThrow();
          var _ =
              receivers
                  .update(tx, id, now.revision(), now.spec().withActivity(activity))
                  .orElseThrow();
        });
  }

  /// Gives a receiver another place, and with it another password.
  void move(int id, String url, SealedPassword password) {
    transactions()
        .runInTransaction(tx -> {
          Receiver now = receivers.get(tx, id).orElseThrow();
          ReceiverSpec spec = now.spec();
          var moved =
              new ReceiverSpec(
                  spec.driver(),
                  spec.name(),
                  url,
                  spec.location(),
                  spec.activity(),
                  spec.tuning(),
                  spec.timeoutSeconds(),
                  spec.retryCount());
          var _ = receivers.update(tx, id, now.revision(), moved).orElseThrow();
          new SealedPasswords().put(tx, Map.of(id, password));
        });
  }

  void remove(int id) {
    transactions()
        .runInTransaction(tx -> {
          boolean _ = receivers.delete(tx, id, null);
        });
  }

  /// Has an acquisition be at work with a receiver.
  void occupy(int id) {
    Lease lease = plan(id);
    transactions()
        .runInTransaction(tx -> {
          var fence = new AcquisitionRepository().fence(tx, lease);
          boolean _ = new AcquisitionJournal().start(fence, Instant.now(), false);
        });
  }

  /// Has an acquisition that has not begun name a receiver.
  Lease plan(int id) {
    var wanted =
        new NewAcquisition(
            UUID.randomUUID(),
            AcquisitionRequest.of("tester", UUID.randomUUID().toString(), "hash"),
            new AcquisitionPlan(7_000_000, 1_000_000_000L, 0, 1, Instant.now(), "{}", "{}"),
            List.of(7_000_000L),
            null,
            "node");
    var acquisitions = new AcquisitionRepository();
    return transactions()
        .inTransaction(tx -> {
          var made = acquisitions.create(tx, wanted).acquisition();
          var recording =
              new NewRecording(
                  new RecordingId(made.id(), id, 0),
                  "tester",
                  new ReceiverSnapshot("Receiver", "http://192.0.2.1", null),
                  7_000_000,
                  12_000);
          new RecordingJournal().add(acquisitions.fence(tx, made.lease()), List.of(recording));
          return made.lease();
        });
  }

  /// What was done to a receiver, the oldest first.
  List<AuditEntry> audited(int id) {
    var filter = new AuditFilter(null, "receiver", Integer.toString(id), null, null);
    return transactions()
        .inSnapshot(tx -> new AuditLog().list(tx, filter, null, 100))
        .rows()
        .reversed()
        .stream()
        .map(AuditLine::entry)
        .toList();
  }

  @Override
  public void close() {
    database.close();
    postgres.close();
  }
}
