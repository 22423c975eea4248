package io.heimdall.client.cli;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import io.heimdall.v1.Acquisition;
import io.heimdall.v1.AcquisitionEvent;
import io.heimdall.v1.AcquisitionPlan;
import io.heimdall.v1.AcquisitionState;
import io.heimdall.v1.FailureReason;
import io.heimdall.v1.Measurement;
import io.heimdall.v1.ReceiverProgress;
import io.heimdall.v1.ReceiverState;
import io.heimdall.v1.Recording;
import io.heimdall.v1.Segment;
import io.heimdall.v1.TimeAnchor;
import io.heimdall.v1.TimingClass;

/// Messages of the contract as a server would fill them.
final class Samples {

  static final String ID = "0190a000-0000-7000-8000-000000000001";

  static final Timestamp TEN_O_CLOCK =
      Timestamp.newBuilder().setSeconds(1_763_719_200).build(); // 2025-11-21T10:00:00Z

  private Samples() {}

  static AcquisitionPlan plan() {
    return AcquisitionPlan.newBuilder()
        .addCenterFrequenciesHz(77_500)
        .setDuration(Duration.newBuilder().setSeconds(10))
        .putLabels("case", "beacon")
        .build();
  }

  static ReceiverProgress receiver(int id, ReceiverState state, long received) {
    return ReceiverProgress.newBuilder()
        .setReceiverId(id)
        .setName("sim-" + id)
        .setState(state)
        .setSamplesExpected(120_000)
        .setSamplesReceived(received)
        .setSampleRateHz(12_000)
        .build();
  }

  static ReceiverProgress done(int id) {
    return receiver(id, ReceiverState.RECEIVER_STATE_DONE, 120_000).toBuilder()
        .setSnrDb(31.25)
        .build();
  }

  static ReceiverProgress busy(int id) {
    return receiver(id, ReceiverState.RECEIVER_STATE_FAILED, 0).toBuilder()
        .setFailureReason(FailureReason.FAILURE_REASON_BUSY)
        .setFailureMessage("All 4 channels are taken.")
        .build();
  }

  static Acquisition acquisition(AcquisitionState state, ReceiverProgress... receivers) {
    Acquisition.Builder acquisition =
        Acquisition.newBuilder()
            .setAcquisitionId(ID)
            .setOwner("local")
            .setPlan(plan())
            .setState(state)
            .setPercent(state == AcquisitionState.ACQUISITION_STATE_RUNNING ? 50 : 100)
            .setCreateTime(TEN_O_CLOCK)
            .setWindowStartTime(TEN_O_CLOCK)
            .setWindowEndTime(TEN_O_CLOCK.toBuilder().setSeconds(TEN_O_CLOCK.getSeconds() + 10));
    for (ReceiverProgress receiver : receivers) {
      acquisition.addReceivers(receiver);
    }
    return acquisition.build();
  }

  static AcquisitionEvent event(long sequence, Acquisition snapshot) {
    return AcquisitionEvent.newBuilder().setSequence(sequence).setSnapshot(snapshot).build();
  }

  static Recording recording(int id) {
    return Recording.newBuilder()
        .setAcquisitionId(ID)
        .setReceiverId(id)
        .setReceiverName("sim-" + id)
        .setState(ReceiverState.RECEIVER_STATE_DONE)
        .setCenterFrequencyHz(77_500)
        .setSamplesStored(120_000)
        .setStartTime(TEN_O_CLOCK)
        .setAnchor(TimeAnchor.newBuilder().setTimingClass(TimingClass.TIMING_CLASS_GPS_FIT))
        .addSegments(
            Segment.newBuilder()
                .setObjectKey("sessions/%s/websdr_%d.npy".formatted(ID, id))
                .setSampleCount(120_000)
                .setSha256(ByteString.copyFrom(new byte[32])))
        .setMetadataObjectKey("sessions/%s/websdr_%d_metadata.json".formatted(ID, id))
        .build();
  }

  static Measurement measurement(int id) {
    return Measurement.newBuilder()
        .setAcquisitionId(ID)
        .setReceiverId(id)
        .setReceiverName("sim-" + id)
        .setStartTime(TEN_O_CLOCK)
        .setCenterFrequencyHz(77_500)
        .setSampleRateHz(12_000.25)
        .setSamplesCount(120_000)
        .setSnrDb(31.25)
        .setSignalBandwidthHz(10)
        .setSnrRefDb(7.27)
        .setReferenceBandwidthHz(2500)
        .setFrequencyOffsetHz(100.0004)
        .setSignalPowerDbfs(-31.2)
        .setSignalPowerDbm(-80.5)
        .setAnchor(TimeAnchor.newBuilder().setTimingClass(TimingClass.TIMING_CLASS_GPS_FIT))
        .build();
  }
}
