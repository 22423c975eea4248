package io.heimdall.db.artifact.usage;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/// Which counts are asked for.
///
/// @param user whose; null: everybody's
/// @param first the first day of UTC
/// @param last the last one
/// @param contentType of which media type, where traffic is asked for; empty: of all
public record UsageSpan(
    @Nullable String user, LocalDate first, LocalDate last, String contentType) {}
