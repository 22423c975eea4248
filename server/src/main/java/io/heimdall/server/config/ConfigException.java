package io.heimdall.server.config;

import java.util.List;

/// The configuration does not hold together. All that is wrong is told at once.
public final class ConfigException extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient List<String> problems;

  ConfigException(List<String> problems) {
    super(String.join("\n", problems));
    this.problems = List.copyOf(problems);
  }

  /// What is wrong.
  ///
  /// @return one sentence each, at least one
  public List<String> problems() {
    return problems;
  }
}
