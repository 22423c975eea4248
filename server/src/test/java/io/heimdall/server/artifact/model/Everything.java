package io.heimdall.server.artifact.model;

import io.heimdall.v1.Artifact;
import io.heimdall.v1.ListArtifactRevisionsRequest;
import io.heimdall.v1.ListArtifactSharesRequest;
import io.heimdall.v1.ListArtifactVersionsRequest;
import io.heimdall.v1.ListArtifactsRequest;
import java.util.Comparator;
import java.util.List;

/// Compares what calls say of everything there is.
final class Everything {

  private Everything() {}

  static void verify(Session s) {
    for (Person person : s.people) {
      s.next();
      list(s, person);
      if (person.role() != Person.Role.VIEWER) {
        UploadCommands.list(s, person, 0);
      }
    }
    for (ModelArtifact artifact : List.copyOf(s.model.artifacts.values())) {
      s.next();
      history(s, artifact);
    }
    ReadCommands.readAll(s);
  }

  private static void list(Session s, Person who) {
    var request =
        ListArtifactsRequest.newBuilder()
            .setFilter(s.ours().text())
            .setShowDeleted(true)
            .setPageSize(1000);
    var _ =
        s.compare(
            "everything that %s sees".formatted(who),
            () ->
                Session.all(
                    0,
                    token -> {
                      var page =
                          s.calls(who).stub().listArtifacts(request.setPageToken(token).build());
                      return new Session.Page<>(page.getArtifactsList(), page.getNextPageToken());
                    }),
            () ->
                s.model.search.list(
                    who,
                    s.ours(),
                    Query.NONE,
                    true,
                    Comparator.comparing((Artifact a) -> Moment.instant(a.getCreateTime()))
                        .thenComparing(Artifact::getId)
                        .reversed()));
  }

  private static void history(Session s, ModelArtifact artifact) {
    String id = artifact.now.getId();
    Person owner = s.person(artifact.now.getOwner());
    var stub = s.calls(owner).stub();
    var _ =
        s.compare(
            "all versions",
            () ->
                stub.listArtifactVersions(
                        ListArtifactVersionsRequest.newBuilder()
                            .setArtifactId(id)
                            .setPageSize(1000)
                            .build())
                    .getVersionsList(),
            () -> s.model.history.versions(owner, id));
    var _ =
        s.compare(
            "all revisions",
            () ->
                stub.listArtifactRevisions(
                        ListArtifactRevisionsRequest.newBuilder()
                            .setArtifactId(id)
                            .setPageSize(1000)
                            .build())
                    .getRevisionsList(),
            () -> s.model.history.revisions(owner, id));
    var _ =
        s.compare(
            "all shares",
            () ->
                stub.listArtifactShares(
                        ListArtifactSharesRequest.newBuilder().setArtifactId(id).build())
                    .getSharesList(),
            () -> s.model.shares.list(owner, id));
  }
}
