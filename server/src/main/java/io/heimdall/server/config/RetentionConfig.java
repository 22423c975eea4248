package io.heimdall.server.config;

import java.time.Duration;
import java.util.Optional;

/// How long rows are kept that nothing else removes.
///
/// @param measurements how long measurements are kept; empty for ever
/// @param audit how long lines of the audit log are kept; empty for ever
public record RetentionConfig(Optional<Duration> measurements, Optional<Duration> audit) {}
