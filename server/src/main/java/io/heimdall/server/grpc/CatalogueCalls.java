package io.heimdall.server.grpc;

import com.google.protobuf.Message;
import io.heimdall.db.Page;
import io.heimdall.db.artifact.ArtifactCounts;
import io.heimdall.db.artifact.ArtifactKey;
import io.heimdall.db.artifact.ArtifactOrder;
import io.heimdall.db.artifact.ArtifactVersion;
import io.heimdall.db.artifact.usage.Reads;
import io.heimdall.server.artifact.ArtifactHistory;
import io.heimdall.server.artifact.Artifacts;
import io.heimdall.server.artifact.BestMatches;
import io.heimdall.server.artifact.Rights;
import io.heimdall.server.artifact.usage.ReadCounts;
import io.heimdall.server.grpc.call.Callers;
import io.heimdall.server.grpc.message.ArtifactHistoryMessages;
import io.heimdall.server.grpc.message.ArtifactMessages;
import io.heimdall.server.grpc.message.ArtifactQueries;
import io.heimdall.server.grpc.page.PageKeys;
import io.heimdall.server.grpc.page.PageTokens;
import io.heimdall.server.grpc.page.Pages;
import io.heimdall.v1.CountArtifactsRequest;
import io.heimdall.v1.CountArtifactsResponse;
import io.heimdall.v1.DiffArtifactRevisionsRequest;
import io.heimdall.v1.DiffArtifactRevisionsResponse;
import io.heimdall.v1.GetArtifactRequest;
import io.heimdall.v1.GetArtifactResponse;
import io.heimdall.v1.ListArtifactRevisionsRequest;
import io.heimdall.v1.ListArtifactRevisionsResponse;
import io.heimdall.v1.ListArtifactVersionsRequest;
import io.heimdall.v1.ListArtifactVersionsResponse;
import io.heimdall.v1.ListArtifactsRequest;
import io.heimdall.v1.ListArtifactsResponse;
import io.heimdall.v1.ListTagsRequest;
import io.heimdall.v1.ListTagsResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The calls that look at artifacts and change nothing.
final class CatalogueCalls {
  private static final int USUAL_PAGE = 100;
  private static final int MOST_PAGE = 1000;
  private static final int USUAL_COUNTS = 20;

  private final Artifacts artifacts;
  private final ArtifactHistory history;
  private final ReadCounts reads;

  CatalogueCalls(Artifacts artifacts, ArtifactHistory history, ReadCounts reads) {
    this.artifacts = artifacts;
    this.history = history;
    this.reads = reads;
  }

  GetArtifactResponse get(GetArtifactRequest request) {
    Rights.Seen seen = artifacts.get(Callers.current(), UUID.fromString(request.getArtifactId()));
    Map<UUID, Reads> read = reads.of(List.of(seen));
    return GetArtifactResponse.newBuilder().setArtifact(ArtifactMessages.of(seen, read)).build();
  }

  ListArtifactsResponse list(ListArtifactsRequest request) {
    Artifacts.Wanted wanted = ArtifactQueries.wanted(request);
    Optional<ArtifactOrder> order = ArtifactQueries.order(request.getOrderBy());
    return order.isEmpty() && !wanted.words().isEmpty()
        ? best(request, wanted)
        : ordered(request, wanted, order.orElse(ArtifactOrder.NEWEST_FIRST));
  }

  private ListArtifactsResponse ordered(
      ListArtifactsRequest request, Artifacts.Wanted wanted, ArtifactOrder order) {
    ArtifactKey after =
        request.getPageToken().isEmpty()
            ? null
            : PageTokens.read(
                request, request.getPageToken(), key -> PageKeys.artifact(key, order));
    Page<Rights.Seen, ArtifactKey> page =
        artifacts.list(Callers.current(), wanted, order, after, page(request.getPageSize()));
    Map<UUID, Reads> read = reads.of(page.rows());
    var response = ListArtifactsResponse.newBuilder();
    Pages.fill(
            page,
            seen -> order.key(seen.artifact()),
            seen -> ArtifactMessages.of(seen, read),
            response::addArtifacts)
        .ifPresent(
            key -> response.setNextPageToken(PageTokens.issue(request, PageKeys.write(key))));
    return response.build();
  }

