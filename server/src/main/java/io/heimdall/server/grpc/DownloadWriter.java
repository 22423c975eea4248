package io.heimdall.server.grpc;

import static io.heimdall.db.artifact.StoredFile.BLOCK_BYTES;

import io.heimdall.server.artifact.content.Download;
import io.heimdall.server.failure.FailureException;
import io.heimdall.server.grpc.call.PacedResponses;
import io.heimdall.server.grpc.call.ResponseStream;
import io.heimdall.server.grpc.call.ResponseStreams;
import io.heimdall.server.grpc.message.DownloadMessages;
import io.heimdall.v1.DownloadArtifactResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Writes the bytes of one download. Never interrupted: that would break a connection to the
/// database. Who ends the stream has the reading broken off instead.
final class DownloadWriter implements ResponseStreams.Body<DownloadArtifactResponse> {

  private final Download download;
  private final DownloadPlaces.Place place;
  private final DownloadTally tally;
  private final Duration patience;

  /// @param download what to write; closed at the end
  /// @param place what its chunks take; given back at the end
  /// @param tally counts what is sent
  /// @param patience how long the client may read nothing
  DownloadWriter(
      Download download, DownloadPlaces.Place place, DownloadTally tally, Duration patience) {
    this.download = download;
    this.place = place;
    this.tally = tally;
    this.patience = patience;
  }

  @Override
  public void write(ResponseStream<DownloadArtifactResponse> responses)
      throws InterruptedException {
    try (place;
        download) {
      responses.wokenBy(download::cancel);
      var paced = new PacedResponses<>(responses, patience, download::rest);
      paced.send(DownloadMessages.info(download), 0);
      while (writeChunk(paced)) {}
      tally.finished();
    } catch (FailureException failure) {
      if (responses.isOver()) {
        throw new InterruptedException("the stream was ended while the store was read");
      }
      throw failure;
    }
  }

  /// Writes a chunk; of one that cannot be read to its end, what could be.
  ///
  /// @return false after the last
  private boolean writeChunk(PacedResponses<DownloadArtifactResponse> paced)
      throws InterruptedException {
    long offset = download.position();
    List<ByteBuffer> pieces = new ArrayList<>();
    try {
      boolean more = true;
      while (more && download.position() - offset + BLOCK_BYTES <= place.chunkBytes()) {
        Optional<ByteBuffer> piece = download.next();
        piece.ifPresent(pieces::add);
        more = piece.isPresent();
      }
      return more;
    } finally {
      if (!pieces.isEmpty()) {
        long bytes = download.position() - offset;
        paced.send(DownloadMessages.chunk(offset, pieces), bytes);
        tally.sent(bytes);
      }
    }
  }
}
