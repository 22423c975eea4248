package io.heimdall.server.storage;

import static io.heimdall.server.storage.SpoolFiles.failure;
import static java.util.Objects.checkFromIndexSize;

import io.heimdall.server.iq.Complex64;
import io.heimdall.server.iq.Npy;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A segment being written: a `.npy` file whose header is filled in last.
///
/// Appending converts into one reusable buffer and allocates nothing but a [Run] at each loss.
/// Belongs to one thread at a time. Runs are journalled beside the file, so that a crash leaves a
/// segment whose samples still know where they belong.
public final class SegmentFile implements AutoCloseable {

  /// The most samples a segment holds: 8 MiB of complex64.
  public static final int MAX_SAMPLES = 8 * 1024 * 1024 / Complex64.BYTES;

  private static final int BUFFER_BYTES = 64 * 1024;

  private final SegmentSpool spool;
  private final SegmentName name;
  private final Path path;
  private final long maxSpanSamples;
  private final FileChannel channel;
  private final ByteBuffer buffer =
      ByteBuffer.allocateDirect(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
  private final List<Run> closedRuns = new ArrayList<>();
  private long firstSample;
  private long runFirstSample;
  private int runCount;
  private int sampleCount;
  private long reservedBytes;
  private boolean open = true;
  private boolean broken;

  private SegmentFile(
      SegmentSpool spool, SegmentName name, Path path, long maxSpanSamples, FileChannel channel) {
    this.spool = spool;
    this.name = name;
    this.path = path;
    this.maxSpanSamples = maxSpanSamples;
    this.channel = channel;
  }

  static SegmentFile create(
      SegmentSpool spool, SegmentName name, Path path, long maxSpanSamples, long atLeastBytes) {
    if (maxSpanSamples < 1) {
      throw new IllegalArgumentException("maxSpanSamples must be positive, was " + maxSpanSamples);
    }
    long reserved = Math.max(BUFFER_BYTES, atLeastBytes);
    spool.reserve(reserved);
    try {
      FileChannel channel = spool.newFile(path);
      var file = new SegmentFile(spool, name, path, maxSpanSamples, channel);
      file.reservedBytes = reserved;
      file.buffer.put(new byte[Npy.HEADER_BYTES]);
      return file;
    } catch (IOException e) {
      spool.release(reserved);
      throw failure("create " + path, e);
    }
  }

  /// Takes samples, as many as there is room for.
  ///
  /// @param first the recording's index of the first one; not before the end of what is there
  /// @param i in-phase parts
  /// @param q quadrature parts
  /// @param offset the first sample to take
  /// @param count how many are offered
  /// @return how many were taken, 0 when the segment is complete and the next must begin
  /// @throws StorageFailure when the spool or the disk is full; [#finish()] keeps what is written
  public int append(long first, float[] i, float[] q, int offset, int count) {
    checkFromIndexSize(offset, count, i.length);
    if (broken) {
      throw new IllegalStateException("an earlier write failed: " + path);
    }
    int taken = roomFor(first, count);
    if (taken == 0) {
      return 0;
    }
    reserve(taken);
    try {
      follow(first, taken);
      write(i, q, offset, taken);
    } catch (IOException e) {
      broken = true;
      throw failure("write " + path, e);
    }
    return taken;
  }

  /// The recording's index of the first sample.
  ///
  /// @return an index that counts lost samples; 0 while there is none
  public long firstSample() {
    return firstSample;
  }

  /// How many samples the segment holds.
  ///
  /// @return samples, lost ones not counted
  public int sampleCount() {
    return sampleCount;
  }

  /// Writes the header, hashes the file and closes it. The file stays until it is discarded. After
  /// a failed write the segment holds what had reached the file, and its runs say so. A file that
  /// cannot be finished is removed.
  ///
  /// @return the segment, with at least one sample
  /// @throws IllegalStateException when it holds none
  public FinishedSegment finish() {
    if (sampleCount == 0) {
      throw new IllegalStateException("segment without a sample: " + path);
    }
    open = false;
    try (channel) {
      FinishedSegment finished = broken ? salvage() : seal();
      spool.release(reservedBytes - finished.sizeBytes());
      return finished;
    } catch (IOException e) {
      spool.remove(path, reservedBytes);
      throw failure("finish " + path, e);
    }
  }

  /// Closes the segment; one that was not finished is removed.
  @Override
  public void close() {
    if (!open) {
      return;
    }
    open = false;
    try {
      channel.close();
    } catch (IOException e) {
      throw failure("close " + path, e);
    } finally {
      spool.remove(path, reservedBytes);
    }
  }

  private FinishedSegment seal() throws IOException {
    closedRuns.add(new Run(runFirstSample, runCount));
    flush();
    return SpoolFiles.seal(channel, name, path, closedRuns);
  }

  private FinishedSegment salvage() throws IOException {
    return SpoolFiles.recover(new LeftoverSegment(name, path, channel.size()))
        .orElseThrow(() -> new IOException("no sample reached the file"));
  }

  private int roomFor(long first, int count) {
    if (sampleCount == 0) {
      firstSample = first;
    } else if (first < runFirstSample + runCount) {
      throw new IllegalArgumentException(
          "sample %d offered to %s, which ends at %d"
              .formatted(first, path.getFileName(), runFirstSample + runCount));
    }
    long span = firstSample + maxSpanSamples - first;
    return (int) Math.max(0, Math.min(Math.min(count, MAX_SAMPLES - sampleCount), span));
  }

  /// The size of a file.
  static long sizeBytes(long samples) {
    return Npy.HEADER_BYTES + samples * Complex64.BYTES;
  }

  private void reserve(int samples) {
    long needed = sizeBytes(sampleCount + samples);
    if (needed > reservedBytes) {
      long more = Math.ceilDiv(needed - reservedBytes, BUFFER_BYTES) * BUFFER_BYTES;
      spool.reserve(more);
      reservedBytes += more;
    }
  }

  private void follow(long first, int count) throws IOException {
    if (sampleCount == 0 || first > runFirstSample + runCount) {
      if (sampleCount > 0) {
        closedRuns.add(new Run(runFirstSample, runCount));
      }
      SpoolFiles.journalRun(path, first, sampleCount);
      runFirstSample = first;
      runCount = 0;
    }
    runCount += count;
    sampleCount += count;
  }

  private void write(float[] i, float[] q, int offset, int count) throws IOException {
    int done = 0;
    while (done < count) {
      int part = Math.min(count - done, buffer.remaining() / Complex64.BYTES);
      Complex64.put(i, q, offset + done, part, buffer);
      done += part;
      if (!buffer.hasRemaining()) {
        flush();
      }
    }
  }

  private void flush() throws IOException {
    buffer.flip();
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    buffer.clear();
  }
}
