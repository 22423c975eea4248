package io.heimdall.server.admin;

import io.heimdall.db.SoleRight;
import io.heimdall.db.Transactions;
import io.heimdall.db.recording.ListedObject;
import io.heimdall.db.recording.ObjectClaim;
import io.heimdall.db.recording.ObjectIndex;
import io.heimdall.db.recording.ObjectName;
import io.heimdall.server.storage.ObjectStore;
import io.heimdall.server.storage.SessionLayout;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Finds the rows whose object is gone: reads rows and the store's listing side by side, both in
/// the order of keys, and looks up what the listing lacks, since it may have been read before the
/// object was written.
final class MissingHunt {
  private static final int ROWS = 5000;

  /// Objects that are looked up between two chances to stop.
  private static final int BATCH = 100;

  private final Transactions transactions;
  private final ObjectStore store;
  private final SoleRight right;
  private final Listing listing;
  private final ObjectIndex index = new ObjectIndex();

  MissingHunt(Transactions transactions, ObjectStore store, SoleRight right) {
    this.transactions = transactions;
    this.store = store;
    this.right = right;
    this.listing = new Listing(store, SessionLayout.ROOT);
  }

  void run(SweepFinding.Taker findings) throws InterruptedException {
    ListedObject last = null;
    while (true) {
      Undisturbed.orStop();
      ListedObject after = last;
      List<ListedObject> rows = Undisturbed.run(() -> page(after));
      List<ListedObject> unseen = Undisturbed.run(() -> unseen(rows));
      for (int first = 0; first < unseen.size(); first += BATCH) {
        Undisturbed.orStop();
        List<ListedObject> some = unseen.subList(first, Math.min(unseen.size(), first + BATCH));
        for (ListedObject gone : Undisturbed.run(() -> gone(some))) {
          findings.take(new SweepFinding.Missing(gone.objectKey(), gone.recording()));
        }
      }
      if (rows.size() < ROWS) {
        return;
      }
      last = rows.getLast();
    }
  }

  private List<ListedObject> page(@Nullable ListedObject after) {
    right.confirm();
    return transactions.inTransaction(tx -> index.page(tx, after, ROWS));
  }

  private List<ListedObject> unseen(List<ListedObject> rows) {
    return rows.stream().filter(row -> !listing.holds(row.objectKey())).toList();
  }

  /// What is not there when looked up, and still listed after that.
  private List<ListedObject> gone(List<ListedObject> unseen) {
    List<ListedObject> gone =
        unseen.stream().filter(row -> store.head(row.objectKey()).isEmpty()).toList();
    if (gone.isEmpty()) {
      return gone;
    }
    List<ObjectName> names =
        gone.stream()
            .map(row -> new ObjectName(row.objectKey(), row.objectKey(), row.recording()))
            .toList();
    Map<String, ObjectClaim> claims = transactions.inTransaction(tx -> index.claims(tx, names));
    return gone.stream().filter(row -> claims.get(row.objectKey()) == ObjectClaim.LISTED).toList();
  }
}
