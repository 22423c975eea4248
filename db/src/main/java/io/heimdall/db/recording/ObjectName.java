package io.heimdall.db.recording;

/// An object of a session, as the rows may know it.
///
/// @param objectKey its key
/// @param samplesKey the key of the samples that it is or belongs to; empty for what belongs to the
///   whole recording
/// @param recording the recording
public record ObjectName(String objectKey, String samplesKey, RecordingId recording) {}
