package io.heimdall.server.grpc;

import io.heimdall.db.recording.RecordingGap;
import io.heimdall.db.recording.RecordingTiming;
import io.heimdall.server.failure.Failure;
import io.heimdall.server.failure.Reason;
import io.heimdall.server.grpc.message.SampleMessages;
import io.heimdall.server.recording.RecordingDetail;
import io.heimdall.server.storage.IqChunk;
import io.heimdall.server.storage.IqRange;
import io.heimdall.server.storage.ObjectStore;
import io.heimdall.server.storage.RecordingReader;
import io.heimdall.v1.Gap;
import io.heimdall.v1.GapCause;
import io.heimdall.v1.ReadIqRequest;
import io.heimdall.v1.SampleChunk;
import io.heimdall.v1.SampleFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The stored samples of one request, chunk by chunk. One thread.
final class StoredChunks {
  /// Chunks hold at most 1 MiB.
  static final int MOST_BYTES = 1 << 20;

  private final RecordingDetail detail;
  private final SampleFormat format;
  private final RecordingReader reader;
  private boolean begun;

  /// Begins to read.
  ///
  /// @throws io.heimdall.server.failure.FailureException with SAMPLES_OUT_OF_RANGE
  StoredChunks(RecordingDetail detail, ReadIqRequest request, ObjectStore store) {
    this.detail = detail;
    this.format = SampleMessages.format(request.getFormat());
    this.reader =
        RecordingReader.open(
            store, detail.segments(), detail.endSample(), range(detail, request), stored(format));
  }

  /// The next chunk; empty after the last.
  Optional<SampleChunk> next() {
    return reader.next().map(this::message);
  }

  private SampleChunk message(IqChunk chunk) {
    var message =
        SampleMessages.chunk(
            detail.recording().id().receiverId(),
            chunk.firstSample(),
            chunk.sampleCount(),
            format,
            chunk.samples());
    message.setHop(detail.recording().id().hop());
    if (chunk.lostBefore() > 0) {
      message.addAllGapsBefore(gaps(chunk.firstSample() - chunk.lostBefore(), chunk.firstSample()));
    }
    RecordingTiming timing = detail.recording().timing();
    if (!begun && timing != null) {
      message.setAnchor(SampleMessages.of(timing));
    }
    begun = true;
    return message.build();
  }

  /// What is known of the losses from one index to another. What no gap tells of is not stored yet.
  private List<Gap> gaps(long first, long end) {
    var found = new ArrayList<Gap>();
    long at = first;
    for (RecordingGap gap : detail.gaps()) {
      long from = Math.max(at, gap.firstSample());
      long to = Math.min(end, gap.firstSample() + gap.sampleCount());
      if (from < to) {
        unexplained(at, from, found);
        found.add(SampleMessages.of(new RecordingGap(from, to - from, gap.cause())));
        at = to;
      }
    }
    unexplained(at, end, found);
    return found;
  }

  private static void unexplained(long first, long end, List<Gap> found) {
    if (first < end) {
      found.add(
          Gap.newBuilder()
              .setFirstSample(first)
              .setSampleCount(end - first)
              .setCause(GapCause.GAP_CAUSE_UNSPECIFIED)
              .build());
    }
  }

  private static IqRange range(RecordingDetail detail, ReadIqRequest request) {
    long recordingEnd = detail.endSample();
    long first = request.getFirstSample();
    long count = request.getSampleCount() == 0 ? recordingEnd - first : request.getSampleCount();
    if (first >= recordingEnd || count > recordingEnd - first) {
      throw new Failure.OutOfRange(
              Reason.SAMPLES_OUT_OF_RANGE,
              "asked for %s from sample %d, but the recording has %d"
                  .formatted(
                      request.getSampleCount() == 0 ? "all samples" : count + " samples",
                      first,
                      recordingEnd),
              Map.of("endSample", Long.toString(recordingEnd)))
          .exception();
    }
    return IqRange.of(first, count);
  }

  private static io.heimdall.server.storage.SampleFormat stored(SampleFormat format) {
    return format == SampleFormat.SAMPLE_FORMAT_INT16
        ? io.heimdall.server.storage.SampleFormat.INT16
        : io.heimdall.server.storage.SampleFormat.COMPLEX64;
  }
}
