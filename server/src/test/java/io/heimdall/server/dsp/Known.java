package io.heimdall.server.dsp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Values that a test expects to be there.
final class Known {

  private Known() {}

  /// The value, which must not be null.
  static <T> T known(@Nullable T value) {
    assertThat((Object) value).isNotNull();
    return Objects.requireNonNull(value);
  }
}
