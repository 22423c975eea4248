package io.heimdall.server.artifact.model;

import static io.heimdall.server.artifact.model.ModelArtifact.OWN;
import static io.heimdall.server.artifact.model.ModelArtifact.WRITE;

import io.heimdall.v1.Artifact;
import io.heimdall.v1.ArtifactAccess;
import io.heimdall.v1.ArtifactRevision;
import io.heimdall.v1.ArtifactSpec;
import io.heimdall.v1.ArtifactVersion;
import io.heimdall.v1.Visibility;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What the service of artifacts is to do, by maps and lists. One call after another.
///
/// Methods throw a [Refusal.RefusedException] where the service is to refuse.
final class ReferenceModel {

  static final Duration TRASH = Duration.ofDays(30);

  final Map<String, ModelArtifact> artifacts = new LinkedHashMap<>();
  final EventBook events = new EventBook();
  final ModelUploads uploads = new ModelUploads(this);
  final ModelFinish finishing = new ModelFinish(this);
  final ModelSearch search = new ModelSearch(this);
  final ModelHistory history = new ModelHistory(this);
  final ModelShares shares = new ModelShares(this);

  /// Bytes of versions, by their SHA-256.
  final Map<String, Blob> blobs = new HashMap<>();

  private final Instant begin;
  private Moment now = new Moment(Instant.EPOCH);

  /// The model at a time.
  ///
  /// @param begin when requests are first sent
  ReferenceModel(Instant begin) {
    this.begin = begin;
  }

  /// Answers to requests are kept for two days of the database's clock, which is not put forward.
  boolean requestsAreOld() {
    return now.instant().isAfter(begin.plus(Duration.ofDays(2)).plus(Duration.ofHours(1)));
  }

  /// A call begins.
  void begin(Instant at) {
    now = new Moment(at);
    events.nextCall();
  }

  Moment now() {
    return now;
  }

  ModelArtifact find(Person caller, String id) {
    ModelArtifact found = artifacts.get(id);
    if (found == null || found.access(caller, now) == ModelArtifact.NONE) {
      throw Refusal.NO_ARTIFACT.exception();
    }
    return found;
  }

  ModelArtifact find(Person caller, String id, ArtifactAccess needed) {
    ModelArtifact found = find(caller, id);
    if (found.access(caller, now).compareTo(needed) < 0) {
      throw Refusal.DENIED_ACCESS.exception();
    }
    return found;
  }

  ModelArtifact undeleted(Person caller, String id, ArtifactAccess needed) {
    ModelArtifact found = find(caller, id, needed);
    if (found.deleted()) {
      throw Refusal.DELETED.exception();
    }
    return found;
  }

  private ModelArtifact changed(
      Person caller, String id, ArtifactAccess needed, @Nullable Integer seen) {
    mustBeEtag(seen);
    ModelArtifact found = undeleted(caller, id, needed);
    mustBe(found, seen);
    return found;
  }

  /// What was never given out is refused whatever it is said of.
  private static void mustBeEtag(@Nullable Integer seen) {
    if (seen != null && seen == Session.NEVER) {
      throw Refusal.OTHER_ETAG.exception();
    }
  }

  private static void mustBe(ModelArtifact found, @Nullable Integer seen) {
    if (seen != null && seen != found.now.getRevision()) {
      throw Refusal.OTHER_ETAG.exception();
    }
  }

  Artifact get(Person caller, String id) {
    return find(caller, id).seenBy(caller, now);
  }

  /// Makes the first version of an artifact.
  void create(Artifact first, ArtifactVersion version) {
    var made = new ModelArtifact(first);
    artifacts.put(first.getId(), made);
    made.versions.put(1, version);
    made.revisions.add(revision(first, first.getOwner(), "create"));
    events.add(first, first.getOwner(), "create");
  }

  private static ArtifactRevision revision(Artifact as, String by, String change) {
    return ArtifactRevision.newBuilder().setArtifact(as).setChangedBy(by).setChange(change).build();
  }

  /// Gives an artifact a version.
  void addVersion(ModelArtifact to, Person by, ArtifactVersion version, String change) {
    to.versions.put(version.getVersion(), version);
    say(
        to,
        by.name(),
        to.now.toBuilder()
            .setVersion(version.getVersion())
            .setContentType(version.getContentType())
            .setSizeBytes(version.getSizeBytes())
            .setSha256(version.getSha256()),
        change);
    to.trim(now);
  }

  private void say(ModelArtifact of, String by, Artifact.Builder changed, String change) {
    of.now = changed.setRevision(of.now.getRevision() + 1).setUpdateTime(now.stamp()).build();
    of.revisions.add(revision(of.now, by, change));
    events.add(of.now, by, change);
  }

