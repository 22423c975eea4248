package io.heimdall.server.artifact;

import io.heimdall.db.Tx;
import io.heimdall.db.artifact.Access;
import io.heimdall.db.artifact.Artifact;
import io.heimdall.db.artifact.ArtifactRepository;
import io.heimdall.db.artifact.ShareRepository;
import io.heimdall.db.artifact.Viewer;
import io.heimdall.db.artifact.Visibility;
import io.heimdall.server.failure.Failure;
import io.heimdall.server.failure.FailureException;
import io.heimdall.server.failure.Reason;
import io.heimdall.server.security.Caller;
import io.heimdall.server.security.Role;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Who may do what with which artifact. Every artifact that a caller names is found here, so that
/// to a caller who may not see it, it is as if it did not exist. Rights are never kept: each
/// question is asked of the database.
public final class Rights {

  private final InstantSource clock;
  private final ArtifactRepository artifacts = new ArtifactRepository();
  private final ShareRepository shares = new ShareRepository();

  /// Makes the rules.
  ///
  /// @param clock the host's UTC, by which shares expire
  public Rights(InstantSource clock) {
    this.clock = clock;
  }

  /// An artifact and what the caller may do with it.
  ///
  /// @param artifact the artifact
  /// @param access what the caller may do
  public record Seen(Artifact artifact, Access access) {}

  /// Finds an artifact for reading.
  ///
  /// @param tx the transaction
  /// @param caller who asks
  /// @param id its id
  /// @return the artifact, deleted ones for who owns them and administrators only
  /// @throws FailureException with ARTIFACT_NOT_FOUND
  public Seen find(Tx tx, Caller caller, UUID id) {
    return seen(tx, caller, id, artifacts.find(tx, id));
  }

  /// Finds an artifact for a change, and keeps others from changing it until the transaction ends.
  ///
  /// @param tx the transaction
  /// @param caller who asks
  /// @param id its id
  /// @param needed what the change needs
  /// @return the artifact, deleted ones for who owns them and administrators only
  /// @throws FailureException with ARTIFACT_NOT_FOUND or ACCESS_TOO_SMALL
  public Seen lock(Tx tx, Caller caller, UUID id, Access needed) {
    Seen seen = seen(tx, caller, id, artifacts.lock(tx, id));
    require(seen, needed);
    return seen;
  }

  /// Tells until when a caller may read an artifact, as things stand.
  ///
  /// @param tx the transaction
  /// @param caller who reads
  /// @param seen the artifact, and what the caller may do with it
  /// @return when the last share ends by which they may; empty where it does not end
  public Optional<Instant> readsUntil(Tx tx, Caller caller, Seen seen) {
    return seen.access() == Access.OWN || seen.artifact().spec().visibility() == Visibility.PUBLIC
        ? Optional.empty()
        : shares.until(tx, seen.artifact().id(), viewer(caller));
  }

  /// Refuses what the caller may not do.
  ///
  /// @param seen the artifact, and what the caller may do with it
  /// @param needed what is needed
  /// @throws FailureException with ACCESS_TOO_SMALL
  void require(Seen seen, Access needed) {
    if (!seen.access().allows(needed)) {
      UUID id = seen.artifact().id();
      throw new Failure.PermissionDenied(
              Reason.ACCESS_TOO_SMALL,
              "you have access %s to artifact %s, and this needs %s"
                  .formatted(seen.access(), id, needed),
              Map.of(
                  "artifactId",
                  id.toString(),
                  "access",
                  seen.access().name(),
                  "neededAccess",
                  needed.name()))
          .exception();
    }
  }

  /// Finds several artifacts for a change that deleted ones do not take, with as many statements as
  /// for one, and keeps others from changing them until the transaction ends.
  ///
  /// @param tx the transaction
  /// @param caller who asks
  /// @param ids their ids
  /// @param needed what the change needs
  /// @return the artifacts, in the same order
  /// @throws FailureException with ARTIFACT_NOT_FOUND, ACCESS_TOO_SMALL or ARTIFACT_DELETED
  List<Seen> lockAll(Tx tx, Caller caller, List<UUID> ids, Access needed) {
    Map<UUID, Artifact> found =
        artifacts.lockAll(tx, ids).stream()
            .collect(Collectors.toMap(Artifact::id, Function.identity()));
    Map<UUID, Access> granted = shares.granted(tx, ids, viewer(caller));
    return ids.stream()
        .map(id -> {
          Optional<Access> share = Optional.ofNullable(granted.get(id));
          Seen seen =
              Optional.ofNullable(found.get(id))
                  .flatMap(one -> access(caller, one, share).map(access -> new Seen(one, access)))
                  .orElseThrow(() -> notFound(id));
          require(seen, needed);
          requireUndeleted(seen);
          return seen;
        })
        .toList();
  }

