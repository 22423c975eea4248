package io.heimdall.db.plan;

/// Another plan of the owner has the name.
public final class DuplicatePlanException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String name;

  DuplicatePlanException(String name) {
    super("another plan of the owner has the name '%s'".formatted(name));
    this.name = name;
  }

  /// The name that is taken.
  ///
  /// @return the name as it was asked for
  public String name() {
    return name;
  }
}
