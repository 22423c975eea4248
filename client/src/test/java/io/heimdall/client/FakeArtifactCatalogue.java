package io.heimdall.client;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.heimdall.v1.Artifact;
import io.heimdall.v1.ArtifactAccess;
import io.heimdall.v1.ArtifactCount;
import io.heimdall.v1.ArtifactDifference;
import io.heimdall.v1.ArtifactRevision;
import io.heimdall.v1.ArtifactShare;
import io.heimdall.v1.ArtifactVersion;
import io.heimdall.v1.CountArtifactsRequest;
import io.heimdall.v1.CountArtifactsResponse;
import io.heimdall.v1.DeleteArtifactRequest;
import io.heimdall.v1.DeleteArtifactResponse;
import io.heimdall.v1.DiffArtifactRevisionsRequest;
import io.heimdall.v1.DiffArtifactRevisionsResponse;
import io.heimdall.v1.GetArtifactRequest;
import io.heimdall.v1.GetArtifactResponse;
import io.heimdall.v1.GetArtifactUsageRequest;
import io.heimdall.v1.GetArtifactUsageResponse;
import io.heimdall.v1.ListArtifactRevisionsRequest;
import io.heimdall.v1.ListArtifactRevisionsResponse;
import io.heimdall.v1.ListArtifactSharesRequest;
import io.heimdall.v1.ListArtifactSharesResponse;
import io.heimdall.v1.ListArtifactVersionsRequest;
import io.heimdall.v1.ListArtifactVersionsResponse;
import io.heimdall.v1.ListArtifactsRequest;
import io.heimdall.v1.ListArtifactsResponse;
import io.heimdall.v1.ListTagsRequest;
import io.heimdall.v1.ListTagsResponse;
import io.heimdall.v1.PurgeArtifactRequest;
import io.heimdall.v1.PurgeArtifactResponse;
import io.heimdall.v1.RenameTagRequest;
import io.heimdall.v1.RenameTagResponse;
import io.heimdall.v1.RestoreArtifactVersionRequest;
import io.heimdall.v1.RestoreArtifactVersionResponse;
import io.heimdall.v1.SetVisibilityRequest;
import io.heimdall.v1.SetVisibilityResponse;
import io.heimdall.v1.ShareArtifactRequest;
import io.heimdall.v1.ShareArtifactResponse;
import io.heimdall.v1.TagArtifactsRequest;
import io.heimdall.v1.TagArtifactsResponse;
import io.heimdall.v1.UndeleteArtifactRequest;
import io.heimdall.v1.UndeleteArtifactResponse;
import io.heimdall.v1.UnshareArtifactRequest;
import io.heimdall.v1.UnshareArtifactResponse;
import io.heimdall.v1.UpdateArtifactRequest;
import io.heimdall.v1.UpdateArtifactResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// What is said of artifacts, kept in memory as far as commands show it. Lists are not filtered:
/// tests look at the requests.
class FakeArtifactCatalogue extends FakeWebhooks {

  private final List<Object> requests = new CopyOnWriteArrayList<>();
  private final Map<String, Artifact> artifacts = new ConcurrentSkipListMap<>();

  FakeArtifactCatalogue() {}

  /// Keeps an artifact that nobody has uploaded.
  ///
  /// @param artifact the artifact
  public void put(Artifact artifact) {
    artifacts.put(artifact.getId(), artifact);
  }

  /// The artifacts it keeps.
  ///
  /// @return by id
  public List<Artifact> kept() {
    return List.copyOf(artifacts.values());
  }

  /// The requests of one type; of WriteUpload its messages.
  ///
  /// @param type the type
  /// @param <T> the type
  /// @return in order
  public <T> List<T> requests(Class<T> type) {
    return requests.stream().filter(type::isInstance).map(type::cast).toList();
  }

  @Override
  void seen(Object request) {
    requests.add(request);
  }

  @Nullable Artifact find(String artifactId) {
    return artifacts.get(artifactId);
  }

