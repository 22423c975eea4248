package io.heimdall.server.iq;

import java.io.IOException;

/// Bytes that should have been a `.npy` file are not, or not one we can use.
public final class NpyFormatException extends IOException {

  private static final long serialVersionUID = 1L;

  /// Makes the failure.
  ///
  /// @param message one sentence that names what was expected and what came
  public NpyFormatException(String message) {
    super(message);
  }
}
