package io.heimdall.db.recording;

import io.heimdall.db.receiver.Position;
import org.jspecify.annotations.Nullable;

/// A receiver as it was when it recorded.
///
/// @param name what people called it
/// @param url where it listened
/// @param position where its antenna stood; null where not known
public record ReceiverSnapshot(String name, String url, @Nullable Position position) {}