  private ListArtifactsResponse best(ListArtifactsRequest request, Artifacts.Wanted wanted) {
    BestMatches.Place after =
        request.getPageToken().isEmpty()
            ? null
            : PageTokens.read(request, request.getPageToken(), PageKeys::bestMatch);
    Page<Artifacts.Match, BestMatches.Place> page =
        artifacts.best(Callers.current(), wanted, after, page(request.getPageSize()));
    Map<UUID, Reads> read = reads.of(page.rows().stream().map(Artifacts.Match::seen).toList());
    var response = ListArtifactsResponse.newBuilder();
    Pages.fill(
            page,
            Artifacts.Match::place,
            match -> ArtifactMessages.of(match.seen(), read),
            response::addArtifacts)
        .ifPresent(
            place -> response.setNextPageToken(PageTokens.issue(request, PageKeys.write(place))));
    return response.build();
  }

  CountArtifactsResponse count(CountArtifactsRequest request) {
    return ArtifactQueries.of(
        artifacts.count(
            Callers.current(),
            ArtifactQueries.wanted(request),
            Pages.size(request.getLimit(), USUAL_COUNTS, MOST_PAGE)));
  }

  ListTagsResponse tags(ListTagsRequest request) {
    Page<ArtifactCounts.Count, String> page =
        artifacts.tags(
            Callers.current(),
            request.getPrefix(),
            request.getPageToken().isEmpty()
                ? null
                : PageTokens.read(request, request.getPageToken()),
            page(request.getPageSize()));
    var response = ListTagsResponse.newBuilder();
    Pages.fill(page, ArtifactCounts.Count::value, ArtifactQueries::of, response::addTags)
        .ifPresent(key -> response.setNextPageToken(PageTokens.issue(request, key)));
    return response.build();
  }

  ListArtifactRevisionsResponse revisions(ListArtifactRevisionsRequest request) {
    Page<ArtifactHistory.Past, Integer> page =
        history.revisions(
            Callers.current(),
            UUID.fromString(request.getArtifactId()),
            after(request, request.getPageToken()),
            page(request.getPageSize()));
    var response = ListArtifactRevisionsResponse.newBuilder();
    Pages.fill(
            page,
            past -> past.artifact().revision(),
            ArtifactHistoryMessages::of,
            response::addRevisions)
        .ifPresent(
            key -> response.setNextPageToken(PageTokens.issue(request, Integer.toString(key))));
    return response.build();
  }

  DiffArtifactRevisionsResponse diff(DiffArtifactRevisionsRequest request) {
    ArtifactHistory.Two two =
        history.two(
            Callers.current(),
            UUID.fromString(request.getArtifactId()),
            request.getFromRevision(),
            request.getToRevision());
    return DiffArtifactRevisionsResponse.newBuilder()
        .addAllDifferences(ArtifactHistoryMessages.differences(two))
        .build();
  }

  ListArtifactVersionsResponse versions(ListArtifactVersionsRequest request) {
    UUID id = UUID.fromString(request.getArtifactId());
    Page<ArtifactVersion, Integer> page =
        history.versions(
            Callers.current(),
            id,
            after(request, request.getPageToken()),
            page(request.getPageSize()));
    var response = ListArtifactVersionsResponse.newBuilder();
    Pages.fill(
            page,
            ArtifactVersion::version,
            version -> ArtifactMessages.of(id, version),
            response::addVersions)
        .ifPresent(
            key -> response.setNextPageToken(PageTokens.issue(request, Integer.toString(key))));
    return response.build();
  }

  private static @Nullable Integer after(Message request, String token) {
    return token.isEmpty() ? null : PageTokens.read(request, token, Integer::valueOf);
  }

  private static int page(int asked) {
    return Pages.size(asked, USUAL_PAGE, MOST_PAGE);
  }
}
