package io.heimdall.client;

import com.google.protobuf.ByteString;
import io.heimdall.v1.ArtifactVersion;
import io.heimdall.v1.DownloadArtifactRequest;
import io.heimdall.v1.DownloadArtifactResponse;
import io.heimdall.v1.DownloadChunk;
import io.heimdall.v1.DownloadInfo;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.NoSuchElementException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Bytes of a version, as they come, across broken connections. No chunk is believed unchecked: it
/// must have bytes, they must fit its checksum, and it must begin where the chunk before it ended.
/// Of a whole version the SHA-256 is checked too, before [#hasNext] says that nothing more comes.
///
/// What does not fit ends with a [HeimdallException] of code DATA_LOSS. One thread reads; any
/// thread may close.
public final class ArtifactDownload implements ReplyStream<DownloadChunk> {

  private static final String READER_STALLED = "READER_STALLED";

  private final DownloadArtifactRequest request;
  private final Function<DownloadArtifactRequest, ReplyStream<DownloadArtifactResponse>> open;
  private final Reconnect reconnect;
  private final RunningHash hash = new RunningHash();
  private volatile ReplyStream<DownloadArtifactResponse> answers;
  private volatile boolean closed;
  private @Nullable DownloadInfo info;

  /// Whether the call that is under way has said what it brings.
  private boolean told;

  private @Nullable DownloadChunk next;
  private boolean complete;
  private long position;
  private long end;

  ArtifactDownload(
      DownloadArtifactRequest request,
      Function<DownloadArtifactRequest, ReplyStream<DownloadArtifactResponse>> open,
      Reconnect reconnect) {
    this.request = request;
    this.open = open;
    this.reconnect = reconnect;
    this.position = request.getOffset();
    this.answers = open.apply(request);
  }

  /// What the bytes are of. Waits for the server's first answer.
  ///
  /// @return the version, and what stands for its bytes
  public DownloadInfo info() {
    while (info == null) {
      if (!hasNext() && info == null) {
        throw Failures.damaged("The call ended well and without saying what was to come.");
      }
    }
    return info;
  }

  /// Whether all bytes of the version have been asked for, so that its SHA-256 is checked.
  ///
  /// @return whether these bytes are the whole version
  public boolean isWhole() {
    return request.getOffset() == 0 && end(info()) == info().getVersion().getSizeBytes();
  }

  @Override
  public boolean hasNext() {
    while (next == null && !complete) {
      try {
        read();
      } catch (HeimdallException e) {
        if (!e.isTransient() && !e.reason().equals(READER_STALLED)) {
          throw e;
        }
        reconnect.pauseWhatever(e);
        if (info != null && position >= end) {
          complete();
        } else {
          continueHere();
        }
      }
    }
    return next != null;
  }

  private void read() {
    if (!answers.hasNext()) {
      complete();
      return;
    }
    DownloadArtifactResponse answer = answers.next();
    switch (answer.getPartCase()) {
      case INFO -> learn(answer.getInfo());
      case CHUNK -> next = checked(answer.getChunk());
      case PART_NOT_SET -> throw Failures.damaged("The server sent an empty message.");
    }
    reconnect.works();
  }

  private void learn(DownloadInfo coming) {
    if (told) {
      throw Failures.damaged("The server said twice what was to come.");
    }
    told = true;
    if (info == null) {
      checkAskedFor(coming.getVersion());
      info = coming;
      end = end(coming);
    } else if (!sameBytes(coming.getVersion(), info.getVersion())) {
      throw Failures.damaged("The server went on with other bytes than it had begun with.");
    }
  }

  private void checkAskedFor(ArtifactVersion version) {
    boolean asked =
        version.getArtifactId().equalsIgnoreCase(request.getArtifactId())
            && (request.getVersion() == 0 || version.getVersion() == request.getVersion());
    if (!asked) {
      throw Failures.damaged(
          "Version %d of artifact %s was asked for, and the server sends version %d of %s."
              .formatted(
                  request.getVersion(),
                  request.getArtifactId(),
                  version.getVersion(),
                  version.getArtifactId()));
    }
  }

  private static boolean sameBytes(ArtifactVersion one, ArtifactVersion other) {
    return one.getVersion() == other.getVersion()
        && one.getSizeBytes() == other.getSizeBytes()
        && one.getSha256().equals(other.getSha256());
  }

  private long end(DownloadInfo of) {
    long sizeBytes = of.getVersion().getSizeBytes();
    long limit = request.getLimit();
    // Without overflow: an offset beyond the size is refused by the server.
    return limit == 0 || limit > sizeBytes - request.getOffset()
        ? sizeBytes
        : request.getOffset() + limit;
  }

  private DownloadChunk checked(DownloadChunk chunk) {
    ByteString data = chunk.getData();
    if (!told) {
      throw Failures.damaged("The server sent bytes before it said what they are of.");
    }
    if (data.isEmpty()) {
      throw Failures.damaged("The server sent a chunk without bytes.");
    }
    if (chunk.getOffset() != position || data.size() > end - position) {
      throw Failures.damaged(
          "The bytes do not join: those from %d to %d were expected, and %d came from %d on."
              .formatted(position, end, data.size(), chunk.getOffset()));
    }
    if (Pieces.crc32c(data) != chunk.getCrc32C()) {
      throw Failures.damaged(
          "The bytes from %d on were damaged on their way: their checksum is wrong."
              .formatted(position));
    }
    if (isWhole()) {
      long from = position;
      for (ByteBuffer part : Pieces.of(data)) {
        int size = part.remaining();
        hash.take(from, part);
        from += size;
      }
    }
    position += data.size();
    return chunk;
  }

  private void complete() {
    if (info == null || position != end) {
      throw Failures.damaged(
          "The download ended well after byte %d, and was to go to %d.".formatted(position, end));
    }
    ArtifactVersion version = info.getVersion();
    if (isWhole() && !HexFormat.of().formatHex(hash.finish()).equals(version.getSha256())) {
      throw Failures.damaged(
          "What came is not version %d of artifact %s: its SHA-256 is another."
              .formatted(version.getVersion(), version.getArtifactId()));
    }
    complete = true;
  }

  private void continueHere() {
    told = false;
    answers = open.apply(rest());
    if (closed) {
      answers.close();
    }
  }

  private DownloadArtifactRequest rest() {
    if (info == null) {
      return request;
    }
    return request.toBuilder()
        .setVersion(info.getVersion().getVersion())
        .setIfEtag(info.getEtag())
        .setOffset(position)
        .setLimit(request.getLimit() == 0 ? 0 : end - position)
        .build();
  }

  @Override
  public DownloadChunk next() {
    if (!hasNext() || next == null) {
      throw new NoSuchElementException("All bytes were read.");
    }
    DownloadChunk taken = next;
    next = null;
    return taken;
  }

  @Override
  public void close() {
    closed = true;
    reconnect.close();
    answers.close();
  }
}
