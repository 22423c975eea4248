package io.heimdall.db.acquisition;

import org.jspecify.annotations.Nullable;

/// Why an acquisition stands where it stands.
///
/// @param reason a typed reason in upper case; null where there is nothing to say
/// @param message one sentence for the user; null where there is nothing to say
public record Outcome(@Nullable String reason, @Nullable String message) {

  /// Nothing to say.
  public static final Outcome NONE = new Outcome(null, null);
}
