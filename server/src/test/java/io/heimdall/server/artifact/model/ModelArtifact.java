package io.heimdall.server.artifact.model;

import io.heimdall.v1.Artifact;
import io.heimdall.v1.ArtifactAccess;
import io.heimdall.v1.ArtifactRevision;
import io.heimdall.v1.ArtifactShare;
import io.heimdall.v1.ArtifactVersion;
import io.heimdall.v1.VersionRetention;
import io.heimdall.v1.Visibility;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What the model knows of an artifact, in messages of the contract.
final class ModelArtifact {

  static final ArtifactAccess NONE = ArtifactAccess.ARTIFACT_ACCESS_UNSPECIFIED;
  static final ArtifactAccess READ = ArtifactAccess.ARTIFACT_ACCESS_READ;
  static final ArtifactAccess WRITE = ArtifactAccess.ARTIFACT_ACCESS_WRITE;
  static final ArtifactAccess OWN = ArtifactAccess.ARTIFACT_ACCESS_OWN;

  /// As it is now, without anybody's access.
  Artifact now;

  final List<ArtifactRevision> revisions = new ArrayList<>();
  final NavigableMap<Integer, ArtifactVersion> versions = new TreeMap<>();

  /// By grantee, groups before users, by name.
  final NavigableMap<String, ArtifactShare> shares = new TreeMap<>();

  ModelArtifact(Artifact now) {
    this.now = now;
  }

  boolean deleted() {
    return now.hasDeleteTime();
  }

  boolean isPublic() {
    return now.getVisibility() == Visibility.VISIBILITY_PUBLIC;
  }

  /// What somebody may do with it.
  ArtifactAccess access(Person person, Moment at) {
    if (person.owns(now.getOwner())) {
      return OWN;
    }
    if (deleted()) {
      return NONE;
    }
    Optional<ArtifactAccess> granted =
        shares.values().stream()
            .filter(share -> isTo(share, person) && holds(share, at))
            .map(ArtifactShare::getAccess)
            .max(Comparator.naturalOrder());
    return granted.orElse(isPublic() ? READ : NONE);
  }

  private static boolean isTo(ArtifactShare share, Person person) {
    return share.hasUser()
        ? share.getUser().equals(person.name())
        : person.groups().contains(share.getGroup());
  }

  static boolean holds(ArtifactShare share, Moment at) {
    return !share.hasExpireTime() || at.isBefore(share.getExpireTime());
  }

  static String grantee(ArtifactShare share) {
    return share.hasUser() ? "user " + share.getUser() : "group " + share.getGroup();
  }

  /// Removes versions that are too many, or for too long not the current one.
  void trim(Moment at) {
    VersionRetention kept = now.getVersionRetention();
    int place = 0;
    @Nullable ArtifactVersion newer = null;
    for (ArtifactVersion version : List.copyOf(versions.descendingMap().values())) {
      place++;
      boolean tooMany = kept.getMaxVersions() > 0 && place > kept.getMaxVersions();
      boolean tooOld =
          kept.hasMaxAge()
              && newer != null
              && !Moment.instant(newer.getCreateTime())
                  .plusSeconds(kept.getMaxAge().getSeconds())
                  .isAfter(at.instant());
      if (version.getVersion() != now.getVersion() && (tooMany || tooOld)) {
        versions.remove(version.getVersion());
      }
      newer = version;
    }
  }

  /// As somebody sees it.
  Artifact seenBy(Person person, Moment at) {
    return now.toBuilder().setAccess(access(person, at)).build();
  }
}
