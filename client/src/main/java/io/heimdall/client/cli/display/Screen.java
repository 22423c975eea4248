package io.heimdall.client.cli.display;

import java.util.Optional;

/// Where progress is shown.
@FunctionalInterface
public interface Screen {

  /// A place that cannot be drawn on again: a file, a pipe, a log.
  Screen NONE = Optional::empty;

  /// How large a terminal is.
  ///
  /// @param columns characters in a line
  /// @param rows lines
  record Size(int columns, int rows) {}

  /// Asks for the size as it is now; windows change.
  ///
  /// @return the size; empty if this is no terminal
  Optional<Size> size();
}
