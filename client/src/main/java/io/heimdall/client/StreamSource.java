package io.heimdall.client;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.heimdall.v1.UploadFinish;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;

/// A stream, which is read once: what has been read and is not safe yet is kept, up to a limit.
final class StreamSource implements UploadSource {

  private static final int READ_BYTES = 1 << 20;

  private final InputStream in;
  private final long mostKeptBytes;
  private final RunningHash hash = new RunningHash();

  /// What has been read from `keptFrom` on, without a hole.
  private final Deque<ByteString> kept = new ArrayDeque<>();

  private long keptFrom;
  private long keptBytes;
  private long position;

  /// @param in the stream, which stays open
  /// @param mostKeptBytes how many bytes may be kept for another try
  StreamSource(InputStream in, long mostKeptBytes) {
    this.in = in;
    this.mostKeptBytes = mostKeptBytes;
  }

  private long readBytes() {
    return keptFrom + keptBytes;
  }

  @Override
  public void goTo(long offsetBytes) throws IOException {
    if (offsetBytes < keptFrom) {
      throw new IOException(
          "The server has %d bytes, those from %d on are still known, and what was read cannot be"
                  .formatted(offsetBytes, keptFrom)
              + " read again.");
    }
    while (readBytes() < offsetBytes) {
      ByteString passed = read((int) Math.min(READ_BYTES, offsetBytes - readBytes()));
      if (passed.isEmpty()) {
        throw new IOException(
            "The server has %d bytes, and the stream ended after %d."
                .formatted(offsetBytes, readBytes()));
      }
      safe(readBytes());
    }
    position = offsetBytes;
  }

  @Override
  public ByteString next(int mostBytes) throws IOException {
    ByteString next = position < readBytes() ? keptAt(position, mostBytes) : read(mostBytes);
    position += next.size();
    return next;
  }

  private ByteString keptAt(long offsetBytes, int mostBytes) {
    long from = keptFrom;
    for (ByteString each : kept) {
      if (offsetBytes < from + each.size()) {
        int begin = (int) (offsetBytes - from);
        return each.substring(begin, (int) Math.min(each.size(), (long) begin + mostBytes));
      }
      from += each.size();
    }
    throw new IllegalStateException("Nothing is kept at %d.".formatted(offsetBytes));
  }

  private ByteString read(int mostBytes) throws IOException {
    ByteString bytes = UnsafeByteOperations.unsafeWrap(in.readNBytes(mostBytes));
    if (!bytes.isEmpty()) {
      hash.take(readBytes(), bytes.asReadOnlyByteBuffer());
      kept.add(bytes);
      keptBytes += bytes.size();
    }
    return bytes;
  }

  @Override
  public void safe(long persistedBytes) {
    while (!kept.isEmpty() && keptFrom + kept.getFirst().size() <= persistedBytes) {
      int size = kept.removeFirst().size();
      keptFrom += size;
      keptBytes -= size;
    }
  }

  @Override
  public boolean isFull() {
    return position == readBytes() && keptBytes >= mostKeptBytes;
  }

  @Override
  public UploadFinish finish() {
    return UploadFinish.newBuilder()
        .setSizeBytes(hash.hashedBytes())
        .setSha256(UnsafeByteOperations.unsafeWrap(hash.finish()))
        .build();
  }
}
