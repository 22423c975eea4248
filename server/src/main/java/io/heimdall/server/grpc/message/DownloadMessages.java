package io.heimdall.server.grpc.message;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.heimdall.server.artifact.content.Download;
import io.heimdall.server.artifact.content.Downloads;
import io.heimdall.v1.DownloadArtifactRequest;
import io.heimdall.v1.DownloadArtifactResponse;
import io.heimdall.v1.DownloadChunk;
import io.heimdall.v1.DownloadInfo;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;
import java.util.zip.CRC32C;

/// Bytes of artifacts on the wire.
public final class DownloadMessages {
  private DownloadMessages() {}

  /// Which bytes are wanted.
  ///
  /// @param request the wire's
  /// @return the domain's
  public static Downloads.Wanted read(DownloadArtifactRequest request) {
    return new Downloads.Wanted(
        UUID.fromString(request.getArtifactId()),
        request.getVersion(),
        request.getOffset(),
        request.getLimit(),
        request.getIfEtag());
  }

  /// What comes.
  ///
  /// @param download the domain's
  /// @return the first message
  public static DownloadArtifactResponse info(Download download) {
    return DownloadArtifactResponse.newBuilder()
        .setInfo(
            DownloadInfo.newBuilder()
                .setVersion(
                    ArtifactMessages.of(download.version().file().artifactId(), download.version()))
                .setEtag(download.etag()))
        .build();
  }

  /// The next bytes.
  ///
  /// @param offset where they stand in the whole
  /// @param pieces the bytes, which must not change any more; not copied
  /// @return the message, with its checksum
  public static DownloadArtifactResponse chunk(long offset, List<ByteBuffer> pieces) {
    var crc = new CRC32C();
    ByteString data = ByteString.EMPTY;
    for (ByteBuffer piece : pieces) {
      crc.update(piece.duplicate());
      data = data.concat(UnsafeByteOperations.unsafeWrap(piece));
    }
    return DownloadArtifactResponse.newBuilder()
        .setChunk(
            DownloadChunk.newBuilder()
                .setOffset(offset)
                .setData(data)
                .setCrc32C((int) crc.getValue()))
        .build();
  }
}
