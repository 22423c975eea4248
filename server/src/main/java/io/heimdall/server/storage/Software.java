package io.heimdall.server.storage;

import java.util.Objects;

/// What writes the files of a session.
final class Software {

  static final String NAME = "heimdall";

  /// The version in the jar's manifest.
  static final String VERSION =
      Objects.requireNonNullElse(
          Software.class.getPackage().getImplementationVersion(), "development");

  private Software() {}
}
