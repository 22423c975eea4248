package io.heimdall.server.acquisition;

import io.heimdall.db.recording.SampleRun;
import io.heimdall.db.recording.Segment;
import io.heimdall.server.dsp.AnalysisPlan;
import io.heimdall.server.dsp.SignalAnalyzer;
import io.heimdall.server.dsp.SignalMetrics;
import io.heimdall.server.storage.IqChunk;
import io.heimdall.server.storage.IqRange;
import io.heimdall.server.storage.ObjectStore;
import io.heimdall.server.storage.RecordingReader;
import io.heimdall.server.storage.SampleFormat;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/// Measures a recording from the store, in constant memory.
final class StoredSamples {

  private static final int BATCH = 4096;

  private StoredSamples() {}

  /// Measures.
  ///
  /// @param store where the objects are
  /// @param segments all segments of the recording, in order; at least one
  /// @param plan how to measure
  /// @param sampleRateHz the true sample rate
  /// @return what the samples say, as if they had been measured while they came
  static SignalMetrics measure(
      ObjectStore store, List<Segment> segments, AnalysisPlan plan, double sampleRateHz) {
    long first = segments.getFirst().firstSample();
    SampleRun last = segments.getLast().runs().getLast();
    long end = last.firstSample() + last.sampleCount();
    var reader =
        RecordingReader.open(store, segments, end, new IqRange(first, end), SampleFormat.COMPLEX64);
    var analyzer = new SignalAnalyzer(plan);
    var batch = new Batch();
    for (Optional<IqChunk> next = reader.next(); next.isPresent(); next = reader.next()) {
      batch.feed(next.get(), analyzer);
    }
    return analyzer.finish(sampleRateHz);
  }

  /// Samples in the layout of the analyzer.
  private static final class Batch {
    private final float[] i = new float[BATCH];
    private final float[] q = new float[BATCH];

    void feed(IqChunk chunk, SignalAnalyzer analyzer) {
      if (chunk.lostBefore() > 0) {
        analyzer.gap(chunk.lostBefore());
      }
      ByteBuffer samples = chunk.samples();
      int left = chunk.sampleCount();
      while (left > 0) {
        int count = Math.min(BATCH, left);
        for (int n = 0; n < count; n++) {
          i[n] = samples.getFloat();
          q[n] = samples.getFloat();
        }
        analyzer.accept(i, q, 0, count);
        left -= count;
      }
    }
  }
}