  private <T> @Nullable Artifact changed(
      Object request, String id, StreamObserver<T> observer, UnaryOperator<Artifact> change) {
    seen(request);
    Artifact changed = artifacts.computeIfPresent(id, (_, before) -> change.apply(before));
    if (changed == null) {
      observer.onError(
          FakeHeimdall.refusal(
              Status.Code.NOT_FOUND, "ARTIFACT_NOT_FOUND", "There is no such artifact."));
    }
    return changed;
  }

  @Override
  public void getArtifact(
      GetArtifactRequest request, StreamObserver<GetArtifactResponse> observer) {
    Artifact artifact =
        changed(request, request.getArtifactId(), observer, UnaryOperator.identity());
    if (artifact != null) {
      FakeHeimdall.answer(observer, GetArtifactResponse.newBuilder().setArtifact(artifact).build());
    }
  }

  @Override
  public void listArtifacts(
      ListArtifactsRequest request, StreamObserver<ListArtifactsResponse> observer) {
    seen(request);
    FakeHeimdall.answer(
        observer, ListArtifactsResponse.newBuilder().addAllArtifacts(kept()).build());
  }

  @Override
  public void countArtifacts(
      CountArtifactsRequest request, StreamObserver<CountArtifactsResponse> observer) {
    seen(request);
    FakeHeimdall.answer(
        observer,
        CountArtifactsResponse.newBuilder()
            .setCount(3)
            .setSizeBytes(3 << 20)
            .addContentTypes(count("audio/wav", 2))
            .addTags(count("fm", 3))
            .addOwners(count("local", 3))
            .build());
  }

  private static ArtifactCount count(String value, long count) {
    return ArtifactCount.newBuilder().setValue(value).setCount(count).build();
  }

  @Override
  public void updateArtifact(
      UpdateArtifactRequest request, StreamObserver<UpdateArtifactResponse> observer) {
    Artifact artifact =
        changed(
            request,
            request.getArtifactId(),
            observer,
            before ->
                before.toBuilder()
                    .setTitle(request.getArtifact().getTitle())
                    .setLabels(request.getArtifact().getLabels())
                    .build());
    if (artifact != null) {
      FakeHeimdall.answer(
          observer, UpdateArtifactResponse.newBuilder().setArtifact(artifact).build());
    }
  }

  @Override
  public void tagArtifacts(
      TagArtifactsRequest request, StreamObserver<TagArtifactsResponse> observer) {
    seen(request);
    var answer = TagArtifactsResponse.newBuilder();
    for (String id : request.getArtifactIdsList()) {
      answer.addArtifacts(
          Artifact.newBuilder().setId(id).setName("x.bin").addAllTags(request.getAddList()));
    }
    FakeHeimdall.answer(observer, answer.build());
  }

  @Override
  public void renameTag(RenameTagRequest request, StreamObserver<RenameTagResponse> observer) {
    seen(request);
    FakeHeimdall.answer(observer, RenameTagResponse.newBuilder().setCount(7).build());
  }

  @Override
  public void getArtifactUsage(
      GetArtifactUsageRequest request, StreamObserver<GetArtifactUsageResponse> observer) {
    seen(request);
    FakeHeimdall.answer(observer, FakeUsage.of(request));
  }

  @Override
  public void listTags(ListTagsRequest request, StreamObserver<ListTagsResponse> observer) {
    seen(request);
    FakeHeimdall.answer(observer, ListTagsResponse.newBuilder().addTags(count("fm", 3)).build());
  }

  @Override
  public void listArtifactRevisions(
      ListArtifactRevisionsRequest request,
      StreamObserver<ListArtifactRevisionsResponse> observer) {
    seen(request);
    FakeHeimdall.answer(
        observer,
        ListArtifactRevisionsResponse.newBuilder()
            .addRevisions(
                ArtifactRevision.newBuilder()
                    .setArtifact(Artifact.newBuilder().setRevision(2))
                    .setChangedBy("ann")
                    .setChange("tag"))
            .build());
  }

  @Override
  public void diffArtifactRevisions(
      DiffArtifactRevisionsRequest request,
      StreamObserver<DiffArtifactRevisionsResponse> observer) {
    seen(request);
    FakeHeimdall.answer(
        observer,
        DiffArtifactRevisionsResponse.newBuilder()
            .addDifferences(ArtifactDifference.newBuilder().setField("title").setAfter("\"Night\""))
            .build());
  }

