package io.heimdall.client;

import com.google.protobuf.ByteString;
import io.heimdall.v1.Gap;
import io.heimdall.v1.ReadIqRequest;
import io.heimdall.v1.SampleChunk;
import io.heimdall.v1.SampleFormat;
import java.nio.ByteBuffer;
import java.util.NoSuchElementException;
import java.util.function.Function;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// Reads samples across broken connections, and believes no chunk unchecked: its bytes must fit its
/// checksum and its count, and it must begin where the chunk before it ended, stated losses
/// counted.
final class IqReading implements ReplyStream<SampleChunk> {

  private final ReadIqRequest request;
  private final Function<ReadIqRequest, ReplyStream<SampleChunk>> open;
  private final Reconnect reconnect;
  private volatile ReplyStream<SampleChunk> chunks;
  private volatile boolean closed;
  private @Nullable SampleChunk next;
  private long position;

  IqReading(
      ReadIqRequest request,
      Function<ReadIqRequest, ReplyStream<SampleChunk>> open,
      Reconnect reconnect) {
    this.request = request;
    this.open = open;
    this.reconnect = reconnect;
    this.position = request.getFirstSample();
    this.chunks = open.apply(request);
  }

  @Override
  public boolean hasNext() {
    while (next == null) {
      try {
        if (!chunks.hasNext()) {
          return false;
        }
        next = checked(chunks.next());
        reconnect.works();
      } catch (HeimdallException e) {
        if (wasAtTheEnd(e)) {
          return false;
        }
        reconnect.pauseAfter(e);
        if (complete()) {
          return false;
        }
        continueHere();
      }
    }
    return true;
  }

  /// Whether the connection was lost between the last sample and the end of the call: what is left
  /// to ask for then begins where the recording ends.
  private boolean wasAtTheEnd(HeimdallException failure) {
    return failure.reason().equals("SAMPLES_OUT_OF_RANGE")
        && position > request.getFirstSample()
        && String.valueOf(position).equals(failure.metadata().get("endSample"));
  }

  private boolean complete() {
    long count = request.getSampleCount();
    return count > 0 && position >= request.getFirstSample() + count;
  }

  private void continueHere() {
    long count = request.getSampleCount();
    chunks =
        open.apply(
            request.toBuilder()
                .setFirstSample(position)
                .setSampleCount(count == 0 ? 0 : request.getFirstSample() + count - position)
                .build());
    if (closed) {
      chunks.close();
    }
  }

  private SampleChunk checked(SampleChunk chunk) {
    ByteString samples = chunk.getSamples();
    int sampleBytes = bytesPerSample(chunk.getFormat());
    if (samples.size() != (long) chunk.getSampleCount() * sampleBytes) {
      throw Failures.damaged(
          "A chunk says it holds %d samples but has %d bytes."
              .formatted(chunk.getSampleCount(), samples.size()));
    }
    var checksum = new CRC32C();
    for (ByteBuffer part : samples.asReadOnlyByteBufferList()) {
      checksum.update(part);
    }
    if ((int) checksum.getValue() != chunk.getCrc32C()) {
      throw Failures.damaged(
          "The samples from %d on were damaged on their way: their checksum is wrong."
              .formatted(chunk.getFirstSample()));
    }
    if (chunk.getFirstSample() != position + lostBefore(chunk)) {
      throw Failures.damaged(
          "The samples do not join: sample %d was expected, %d came, and the losses stated in between"
                  .formatted(position, chunk.getFirstSample())
              + " are %d.".formatted(lostBefore(chunk)));
    }
    position = chunk.getFirstSample() + chunk.getSampleCount();
    return chunk;
  }

  /// Samples stated as lost from the current position on; a loss may begin before it.
  private long lostBefore(SampleChunk chunk) {
    long lost = 0;
    for (Gap gap : chunk.getGapsBeforeList()) {
      long end = gap.getFirstSample() + gap.getSampleCount();
      lost += Math.max(0, end - Math.max(gap.getFirstSample(), position));
    }
    return lost;
  }

  private static int bytesPerSample(SampleFormat format) {
    return format == SampleFormat.SAMPLE_FORMAT_INT16 ? 4 : 8;
  }

  @Override
  public SampleChunk next() {
    if (!hasNext() || next == null) {
      throw new NoSuchElementException("All samples were read.");
    }
    SampleChunk taken = next;
    next = null;
    return taken;
  }

  @Override
  public void close() {
    closed = true;
    reconnect.close();
    chunks.close();
  }
}
