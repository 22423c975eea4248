package io.heimdall.server.acquisition;

import io.heimdall.db.acquisition.Acquisition;
import io.heimdall.db.measurement.Measurement;
import io.heimdall.db.recording.Segment;
import io.heimdall.server.iq.Gap;
import io.heimdall.server.storage.PutRequest;
import io.heimdall.server.storage.RecordingName;
import io.heimdall.server.storage.SessionLayout;
import io.heimdall.server.storage.SessionRecording;
import java.util.List;

record SessionDocuments(
    Acquisition acquisition, MeasuredRecording measured, List<Segment> segments, List<Gap> gaps) {

  List<PutRequest> render(Measurement row, RecordingName name) {
    var source =
        new SessionRecording.Source(
            measured.recording().receiver(),
            measured.info().sampleRateHz(),
            measured.info().facts());
    return new SessionRecording(
            name, source, measured.counts(), row, segments, RecordingArchive.gapsOf(gaps))
        .documents();
  }

  String metadataKey(RecordingName name) {
    return SessionLayout.metadata(name);
  }
}
