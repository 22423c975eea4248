package io.heimdall.db.receiver;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Which checks of a receiver a list holds; null leaves a part open.
///
/// @param receiverId the receiver
/// @param from only those at or after this time
/// @param before only those before this time
public record CheckFilter(int receiverId, @Nullable Instant from, @Nullable Instant before) {}
