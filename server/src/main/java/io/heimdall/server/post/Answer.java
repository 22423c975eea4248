package io.heimdall.server.post;

import java.util.Optional;

/// What another program answered.
///
/// @param status the HTTP status
/// @param retryAfter its header of this name, as it came
/// @param body how its body begins, as far as that was wanted, in UTF-8
public record Answer(int status, Optional<String> retryAfter, String body) {

  /// Whether it has taken what it was told.
  ///
  /// @return whether the status is 200 to 299
  public boolean taken() {
    return status >= 200 && status <= 299;
  }
}
