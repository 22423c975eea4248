package io.heimdall.client;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.heimdall.v1.ArtifactVersion;
import io.heimdall.v1.DownloadArtifactRequest;
import io.heimdall.v1.DownloadArtifactResponse;
import io.heimdall.v1.DownloadChunk;
import io.heimdall.v1.DownloadInfo;

/// How a download goes.
@FunctionalInterface
public interface FakeDownload {

  /// Sends chunks of 256 KiB, and ends well.
  FakeDownload RIGHT =
      (request, version, bytes, observer) -> {
        sendInfo(request, version, observer);
        sendBytes(request, bytes, Long.MAX_VALUE, observer);
        observer.onCompleted();
      };

  /// Answers.
  ///
  /// @param request what is asked for
  /// @param version the version it is of
  /// @param bytes all of its bytes
  /// @param observer takes the answer
  void send(
      DownloadArtifactRequest request,
      ArtifactVersion version,
      ByteString bytes,
      StreamObserver<DownloadArtifactResponse> observer);

  /// Sends some bytes and breaks.
  ///
  /// @param count how many, at most
  /// @param code the status it ends with
  /// @param reason the reason it gives
  /// @return such a download
  static FakeDownload breaksAfter(long count, Status.Code code, String reason) {
    return (request, version, bytes, observer) -> {
      sendInfo(request, version, observer);
      sendBytes(request, bytes, count, observer);
      observer.onError(FakeHeimdall.refusal(code, reason, "Later."));
    };
  }

  /// Sends some bytes and ends as if they were all.
  ///
  /// @param count how many, at most
  /// @return such a download
  static FakeDownload endsAfter(long count) {
    return (request, version, bytes, observer) -> {
      sendInfo(request, version, observer);
      sendBytes(request, bytes, count, observer);
      observer.onCompleted();
    };
  }

  /// Sends other bytes than those that are kept.
  ///
  /// @param other the bytes, with right checksums of their own
  /// @return such a download
  static FakeDownload ofOther(ByteString other) {
    return (request, version, bytes, observer) -> {
      sendInfo(request, version, observer);
      sendBytes(request, other, Long.MAX_VALUE, observer);
      observer.onCompleted();
    };
  }

  /// Sends one chunk as it is given.
  ///
  /// @param chunk the chunk
  /// @return such a download
  static FakeDownload of(DownloadChunk chunk) {
    return (request, version, bytes, observer) -> {
      sendInfo(request, version, observer);
      observer.onNext(carrying(chunk));
      observer.onCompleted();
    };
  }

  /// Says what comes.
  ///
  /// @param request what is asked for
  /// @param version the version it is of
  /// @param observer takes the answer
  static void sendInfo(
      DownloadArtifactRequest request,
      ArtifactVersion version,
      StreamObserver<DownloadArtifactResponse> observer) {
    String etag = "v" + version.getVersion();
    if (!request.getIfEtag().isEmpty() && !request.getIfEtag().equals(etag)) {
      throw new AssertionError("if_etag is " + request.getIfEtag());
    }
    observer.onNext(
        DownloadArtifactResponse.newBuilder()
            .setInfo(DownloadInfo.newBuilder().setVersion(version).setEtag(etag))
            .build());
  }

  /// Sends what is asked for.
  private static void sendBytes(
      DownloadArtifactRequest request,
      ByteString bytes,
      long most,
      StreamObserver<DownloadArtifactResponse> observer) {
    long left = request.getLimit() == 0 ? Long.MAX_VALUE : request.getLimit();
    left = Math.min(Math.min(left, most), bytes.size() - request.getOffset());
    long offset = request.getOffset();
    while (left > 0) {
      int count = (int) Math.min(left, 256 << 10);
      observer.onNext(carrying(chunk(offset, bytes.substring((int) offset, (int) offset + count))));
      offset += count;
      left -= count;
    }
  }

  /// A message that carries a chunk.
  ///
  /// @param chunk the chunk
  /// @return the message
  static DownloadArtifactResponse carrying(DownloadChunk chunk) {
    return DownloadArtifactResponse.newBuilder().setChunk(chunk).build();
  }

  /// A chunk with a right checksum.
  ///
  /// @param offset where it begins
  /// @param data its bytes
  /// @return the chunk
  static DownloadChunk chunk(long offset, ByteString data) {
    return DownloadChunk.newBuilder()
        .setOffset(offset)
        .setData(data)
        .setCrc32C(FakeStorage.crc(data.toByteArray()))
        .build();
  }
}
