package io.heimdall.server.grpc;

import io.heimdall.server.artifact.ArtifactEdits;
import io.heimdall.server.artifact.ArtifactSharing;
import io.heimdall.server.artifact.ArtifactTrash;
import io.heimdall.server.artifact.Publishing;
import io.heimdall.server.artifact.Rights;
import io.heimdall.server.grpc.call.Callers;
import io.heimdall.server.grpc.call.RequestValidator;
import io.heimdall.server.grpc.message.ArtifactChanges;
import io.heimdall.server.grpc.message.ArtifactMessages;
import io.heimdall.server.grpc.message.Etags;
import io.heimdall.server.grpc.message.ShareMessages;
import io.heimdall.v1.Artifact;
import io.heimdall.v1.ArtifactShare;
import io.heimdall.v1.DeleteArtifactRequest;
import io.heimdall.v1.DeleteArtifactResponse;
import io.heimdall.v1.ListArtifactSharesRequest;
import io.heimdall.v1.ListArtifactSharesResponse;
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
import java.util.Set;
import java.util.UUID;

/// The calls that change artifacts, and not by bytes.
final class ArtifactChangeCalls {

  private final ArtifactEdits edits;
  private final ArtifactTrash trash;
  private final ArtifactSharing sharing;
  private final Publishing publishing;
  private final RequestValidator validator = new RequestValidator();

  ArtifactChangeCalls(
      ArtifactEdits edits, ArtifactTrash trash, ArtifactSharing sharing, Publishing publishing) {
    this.edits = edits;
    this.trash = trash;
    this.sharing = sharing;
    this.publishing = publishing;
  }

  UpdateArtifactResponse update(UpdateArtifactRequest request) {
    ArtifactChanges changes = ArtifactChanges.of(request);
    Rights.Seen seen =
        edits.update(
            Callers.current(),
            id(request.getArtifactId()),
            Etags.read(request.getEtag()),
            before -> changes.apply(before, validator::verify));
    return UpdateArtifactResponse.newBuilder().setArtifact(message(seen)).build();
  }

  TagArtifactsResponse tag(TagArtifactsRequest request) {
    List<Rights.Seen> tagged =
        edits.tag(
            Callers.current(),
            request.getArtifactIdsList().stream().map(UUID::fromString).distinct().toList(),
            Set.copyOf(request.getAddList()),
            Set.copyOf(request.getRemoveList()));
    return TagArtifactsResponse.newBuilder()
        .addAllArtifacts(tagged.stream().map(ArtifactChangeCalls::message).toList())
        .build();
  }

  RenameTagResponse rename(RenameTagRequest request) {
    int count = edits.rename(Callers.current(), request.getTag(), request.getNewTag());
    return RenameTagResponse.newBuilder().setCount(count).build();
  }

  RestoreArtifactVersionResponse restore(RestoreArtifactVersionRequest request) {
    Rights.Seen seen =
        edits.restore(
            Callers.current(),
            id(request.getArtifactId()),
            request.getVersion(),
            Etags.read(request.getEtag()));
    return RestoreArtifactVersionResponse.newBuilder().setArtifact(message(seen)).build();
  }

  DeleteArtifactResponse delete(DeleteArtifactRequest request) {
    Rights.Seen seen =
        trash.delete(Callers.current(), id(request.getArtifactId()), Etags.read(request.getEtag()));
    return DeleteArtifactResponse.newBuilder().setArtifact(message(seen)).build();
  }

  UndeleteArtifactResponse undelete(UndeleteArtifactRequest request) {
    Rights.Seen seen = trash.undelete(Callers.current(), id(request.getArtifactId()));
    return UndeleteArtifactResponse.newBuilder().setArtifact(message(seen)).build();
  }

  PurgeArtifactResponse purge(PurgeArtifactRequest request) {
    trash.purge(Callers.current(), id(request.getArtifactId()));
    return PurgeArtifactResponse.getDefaultInstance();
  }

  ShareArtifactResponse share(ShareArtifactRequest request) {
    ArtifactShare wanted = request.getShare();
    var share =
        sharing.share(
            Callers.current(),
            id(request.getArtifactId()),
            ShareMessages.grantee(wanted),
            ShareMessages.access(wanted),
            ShareMessages.expiresAt(wanted));
    return ShareArtifactResponse.newBuilder().setShare(ShareMessages.of(share)).build();
  }

  UnshareArtifactResponse unshare(UnshareArtifactRequest request) {
    sharing.unshare(Callers.current(), id(request.getArtifactId()), ShareMessages.grantee(request));
    return UnshareArtifactResponse.getDefaultInstance();
  }

  ListArtifactSharesResponse shares(ListArtifactSharesRequest request) {
    var shares = sharing.list(Callers.current(), id(request.getArtifactId()));
    return ListArtifactSharesResponse.newBuilder()
        .addAllShares(shares.stream().map(ShareMessages::of).toList())
        .build();
  }

  SetVisibilityResponse setVisibility(SetVisibilityRequest request) {
    Rights.Seen seen =
        publishing.setVisibility(
            Callers.current(),
            id(request.getArtifactId()),
            ArtifactMessages.visibility(request.getVisibility()),
            Etags.read(request.getEtag()));
    return SetVisibilityResponse.newBuilder().setArtifact(message(seen)).build();
  }

  private static Artifact message(Rights.Seen seen) {
    return ArtifactMessages.of(seen);
  }

  private static UUID id(String text) {
    return UUID.fromString(text);
  }
}
