package io.heimdall.server.artifact.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.heimdall.v1.Artifact;
import io.heimdall.v1.ArtifactCount;
import io.heimdall.v1.CountArtifactsRequest;
import io.heimdall.v1.ListArtifactsRequest;
import io.heimdall.v1.ListArtifactsResponse;
import io.heimdall.v1.ListTagsRequest;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// Commands that look for artifacts.
final class SearchCommands {

  private SearchCommands() {}

  static void list(Session s) {
    Drawn drawn = s.drawn();
    Person who = s.anybody();
    Filter filter = s.ours().and(drawn.chance(60) ? Filter.drawn(drawn) : Filter.NONE);
    Query query = drawn.chance(35) ? Query.drawn(drawn) : Query.NONE;
    boolean deletedToo = drawn.chance(30);
    boolean named = drawn.chance(50);
    ModelSearch.Order by = drawn.of(List.of(ModelSearch.Order.values()));
    boolean falling = drawn.chance(50);
    int size = drawn.number(6);
    var request =
        ListArtifactsRequest.newBuilder()
            .setPageSize(size)
            .setFilter(filter.text())
            .setQuery(query.text())
            .setShowDeleted(deletedToo);
    if (named) {
      request.setOrderBy(by.name().toLowerCase(Locale.ROOT) + (falling ? " desc" : ""));
    }
    // How well words fit is the service's to say.
    boolean bestFirst = !named && !query.text().isEmpty();
    Comparator<Artifact> order = order(named, by, falling, bestFirst);
    var _ =
        s.compare(
            "list " + request,
            () -> {
              List<Artifact> found = Session.all(size, token -> page(s, who, request, token));
              return bestFirst ? found.stream().sorted(order).toList() : found;
            },
            () -> s.model.search.list(who, filter, query, deletedToo, order));
  }

  private static Comparator<Artifact> order(
      boolean named, ModelSearch.Order by, boolean falling, boolean bestFirst) {
    if (bestFirst) {
      return Comparator.comparing(Artifact::getId);
    }
    if (!named) {
      return ModelSearch.Order.CREATE_TIME.comparator().reversed();
    }
    return falling ? by.comparator().reversed() : by.comparator();
  }

  private static Session.Page<Artifact> page(
      Session s, Person who, ListArtifactsRequest.Builder request, String token) {
    ListArtifactsResponse page =
        s.calls(who).stub().listArtifacts(request.setPageToken(token).build());
    return new Session.Page<>(page.getArtifactsList(), page.getNextPageToken());
  }

  static void count(Session s) {
    Drawn drawn = s.drawn();
    Person who = s.anybody();
    Filter filter = s.ours().and(drawn.chance(50) ? Filter.drawn(drawn) : Filter.NONE);
    Query query = drawn.chance(35) ? Query.drawn(drawn) : Query.NONE;
    int limit = drawn.number(4);
    var request =
        CountArtifactsRequest.newBuilder()
            .setFilter(filter.text())
            .setQuery(query.text())
            .setLimit(limit)
            .build();
    var _ =
        s.compare(
            "count " + request,
            () -> s.calls(who).stub().countArtifacts(request),
            () -> s.model.search.count(who, filter, query, limit == 0 ? 20 : limit));
  }

  static void tags(Session s) {
    Drawn drawn = s.drawn();
    Person who = s.anybody();
    String prefix = drawn.tagPrefix() + (drawn.chance(30) ? drawn.of(List.of("a", "E", "e")) : "");
    int size = drawn.number(4);
    var request = ListTagsRequest.newBuilder().setPageSize(size).setPrefix(prefix);
    List<ArtifactCount> found =
        s.compare(
                "tags " + request,
                () ->
                    Session.all(
                        size,
                        token -> {
                          var page =
                              s.calls(who).stub().listTags(request.setPageToken(token).build());
                          return new Session.Page<>(page.getTagsList(), page.getNextPageToken());
                        }),
                () -> s.model.search.tags(who, prefix))
            .orElse(List.of());
    assertThat(found).doesNotHaveDuplicates();
  }
}
