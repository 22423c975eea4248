package io.heimdall.db.receiver;

import io.heimdall.db.receiver.ReceiverSpec.Activity;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What earlier checks have left of a receiver.
///
/// @param driver the name of its driver
/// @param activity whether acquisitions that name no receivers use it
/// @param lastGood whether the check before received samples; false before the first
/// @param failedChecks how many checks in a row have failed; 0 after a good one
/// @param failingSince when the first of these was; null after a good one
public record CheckStanding(
    String driver,
    Activity activity,
    boolean lastGood,
    int failedChecks,
    @Nullable Instant failingSince) {}
