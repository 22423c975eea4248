package io.heimdall.server.config;

import java.time.Duration;
import java.util.Optional;

/// How long is kept what nothing else removes.
///
/// @param measurements how long measurements are kept; empty for ever
/// @param audit how long lines of the audit log are kept; empty for ever
/// @param artifactTrash how long deleted artifacts can be undeleted
public record RetentionConfig(
    Optional<Duration> measurements, Optional<Duration> audit, Duration artifactTrash) {}
