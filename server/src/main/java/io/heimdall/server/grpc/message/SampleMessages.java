package io.heimdall.server.grpc.message;

import com.google.protobuf.UnsafeByteOperations;
import io.heimdall.db.recording.RecordingGap;
import io.heimdall.db.recording.RecordingTiming;
import io.heimdall.server.iq.SampleAnchor;
import io.heimdall.v1.Gap;
import io.heimdall.v1.GapCause;
import io.heimdall.v1.SampleChunk;
import io.heimdall.v1.SampleFormat;
import io.heimdall.v1.TimeAnchor;
import io.heimdall.v1.TimingClass;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/// Samples, their time and their losses on the wire.
public final class SampleMessages {
  private SampleMessages() {}

  /// The time of live samples.
  ///
  /// @param anchor the domain's
  /// @return the wire's
  public static TimeAnchor of(SampleAnchor anchor) {
    return TimeAnchor.newBuilder()
        .setSampleIndex(anchor.sampleIndex())
        .setUtcUnixNanos(anchor.utcNanos())
        .setSampleRateHz(anchor.sampleRateHz())
        .setTimingClass(timingClass(anchor.timingClass().name()))
        .setUncertaintyNanos(anchor.uncertaintyNanos())
        .setResidualRmsNanos(anchor.residualRmsNanos())
        .setResidualMaxNanos(anchor.residualMaxNanos())
        .setMaxFixAgeSeconds(anchor.maxFixAgeSeconds())
        .build();
  }

  /// The time of a recording.
  ///
  /// @param timing the domain's
  /// @return the wire's
  public static TimeAnchor of(RecordingTiming timing) {
    return TimeAnchor.newBuilder()
        .setSampleIndex(timing.anchor().sample())
        .setUtcUnixNanos(timing.anchor().utcNanos())
        .setSampleRateHz(timing.anchor().rateHz())
        .setTimingClass(timingClass(timing.timingClass()))
        .setUncertaintyNanos(timing.uncertaintyNanos())
        .setResidualRmsNanos(timing.residualRmsNanos())
        .setResidualMaxNanos(timing.residualMaxNanos())
        .setMaxFixAgeSeconds(timing.maxFixAgeSeconds())
        .build();
  }

  /// A loss as it is seen.
  ///
  /// @param gap the domain's
  /// @return the wire's
  public static Gap of(io.heimdall.server.iq.Gap gap) {
    return gap(gap.firstSample(), gap.sampleCount(), gap.cause().name());
  }

  /// A loss as it is kept.
  ///
  /// @param gap the domain's
  /// @return the wire's
  public static Gap of(RecordingGap gap) {
    return gap(gap.firstSample(), gap.sampleCount(), gap.cause());
  }

  private static Gap gap(long firstSample, long sampleCount, String cause) {
    return Gap.newBuilder()
        .setFirstSample(firstSample)
        .setSampleCount(sampleCount)
        .setCause(GapCause.valueOf("GAP_CAUSE_" + cause))
        .build();
  }

  /// A timing class by its name in the table.
  static TimingClass timingClass(String name) {
    return TimingClass.valueOf("TIMING_CLASS_" + name);
  }

  /// The format in which samples are to be written.
  ///
  /// @param asked what the request asks for
  /// @return complex64 unless something else is asked for
  public static SampleFormat format(SampleFormat asked) {
    return asked == SampleFormat.SAMPLE_FORMAT_INT16
        ? SampleFormat.SAMPLE_FORMAT_INT16
        : SampleFormat.SAMPLE_FORMAT_COMPLEX64;
  }

  /// A chunk of samples without anchor and gaps.
  ///
  /// @param receiverId whose samples
  /// @param firstSample index of the first
  /// @param sampleCount how many
  /// @param format how they are written
  /// @param samples their bytes from position to limit; must not change any more
  /// @return the chunk, with its checksum
  public static SampleChunk.Builder chunk(
      int receiverId, long firstSample, int sampleCount, SampleFormat format, ByteBuffer samples) {
    var crc = new CRC32C();
    crc.update(samples.duplicate());
    return SampleChunk.newBuilder()
        .setReceiverId(receiverId)
        .setFirstSample(firstSample)
        .setSampleCount(sampleCount)
        .setFormat(format)
        .setSamples(UnsafeByteOperations.unsafeWrap(samples))
        .setCrc32C((int) crc.getValue());
  }
}
