package io.heimdall.server.bench;

import com.google.errorprone.annotations.FormatMethod;
import org.jspecify.annotations.Nullable;

/// What was measured did not do its work, so how long it took means nothing.
final class WrongResultException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  WrongResultException(String message) {
    super(message);
  }

  /// Refuses a result.
  ///
  /// @param right whether it is as it must be
  /// @param format says what is wrong
  /// @param values for the format
  @FormatMethod
  static void unless(boolean right, String format, @Nullable Object... values) {
    if (!right) {
      throw new WrongResultException(format.formatted(values));
    }
  }
}
