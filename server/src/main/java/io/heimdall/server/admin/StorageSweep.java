package io.heimdall.server.admin;

import io.heimdall.db.Database;
import io.heimdall.db.SoleRight;
import io.heimdall.db.artifact.ArtifactObjectIndex;
import io.heimdall.db.audit.AuditEntry;
import io.heimdall.db.audit.AuditLog;
import io.heimdall.db.recording.ObjectIndex;
import io.heimdall.server.failure.Failure;
import io.heimdall.server.failure.FailureException;
import io.heimdall.server.failure.Reason;
import io.heimdall.server.security.Caller;
import io.heimdall.server.storage.ObjectStore;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/// Compares the objects of all sessions, and of users' artifacts, with the rows that list them, in
/// both directions, in constant memory: a page of objects or rows at a time.
///
/// An object is an orphan when no row lists it, its acquisition has ended, and it is old enough. An
/// object comes before its row and every row before the end of its acquisition, so that one that is
/// on its way is never taken for an orphan; the age guards against what that order does not know,
/// such as a database that was restored from a backup. An object of an artifact is an orphan when
/// neither a file nor an upload under way lists it, and it is not about to be removed. Objects
/// under other names than those of [io.heimdall.server.storage.SessionLayout] belong to somebody
/// else: they are counted among those looked at and never touched.
public final class StorageSweep {
  private static final String RIGHT = "storage-sweep";

  private final Database database;
  private final ObjectStore store;
  private final InstantSource clock;
  private final AuditLog audit = new AuditLog();

  /// Prepares sweeps.
  ///
  /// @param database where the rows are
  /// @param store where the objects are
  /// @param clock says how old objects are
  public StorageSweep(Database database, ObjectStore store, InstantSource clock) {
    this.database = database;
    this.store = store;
    this.clock = clock;
  }

  /// Sweeps: first the orphans, in the order of their keys, then the rows whose object is gone,
  /// then artifacts whose objects are not as they should be. Interrupting stops it between two
  /// steps; what was deleted until then stays deleted, and another sweep does the rest.
  ///
  /// @param caller who sweeps, for the audit log
  /// @param options what to do
  /// @param findings takes what is found, as it is found
  /// @return the totals
  /// @throws FailureException with SWEEP_RUNNING while another sweep is under way in the cluster
  /// @throws InterruptedException when it was stopped
  public SweepTotals run(Caller caller, SweepOptions options, SweepFinding.Taker findings)
      throws InterruptedException {
    SoleRight right =
        Undisturbed.run(() -> database.take(RIGHT)).orElseThrow(StorageSweep::running);
    try {
      return options.executes()
          ? audited(caller, options, right, findings)
          : sweep(options, right, new SweepCount(), findings);
    } finally {
      Undisturbed.act(right::close);
    }
  }

  /// Tells the audit log before anything is deleted, and however it ends, what was.
  private SweepTotals audited(
      Caller caller, SweepOptions options, SoleRight right, SweepFinding.Taker findings)
      throws InterruptedException {
    var count = new SweepCount();
    note(
        caller,
        "storage.sweep.begin",
        "{\"minAgeSeconds\": %d}".formatted(options.minAge().toSeconds()));
    try {
      return sweep(options, right, count, findings);
    } finally {
      SweepTotals totals = count.totals();
      note(
          caller,
          "storage.sweep.end",
          "{\"objects\": %d, \"orphans\": %d, \"orphanBytes\": %d, \"deleted\": %d, \"missing\": %d}"
              .formatted(
                  totals.objects(),
                  totals.orphans(),
                  totals.orphanBytes(),
                  totals.deleted(),
                  totals.missing()));
    }
  }

  private SweepTotals sweep(
      SweepOptions options, SoleRight right, SweepCount count, SweepFinding.Taker findings)
      throws InterruptedException {
    SweepFinding.Taker counted =
        finding -> {
          count.found(finding);
          findings.take(finding);
        };
    Instant newest =
        options.minAge().isZero() ? Instant.MAX : clock.instant().minus(options.minAge());
    for (ObjectOwners owners : owners()) {
      new OrphanHunt(owners, store, right, newest, count).run(options.mode(), counted);
    }
    new MissingHunt(database.transactions(), store, right).run(counted);
    new LostArtifacts(database.transactions(), store, right).run(options.mode(), counted);
    return count.totals();
  }

  private List<ObjectOwners> owners() {
    return List.of(
        new ArtifactObjects(database.transactions(), new ArtifactObjectIndex()),
        new SessionObjects(database.transactions(), new ObjectIndex()));
  }

  private void note(Caller caller, String action, String detail) {
    var entry = new AuditEntry(caller.name(), action, "bucket", store.address().bucket(), detail);
    Undisturbed.act(() -> database.transactions().runInTransaction(tx -> audit.append(tx, entry)));
  }

  private static FailureException running() {
    return new Failure.Aborted(
            Reason.SWEEP_RUNNING, "another sweep is under way in this installation")
        .exception();
  }
}
