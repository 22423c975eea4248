package io.heimdall.server.acquisition;

import io.heimdall.db.acquisition.Acquisition;
import io.heimdall.db.measurement.Measurement;
import io.heimdall.db.recording.Segment;
import io.heimdall.server.iq.Gap;
import io.heimdall.server.storage.PutRequest;
import io.heimdall.server.storage.RecordingName;
import io.heimdall.server.storage.SessionLayout;
import java.util.List;

record SessionDocuments(
    Acquisition acquisition, MeasuredRecording measured, List<Segment> segments, List<Gap> gaps) {

  List<PutRequest> render(Measurement row, RecordingName name) {
    return List.of();
  }

  String metadataKey(RecordingName name) {
    return SessionLayout.metadata(name);
  }
}
