package io.heimdall.db.receiver;

/// Another receiver has this name. The transaction is lost; nothing was written.
public final class DuplicateReceiverException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String name;

  DuplicateReceiverException(String name) {
    super("there is a receiver named \"" + name + "\" already");
    this.name = name;
  }

  /// The name that is taken.
  ///
  /// @return the name as it was asked for
  public String name() {
    return name;
  }
}
