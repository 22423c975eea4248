package io.heimdall.client.cli;

import com.google.protobuf.ByteString;
import io.heimdall.client.ArtifactDownloads;
import io.heimdall.client.HeimdallException;
import io.heimdall.client.cli.artifact.DownloadPart;
import io.heimdall.client.cli.artifact.Existing;
import io.heimdall.client.encryption.BehindEndException;
import io.heimdall.v1.DownloadArtifactRequest;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Fetches the bytes of artifacts.
///
/// @param downloads where they come from
/// @param encryption what is made of them
/// @param console shows progress
record ArtifactFetching(
    ArtifactDownloads downloads, ArtifactEncryption encryption, Console console) {

  /// How a server refuses bytes from an offset on that lies behind the end.
  private static final String BEHIND_END = "RANGE_INVALID";

  private interface Sink {
    void take(ByteString bytes) throws IOException;
  }

  /// Fetches bytes into a stream.
  ///
  /// @return the bytes, all of which have been received
  FetchedBytes toStream(DownloadArtifactRequest request, OutputStream out) throws IOException {
    FetchedBytes got = fetch(request, "standard output", bytes -> bytes.writeTo(out));
    out.flush();
    return got;
  }

  /// Fetches bytes into a file. A whole version goes on with what an earlier command has left of
  /// it.
  ///
  /// @param request which bytes of which version, which must be stated
  /// @param target the file
  /// @param existing what becomes of a file that is there
  /// @return the bytes, all of which have been received
  FetchedBytes toFile(DownloadArtifactRequest request, Path target, Existing existing)
      throws IOException {
    if (request.getOffset() > 0 || request.getLimit() > 0) {
      try (var file = new NewFile(target)) {
        FetchedBytes got = toStream(request, file.stream());
        file.finish(existing);
        return got;
      }
    }
    Path real = Files.exists(target) ? target.toRealPath() : target;
    try (DownloadPart part =
        DownloadPart.open(real, request.getArtifactId(), request.getVersion(), form())) {
      FetchedBytes got = whole(request, part, real);
      part.finish(existing);
      return got;
    }
  }

  private FetchedBytes whole(DownloadArtifactRequest request, DownloadPart part, Path target)
      throws IOException {
    if (part.sizeBytes() > 0) {
      Optional<FetchedBytes> got = continued(request, part, target);
      if (got.isPresent()) {
        return got.get();
      }
      console.note(
          "%s: what was there of it is damaged; once more from the start".formatted(target));
      part.restart();
    }
    return rest(request, part, target);
  }

  /// Goes on with what is there.
  ///
  /// @return nothing where that is not the beginning of these bytes, or is more than they are
  private Optional<FetchedBytes> continued(
      DownloadArtifactRequest request, DownloadPart part, Path target) throws IOException {
    try {
      FetchedBytes got = rest(request, part, target);
      return got.areIn(part) ? Optional.of(got) : Optional.empty();
    } catch (BehindEndException _) {
      return Optional.empty();
    } catch (HeimdallException e) {
      if (e.reason().equals(BEHIND_END)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private DownloadPart.Form form() {
    return encryption.key().isPresent() ? DownloadPart.Form.DECRYPTED : DownloadPart.Form.STORED;
  }

  private FetchedBytes rest(DownloadArtifactRequest request, DownloadPart part, Path target)
      throws IOException {
    return fetch(
        request.toBuilder().setOffset(part.sizeBytes()).build(), target.toString(), part::append);
  }

  private FetchedBytes fetch(DownloadArtifactRequest request, String name, Sink sink)
      throws IOException {
    try (FetchedBytes bytes = FetchedBytes.open(downloads, request, encryption)) {
      long sizeBytes =
          request.getLimit() > 0
              ? Math.min(request.getLimit(), bytes.sizeBytes() - request.getOffset())
              : bytes.sizeBytes();
      long movedBytes = request.getLimit() > 0 ? 0 : request.getOffset();
      var progress =
          new TransferProgress(console, name, sizeBytes, TransferProgress.Direction.RECEIVED);
      try {
        for (ByteString next = bytes.next(); !next.isEmpty(); next = bytes.next()) {
          sink.take(next);
          movedBytes += next.size();
          progress.accept(movedBytes);
        }
      } finally {
        progress.end();
      }
      return bytes;
    }
  }
}
