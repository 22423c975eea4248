package io.heimdall.server.acquisition;

import io.heimdall.db.acquisition.AcquisitionEvent;
import io.heimdall.db.acquisition.NewEvent;
import java.time.Instant;
import java.util.Map;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// Writes events as the rows of the event log and reads them back. The type's name and the fields'
/// names are stored data: a change needs a migration.
final class EventCodec {

  private static final Map<String, Class<? extends RunEvent>> TYPES =
      Map.of(
          "STATE_CHANGED", RunEvent.StateChanged.class,
          "RECEIVER_CHANGED", RunEvent.ReceiverChanged.class,
          "PROGRESSED", RunEvent.Progressed.class,
          "SAMPLES_LOST", RunEvent.SamplesLost.class,
          "SEGMENT_STORED", RunEvent.SegmentStored.class,
          "MEASURED", RunEvent.Measured.class,
          "TAKEN_OVER", RunEvent.TakenOver.class);

  private static final JsonMapper JSON =
      JsonMapper.builder()
          // Events that were stored before a field came have none.
          .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .build();

  private EventCodec() {}

  /// Writes an event.
  ///
  /// @param at when it happened
  /// @param event what happened
  /// @return the row, without its number
  static NewEvent encode(Instant at, RunEvent event) {
    return new NewEvent(at, typeOf(event), JSON.writeValueAsString(event));
  }

  /// Reads an event.
  ///
  /// @param row the row
  /// @return what happened
  static RunEvent decode(AcquisitionEvent row) {
    Class<? extends RunEvent> type = TYPES.get(row.type());
    if (type == null) {
      throw new IllegalStateException(
          "event %d of %s has the unknown type %s"
              .formatted(row.sequence(), row.acquisitionId(), row.type()));
    }
    return JSON.readValue(row.payloadJson(), type);
  }

  private static String typeOf(RunEvent event) {
    return switch (event) {
      case RunEvent.StateChanged _ -> "STATE_CHANGED";
      case RunEvent.ReceiverChanged _ -> "RECEIVER_CHANGED";
      case RunEvent.Progressed _ -> "PROGRESSED";
      case RunEvent.SamplesLost _ -> "SAMPLES_LOST";
      case RunEvent.SegmentStored _ -> "SEGMENT_STORED";
      case RunEvent.Measured _ -> "MEASURED";
      case RunEvent.TakenOver _ -> "TAKEN_OVER";
    };
  }
}
