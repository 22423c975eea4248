package io.heimdall.server.grpc;

import io.heimdall.server.artifact.signed.SignedReads;
import io.heimdall.server.artifact.signed.SignedUrls;
import io.heimdall.server.artifact.signed.SignedWrites;
import io.heimdall.server.artifact.upload.UploadStream;
import io.heimdall.server.artifact.usage.UsageCounts;
import io.heimdall.server.grpc.call.Callers;
import io.heimdall.server.grpc.message.ArtifactMessages;
import io.heimdall.server.grpc.message.SignedUrlMessages;
import io.heimdall.server.grpc.message.UploadMessages;
import io.heimdall.server.security.Caller;
import io.heimdall.v1.CompleteSignedUploadRequest;
import io.heimdall.v1.CompleteSignedUploadResponse;
import io.heimdall.v1.SignUrlRequest;
import io.heimdall.v1.SignUrlResponse;
import java.util.UUID;

/// The calls about URLs that read and write artifacts.
final class SignedUrlCalls {

  private final SignedUrls urls;
  private final UsageCounts counts;

  SignedUrlCalls(SignedUrls urls, UsageCounts counts) {
    this.urls = urls;
    this.counts = counts;
  }

  SignUrlResponse sign(SignUrlRequest request) {
    return request.hasRead() ? read(request) : write(request);
  }

  private SignUrlResponse read(SignUrlRequest request) {
    SignedReads.Signed signed =
        urls.reads().sign(Callers.current(), SignedUrlMessages.read(request));
    return SignedUrlMessages.of(signed.url()).setSha256(signed.sha256()).build();
  }

  private SignUrlResponse write(SignUrlRequest request) {
    SignedWrites.Signed signed =
        urls.writes()
            .sign(
                Callers.current(),
                UploadMessages.wanted(request.getWrite()),
                SignedUrlMessages.validity(request));
    return signed
        .url()
        .map(SignedUrlMessages::of)
        .orElseGet(SignUrlResponse::newBuilder)
        .setUpload(UploadMessages.of(signed.upload()))
        .build();
  }

  CompleteSignedUploadResponse complete(CompleteSignedUploadRequest request) {
    Caller caller = Callers.current();
    UploadStream.Finished finished =
        urls.writes()
            .complete(
                caller, UUID.fromString(request.getUploadId()), SignedUrlMessages.sha256(request));
    if (!finished.again()) {
      counts.uploadedByUrl(
          caller.name(), finished.seen().artifact().content().contentType(), finished.sizeBytes());
    }
    return CompleteSignedUploadResponse.newBuilder()
        .setArtifact(ArtifactMessages.of(finished.seen()))
        .setUnchanged(finished.unchanged())
        .build();
  }
}
