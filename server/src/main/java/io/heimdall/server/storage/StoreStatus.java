package io.heimdall.server.storage;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/// What a look at the store found.
///
/// @param reachable whether it answered at all
/// @param bucketPresent whether the bucket is there
/// @param writable whether a probe object could be written and removed
/// @param versioned whether the bucket keeps old versions
/// @param freeBytes room left, where it is known
/// @param latency how long the store took to answer about its bucket
/// @param problem one sentence about what is wrong, absent when all is well
public record StoreStatus(
    boolean reachable,
    boolean bucketPresent,
    boolean writable,
    boolean versioned,
    OptionalLong freeBytes,
    Duration latency,
    Optional<String> problem) {}
