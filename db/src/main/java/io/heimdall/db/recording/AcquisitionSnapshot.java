package io.heimdall.db.recording;

import io.heimdall.db.acquisition.Acquisition;
import io.heimdall.db.acquisition.Hop;
import java.util.List;

/// An acquisition and its recordings as of one moment, after the event whose number is
/// `acquisition.eventSequence()`.
///
/// @param acquisition the acquisition
/// @param hops its hops, in order
/// @param recordings its recordings, by hop and receiver
public record AcquisitionSnapshot(
    Acquisition acquisition, List<Hop> hops, List<Recording> recordings) {

  /// Copies the lists.
  public AcquisitionSnapshot {
    hops = List.copyOf(hops);
    recordings = List.copyOf(recordings);
  }
}
