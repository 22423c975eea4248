package io.heimdall.server.admin;

import io.heimdall.db.SoleRight;
import io.heimdall.db.recording.ObjectClaim;
import io.heimdall.server.storage.ObjectPage;
import io.heimdall.server.storage.ObjectStore;
import io.heimdall.server.storage.StoredObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Finds the objects that no row lists, page by page of the store's listing, one statement for
/// each.
final class OrphanHunt {
  private static final int PAGE = 1000;

  /// Objects that are looked up again and deleted between two chances to stop.
  private static final int BATCH = 100;

  private final ObjectOwners owners;
  private final ObjectStore store;
  private final SoleRight right;
  private final Instant newest;
  private final SweepCount count;

  /// @param owners whose objects are looked at
  /// @param newest objects written after this are too young
  /// @param count learns of objects that are no findings
  OrphanHunt(
      ObjectOwners owners, ObjectStore store, SoleRight right, Instant newest, SweepCount count) {
    this.owners = owners;
    this.store = store;
    this.right = right;
    this.newest = newest;
    this.count = count;
  }

  void run(SweepOptions.Mode mode, SweepFinding.Taker findings) throws InterruptedException {
    String after = "";
    while (true) {
      Undisturbed.orStop();
      String from = after;
      ObjectPage page = Undisturbed.run(() -> store.list(owners.root(), from, PAGE));
      count.looked(page.objects().size());
      List<StoredObject> orphans = Undisturbed.run(() -> orphansAmong(page.objects()));
      for (int first = 0; first < orphans.size(); first += BATCH) {
        Undisturbed.orStop();
        report(orphans.subList(first, Math.min(orphans.size(), first + BATCH)), mode, findings);
      }
      if (!page.more() || page.objects().isEmpty()) {
        return;
      }
      after = page.objects().getLast().key();
    }
  }

  private void report(
      List<StoredObject> orphans, SweepOptions.Mode mode, SweepFinding.Taker findings)
      throws InterruptedException {
    boolean deleted = mode == SweepOptions.Mode.EXECUTE;
    List<StoredObject> found = deleted ? Undisturbed.run(() -> delete(orphans)) : orphans;
    for (StoredObject orphan : found) {
      findings.take(
          new SweepFinding.Orphan(
              orphan.key(), orphan.sizeBytes(), orphan.modifiedAt().orElseThrow(), deleted));
    }
  }

  /// Deletes what is still an orphan when looked up once more.
  private List<StoredObject> delete(List<StoredObject> orphans) {
    List<StoredObject> still =
        orphansAmong(orphans.stream().flatMap(one -> store.head(one.key()).stream()).toList());
    right.confirm();
    store.delete(still.stream().map(StoredObject::key).toList());
    return still;
  }

  private List<StoredObject> orphansAmong(List<StoredObject> objects) {
    Map<String, ObjectClaim> claims = owners.claims(objects);
    var orphans = new ArrayList<StoredObject>();
    for (StoredObject object : objects) {
      ObjectClaim claim = claims.getOrDefault(object.key(), ObjectClaim.LISTED);
      if (claim == ObjectClaim.NONE && oldEnough(object)) {
        orphans.add(object);
      } else if (claim != ObjectClaim.LISTED) {
        count.young();
      }
    }
    return orphans;
  }

  private boolean oldEnough(StoredObject object) {
    Optional<Instant> written = object.modifiedAt();
    return written.isPresent() && !written.get().isAfter(newest);
  }
}
