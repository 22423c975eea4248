package io.heimdall.db.recording;

/// An object that a row lists.
///
/// @param objectKey its key
/// @param recording the recording
public record ListedObject(String objectKey, RecordingId recording) {}
