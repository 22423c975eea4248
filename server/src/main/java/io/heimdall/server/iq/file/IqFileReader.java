package io.heimdall.server.iq.file;

import io.heimdall.server.iq.Gap;
import io.heimdall.server.iq.IqBlock;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Reads the samples of a file in order, as blocks, in constant memory. Every sample comes as it
/// stands in the file; lost ones are jumps of the index. One thread.
public final class IqFileReader implements AutoCloseable {

  /// The samples of one block.
  public static final int BLOCK_SAMPLES = 4096;

  private static final double NANOS_PER_SECOND = 1e9;

  private final FileBytes bytes;
  private final IqFileFacts facts;
  private final Spans spans;
  private final byte[] samples;
  private final ByteBuffer buffer;
  private @Nullable Span span;
  private long taken;
  private long nextSample;

  IqFileReader(FileBytes bytes, Layout layout) {
    this.bytes = bytes;
    this.facts = layout.facts();
    this.spans = layout.spans();
    this.samples = new byte[BLOCK_SAMPLES * facts.datatype().bytesPerSample()];
    this.buffer = ByteBuffer.wrap(samples);
  }

  /// What is known of the file.
  ///
  /// @return the facts
  public IqFileFacts facts() {
    return facts;
  }

  /// The index after the last sample read.
  ///
  /// @return an index that counts lost samples
  public long nextSample() {
    return nextSample;
  }

  /// Reads the next samples. Their time of arrival is when the last of them was taken, by the
  /// file's start and rate; stamps that can be used come along.
  ///
  /// @param block the buffer to fill, of at least [#BLOCK_SAMPLES] samples
  /// @return false after the last sample; the block is then empty
  /// @throws IqFileException when the file is not what it should be
  /// @throws IOException when it cannot be read
  public boolean next(IqBlock block) throws IOException {
    Span now = current();
    if (now == null) {
      block.begin(nextSample);
      return false;
    }
    int count = (int) Math.min(BLOCK_SAMPLES, now.sampleCount() - taken);
    block.begin(now.firstSample() + taken);
    block.lossCause(taken == 0 ? now.lossCause() : Gap.Cause.SEQUENCE);
    read(now, count, block);
    Span.Stamp stamp = now.stamp();
    if (taken == 0 && stamp != null) {
      block.stamp(stamp.utcNanos(), stamp.fixAgeSeconds());
    }
    taken += count;
    nextSample = block.endSample();
    long sinceStart = Math.round(nextSample / facts.sampleRateHz() * NANOS_PER_SECOND);
    block.arrived(
        facts.start().utcNanos() + sinceStart, facts.start().origin().uncertainty().toNanos());
    return true;
  }

  private @Nullable Span current() throws IOException {
    Span now = span;
    if (now == null || taken == now.sampleCount()) {
      now = spans.next();
      span = now;
      taken = 0;
    }
    return now;
  }

  private void read(Span now, int count, IqBlock block) throws IOException {
    int sampleBytes = facts.datatype().bytesPerSample();
    buffer.clear().limit(count * sampleBytes);
    bytes.fill(now.offsetBytes() + taken * sampleBytes, buffer);
    facts.datatype().decode(samples, count, block);
    if (facts.datatype().floating()) {
      refuseNonNumbers(now, block);
    }
  }

  private void refuseNonNumbers(Span now, IqBlock block) throws IqFileException {
    for (int n = 0; n < block.count(); n++) {
      if (!Float.isFinite(block.i()[n]) || !Float.isFinite(block.q()[n])) {
        throw bytes.refused(
            "sample %d, at byte %d, is %s + %si, which is no number"
                .formatted(
                    block.firstSample() + n,
                    now.offsetBytes() + (taken + n) * facts.datatype().bytesPerSample(),
                    block.i()[n],
                    block.q()[n]));
      }
    }
  }

  /// Closes the file.
  @Override
  public void close() throws IOException {
    bytes.close();
  }
}
