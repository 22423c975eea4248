package io.heimdall.server.artifact.model;

import io.heimdall.v1.Artifact;
import io.heimdall.v1.ListArtifactRevisionsRequest;
import io.heimdall.v1.ListArtifactSharesRequest;
import io.heimdall.v1.ListArtifactVersionsRequest;
import io.heimdall.v1.ListArtifactsRequest;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// Compares what calls say of everything there is.
final class Everything {

  /// Less than there is, so that lists go on from page to page.
  private static final int PAGE = 10;

  private Everything() {}

  static void verify(Session s) {
    for (Person person : s.people) {
      s.next();
      list(s, person);
      if (person.role() != Person.Role.VIEWER) {
        UploadCommands.list(s, person, 0);
      }
    }
    s.next();
    for (ModelSearch.Order by : ModelSearch.Order.values()) {
      String name = by.name().toLowerCase(Locale.ROOT);
      list(s, s.people.getLast(), name, by.comparator());
      list(s, s.people.getLast(), name + " desc", by.comparator().reversed());
    }
    for (ModelArtifact artifact : List.copyOf(s.model.artifacts.values())) {
      s.next();
      history(s, artifact);
    }
    ReadCommands.readAll(s);
  }

  /// In the order that nobody has to ask for.
  private static void list(Session s, Person who) {
    list(s, who, "", ModelSearch.Order.CREATE_TIME.comparator().reversed());
  }

  private static void list(Session s, Person who, String orderBy, Comparator<Artifact> order) {
    var request =
        ListArtifactsRequest.newBuilder()
            .setFilter(s.ours().text())
            .setShowDeleted(true)
            .setOrderBy(orderBy)
            .setPageSize(PAGE);
    var _ =
        s.compare(
            "everything that %s sees %s".formatted(who, orderBy),
            () ->
                Session.all(
                    PAGE,
                    token -> {
                      var page =
                          s.calls(who).stub().listArtifacts(request.setPageToken(token).build());
                      return new Session.Page<>(page.getArtifactsList(), page.getNextPageToken());
                    }),
            () -> s.model.search.list(who, s.ours(), Query.NONE, true, order));
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
