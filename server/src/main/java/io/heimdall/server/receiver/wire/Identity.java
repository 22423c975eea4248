package io.heimdall.server.receiver.wire;

/// Who we say we are to receivers and their operators.
public final class Identity {

  private Identity() {}

  /// The program's name, with a way to reach whoever runs it.
  ///
  /// @param contact how an operator can reach them; empty for none
  /// @return the name
  public static String of(String contact) {
    return contact.isEmpty() ? "Heimdall" : "Heimdall (" + contact + ")";
  }
}
