package io.heimdall.server.iq.file;

import java.io.IOException;

/// A file of samples is not what it should be.
public class IqFileException extends IOException {

  private static final long serialVersionUID = 1L;

  /// Makes the failure.
  ///
  /// @param message one sentence that says where in the file, what was expected and what came
  public IqFileException(String message) {
    super(message);
  }

  /// Makes a failure that another exception caused.
  ///
  /// @param message one sentence that says where in the file, what was expected and what came
  /// @param cause what was thrown underneath
  public IqFileException(String message, Throwable cause) {
    super(message, cause);
  }
}
