package io.heimdall.server.config;

import java.time.Duration;

/// How the events of acquisitions are followed and kept.
///
/// @param watchLimit how long a watch lasts before its watcher comes again
/// @param retention how long events outlive the end of their acquisition
public record EventConfig(Duration watchLimit, Duration retention) {}
