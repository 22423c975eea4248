package io.heimdall.client;

import io.heimdall.v1.Artifact;
import io.heimdall.v1.ArtifactCount;
import io.heimdall.v1.ArtifactDifference;
import io.heimdall.v1.ArtifactRevision;
import io.heimdall.v1.ArtifactServiceGrpc;
import io.heimdall.v1.ArtifactShare;
import io.heimdall.v1.ArtifactVersion;
import io.heimdall.v1.CountArtifactsRequest;
import io.heimdall.v1.CountArtifactsResponse;
import io.heimdall.v1.DeleteArtifactRequest;
import io.heimdall.v1.DiffArtifactRevisionsRequest;
import io.heimdall.v1.GetArtifactRequest;
import io.heimdall.v1.GetArtifactUsageRequest;
import io.heimdall.v1.GetArtifactUsageResponse;
import io.heimdall.v1.ListArtifactRevisionsRequest;
import io.heimdall.v1.ListArtifactSharesRequest;
import io.heimdall.v1.ListArtifactVersionsRequest;
import io.heimdall.v1.ListArtifactsRequest;
import io.heimdall.v1.ListTagsRequest;
import io.heimdall.v1.PurgeArtifactRequest;
import io.heimdall.v1.PurgeArtifactResponse;
import io.heimdall.v1.RenameTagRequest;
import io.heimdall.v1.RestoreArtifactVersionRequest;
import io.heimdall.v1.SetVisibilityRequest;
import io.heimdall.v1.ShareArtifactRequest;
import io.heimdall.v1.TagArtifactsRequest;
import io.heimdall.v1.UndeleteArtifactRequest;
import io.heimdall.v1.UnshareArtifactRequest;
import io.heimdall.v1.UnshareArtifactResponse;
import io.heimdall.v1.UpdateArtifactRequest;
import io.heimdall.v1.Visibility;
import java.util.List;
import java.util.stream.Stream;

/// Finds, changes, shares and deletes artifacts. Their bytes are sent by [ArtifactUploads] and
/// received by [ArtifactDownloads].
///
/// Where an etag is asked for, it is that of the artifact as the caller knows it: the call is
/// refused with `ETAG_MISMATCH` where the artifact has changed since. An empty one changes whatever
/// is there.
public final class Artifacts {

  private final Calls calls;

  Artifacts(Calls calls) {
    this.calls = calls;
  }

  /// Shows an artifact.
  ///
  /// @param artifactId which one
  /// @return the artifact
  public Artifact get(String artifactId) {
    return calls
        .unary(
            ArtifactServiceGrpc.getGetArtifactMethod(),
            GetArtifactRequest.newBuilder().setArtifactId(artifactId).build())
        .getArtifact();
  }

  /// Lists or searches the artifacts that the caller may see.
  ///
  /// @param query filter, words and order; its page token is looked after here
  /// @return the artifacts, fetched page by page as they are taken
  public Stream<Artifact> list(ListArtifactsRequest query) {
    return Pages.stream(token -> {
      var page =
          calls.unary(
              ArtifactServiceGrpc.getListArtifactsMethod(),
              query.toBuilder().setPageToken(token).build());
      return new Pages.Page<>(page.getArtifactsList(), page.getNextPageToken());
    });
  }

  /// Counts artifacts by media type, tag and owner.
  ///
  /// @param query which ones
  /// @return the counts
  public CountArtifactsResponse count(CountArtifactsRequest query) {
    return calls.unary(ArtifactServiceGrpc.getCountArtifactsMethod(), query);
  }

  /// Changes what is said of an artifact.
  ///
  /// @param request the new values, and the mask of those to change
  /// @return the artifact as it is then
  public Artifact update(UpdateArtifactRequest request) {
    return calls.unary(ArtifactServiceGrpc.getUpdateArtifactMethod(), request).getArtifact();
  }

  /// Adds tags to artifacts and takes others away, all or nothing.
  ///
  /// @param request which tags of which artifacts
  /// @return the artifacts as they are then, in the order of the request
  public List<Artifact> tag(TagArtifactsRequest request) {
    return calls.unary(ArtifactServiceGrpc.getTagArtifactsMethod(), request).getArtifactsList();
  }

  /// Gives a tag another name on every artifact that the caller may change.
  ///
  /// @param tag its name
  /// @param newTag its new name
  /// @return how many artifacts have changed
  public long renameTag(String tag, String newTag) {
    return calls
        .unary(
            ArtifactServiceGrpc.getRenameTagMethod(),
            RenameTagRequest.newBuilder().setTag(tag).setNewTag(newTag).build())
        .getCount();
  }

  /// Lists the tags of artifacts that the caller may see.
  ///
  /// @param prefix how they begin; empty: anyhow
  /// @return tags in order of the alphabet and how many artifacts have each, fetched page by page
  public Stream<ArtifactCount> tags(String prefix) {
    return Pages.stream(token -> {
      var page =
          calls.unary(
              ArtifactServiceGrpc.getListTagsMethod(),
              ListTagsRequest.newBuilder().setPrefix(prefix).setPageToken(token).build());
      return new Pages.Page<>(page.getTagsList(), page.getNextPageToken());
    });
  }

