package io.heimdall.server.config;

import java.time.Duration;
import java.util.Optional;

/// How receivers are checked without being asked for it.
///
/// @param every how often; empty for never
/// @param retention how long what checks have found is kept
public record CheckConfig(Optional<Duration> every, Duration retention) {}
