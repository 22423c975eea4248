package io.heimdall.client.cli;

import io.heimdall.client.HeimdallClient;
import io.heimdall.client.cli.display.AcquisitionText;
import io.heimdall.client.cli.display.Table;
import io.heimdall.client.cli.display.Text;
import io.heimdall.v1.Acquisition;
import io.heimdall.v1.AcquisitionState;
import io.heimdall.v1.FailureReason;
import io.heimdall.v1.ListMeasurementsRequest;
import io.heimdall.v1.ListRecordingsRequest;
import io.heimdall.v1.Measurement;
import io.heimdall.v1.MeasurementFilter;
import io.heimdall.v1.ReceiverProgress;
import io.heimdall.v1.ReceiverState;
import io.heimdall.v1.Recording;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/// What an acquisition came to.
///
/// @param acquisition its last state
/// @param recordings what was stored, by receiver
/// @param measurements what was measured, by receiver
/// @param bucket where the objects are
record AcquisitionResult(
    Acquisition acquisition,
    Map<Integer, Recording> recordings,
    Map<Integer, Measurement> measurements,
    String bucket) {

  static AcquisitionResult fetch(HeimdallClient client, String id) {
    var recordings = ListRecordingsRequest.newBuilder().setAcquisitionId(id).setPageSize(1000);
    var measurements =
        ListMeasurementsRequest.newBuilder()
            .setFilter(MeasurementFilter.newBuilder().setAcquisitionId(id))
            .setPageSize(1000);
    return new AcquisitionResult(
        client.acquisitions().get(id),
        client
            .recordings()
            .list(recordings.build())
            .collect(Collectors.toMap(Recording::getReceiverId, Function.identity())),
        client
            .measurements()
            .list(measurements.build())
            .collect(Collectors.toMap(Measurement::getReceiverId, Function.identity())),
        client.recordings().checkStorage().getBucket());
  }

  /// Whether as many receivers delivered as were asked for.
  boolean delivered() {
    AcquisitionState state = acquisition.getState();
    return state == AcquisitionState.ACQUISITION_STATE_SUCCEEDED
        || state == AcquisitionState.ACQUISITION_STATE_PARTIAL;
  }

  /// Receivers that delivered every sample.
  int complete() {
    return Math.toIntExact(
        acquisition.getReceiversList().stream()
            .filter(receiver -> !failed(receiver) && receiver.getSamplesLost() == 0)
            .count());
  }

  Map<String, Object> toJson() {
    var json = new LinkedHashMap<String, Object>();
    json.put("task_id", acquisition.getAcquisitionId());
    json.put("status", status());
    json.put(
        "stored_measurements",
        acquisition.getReceiversList().stream()
            .map(receiver -> recordings.get(receiver.getReceiverId()))
            .filter(recording -> recording != null && recording.getSegmentsCount() > 0)
            .map(this::stored)
            .toList());
    json.put(
        "failed_measurements",
        acquisition.getReceiversList().stream()
            .filter(AcquisitionResult::failed)
            .map(AcquisitionResult::failure)
            .toList());
    return json;
  }

  private String status() {
    return switch (acquisition.getState()) {
      case ACQUISITION_STATE_SUCCEEDED -> "SUCCESS";
      case ACQUISITION_STATE_PARTIAL -> "PARTIAL_FAILURE";
      default -> "FAILURE";
    };
  }

  private Map<String, Object> stored(Recording recording) {
    var json = new LinkedHashMap<String, Object>();
    json.put("websdr_id", recording.getReceiverId());
    json.put("s3_path", "s3://%s/%s".formatted(bucket, recording.getSegments(0).getObjectKey()));
    json.put("samples_count", recording.getSamplesStored());
    return json;
  }

  private static boolean failed(ReceiverProgress receiver) {
    return receiver.getState() == ReceiverState.RECEIVER_STATE_FAILED
        || receiver.getFailureReason() != FailureReason.FAILURE_REASON_UNSPECIFIED;
  }

  private static Map<String, Object> failure(ReceiverProgress receiver) {
    var json = new LinkedHashMap<String, Object>();
    json.put("websdr_id", receiver.getReceiverId());
    json.put("reason", AcquisitionText.reason(receiver.getFailureReason()));
    json.put("message", receiver.getFailureMessage());
    return json;
  }

  Table table() {
    Table table =
        new Table()
            .number("ID")
            .text("NAME")
            .text("STATE")
            .number("SAMPLES")
            .number("LOST")
            .number("SNR dB")
            .number("OFFSET Hz")
            .number("LEVEL")
            .text("UNIT")
            .text("TIMING")
            .text("OBJECT, OR WHAT WENT WRONG");
    for (ReceiverProgress receiver : acquisition.getReceiversList()) {
      int id = receiver.getReceiverId();
      table.row(
          row(
              receiver,
              recordings.getOrDefault(id, Recording.getDefaultInstance()),
              measurements.getOrDefault(id, Measurement.getDefaultInstance())));
    }
    return table;
  }

  private static String[] row(ReceiverProgress receiver, Recording recording, Measurement m) {
    boolean calibrated = m.hasSignalPowerDbm();
    double level = calibrated ? m.getSignalPowerDbm() : m.getSignalPowerDbfs();
    boolean measured = calibrated || m.hasSignalPowerDbfs();
    return new String[] {
      String.valueOf(receiver.getReceiverId()),
      receiver.getName(),
      AcquisitionText.state(receiver.getState()),
      String.valueOf(recording.getSamplesStored()),
      String.valueOf(recording.getSamplesLost()),
      Text.figure(Tables.present(m.hasSnrDb(), m.getSnrDb()), 2),
      Text.figure(Tables.present(m.hasFrequencyOffsetHz(), m.getFrequencyOffsetHz()), 3),
      Text.figure(Tables.present(measured, level), 1),
      measured ? (calibrated ? "dBm" : "dBFS") : Text.NONE,
      AcquisitionText.timing(recording.getAnchor().getTimingClass()),
      remark(receiver, recording)
    };
  }

  private static String remark(ReceiverProgress receiver, Recording recording) {
    if (failed(receiver)) {
      String reason = AcquisitionText.reason(receiver.getFailureReason());
      return receiver.getFailureMessage().isEmpty()
          ? reason
          : reason + ": " + receiver.getFailureMessage();
    }
    List<String> keys = recording.getSegmentsList().stream().map(s -> s.getObjectKey()).toList();
    return keys.isEmpty()
        ? Text.NONE
        : keys.getFirst() + (keys.size() == 1 ? "" : " and %d more".formatted(keys.size() - 1));
  }

  String summary() {
    String state = AcquisitionText.state(acquisition.getState());
    String message = acquisition.getMessage();
    return "%s: %d of %d receivers delivered every sample. Objects are in bucket %s; acquisition %s."
        .formatted(
            message.isEmpty() ? state : "%s (%s)".formatted(state, message),
            complete(),
            acquisition.getReceiversCount(),
            bucket,
            acquisition.getAcquisitionId());
  }
}
