package io.heimdall.db.recording;

import io.heimdall.db.acquisition.Acquisition;
import java.util.List;

/// An acquisition and its recordings as of one moment, after the event whose number is
/// `acquisition.eventSequence()`.
///
/// @param acquisition the acquisition
/// @param recordings its recordings, by hop and receiver
public record AcquisitionSnapshot(Acquisition acquisition, List<Recording> recordings) {

  /// Copies the recordings.
  public AcquisitionSnapshot {
    recordings = List.copyOf(recordings);
  }
}
