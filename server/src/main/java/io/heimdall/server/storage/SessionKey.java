package io.heimdall.server.storage;

import java.util.Optional;

/// An object key of a session, taken apart.
///
/// @param recording the recording it belongs to
/// @param kind what the object holds
/// @param segment epoch and index, absent for metadata and for the plain name
public record SessionKey(RecordingName recording, Kind kind, Optional<SegmentName> segment) {

  /// What an object of a session holds.
  public enum Kind {
    /// Samples, as `.npy`.
    SAMPLES,
    /// The SigMF metadata over one `.npy`.
    SIGMF_META,
    /// The recording's `_metadata.json`.
    METADATA
  }
}
