package io.heimdall.db.audit;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Which lines a list holds; null leaves a part open.
///
/// @param actor only what this caller did
/// @param targetType only what was done to things of this kind
/// @param targetId only what was done to this one
/// @param from only what was done at or after this time
/// @param before only what was done before this time
public record AuditFilter(
    @Nullable String actor,
    @Nullable String targetType,
    @Nullable String targetId,
    @Nullable Instant from,
    @Nullable Instant before) {

  /// Every line.
  public static final AuditFilter ALL = new AuditFilter(null, null, null, null, null);
}
