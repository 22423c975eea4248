package io.heimdall.server.iq.file;

/// What a format's parser has found.
///
/// @param facts what the file says, hints laid over it
/// @param spans where its samples are
record Layout(IqFileFacts facts, Spans spans) {}