  Artifact update(
      Person caller, String id, ArtifactSpec spec, Set<String> paths, @Nullable Integer seen) {
    caller.mustOperate();
    if (paths.isEmpty() || !Specs.SETTABLE.containsAll(paths)) {
      throw Refusal.MASK.exception();
    }
    ModelArtifact found = changed(caller, id, WRITE, seen);
    Artifact.Builder next = Specs.changed(found.now, spec, paths);
    if (!next.getVersionRetention().equals(found.now.getVersionRetention())
        && found.access(caller, now) != OWN) {
      throw Refusal.DENIED_ACCESS.exception();
    }
    if (!next.build().equals(found.now)) {
      say(found, caller.name(), next, "update");
      found.trim(now);
    }
    return found.seenBy(caller, now);
  }

  List<Artifact> tag(Person caller, List<String> ids, Set<String> add, Set<String> remove) {
    caller.mustOperate();
    if (add.stream().anyMatch(remove::contains)) {
      throw Refusal.FIELD.exception();
    }
    List<ModelArtifact> found = ids.stream().map(id -> undeleted(caller, id, WRITE)).toList();
    found.forEach(each -> retag(each, caller, add, remove));
    return found.stream().map(each -> each.seenBy(caller, now)).toList();
  }

  private boolean retag(ModelArtifact of, Person by, Set<String> add, Set<String> remove) {
    Set<String> tags = new TreeSet<>(Specs.BY_CODE_POINT);
    tags.addAll(of.now.getTagsList());
    tags.removeAll(remove);
    tags.addAll(add);
    boolean differs = !List.copyOf(tags).equals(of.now.getTagsList());
    if (differs) {
      say(of, by.name(), of.now.toBuilder().clearTags().addAllTags(tags), "tag");
    }
    return differs;
  }

  long rename(Person caller, String tag, String other) {
    caller.mustOperate();
    return artifacts.values().stream()
        .filter(each -> !each.deleted() && each.access(caller, now).compareTo(WRITE) >= 0)
        .filter(each -> each.now.getTagsList().contains(tag))
        .filter(
            each -> retag(each, caller, Set.of(other), tag.equals(other) ? Set.of() : Set.of(tag)))
        .count();
  }

  Artifact restore(Person caller, String id, int version, @Nullable Integer seen) {
    caller.mustOperate();
    ModelArtifact found = changed(caller, id, WRITE, seen);
    ArtifactVersion old = found.versions.get(version);
    if (old == null) {
      throw Refusal.NO_VERSION.exception();
    }
    boolean same =
        old.getSha256().equals(found.now.getSha256())
            && old.getContentType().equals(found.now.getContentType());
    if (!same) {
      ArtifactVersion next =
          old.toBuilder()
              .setVersion(found.now.getVersion() + 1)
              .setCreateTime(now.stamp())
              .setCreatedBy(caller.name())
              .setRestoredFrom(version)
              .build();
      addVersion(found, caller, next, "restore");
    }
    return found.seenBy(caller, now);
  }

  Artifact delete(Person caller, String id, @Nullable Integer seen) {
    caller.mustOperate();
    mustBeEtag(seen);
    ModelArtifact found = find(caller, id, OWN);
    if (!found.deleted()) {
      mustBe(found, seen);
      say(
          found,
          caller.name(),
          found.now.toBuilder().setDeleteTime(now.stamp()).setPurgeTime(now.after(TRASH)),
          "delete");
      found.trim(now);
    }
    return found.seenBy(caller, now);
  }

  Artifact undelete(Person caller, String id) {
    caller.mustOperate();
    ModelArtifact found = find(caller, id, OWN);
    if (found.deleted()) {
      say(
          found,
          caller.name(),
          found.now.toBuilder().clearDeleteTime().clearPurgeTime(),
          "undelete");
      found.trim(now);
    }
    return found.seenBy(caller, now);
  }

  void purge(Person caller, String id) {
    caller.mustOperate();
    ModelArtifact found = find(caller, id, OWN);
    if (!found.deleted()) {
      throw Refusal.NOT_DELETED.exception();
    }
    purge(found, caller.name());
  }

  private void purge(ModelArtifact found, String by) {
    artifacts.remove(found.now.getId());
    events.add(found.now, by, "purge");
  }

  Artifact setVisibility(Person caller, String id, Visibility visibility, @Nullable Integer seen) {
    caller.mustOperate();
    ModelArtifact found = changed(caller, id, OWN, seen);
    if (found.now.getVisibility() != visibility) {
      String change = visibility == Visibility.VISIBILITY_PUBLIC ? "publish" : "unpublish";
      say(found, caller.name(), found.now.toBuilder().setVisibility(visibility), change);
      found.trim(now);
    }
    return found.seenBy(caller, now);
  }

  /// What is due is done.
  void keepHouse() {
    artifacts.values().stream()
        .filter(each -> each.deleted() && !now.isBefore(each.now.getPurgeTime()))
        .sorted(
            Comparator.comparing((ModelArtifact each) -> Moment.instant(each.now.getPurgeTime()))
                .thenComparing(each -> each.now.getId()))
        .toList()
        .forEach(each -> {
          events.nextCall();
          purge(each, "");
        });
    artifacts.values().forEach(each -> each.trim(now));
    uploads.keepHouse();
  }
}
