package io.heimdall.server.grpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.heimdall.server.artifact.Catalogue;
import io.heimdall.server.artifact.upload.Uploads;
import io.heimdall.server.artifact.usage.UsageCounts;
import io.heimdall.server.grpc.call.Callers;
import io.heimdall.server.grpc.call.ResponseStreams;
import io.heimdall.v1.CancelUploadRequest;
import io.heimdall.v1.CancelUploadResponse;
import io.heimdall.v1.CompleteSignedUploadRequest;
import io.heimdall.v1.CompleteSignedUploadResponse;
import io.heimdall.v1.CountArtifactsRequest;
import io.heimdall.v1.CountArtifactsResponse;
import io.heimdall.v1.DeleteArtifactRequest;
import io.heimdall.v1.DeleteArtifactResponse;
import io.heimdall.v1.DiffArtifactRevisionsRequest;
import io.heimdall.v1.DiffArtifactRevisionsResponse;
import io.heimdall.v1.DownloadArtifactRequest;
import io.heimdall.v1.DownloadArtifactResponse;
import io.heimdall.v1.GetArtifactRequest;
import io.heimdall.v1.GetArtifactResponse;
import io.heimdall.v1.GetArtifactUsageRequest;
import io.heimdall.v1.GetArtifactUsageResponse;
import io.heimdall.v1.GetUploadRequest;
import io.heimdall.v1.GetUploadResponse;
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
import io.heimdall.v1.ListUploadsRequest;
import io.heimdall.v1.ListUploadsResponse;
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
import io.heimdall.v1.SignUrlRequest;
import io.heimdall.v1.SignUrlResponse;
import io.heimdall.v1.StartUploadRequest;
import io.heimdall.v1.StartUploadResponse;
import io.heimdall.v1.TagArtifactsRequest;
import io.heimdall.v1.TagArtifactsResponse;
import io.heimdall.v1.UndeleteArtifactRequest;
import io.heimdall.v1.UndeleteArtifactResponse;
import io.heimdall.v1.UnshareArtifactRequest;
import io.heimdall.v1.UnshareArtifactResponse;
import io.heimdall.v1.UpdateArtifactRequest;
import io.heimdall.v1.UpdateArtifactResponse;
import io.heimdall.v1.WatchArtifactsRequest;
import io.heimdall.v1.WatchArtifactsResponse;
import io.heimdall.v1.WriteUploadRequest;
import io.heimdall.v1.WriteUploadResponse;

/// The service of artifacts.
final class ArtifactGrpc extends WebhookMethods {

  private final Uploads uploads;
  private final UploadCalls uploadCalls;
  private final DownloadCalls downloadCalls;
  private final ArtifactWatchCalls watchCalls;
  private final CatalogueCalls catalogueCalls;
  private final ArtifactChangeCalls changeCalls;

  private final SignedUrlCalls urlCalls;
  private final UsageCalls usageCalls;
  private final UsageCounts counts;

  ArtifactGrpc(GrpcServices.Kept kept, ResponseStreams streams) {
    super(kept.webhooks());
    this.uploads = kept.uploads();
    this.counts = kept.usage().counts();
    this.uploadCalls = new UploadCalls(uploads);
    this.downloadCalls = new DownloadCalls(kept.downloads(), counts, streams);
    this.watchCalls = new ArtifactWatchCalls(kept.events(), streams);
    Catalogue catalogue = kept.catalogue();
    this.catalogueCalls =
        new CatalogueCalls(catalogue.artifacts(), catalogue.history(), kept.usage().reads());
    this.changeCalls =
        new ArtifactChangeCalls(
            catalogue.edits(), catalogue.trash(), catalogue.sharing(), catalogue.publishing());
    this.urlCalls = new SignedUrlCalls(kept.urls(), counts);
    this.usageCalls = new UsageCalls(kept.usage().reports());
  }

  @Override
  public void signUrl(SignUrlRequest request, StreamObserver<SignUrlResponse> observer) {
    answer(observer, urlCalls.sign(request));
  }

  @Override
  public void completeSignedUpload(
      CompleteSignedUploadRequest request, StreamObserver<CompleteSignedUploadResponse> observer) {
    answer(observer, urlCalls.complete(request));
  }

  @Override
  public void downloadArtifact(
      DownloadArtifactRequest request, StreamObserver<DownloadArtifactResponse> observer) {
    downloadCalls.download(request, observer);
  }

  @Override
  public void startUpload(
      StartUploadRequest request, StreamObserver<StartUploadResponse> observer) {
    answer(observer, uploadCalls.start(request));
  }