  @Override
  public void listArtifactVersions(
      ListArtifactVersionsRequest request, StreamObserver<ListArtifactVersionsResponse> observer) {
    seen(request);
    ArtifactVersion.Builder version =
        ArtifactVersion.newBuilder().setSha256("ab".repeat(32)).setSizeBytes(9).setStoredBytes(8);
    FakeHeimdall.answer(
        observer,
        ListArtifactVersionsResponse.newBuilder()
            .addVersions(version.setVersion(2).setRestoredFrom(1))
            .addVersions(
                version.setVersion(1).setRestoredFrom(0).setCorruptTime(FakeArtifacts.MADE))
            .build());
  }

  @Override
  public void restoreArtifactVersion(
      RestoreArtifactVersionRequest request,
      StreamObserver<RestoreArtifactVersionResponse> observer) {
    Artifact artifact =
        changed(
            request,
            request.getArtifactId(),
            observer,
            before -> before.toBuilder().setVersion(before.getVersion() + 1).build());
    if (artifact != null) {
      FakeHeimdall.answer(
          observer, RestoreArtifactVersionResponse.newBuilder().setArtifact(artifact).build());
    }
  }

  @Override
  public void deleteArtifact(
      DeleteArtifactRequest request, StreamObserver<DeleteArtifactResponse> observer) {
    Artifact artifact =
        changed(
            request,
            request.getArtifactId(),
            observer,
            before ->
                before.toBuilder()
                    .setDeleteTime(FakeArtifacts.MADE)
                    .setPurgeTime(FakeArtifacts.MADE)
                    .build());
    if (artifact != null) {
      FakeHeimdall.answer(
          observer, DeleteArtifactResponse.newBuilder().setArtifact(artifact).build());
    }
  }

  @Override
  public void undeleteArtifact(
      UndeleteArtifactRequest request, StreamObserver<UndeleteArtifactResponse> observer) {
    Artifact artifact =
        changed(
            request,
            request.getArtifactId(),
            observer,
            before -> before.toBuilder().clearDeleteTime().clearPurgeTime().build());
    if (artifact != null) {
      FakeHeimdall.answer(
          observer, UndeleteArtifactResponse.newBuilder().setArtifact(artifact).build());
    }
  }

  @Override
  public void purgeArtifact(
      PurgeArtifactRequest request, StreamObserver<PurgeArtifactResponse> observer) {
    seen(request);
    artifacts.remove(request.getArtifactId());
    FakeHeimdall.answer(observer, PurgeArtifactResponse.getDefaultInstance());
  }

  @Override
  public void shareArtifact(
      ShareArtifactRequest request, StreamObserver<ShareArtifactResponse> observer) {
    seen(request);
    FakeHeimdall.answer(
        observer, ShareArtifactResponse.newBuilder().setShare(request.getShare()).build());
  }

  @Override
  public void unshareArtifact(
      UnshareArtifactRequest request, StreamObserver<UnshareArtifactResponse> observer) {
    seen(request);
    FakeHeimdall.answer(observer, UnshareArtifactResponse.getDefaultInstance());
  }

  @Override
  public void listArtifactShares(
      ListArtifactSharesRequest request, StreamObserver<ListArtifactSharesResponse> observer) {
    seen(request);
    FakeHeimdall.answer(
        observer,
        ListArtifactSharesResponse.newBuilder()
            .addShares(
                ArtifactShare.newBuilder()
                    .setUser("ann")
                    .setAccess(ArtifactAccess.ARTIFACT_ACCESS_WRITE))
            .build());
  }

  @Override
  public void setVisibility(
      SetVisibilityRequest request, StreamObserver<SetVisibilityResponse> observer) {
    Artifact artifact =
        changed(
            request,
            request.getArtifactId(),
            observer,
            before -> before.toBuilder().setVisibility(request.getVisibility()).build());
    if (artifact != null) {
      FakeHeimdall.answer(
          observer, SetVisibilityResponse.newBuilder().setArtifact(artifact).build());
    }
  }
}