  /// Lists the states that what is said of an artifact has had.
  ///
  /// @param artifactId which one
  /// @return the newest first, fetched page by page
  public Stream<ArtifactRevision> revisions(String artifactId) {
    return Pages.stream(token -> {
      var request =
          ListArtifactRevisionsRequest.newBuilder()
              .setArtifactId(artifactId)
              .setPageToken(token)
              .build();
      var page = calls.unary(ArtifactServiceGrpc.getListArtifactRevisionsMethod(), request);
      return new Pages.Page<>(page.getRevisionsList(), page.getNextPageToken());
    });
  }

  /// Tells in which fields two revisions differ.
  ///
  /// @param artifactId of which artifact
  /// @param fromRevision the earlier one
  /// @param toRevision the later one; 0: as it is now
  /// @return the differences
  public List<ArtifactDifference> diff(String artifactId, int fromRevision, int toRevision) {
    var request =
        DiffArtifactRevisionsRequest.newBuilder()
            .setArtifactId(artifactId)
            .setFromRevision(fromRevision)
            .setToRevision(toRevision)
            .build();
    return calls
        .unary(ArtifactServiceGrpc.getDiffArtifactRevisionsMethod(), request)
        .getDifferencesList();
  }

  /// Lists the versions of an artifact.
  ///
  /// @param artifactId which one
  /// @return the newest first, fetched page by page
  public Stream<ArtifactVersion> versions(String artifactId) {
    return Pages.stream(token -> {
      var request =
          ListArtifactVersionsRequest.newBuilder()
              .setArtifactId(artifactId)
              .setPageToken(token)
              .build();
      var page = calls.unary(ArtifactServiceGrpc.getListArtifactVersionsMethod(), request);
      return new Pages.Page<>(page.getVersionsList(), page.getNextPageToken());
    });
  }

  /// Makes a new version that equals an old one.
  ///
  /// @param artifactId of which artifact
  /// @param version the old one
  /// @param etag of the artifact as it is known; empty: whatever it is
  /// @return the artifact with its new version
  public Artifact restore(String artifactId, int version, String etag) {
    var request =
        RestoreArtifactVersionRequest.newBuilder()
            .setArtifactId(artifactId)
            .setVersion(version)
            .setEtag(etag)
            .build();
    return calls
        .unary(ArtifactServiceGrpc.getRestoreArtifactVersionMethod(), request)
        .getArtifact();
  }

  /// Deletes an artifact, which can be undeleted until its purge time.
  ///
  /// @param artifactId which one
  /// @param etag of the artifact as it is known; empty: whatever it is
  /// @return the deleted artifact
  public Artifact delete(String artifactId, String etag) {
    return calls
        .unary(
            ArtifactServiceGrpc.getDeleteArtifactMethod(),
            DeleteArtifactRequest.newBuilder().setArtifactId(artifactId).setEtag(etag).build())
        .getArtifact();
  }

  /// Takes a deletion back.
  ///
  /// @param artifactId of which artifact
  /// @return the artifact
  public Artifact undelete(String artifactId) {
    return calls
        .unary(
            ArtifactServiceGrpc.getUndeleteArtifactMethod(),
            UndeleteArtifactRequest.newBuilder().setArtifactId(artifactId).build())
        .getArtifact();
  }

  /// Removes a deleted artifact and its bytes for good.
  ///
  /// @param artifactId which one
  public void purge(String artifactId) {
    PurgeArtifactResponse _ =
        calls.unary(
            ArtifactServiceGrpc.getPurgeArtifactMethod(),
            PurgeArtifactRequest.newBuilder().setArtifactId(artifactId).build());
  }

  /// Shares an artifact, or changes how it is shared.
  ///
  /// @param artifactId which one
  /// @param share with whom, how and until when
  /// @return the share as stored
  public ArtifactShare share(String artifactId, ArtifactShare share) {
    return calls
        .unary(
            ArtifactServiceGrpc.getShareArtifactMethod(),
            ShareArtifactRequest.newBuilder().setArtifactId(artifactId).setShare(share).build())
        .getShare();
  }

  /// Takes a share back.
  ///
  /// @param request whose, of which artifact
  public void unshare(UnshareArtifactRequest request) {
    UnshareArtifactResponse _ =
        calls.unary(ArtifactServiceGrpc.getUnshareArtifactMethod(), request);
  }

  /// Lists whom an artifact is shared with.
  ///
  /// @param artifactId which one
  /// @return groups before users, by name
  public List<ArtifactShare> shares(String artifactId) {
    return calls
        .unary(
            ArtifactServiceGrpc.getListArtifactSharesMethod(),
            ListArtifactSharesRequest.newBuilder().setArtifactId(artifactId).build())
        .getSharesList();
  }

  /// Makes an artifact public or private.
  ///
  /// @param artifactId which one
  /// @param visibility who may read it
  /// @param etag of the artifact as it is known; empty: whatever it is
  /// @return the artifact as it is then
  public Artifact setVisibility(String artifactId, Visibility visibility, String etag) {
    var request =
        SetVisibilityRequest.newBuilder()
            .setArtifactId(artifactId)
            .setVisibility(visibility)
            .setEtag(etag)
            .build();
    return calls.unary(ArtifactServiceGrpc.getSetVisibilityMethod(), request).getArtifact();
  }

  /// Tells how much somebody keeps, and what was sent, fetched and refused within some days.
  ///
  /// @param request whose usage, and of which days
  /// @return the usage
  public GetArtifactUsageResponse usage(GetArtifactUsageRequest request) {
    return calls.unary(ArtifactServiceGrpc.getGetArtifactUsageMethod(), request);
  }
}
