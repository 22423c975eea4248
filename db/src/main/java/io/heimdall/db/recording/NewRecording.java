package io.heimdall.db.recording;

/// A recording about to be made; its state is WAITING.
///
/// @param id its name
/// @param owner who owns the acquisition
/// @param receiver the receiver as it is now
/// @param centerFrequencyHz the frequency at the antenna that becomes 0 Hz
/// @param samplesExpected how many samples the window holds; 0 until the rate is known
public record NewRecording(
    RecordingId id,
    String owner,
    ReceiverSnapshot receiver,
    long centerFrequencyHz,
    long samplesExpected) {}
