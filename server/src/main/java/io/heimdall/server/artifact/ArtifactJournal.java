package io.heimdall.server.artifact;

import io.heimdall.db.Tx;
import io.heimdall.db.artifact.Artifact;
import io.heimdall.db.artifact.ArtifactChange;
import io.heimdall.db.artifact.ArtifactEventLog;
import io.heimdall.db.artifact.ArtifactRepository;
import io.heimdall.db.artifact.ArtifactSpec;
import io.heimdall.db.artifact.ArtifactVersion;
import io.heimdall.db.artifact.ObjectGarbage;
import io.heimdall.db.artifact.StoredFile;
import io.heimdall.db.artifact.VersionRepository;
import io.heimdall.db.artifact.VersionRetention;
import io.heimdall.db.artifact.VersionTrim;
import io.heimdall.db.audit.AuditEntry;
import io.heimdall.db.audit.AuditLog;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// The one way in which artifacts change: the row, the revision that keeps what was said before,
/// the event, and the line in the audit log, all in the caller's transaction. Who may do it has
/// been asked before, and the row of an artifact that is there is locked.
public final class ArtifactJournal {

  /// Who reads an object when the last row that needs it goes, reads on for so long.
  static final Duration READERS_FINISH = Duration.ofHours(1);

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final InstantSource clock;
  private final ArtifactRepository artifacts = new ArtifactRepository();
  private final VersionRepository versions = new VersionRepository();
  private final VersionTrim trim = new VersionTrim();
  private final ObjectGarbage garbage = new ObjectGarbage();
  private final AuditLog audit = new AuditLog();
  private final ArtifactEventLog events = new ArtifactEventLog();

  /// Opens the journal.
  ///
  /// @param clock the host's UTC, which dates changes
  public ArtifactJournal(InstantSource clock) {
    this.clock = clock;
  }

  /// What has been uploaded.
  ///
  /// @param file its bytes, verified, of an object that no row lists yet
  /// @param name the name of the file it was
  /// @param contentType its media type
  public record Uploaded(StoredFile file, String name, String contentType) {}

  /// Makes an artifact of what was uploaded.
  ///
  /// @param tx the transaction
  /// @param actor who does it, and owns the artifact
  /// @param spec what is said of it
  /// @param uploaded its first version, whose file names the artifact's id
  /// @return the artifact
  public Artifact create(Tx tx, String actor, ArtifactSpec spec, Uploaded uploaded) {
    Instant now = now();
    ArtifactVersion first = version(1, uploaded, actor, now, null);
    var artifact =
        new Artifact(
            uploaded.file().artifactId(),
            actor,
            spec,
            first.content(),
            1,
            1,
            new Artifact.Times(now, now, null, null));
    artifacts.insert(tx, artifact);
    versions.insert(tx, uploaded.file(), actor, uploaded.contentType());
    versions.insert(tx, first);
    keep(tx, artifact, actor, "create");
    return artifact;
  }

  /// Gives an artifact a version that was uploaded.
  ///
  /// @param tx the transaction
  /// @param actor who does it
  /// @param artifact the artifact, locked
  /// @param uploaded the version
  /// @return the artifact as it is now
  public Artifact addVersion(Tx tx, String actor, Artifact artifact, Uploaded uploaded) {
    versions.insert(tx, uploaded.file(), artifact.owner(), uploaded.contentType());
    return add(tx, actor, artifact, version(next(artifact), uploaded, actor, now(), null));
  }

  /// Gives an artifact a version that equals an old one, and shares its file.
  ///
  /// @param tx the transaction
  /// @param actor who does it
  /// @param artifact the artifact, locked
  /// @param old the old version
  /// @return the artifact as it is now
  public Artifact restore(Tx tx, String actor, Artifact artifact, ArtifactVersion old) {
    var uploaded = new Uploaded(old.file(), old.name(), old.contentType());
    return add(tx, actor, artifact, version(next(artifact), uploaded, actor, now(), old.version()));
  }

  private Artifact add(Tx tx, String actor, Artifact artifact, ArtifactVersion version) {
    versions.insert(tx, version);
    var changed =
        new Artifact(
            artifact.id(),
            artifact.owner(),
            artifact.spec(),
            version.content(),
            version.version(),
            artifact.revision() + 1,
            artifact.times());
    return write(tx, actor, changed, version.restoredFrom() == null ? "version" : "restore");
  }

  /// Changes what is said of an artifact.
  ///
  /// @param tx the transaction
  /// @param actor who does it
  /// @param artifact the artifact, locked
  /// @param spec what is said of it from now on
  /// @param change what the change is, such as `update`
  /// @return the artifact as it is now
  public Artifact say(Tx tx, String actor, Artifact artifact, ArtifactSpec spec, String change) {
    var changed =
        new Artifact(
            artifact.id(),
            artifact.owner(),
            spec,
            artifact.content(),
            artifact.version(),
            artifact.revision() + 1,
            artifact.times());
    return write(tx, actor, changed, change);
  }

