package io.heimdall.server.grpc.message;

import com.google.protobuf.ByteString;
import io.heimdall.db.recording.Recording;
import io.heimdall.db.recording.RecordingTiming;
import io.heimdall.server.recording.RecordingDetail;
import io.heimdall.v1.SampleRun;
import io.heimdall.v1.Segment;
import java.util.HexFormat;
import java.util.Map;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// Recordings on the wire.
public final class RecordingMessages {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final TypeReference<Map<String, String>> FACTS = new TypeReference<>() {};

  private RecordingMessages() {}

  /// A recording with its objects and gaps.
  ///
  /// @param detail the domain's
  /// @return the wire's
  public static io.heimdall.v1.Recording of(RecordingDetail detail) {
    Recording recording = detail.recording();
    var message =
        io.heimdall.v1.Recording.newBuilder()
            .setAcquisitionId(recording.id().acquisitionId().toString())
            .setReceiverId(recording.id().receiverId())
            .setReceiverName(recording.receiver().name())
            .setHop(recording.id().hop())
            .setOwner(recording.owner())
            .setState(AcquisitionMessages.of(recording.state()))
            .setFailureReason(AcquisitionMessages.reason(recording.failure()))
            .setCenterFrequencyHz(recording.centerFrequencyHz())
            .setSamplesExpected(recording.samples().expected())
            .setSamplesStored(
                detail.segments().stream().mapToLong(segment -> segment.sampleCount()).sum())
            .setSamplesLost(recording.samples().lost())
            .setLateStart(recording.quality().lateStart());
    if (recording.failure() != null) {
      message.setFailureMessage(recording.failure().message());
    }
    if (recording.stream() != null) {
      message.setSampleRateHz(recording.stream().sampleRateHz());
      message.putAllFacts(JSON.readValue(recording.stream().factsJson(), FACTS));
    }
    RecordingTiming timing = recording.timing();
    if (timing != null) {
      message
          .setStartTime(Times.ofUnixNanos(timing.firstSampleUtcNanos()))
          .setAnchor(SampleMessages.of(timing));
    }
    if (recording.quality().metadataKey() != null) {
      message.setMetadataObjectKey(recording.quality().metadataKey());
    }
    if (recording.receiver().position() != null) {
      message.setPosition(ReceiverMessages.of(recording.receiver().position()));
    }
    detail.segments().forEach(segment -> message.addSegments(of(segment)));
    detail.gaps().forEach(gap -> message.addGaps(SampleMessages.of(gap)));
    return message.build();
  }

  private static Segment of(io.heimdall.db.recording.Segment segment) {
    var message =
        Segment.newBuilder()
            .setObjectKey(segment.objectKey())
            .setFirstSample(segment.firstSample())
            .setSampleCount(segment.sampleCount())
            .setSizeBytes(segment.object().sizeBytes())
            .setSha256(ByteString.copyFrom(HexFormat.of().parseHex(segment.object().sha256())));
    segment
        .runs()
        .forEach(run ->
            message.addRuns(
                SampleRun.newBuilder()
                    .setFirstSample(run.firstSample())
                    .setSampleCount(run.sampleCount())));
    return message.build();
  }
}
