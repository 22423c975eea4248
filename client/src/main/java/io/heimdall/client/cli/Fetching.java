package io.heimdall.client.cli;

import com.google.protobuf.ByteString;
import io.heimdall.client.Recordings;
import io.heimdall.client.ReplyStream;
import io.heimdall.client.cli.display.AcquisitionText;
import io.heimdall.v1.Gap;
import io.heimdall.v1.ReadIqRequest;
import io.heimdall.v1.SampleChunk;
import io.heimdall.v1.TimeAnchor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Fetches the samples of recordings.
///
/// @param recordings where they come from
/// @param source which acquisition and frequency
/// @param range which samples
/// @param format how they are written
/// @param gaps what stands in place of lost samples
record Fetching(
    Recordings recordings, Source source, Range range, IqFile.Format format, Gaps gaps) {

  /// Which recordings.
  ///
  /// @param acquisitionId of which acquisition
  /// @param hop of which of its frequencies, from 0
  record Source(String acquisitionId, int hop) {}

  /// Which samples of a recording.
  ///
  /// @param first index of the first one
  /// @param count how many indexes; 0: to the end
  record Range(long first, long count) {}

  /// What stands in place of lost samples.
  enum Gaps {
    /// Nothing.
    LEAVE_OUT,
    /// Zeros.
    FILL
  }

  /// Takes samples one after another.
  private interface Sink {
    void samples(ByteString bytes) throws IOException;

    void zeros(long sampleCount) throws IOException;
  }

  /// What was fetched.
  ///
  /// @param receiverId of which receiver
  /// @param target where to
  /// @param format how
  /// @param first index of the first sample
  /// @param samples how many were written
  /// @param lost losses within the range
  /// @param anchor the time that belongs to them
  record Fetched(
      int receiverId,
      String target,
      IqFile.Format format,
      long first,
      long samples,
      List<Gap> lost,
      TimeAnchor anchor) {

    String sentence() {
      var text = new StringBuilder();
      text.append("receiver %d: %d samples in %s".formatted(receiverId, samples, target));
      for (Gap gap : lost) {
        text.append(
            "%n  lost: %d samples at sample %d (%s)"
                .formatted(
                    gap.getSampleCount(),
                    gap.getFirstSample(),
                    AcquisitionText.cause(gap.getCause())));
      }
      return text.toString();
    }

    Map<String, Object> toJson() {
      var json = new LinkedHashMap<String, Object>();
      json.put("websdr_id", receiverId);
      json.put("file", target);
      json.put("format", format.name());
      json.put("first_sample", first);
      json.put("samples_count", samples);
      json.put("gaps", lost.stream().map(Fetched::gap).toList());
      json.put("anchor_sample", anchor.getSampleIndex());
      json.put("anchor_utc_unix_nanos", anchor.getUtcUnixNanos());
      json.put("sample_rate_hz", anchor.getSampleRateHz());
      json.put("timing_class", AcquisitionText.timing(anchor.getTimingClass()));
      json.put("uncertainty_nanos", anchor.getUncertaintyNanos());
      return json;
    }

    private static Map<String, Object> gap(Gap gap) {
      var json = new LinkedHashMap<String, Object>();
      json.put("first_sample", gap.getFirstSample());
      json.put("sample_count", gap.getSampleCount());
      json.put("cause", AcquisitionText.cause(gap.getCause()));
      return json;
    }
  }

  Fetched toFile(int receiverId, Path target) throws IOException {
    try (var file = new IqFile(target, format)) {
      Fetched fetched =
          fetch(
              receiverId,
              target.toString(),
              new Sink() {
                @Override
                public void samples(ByteString bytes) throws IOException {
                  file.write(bytes);
                }

                @Override
                public void zeros(long sampleCount) throws IOException {
                  file.skip(sampleCount);
                }
              });
      file.finish(fetched.samples());
      return fetched;
    }
  }

  Fetched toStream(int receiverId, OutputStream stream) throws IOException {
    Fetched fetched =
        fetch(
            receiverId,
            "standard output",
            new Sink() {
              @Override
              public void samples(ByteString bytes) throws IOException {
                bytes.writeTo(stream);
              }

              @Override
              public void zeros(long sampleCount) throws IOException {
                byte[] zero = new byte[format.bytesPerSample()];
                for (long i = 0; i < sampleCount; i++) {
                  stream.write(zero);
                }
              }
            });
    stream.flush();
    return fetched;
  }

  private Fetched fetch(int receiverId, String target, Sink sink) throws IOException {
    ReadIqRequest request =
        ReadIqRequest.newBuilder()
            .setAcquisitionId(source.acquisitionId())
            .setHop(source.hop())
            .setReceiverId(receiverId)
            .setFirstSample(range.first())
            .setSampleCount(range.count())
            .setFormat(format.onTheWire())
            .build();
    var lost = new ArrayList<Gap>();
    TimeAnchor anchor = TimeAnchor.getDefaultInstance();
    long written = 0;
    try (ReplyStream<SampleChunk> chunks = recordings.read(request)) {
      while (chunks.hasNext()) {
        SampleChunk chunk = chunks.next();
        lost.addAll(chunk.getGapsBeforeList());
        anchor = chunk.hasAnchor() ? chunk.getAnchor() : anchor;
        if (gaps == Gaps.FILL) {
          long missing = chunk.getGapsBeforeList().stream().mapToLong(Gap::getSampleCount).sum();
          sink.zeros(missing);
          written += missing;
        }
        sink.samples(chunk.getSamples());
        written += chunk.getSampleCount();
      }
    }
    return new Fetched(receiverId, target, format, range.first(), written, lost, anchor);
  }
}
