package io.heimdall.server.artifact.model;

import io.heimdall.v1.ArtifactSpec;
import io.heimdall.v1.DeleteArtifactRequest;
import io.heimdall.v1.GetArtifactRequest;
import io.heimdall.v1.PurgeArtifactRequest;
import io.heimdall.v1.RenameTagRequest;
import io.heimdall.v1.RestoreArtifactVersionRequest;
import io.heimdall.v1.SetVisibilityRequest;
import io.heimdall.v1.TagArtifactsRequest;
import io.heimdall.v1.UndeleteArtifactRequest;
import io.heimdall.v1.UpdateArtifactRequest;
import io.heimdall.v1.Visibility;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Commands that change artifacts, and not by bytes.
final class CatalogueCommands {

  private CatalogueCommands() {}

  static void get(Session s) {
    String id = s.artifact();
    Person who = s.anybody();
    var _ =
        s.compare(
            "get",
            () -> {
              var request = GetArtifactRequest.newBuilder().setArtifactId(id).build();
              return s.calls(who).stub().getArtifact(request).getArtifact();
            },
            () -> s.model.get(who, id));
  }

  static void update(Session s) {
    String id = s.artifact();
    Person who = s.somebody(s.owner(id));
    Drawn drawn = s.drawn();
    Set<String> paths = new TreeSet<>();
    for (int i = 1 + drawn.number(3); i > 0; i--) {
      paths.add(drawn.of(Specs.SETTABLE.stream().sorted().toList()));
    }
    if (drawn.chance(4)) {
      paths.add(drawn.of(List.of("visibility", "content_type", "owner")));
    }
    ArtifactSpec.Builder spec = drawn.spec(drawn.kind());
    if (paths.contains("version_retention") && drawn.chance(50)) {
      spec.setVersionRetention(drawn.retention());
    }
    if (drawn.chance(3)) {
      spec.setName("");
    }
    if (drawn.chance(15)) {
      s.known(id).ifPresent(now -> spec.setTitle(now.getTitle()).setLabels(now.getLabels()));
    }
    Session.Seen seen = s.seen(id);
    var request =
        UpdateArtifactRequest.newBuilder().setArtifactId(id).setArtifact(spec).setEtag(seen.etag());
    request.getUpdateMaskBuilder().addAllPaths(paths);
    var _ =
        s.compare(
            "update " + paths,
            () -> s.calls(who).stub().updateArtifact(request.build()).getArtifact(),
            () -> s.model.update(who, id, spec.build(), paths, seen.revision()));
  }

  static void tag(Session s) {
    Drawn drawn = s.drawn();
    Set<String> chosen = new TreeSet<>();
    for (int i = 1 + drawn.number(3); i > 0; i--) {
      chosen.add(s.artifact());
    }
    List<String> ids = new ArrayList<>(chosen);
    Person who = s.somebody(s.owner(ids.getFirst()));
    Set<String> add = drawn.tags(3);
    Set<String> remove = drawn.tags(2);
    if (drawn.chance(85)) {
      remove.removeAll(add);
    }
    var request =
        TagArtifactsRequest.newBuilder()
            .addAllArtifactIds(ids)
            .addAllAdd(add)
            .addAllRemove(remove)
            .build();
    var _ =
        s.compare(
            "tag " + request,
            () -> s.calls(who).stub().tagArtifacts(request).getArtifactsList(),
            () -> s.model.tag(who, ids, add, remove));
  }

  static void renameTag(Session s) {
    Person who = s.anybody();
    List<String> there =
        s.known(s.artifact())
            .map(artifact -> List.copyOf(artifact.getTagsList()))
            .orElse(List.of());
    String tag = there.isEmpty() ? s.drawn().tag() : s.drawn().of(there);
    String other = s.drawn().tag();
    var request = RenameTagRequest.newBuilder().setTag(tag).setNewTag(other).build();
    var _ =
        s.compare(
            "rename " + request,
            () -> s.calls(who).stub().renameTag(request).getCount(),
            () -> s.model.rename(who, tag, other));
  }

  static void restore(Session s) {
    String id = s.grown();
    Person who = s.somebody(s.owner(id));
    int current = s.known(id).map(now -> now.getVersion()).orElse(1);
    int version = 1 + s.drawn().number(current + 1);
    Session.Seen seen = s.seen(id);
    var request =
        RestoreArtifactVersionRequest.newBuilder()
            .setArtifactId(id)
            .setVersion(version)
            .setEtag(seen.etag())
            .build();
    var _ =
        s.compare(
            "restore " + version,
            () -> s.calls(who).stub().restoreArtifactVersion(request).getArtifact(),
            () -> s.model.restore(who, id, version, seen.revision()));
  }

  static void delete(Session s) {
    String id = s.artifact();
    Person who = s.somebody(s.owner(id));
    Session.Seen seen = s.seen(id);
    var request = DeleteArtifactRequest.newBuilder().setArtifactId(id).setEtag(seen.etag()).build();
    var _ =
        s.compare(
            "delete",
            () -> s.calls(who).stub().deleteArtifact(request).getArtifact(),
            () -> s.model.delete(who, id, seen.revision()));
  }

  static void undelete(Session s) {
    String id = s.deleted();
    Person who = s.somebody(s.owner(id));
    var request = UndeleteArtifactRequest.newBuilder().setArtifactId(id).build();
    var _ =
        s.compare(
            "undelete",
            () -> s.calls(who).stub().undeleteArtifact(request).getArtifact(),
            () -> s.model.undelete(who, id));
  }

  static void purge(Session s) {
    String id = s.deleted();
    Person who = s.somebody(s.owner(id));
    var request = PurgeArtifactRequest.newBuilder().setArtifactId(id).build();
    var _ =
        s.compare(
            "purge",
            () -> s.calls(who).stub().purgeArtifact(request).toString(),
            () -> {
              s.model.purge(who, id);
              return "";
            });
  }

  static void setVisibility(Session s) {
    String id = s.artifact();
    Person who = s.somebody(s.owner(id));
    Visibility visibility =
        s.drawn().chance(50) ? Visibility.VISIBILITY_PUBLIC : Visibility.VISIBILITY_PRIVATE;
    Session.Seen seen = s.seen(id);
    var request =
        SetVisibilityRequest.newBuilder()
            .setArtifactId(id)
            .setVisibility(visibility)
            .setEtag(seen.etag())
            .build();
    var _ =
        s.compare(
            "set " + visibility,
            () -> s.calls(who).stub().setVisibility(request).getArtifact(),
            () -> s.model.setVisibility(who, id, visibility, seen.revision()));
  }
}