  /// Deletes an artifact, or takes that back.
  ///
  /// @param tx the transaction
  /// @param actor who does it
  /// @param artifact the artifact, locked
  /// @param purgeAt when it is removed for good; null: it is not deleted any more
  /// @return the artifact as it is now
  public Artifact delete(Tx tx, String actor, Artifact artifact, @Nullable Instant purgeAt) {
    var changed =
        new Artifact(
            artifact.id(),
            artifact.owner(),
            artifact.spec(),
            artifact.content(),
            artifact.version(),
            artifact.revision() + 1,
            new Artifact.Times(
                artifact.times().createdAt(),
                artifact.times().updatedAt(),
                purgeAt == null ? null : now(),
                purgeAt));
    return write(tx, actor, changed, purgeAt == null ? "undelete" : "delete");
  }

  private Artifact write(Tx tx, String actor, Artifact changed, String change) {
    var times = changed.times();
    var dated =
        new Artifact(
            changed.id(),
            changed.owner(),
            changed.spec(),
            changed.content(),
            changed.version(),
            changed.revision(),
            new Artifact.Times(times.createdAt(), now(), times.deletedAt(), times.purgeAt()));
    artifacts.update(tx, dated);
    keep(tx, dated, actor, change);
    trim(tx, actor, dated);
    return dated;
  }

  private void keep(Tx tx, Artifact artifact, String actor, String change) {
    artifacts.keep(
        tx,
        artifact,
        new ArtifactChange(
            actor, artifact.times().updatedAt(), change, JSON.writeValueAsString(artifact)));
    tell(tx, artifact, actor, change);
    note(
        tx,
        actor,
        "artifact." + change,
        artifact.id(),
        Map.of("revision", artifact.revision(), "version", artifact.version()));
  }

  /// Tells those who follow artifacts what happened to one.
  ///
  /// @param tx the transaction
  /// @param artifact the artifact after it
  /// @param actor who did it; empty: nobody in particular
  /// @param change what it was, such as `share`
  void tell(Tx tx, Artifact artifact, String actor, String change) {
    events.append(tx, artifact, actor, change);
  }

  /// Removes the versions of an artifact that its rule does not keep.
  ///
  /// @param tx the transaction
  /// @param actor who causes it; empty: nobody in particular
  /// @param artifact the artifact, locked
  void trim(Tx tx, String actor, Artifact artifact) {
    if (artifact.spec().retention().equals(VersionRetention.ALL)) {
      return;
    }
    VersionTrim.Trimmed trimmed = trim.trim(tx, artifact.id(), now());
    if (!trimmed.versions().isEmpty()) {
      garbage.add(tx, trimmed.objectKeys(), now().plus(READERS_FINISH));
      note(
          tx,
          actor,
          "artifact.forget-versions",
          artifact.id(),
          Map.of("versions", trimmed.versions()));
    }
  }

  /// Writes down that an artifact is removed for good.
  ///
  /// @param tx the transaction
  /// @param actor who does it; empty: nobody in particular
  /// @param artifact the artifact as it was
  void purged(Tx tx, String actor, Artifact artifact) {
    note(
        tx,
        actor,
        "artifact.purge",
        artifact.id(),
        Map.of(
            "owner",
            artifact.owner(),
            "name",
            artifact.spec().name(),
            "version",
            artifact.version()));
    tell(tx, artifact, actor, "purge");
  }

  /// Reads an artifact as it was kept.
  ///
  /// @param documentJson what was written of it
  /// @return the artifact
  static Artifact read(String documentJson) {
    return JSON.readValue(documentJson, Artifact.class);
  }

  /// Writes a line of the audit log about an artifact.
  ///
  /// @param tx the transaction
  /// @param actor who did it
  /// @param action what, such as `artifact.share`
  /// @param id the artifact
  /// @param detail the particulars
  public void note(Tx tx, String actor, String action, UUID id, Map<String, Object> detail) {
    audit.append(
        tx,
        new AuditEntry(actor, action, "artifact", id.toString(), JSON.writeValueAsString(detail)));
  }

  private static ArtifactVersion version(
      int version, Uploaded uploaded, String actor, Instant now, @Nullable Integer restoredFrom) {
    return new ArtifactVersion(
        version,
        uploaded.file(),
        uploaded.name(),
        uploaded.contentType(),
        actor,
        now,
        restoredFrom);
  }

  private static int next(Artifact artifact) {
    return artifact.version() + 1;
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
