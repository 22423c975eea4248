package io.heimdall.server.acquisition;

import static org.assertj.core.api.Assertions.assertThat;

import io.heimdall.server.storage.FinishedSegment;
import io.heimdall.server.storage.RecordingName;
import io.heimdall.server.storage.SegmentSpool;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How a recording is cut into segments.
class SegmentWriterIT {

  private static final long SPAN = 100_000;
  private static final float[] SAMPLES = new float[20_000];

  @TempDir private Path directory;
  private final List<FinishedSegment> full = new ArrayList<>();

  @Test
  void beginsANewSegmentAfterACut() {
    SegmentSpool spool = SegmentSpool.open(directory, 1L << 24);
    try (SegmentWriter writer = writer(spool, 0)) {
      writer.append(0, SAMPLES, SAMPLES, 0, 100);
      writer.cut();
      writer.cut();
      writer.append(150, SAMPLES, SAMPLES, 0, 50);

      FinishedSegment last = writer.finish().orElseThrow();

      assertThat(full).hasSize(1);
      assertThat(full.getFirst().endSample()).isEqualTo(100);
      assertThat(last.firstSample()).isEqualTo(150);
      assertThat(last.name().index()).isEqualTo(1);
      assertThat(writer.single()).isFalse();
    }
  }

  @Test
  void numbersItsSegmentsOnFromThoseOfEarlierRuns() {
    SegmentSpool spool = SegmentSpool.open(directory, 1L << 24);
    try (SegmentWriter writer = writer(spool, 3)) {
      writer.append(0, SAMPLES, SAMPLES, 0, 100);

      assertThat(writer.finish().orElseThrow().name().index()).isEqualTo(3);
      assertThat(writer.single()).isFalse();
    }
  }

  private SegmentWriter writer(SegmentSpool spool, int nextIndex) {
    return new SegmentWriter(
        spool, RecordingName.of(UUID.randomUUID(), 7), 1, nextIndex, SPAN, full::add);
  }
}
