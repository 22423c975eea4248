package io.heimdall.server.artifact;

import io.heimdall.db.Transactions;
import io.heimdall.db.Tx;
import io.heimdall.db.artifact.Access;
import io.heimdall.db.artifact.Artifact;
import io.heimdall.db.artifact.ArtifactRepository;
import io.heimdall.db.artifact.ArtifactSpec;
import io.heimdall.db.artifact.TagRepository;
import io.heimdall.db.artifact.TagRepository.Retagging;
import io.heimdall.db.artifact.VersionRepository;
import io.heimdall.server.failure.Failure;
import io.heimdall.server.failure.FailureException;
import io.heimdall.server.failure.Reason;
import io.heimdall.server.security.Caller;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;

/// Changes of what is said of artifacts, and of which version is the current one. Each is one
/// transaction, but for [#rename]. Safe for any number of threads; calls block for the database.
///
/// Methods throw a [FailureException] with ARTIFACT_NOT_FOUND where the caller does not see an
/// artifact, ACCESS_TOO_SMALL where the caller may not change it, ARTIFACT_DELETED, and where they
/// are given a revision ETAG_MISMATCH.
public final class ArtifactEdits {

  private static final int MOST_TAGS = 100;

  /// A transaction of this size takes less than a second.
  private static final int RENAMED_AT_A_TIME = 1000;

  private final Transactions transactions;
  private final Rights rights;
  private final ArtifactJournal journal;
  private final InstantSource clock;
  private final ArtifactRepository artifacts = new ArtifactRepository();
  private final TagRepository tags = new TagRepository();
  private final VersionRepository versions = new VersionRepository();

  /// Opens the edits.
  ///
  /// @param transactions where artifacts are kept
  /// @param rights who may do what
  /// @param journal changes artifacts
  /// @param clock the host's UTC
  public ArtifactEdits(
      Transactions transactions, Rights rights, ArtifactJournal journal, InstantSource clock) {
    this.transactions = transactions;
    this.rights = rights;
    this.journal = journal;
    this.clock = clock;
  }

  /// Changes what is said of an artifact. Where nothing changes, there is no new revision. Which of
  /// its versions are kept is its owner's to say.
  ///
  /// @param caller who changes it
  /// @param id the artifact
  /// @param revision the revision that the caller has seen; empty: whatever it is
  /// @param change makes what is said from now on of what was said
  /// @return the artifact
  public Rights.Seen update(
      Caller caller, UUID id, OptionalLong revision, UnaryOperator<ArtifactSpec> change) {
    return transactions.inTransaction(tx -> {
      Rights.Seen seen = lock(tx, caller, id, revision);
      ArtifactSpec changed = change.apply(seen.artifact().spec());
      if (!changed.retention().equals(seen.artifact().spec().retention())) {
        // It removes versions for good, at once.
        rights.require(seen, Access.OWN);
      }
      return changed.equals(seen.artifact().spec())
          ? seen
          : new Rights.Seen(
              journal.say(tx, caller.name(), seen.artifact(), changed, "update"), seen.access());
    });
  }

  /// Makes a new version that equals an old one, unless the current one does.
  ///
  /// @param caller who does it
  /// @param id the artifact
  /// @param version the old version
  /// @param revision the revision that the caller has seen; empty: whatever it is
  /// @return the artifact
  /// @throws FailureException also with ARTIFACT_VERSION_NOT_FOUND
  public Rights.Seen restore(Caller caller, UUID id, int version, OptionalLong revision) {
    return transactions.inTransaction(tx -> {
      Rights.Seen seen = lock(tx, caller, id, revision);
      var old = versions.find(tx, id, version).orElseThrow(() -> notFound(id, version));
      return old.content().equals(seen.artifact().content())
          ? seen
          : new Rights.Seen(
              journal.restore(tx, caller.name(), seen.artifact(), old), seen.access());
    });
  }

  private static FailureException notFound(UUID id, int version) {
    return new Failure.NotFound(
            Reason.ARTIFACT_VERSION_NOT_FOUND,
            "artifact %s has no version %d".formatted(id, version),
            Map.of("artifactId", id.toString(), "version", Integer.toString(version)))
        .exception();
  }

  private Rights.Seen lock(Tx tx, Caller caller, UUID id, OptionalLong revision) {
    Rights.Seen seen = rights.lockUndeleted(tx, caller, id, Access.WRITE);
    Expected.revision(seen.artifact(), revision);
    return seen;
  }

  /// Takes tags away from artifacts and adds others, all or nothing.
  ///
  /// @param caller who does it
  /// @param ids the artifacts, none twice
  /// @param add tags to add
  /// @param remove tags to take away
  /// @return the artifacts, in the same order
  /// @throws FailureException also with FIELD_INVALID where an artifact would have more than 100
  ///   tags, or where a tag is to be added and taken away
  public List<Rights.Seen> tag(Caller caller, List<UUID> ids, Set<String> add, Set<String> remove) {
    if (add.stream().anyMatch(remove::contains)) {
      throw new Failure.Invalid(
              Reason.FIELD_INVALID, "remove", "a tag is to be added and to be taken away")
          .exception();
    }
    return transactions.inTransaction(tx -> {
      Map<UUID, Access> access = new HashMap<>();
      rights
          .lockAll(tx, caller, ids, Access.WRITE)
          .forEach(seen -> {
            requireRoom(seen.artifact(), add, remove);
            access.put(seen.artifact().id(), seen.access());
          });
      var _ = tags.change(tx, ids, new Retagging(caller.name(), now(), remove, add));
      return artifacts.findAll(tx, ids).stream()
          .map(artifact ->
              new Rights.Seen(artifact, access.getOrDefault(artifact.id(), Access.WRITE)))
          .toList();
    });
  }

  private static void requireRoom(Artifact artifact, Set<String> add, Set<String> remove) {
    var tags = new ArrayList<>(artifact.spec().tags());
    tags.removeAll(remove);
    tags.addAll(add);
    if (tags.stream().distinct().count() > MOST_TAGS) {
      throw new Failure.Invalid(
              Reason.FIELD_INVALID,
              "add",
              "artifact %s would have more than %d tags".formatted(artifact.id(), MOST_TAGS))
          .exception();
    }
  }

  /// Gives a tag another name on every artifact that the caller may change, a thousand at a time,
  /// each lot of them in a transaction of its own. Where it breaks off, it can be asked for again.
  ///
  /// @param caller who does it
  /// @param tag its name
  /// @param newTag its new name
  /// @return how many artifacts have changed
  public int rename(Caller caller, String tag, String newTag) {
    if (tag.equals(newTag)) {
      return 0;
    }
    int renamed = 0;
    List<UUID> done = List.of();
    do {
      UUID after = done.isEmpty() ? null : done.getLast();
      done =
          transactions.inTransaction(tx -> {
            List<UUID> ids = tags.lock(tx, rights.viewer(caller), tag, after, RENAMED_AT_A_TIME);
            var _ =
                tags.change(
                    tx, ids, new Retagging(caller.name(), now(), List.of(tag), List.of(newTag)));
            return ids;
          });
      renamed += done.size();
    } while (done.size() == RENAMED_AT_A_TIME);
    return renamed;
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
