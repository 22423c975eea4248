package io.heimdall.server.grpc.message;

import io.heimdall.server.acquisition.RunEvent;
import io.heimdall.server.acquisition.Watch;
import io.heimdall.v1.AcquisitionEvent;
import io.heimdall.v1.AcquisitionProgress;
import io.heimdall.v1.AcquisitionStateChanged;
import io.heimdall.v1.AcquisitionTakenOver;
import io.heimdall.v1.Heartbeat;
import io.heimdall.v1.RecordingGap;
import io.heimdall.v1.SegmentStored;
import java.time.Instant;

/// What watchers are given, on the wire.
public final class EventMessages {
  private EventMessages() {}

  /// One item of a watch.
  ///
  /// @param item the domain's
  /// @param now the time of items that are not events
  /// @return the wire's
  public static AcquisitionEvent of(Watch.Item item, Instant now) {
    return switch (item) {
      case Watch.Item.Snapshot(var state) ->
          AcquisitionEvent.newBuilder()
              .setSequence(state.acquisition().eventSequence())
              .setEventTime(Times.of(now))
              .setSnapshot(AcquisitionMessages.of(state))
              .build();
      case Watch.Item.Event(long sequence, Instant at, RunEvent event) ->
          of(event).setSequence(sequence).setEventTime(Times.of(at)).build();
      case Watch.Item.Heartbeat(long sequence) ->
          AcquisitionEvent.newBuilder()
              .setSequence(sequence)
              .setEventTime(Times.of(now))
              .setHeartbeat(Heartbeat.getDefaultInstance())
              .build();
    };
  }

  private static AcquisitionEvent.Builder of(RunEvent event) {
    var message = AcquisitionEvent.newBuilder();
    return switch (event) {
      case RunEvent.StateChanged changed -> message.setStateChanged(of(changed));
      case RunEvent.ReceiverChanged(var receiver) ->
          message.setReceiverChanged(AcquisitionMessages.of(receiver));
      case RunEvent.Progressed progressed -> message.setProgress(of(progressed));
      case RunEvent.SamplesLost(int receiverId, int hop, var gap) ->
          message.setGap(
              RecordingGap.newBuilder()
                  .setReceiverId(receiverId)
                  .setHop(hop)
                  .setGap(SampleMessages.of(gap)));
      case RunEvent.SegmentStored stored -> message.setSegmentStored(of(stored));
      case RunEvent.Measured(var measurement) ->
          message.setMeasured(MeasurementMessages.of(measurement));
      case RunEvent.TakenOver(String node, int run) ->
          message.setTakenOver(AcquisitionTakenOver.newBuilder().setNode(node).setRun(run));
    };
  }

  private static AcquisitionStateChanged.Builder of(RunEvent.StateChanged changed) {
    var message =
        AcquisitionStateChanged.newBuilder()
            .setState(AcquisitionMessages.of(changed.state()))
            .setHop(changed.hop());
    if (changed.windowStartUtcNanos() != null) {
      message.setWindowStartTime(Times.ofUnixNanos(changed.windowStartUtcNanos()));
    }
    if (changed.windowEndUtcNanos() != null) {
      message.setWindowEndTime(Times.ofUnixNanos(changed.windowEndUtcNanos()));
    }
    if (changed.message() != null) {
      message.setMessage(changed.message());
    }
    return message;
  }

  private static AcquisitionProgress.Builder of(RunEvent.Progressed progressed) {
    var message = AcquisitionProgress.newBuilder().setPercent(progressed.percent());
    progressed
        .receivers()
        .forEach(receiver -> message.addReceivers(AcquisitionMessages.of(receiver)));
    return message;
  }

  private static SegmentStored.Builder of(RunEvent.SegmentStored stored) {
    return SegmentStored.newBuilder()
        .setReceiverId(stored.receiverId())
        .setHop(stored.hop())
        .setObjectKey(stored.objectKey())
        .setFirstSample(stored.firstSample())
        .setSampleCount(stored.sampleCount());
  }
}
