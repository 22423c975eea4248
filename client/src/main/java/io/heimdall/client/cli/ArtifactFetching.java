package io.heimdall.client.cli;

import com.google.protobuf.ByteString;
import io.heimdall.client.ArtifactDownload;
import io.heimdall.client.ArtifactDownloads;
import io.heimdall.client.cli.artifact.DownloadPart;
import io.heimdall.v1.ArtifactVersion;
import io.heimdall.v1.DownloadArtifactRequest;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/// Fetches the bytes of artifacts.
///
/// @param downloads where they come from
/// @param console shows progress
record ArtifactFetching(ArtifactDownloads downloads, Console console) {

  private interface Sink {
    void take(ByteString bytes) throws IOException;
  }

  /// Fetches bytes into a stream.
  ///
  /// @return the version they are of
  ArtifactVersion toStream(DownloadArtifactRequest request, OutputStream out) throws IOException {
    ArtifactVersion got = fetch(request, "standard output", bytes -> bytes.writeTo(out));
    out.flush();
    return got;
  }

  /// Fetches bytes into a file. A whole version goes on with what an earlier command has left of
  /// it.
  ///
  /// @param request which bytes of which version, which must be stated
  /// @param target the file
  /// @return the version they are of
  ArtifactVersion toFile(DownloadArtifactRequest request, Path target) throws IOException {
    if (request.getOffset() > 0 || request.getLimit() > 0) {
      try (var file = new NewFile(target)) {
        ArtifactVersion got = toStream(request, file.stream());
        file.finish();
        return got;
      }
    }
    Path real = Files.exists(target) ? target.toRealPath() : target;
    try (DownloadPart part =
        DownloadPart.open(real, request.getArtifactId(), request.getVersion())) {
      boolean resumed = part.sizeBytes() > 0;
      ArtifactVersion got = rest(request, part, real);
      if (resumed && !part.sha256().equals(got.getSha256())) {
        console.note(
            "%s: what was there of it is damaged; once more from the start".formatted(real));
        part.restart();
        got = rest(request, part, real);
      }
      part.finish();
      return got;
    }
  }

  private ArtifactVersion rest(DownloadArtifactRequest request, DownloadPart part, Path target)
      throws IOException {
    return fetch(
        request.toBuilder().setOffset(part.sizeBytes()).build(), target.toString(), part::append);
  }

  private ArtifactVersion fetch(DownloadArtifactRequest request, String name, Sink sink)
      throws IOException {
    try (ArtifactDownload download = downloads.open(request)) {
      ArtifactVersion version = download.info().getVersion();
      long sizeBytes =
          request.getLimit() > 0
              ? Math.min(request.getLimit(), version.getSizeBytes() - request.getOffset())
              : version.getSizeBytes();
      long movedBytes = request.getLimit() > 0 ? 0 : request.getOffset();
      var progress =
          new TransferProgress(console, name, sizeBytes, TransferProgress.Direction.RECEIVED);
      try {
        while (download.hasNext()) {
          var bytes = download.next().getData();
          sink.take(bytes);
          movedBytes += bytes.size();
          progress.accept(movedBytes);
        }
      } finally {
        progress.end();
      }
      return version;
    }
  }
}