  @Override
  public StreamObserver<WriteUploadRequest> writeUpload(
      StreamObserver<WriteUploadResponse> observer) {
    return UploadIntake.begin(
        uploads,
        Callers.current(),
        counts,
        (ServerCallStreamObserver<WriteUploadResponse>) observer);
  }

  @Override
  public void getUpload(GetUploadRequest request, StreamObserver<GetUploadResponse> observer) {
    answer(observer, uploadCalls.get(request));
  }

  @Override
  public void listUploads(
      ListUploadsRequest request, StreamObserver<ListUploadsResponse> observer) {
    answer(observer, uploadCalls.list(request));
  }

  @Override
  public void cancelUpload(
      CancelUploadRequest request, StreamObserver<CancelUploadResponse> observer) {
    answer(observer, uploadCalls.cancel(request));
  }

  @Override
  public void watchArtifacts(
      WatchArtifactsRequest request, StreamObserver<WatchArtifactsResponse> observer) {
    watchCalls.watch(request, observer);
  }

  @Override
  public void getArtifact(
      GetArtifactRequest request, StreamObserver<GetArtifactResponse> observer) {
    answer(observer, catalogueCalls.get(request));
  }

  @Override
  public void listArtifacts(
      ListArtifactsRequest request, StreamObserver<ListArtifactsResponse> observer) {
    answer(observer, catalogueCalls.list(request));
  }

  @Override
  public void countArtifacts(
      CountArtifactsRequest request, StreamObserver<CountArtifactsResponse> observer) {
    answer(observer, catalogueCalls.count(request));
  }

  @Override
  public void listTags(ListTagsRequest request, StreamObserver<ListTagsResponse> observer) {
    answer(observer, catalogueCalls.tags(request));
  }

  @Override
  public void listArtifactRevisions(
      ListArtifactRevisionsRequest request,
      StreamObserver<ListArtifactRevisionsResponse> observer) {
    answer(observer, catalogueCalls.revisions(request));
  }

  @Override
  public void diffArtifactRevisions(
      DiffArtifactRevisionsRequest request,
      StreamObserver<DiffArtifactRevisionsResponse> observer) {
    answer(observer, catalogueCalls.diff(request));
  }

  @Override
  public void listArtifactVersions(
      ListArtifactVersionsRequest request, StreamObserver<ListArtifactVersionsResponse> observer) {
    answer(observer, catalogueCalls.versions(request));
  }

  @Override
  public void updateArtifact(
      UpdateArtifactRequest request, StreamObserver<UpdateArtifactResponse> observer) {
    answer(observer, changeCalls.update(request));
  }

  @Override
  public void tagArtifacts(
      TagArtifactsRequest request, StreamObserver<TagArtifactsResponse> observer) {
    answer(observer, changeCalls.tag(request));
  }

  @Override
  public void renameTag(RenameTagRequest request, StreamObserver<RenameTagResponse> observer) {
    answer(observer, changeCalls.rename(request));
  }

  @Override
  public void restoreArtifactVersion(
      RestoreArtifactVersionRequest request,
      StreamObserver<RestoreArtifactVersionResponse> observer) {
    answer(observer, changeCalls.restore(request));
  }

  @Override
  public void deleteArtifact(
      DeleteArtifactRequest request, StreamObserver<DeleteArtifactResponse> observer) {
    answer(observer, changeCalls.delete(request));
  }

  @Override
  public void undeleteArtifact(
      UndeleteArtifactRequest request, StreamObserver<UndeleteArtifactResponse> observer) {
    answer(observer, changeCalls.undelete(request));
  }

  @Override
  public void purgeArtifact(
      PurgeArtifactRequest request, StreamObserver<PurgeArtifactResponse> observer) {
    answer(observer, changeCalls.purge(request));
  }

  @Override
  public void shareArtifact(
      ShareArtifactRequest request, StreamObserver<ShareArtifactResponse> observer) {
    answer(observer, changeCalls.share(request));
  }

  @Override
  public void unshareArtifact(
      UnshareArtifactRequest request, StreamObserver<UnshareArtifactResponse> observer) {
    answer(observer, changeCalls.unshare(request));
  }

  @Override
  public void listArtifactShares(
      ListArtifactSharesRequest request, StreamObserver<ListArtifactSharesResponse> observer) {
    answer(observer, changeCalls.shares(request));
  }

  @Override
  public void setVisibility(
      SetVisibilityRequest request, StreamObserver<SetVisibilityResponse> observer) {
    answer(observer, changeCalls.setVisibility(request));
  }

  @Override
  public void getArtifactUsage(
      GetArtifactUsageRequest request, StreamObserver<GetArtifactUsageResponse> observer) {
    answer(observer, usageCalls.get(request));
  }
}
