package io.heimdall.db.receiver;

import io.heimdall.db.receiver.ReceiverSpec.Activity;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What a check makes of a receiver.
///
/// @param activity whether acquisitions that name no receivers use it from now on
/// @param failedChecks how many checks in a row have failed
/// @param failingSince when the first of these was; null where there is none
public record CheckVerdict(Activity activity, int failedChecks, @Nullable Instant failingSince) {}
