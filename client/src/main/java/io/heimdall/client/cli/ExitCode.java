package io.heimdall.client.cli;

/// How a command ends.
final class ExitCode {

  /// It did what it was asked to.
  static final int OK = 0;

  /// It did not; a sentence says why.
  static final int FAILED = 1;

  /// The command line could not be understood.
  static final int USAGE = 2;

  private ExitCode() {}
}