  /// What a caller may do with artifacts, with one statement for all of them. Those that the caller
  /// may not see are left out.
  ///
  /// @param tx the transaction
  /// @param caller who asks
  /// @param viewer the same, as of the moment for which it is asked
  /// @param artifacts the artifacts
  /// @return those that are seen, in the same order
  public List<Seen> seen(Tx tx, Caller caller, Viewer viewer, List<Artifact> artifacts) {
    Map<UUID, Access> granted =
        viewer.everything() || artifacts.isEmpty()
            ? Map.of()
            : shares.granted(tx, artifacts.stream().map(Artifact::id).toList(), viewer);
    return artifacts.stream()
        .flatMap(one ->
            access(caller, one, Optional.ofNullable(granted.get(one.id())))
                .map(access -> new Seen(one, access))
                .stream())
        .toList();
  }

  /// A caller as lists and searches know them.
  ///
  /// @param caller who looks
  /// @return the same as of now
  public Viewer viewer(Caller caller) {
    return new Viewer(caller.name(), caller.groups(), caller.role() == Role.ADMIN, clock.instant());
  }

  /// The same for a change that a deleted artifact does not take.
  ///
  /// @param tx the transaction
  /// @param caller who asks
  /// @param id its id
  /// @param needed what the change needs
  /// @return the artifact, which is not deleted
  /// @throws FailureException with ARTIFACT_NOT_FOUND, ACCESS_TOO_SMALL or ARTIFACT_DELETED
  public Seen lockUndeleted(Tx tx, Caller caller, UUID id, Access needed) {
    Seen seen = lock(tx, caller, id, needed);
    requireUndeleted(seen);
    return seen;
  }

  private static void requireUndeleted(Seen seen) {
    if (seen.artifact().deleted()) {
      throw deleted(seen.artifact());
    }
  }

  /// The artifact is deleted, and this is not done to one that is.
  ///
  /// @param artifact the artifact
  /// @return the failure
  public static FailureException deleted(Artifact artifact) {
    return new Failure.Precondition(
            Reason.ARTIFACT_DELETED,
            "artifact %s was deleted at %s; undelete it first"
                .formatted(artifact.id(), artifact.times().deletedAt()),
            Map.of("artifactId", artifact.id().toString()))
        .exception();
  }

  private Seen seen(Tx tx, Caller caller, UUID id, Optional<Artifact> found) {
    return found
        .flatMap(artifact -> access(tx, caller, artifact).map(access -> new Seen(artifact, access)))
        .orElseThrow(() -> notFound(id));
  }

  private Optional<Access> access(Tx tx, Caller caller, Artifact artifact) {
    return access(
        caller,
        artifact,
        shares.granted(tx, artifact.id(), caller.name(), caller.groups(), clock.instant()));
  }

  private static Optional<Access> access(
      Caller caller, Artifact artifact, Optional<Access> granted) {
    if (owns(caller, artifact.owner())) {
      return Optional.of(Access.OWN);
    }
    if (artifact.deleted()) {
      return Optional.empty();
    }
    return granted.isEmpty() && artifact.spec().visibility() == Visibility.PUBLIC
        ? Optional.of(Access.READ)
        : granted;
  }

  /// Whether somebody's artifacts are as if they were a caller's own.
  ///
  /// @param caller who asks
  /// @param owner whose they are
  /// @return whether the caller may do everything with them
  public static boolean owns(Caller caller, String owner) {
    return caller.role() == Role.ADMIN || caller.name().equals(owner);
  }

  /// There is no such artifact, or the caller may not know of it.
  ///
  /// @param id its id
  /// @return the failure
  public static FailureException notFound(UUID id) {
    return new Failure.NotFound(
            Reason.ARTIFACT_NOT_FOUND,
            "there is no artifact " + id,
            Map.of("artifactId", id.toString()))
        .exception();
  }
}
