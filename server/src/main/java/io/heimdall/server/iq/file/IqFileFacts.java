package io.heimdall.server.iq.file;

import io.heimdall.db.receiver.Position;
import java.util.Map;
import java.util.Optional;

/// What is known of a file of samples before its samples are read.
///
/// @param format what it is
/// @param datatype how its samples are written
/// @param sampleRateHz samples per second; stamps may say it better
/// @param centerFrequencyHz the frequency that is 0 Hz in the samples
/// @param start when its first sample was taken; stamps may say it better
/// @param station who received it; empty where nobody says
/// @param position where it was received; empty where nobody says
/// @param notes what else its author has written, by SigMF's words
public record IqFileFacts(
    IqFileFormat format,
    Datatype datatype,
    double sampleRateHz,
    long centerFrequencyHz,
    StartTime start,
    Optional<String> station,
    Optional<Position> position,
    Map<String, String> notes) {

  /// Copies the notes.
  public IqFileFacts {
    notes = Map.copyOf(notes);
  }

  IqFileFacts beginning(StartTime time) {
    return new IqFileFacts(
        format, datatype, sampleRateHz, centerFrequencyHz, time, station, position, notes);
  }
}
