package io.heimdall.server.artifact;

import io.heimdall.db.Transactions;
import io.heimdall.server.schedule.Schedule;
import io.heimdall.server.storage.ObjectStore;
import java.time.Duration;
import java.time.InstantSource;

/// Everything about artifacts but the transfer of their bytes.
///
/// @param artifacts which there are
/// @param history what they were
/// @param edits changes what is said of them
/// @param sharing whom they are shared with
/// @param publishing makes them public
/// @param trash deletes them
/// @param aging removes old versions
/// @param documents copies of what is said of them, in the store
/// @param tallies keeps their counts short
public record Catalogue(
    Artifacts artifacts,
    ArtifactHistory history,
    ArtifactEdits edits,
    ArtifactSharing sharing,
    Publishing publishing,
    ArtifactTrash trash,
    VersionAging aging,
    ArtifactDocuments documents,
    TallyFolding tallies) {

  private static final Duration COPIES_PAUSE = Duration.ofSeconds(15);
  private static final Duration DOCUMENTS_PAUSE = Duration.ofSeconds(15);
  private static final Duration TALLIES_PAUSE = Duration.ofSeconds(30);
  private static final Duration REMOVAL_PAUSE = Duration.ofMinutes(10);

  /// Opens it.
  ///
  /// @param transactions where artifacts are kept
  /// @param store where their bytes are
  /// @param copies copies bytes for the public
  /// @param clock the host's UTC
  /// @param trashKept how long deleted artifacts can be undeleted
  /// @return the catalogue
  public static Catalogue open(
      Transactions transactions,
      ObjectStore store,
      PublicCopies copies,
      InstantSource clock,
      Duration trashKept) {
    var rights = new Rights(clock);
    var journal = new ArtifactJournal(clock);
    return new Catalogue(
        new Artifacts(transactions, rights),
        new ArtifactHistory(transactions, rights),
        new ArtifactEdits(transactions, rights, journal, clock),
        new ArtifactSharing(transactions, rights, journal, clock),
        new Publishing(transactions, rights, journal, copies, clock),
        new ArtifactTrash(transactions, rights, journal, clock, trashKept),
        new VersionAging(transactions, journal, clock),
        new ArtifactDocuments(transactions, store),
        new TallyFolding(transactions));
  }

  /// Has done in the background what nobody waits for.
  ///
  /// @param housekeeping a schedule that has not started
  public void schedule(Schedule housekeeping) {
    housekeeping.every("artifact-copies", COPIES_PAUSE, publishing::run);
    housekeeping.every("artifact-documents", DOCUMENTS_PAUSE, documents::run);
    housekeeping.every("artifact-tallies", TALLIES_PAUSE, tallies::run);
    housekeeping.every("artifact-trash", REMOVAL_PAUSE, trash::run);
    housekeeping.every("artifact-versions", REMOVAL_PAUSE, aging::run);
  }
}
