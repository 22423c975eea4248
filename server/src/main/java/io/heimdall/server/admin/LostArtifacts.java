package io.heimdall.server.admin;

import io.heimdall.db.SoleRight;
import io.heimdall.db.Transactions;
import io.heimdall.db.artifact.ArtifactObjectIndex;
import io.heimdall.db.artifact.ArtifactObjectIndex.ListedFile;
import io.heimdall.server.artifact.ArtifactDocuments;
import io.heimdall.server.artifact.ArtifactKeys;
import io.heimdall.server.storage.ObjectStore;
import io.heimdall.server.storage.StoredObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Finds artifacts of which the store has lost something. Of bytes it looks whether the object is
/// there and how large it is, by rows and the store's listing side by side, both in the order of
/// keys; what the listing lacks is looked up. The documents about artifacts are read.
final class LostArtifacts {
  private static final int ROWS = 5000;

  /// What is looked up between two chances to stop.
  private static final int BATCH = 100;

  private final Transactions transactions;
  private final ObjectStore store;
  private final SoleRight right;
  private final Listing listing;
  private final ArtifactDocuments documents;
  private final ArtifactObjectIndex index = new ArtifactObjectIndex();

  LostArtifacts(Transactions transactions, ObjectStore store, SoleRight right) {
    this.transactions = transactions;
    this.store = store;
    this.right = right;
    this.listing = new Listing(store, ArtifactKeys.USERS);
    this.documents = new ArtifactDocuments(transactions, store);
  }

  /// @param mode whether documents that are not as they should be are written again
  void run(SweepOptions.Mode mode, SweepFinding.Taker findings) throws InterruptedException {
    lookForBytes(findings);
    readDocuments(mode, findings);
  }

  private void lookForBytes(SweepFinding.Taker findings) throws InterruptedException {
    List<ListedFile> rows = List.of();
    do {
      Undisturbed.orStop();
      String after = rows.isEmpty() ? null : rows.getLast().objectKey();
      rows = Undisturbed.run(() -> files(after));
      List<ListedFile> page = rows;
      List<ListedFile> suspects =
          Undisturbed.run(() -> page.stream().filter(file -> !seen(file)).toList());
      for (int first = 0; first < suspects.size(); first += BATCH) {
        Undisturbed.orStop();
        List<ListedFile> some = suspects.subList(first, Math.min(suspects.size(), first + BATCH));
        for (SweepFinding lost : Undisturbed.run(() -> lost(some))) {
          findings.take(lost);
        }
      }
    } while (rows.size() == ROWS);
  }

  private List<ListedFile> files(@Nullable String after) {
    right.confirm();
    return transactions.inTransaction(tx -> index.files(tx, after, ROWS));
  }

  private boolean seen(ListedFile file) {
    return listing.find(file.objectKey()).filter(object -> whole(file, object)).isPresent();
  }

  private static boolean whole(ListedFile file, StoredObject object) {
    return object.sizeBytes() == file.storedBytes();
  }

  /// What is not as it should be when looked up, and still needed after that.
  private List<SweepFinding> lost(List<ListedFile> suspects) {
    List<SweepFinding> lost = new ArrayList<>();
    for (ListedFile file : suspects) {
      Optional<StoredObject> object = store.head(file.objectKey());
      if (object.filter(one -> whole(file, one)).isEmpty()) {
        SweepFinding.Fault fault =
            object.isEmpty() ? SweepFinding.Fault.GONE : SweepFinding.Fault.WRONG_SIZE;
        lost.add(new SweepFinding.Lost(file.objectKey(), file.artifactId(), fault));
      }
    }
    if (lost.isEmpty()) {
      return lost;
    }
    List<String> keys = suspects.stream().map(ListedFile::objectKey).toList();
    Set<String> needed = transactions.inTransaction(tx -> index.needed(tx, keys));
    return lost.stream()
        .filter(one -> one instanceof SweepFinding.Lost it && needed.contains(it.objectKey()))
        .toList();
  }

  private void readDocuments(SweepOptions.Mode mode, SweepFinding.Taker findings)
      throws InterruptedException {
    List<UUID> ids = List.of();
    do {
      Undisturbed.orStop();
      UUID after = ids.isEmpty() ? null : ids.getLast();
      ids = Undisturbed.run(() -> written(after));
      for (UUID id : ids) {
        Undisturbed.orStop();
        Optional<SweepFinding.Fault> fault = Undisturbed.run(() -> fault(mode, id));
        if (fault.isPresent()) {
          findings.take(new SweepFinding.Lost(ArtifactKeys.document(id), id, fault.get()));
        }
      }
    } while (ids.size() == BATCH);
  }

  private List<UUID> written(@Nullable UUID after) {
    right.confirm();
    return transactions.inTransaction(tx -> index.documents(tx, after, BATCH));
  }

  private Optional<SweepFinding.Fault> fault(SweepOptions.Mode mode, UUID id) {
    Optional<ArtifactDocuments.Fault> found =
        switch (mode) {
          case PLAN -> documents.look(id);
          case EXECUTE -> documents.verify(id);
        };
    return found.flatMap(fault ->
        switch (fault) {
          case MISSING -> Optional.of(SweepFinding.Fault.GONE);
          case DAMAGED, DIFFERENT -> Optional.of(SweepFinding.Fault.DAMAGED);
          // It changed a moment ago, and is written anew anyway.
          case OLD -> Optional.empty();
        });
  }
}
