package io.heimdall.server.grpc;

import io.heimdall.db.Page;
import io.heimdall.db.artifact.Upload;
import io.heimdall.db.artifact.UploadKey;
import io.heimdall.server.artifact.upload.Uploads;
import io.heimdall.server.grpc.call.Callers;
import io.heimdall.server.grpc.message.UploadMessages;
import io.heimdall.server.grpc.page.PageKeys;
import io.heimdall.server.grpc.page.PageTokens;
import io.heimdall.server.grpc.page.Pages;
import io.heimdall.v1.CancelUploadRequest;
import io.heimdall.v1.CancelUploadResponse;
import io.heimdall.v1.GetUploadRequest;
import io.heimdall.v1.GetUploadResponse;
import io.heimdall.v1.ListUploadsRequest;
import io.heimdall.v1.ListUploadsResponse;
import io.heimdall.v1.StartUploadRequest;
import io.heimdall.v1.StartUploadResponse;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The calls about uploads that carry no bytes.
final class UploadCalls {
  private static final int USUAL_PAGE = 100;
  private static final int MOST_PAGE = 1000;

  private final Uploads uploads;

  UploadCalls(Uploads uploads) {
    this.uploads = uploads;
  }

  StartUploadResponse start(StartUploadRequest request) {
    Upload upload = uploads.start(Callers.current(), UploadMessages.wanted(request));
    return StartUploadResponse.newBuilder().setUpload(UploadMessages.of(upload)).build();
  }

  GetUploadResponse get(GetUploadRequest request) {
    Upload upload = uploads.get(Callers.current(), UUID.fromString(request.getUploadId()));
    return GetUploadResponse.newBuilder().setUpload(UploadMessages.of(upload)).build();
  }

  ListUploadsResponse list(ListUploadsRequest request) {
    Page<Upload, UploadKey> page =
        uploads.list(
            Callers.current(),
            after(request),
            Pages.size(request.getPageSize(), USUAL_PAGE, MOST_PAGE));
    var response = ListUploadsResponse.newBuilder();
    Pages.fill(page, Upload::key, UploadMessages::of, response::addUploads)
        .ifPresent(
            key -> response.setNextPageToken(PageTokens.issue(request, PageKeys.write(key))));
    return response.build();
  }

  private static @Nullable UploadKey after(ListUploadsRequest request) {
    return request.getPageToken().isEmpty()
        ? null
        : PageTokens.read(request, request.getPageToken(), PageKeys::upload);
  }

  CancelUploadResponse cancel(CancelUploadRequest request) {
    uploads.cancel(Callers.current(), UUID.fromString(request.getUploadId()));
    return CancelUploadResponse.getDefaultInstance();
  }
}
