package io.heimdall.client;

import com.google.protobuf.util.Durations;
import io.heimdall.v1.ArtifactServiceGrpc;
import io.heimdall.v1.DownloadArtifactRequest;
import io.heimdall.v1.DownloadInfo;
import io.heimdall.v1.SignUrlRequest;
import io.heimdall.v1.SignUrlResponse;
import io.heimdall.v1.SignedRead;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.LongConsumer;

/// Receives artifacts. When the connection is lost, a download goes on with the first byte that has
/// not come, of the same version, for as long as [ClientOptions#reconnectFor()] says.
public final class ArtifactDownloads {

  private final Calls calls;

  ArtifactDownloads(Calls calls) {
    this.calls = calls;
  }

  /// Receives bytes as they come.
  ///
  /// @param request which bytes of which version
  /// @return the bytes in order, to be closed
  public ArtifactDownload open(DownloadArtifactRequest request) {
    return new ArtifactDownload(
        request,
        from -> calls.stream(DownloadReading.METHOD, from, Function.identity()),
        calls.reconnect());
  }

  /// Receives bytes into a stream. Where it fails, the stream has received bytes all the same.
  ///
  /// @param request which bytes of which version
  /// @param out takes them; it stays open, and is not flushed
  /// @param received told how many bytes have come, after each chunk
  /// @return what the bytes are of
  /// @throws IOException when the stream takes no more
  public DownloadInfo receive(
      DownloadArtifactRequest request, OutputStream out, LongConsumer received) throws IOException {
    try (ArtifactDownload download = open(request)) {
      long bytes = 0;
      while (download.hasNext()) {
        var data = download.next().getData();
        data.writeTo(out);
        bytes += data.size();
        received.accept(bytes);
      }
      return download.info();
    }
  }

  /// Makes a URL by which whoever has it reads a version, until it expires. Nothing of what is read
  /// by it is checked on its way: compare its SHA-256.
  ///
  /// @param read which version, and whether browsers show it
  /// @param validFor how long it is good for, to the second
  /// @return the URL, and what to send with it
  public SignUrlResponse sign(SignedRead read, Duration validFor) {
    return calls.unary(
        ArtifactServiceGrpc.getSignUrlMethod(),
        SignUrlRequest.newBuilder()
            .setRead(read)
            .setValidFor(Durations.fromSeconds(validFor.toSeconds()))
            .build());
  }
}
