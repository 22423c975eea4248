package io.heimdall.server.receiver.wire;

import java.io.IOException;
import java.net.InetAddress;

/// A receiver's name led to an address this server may not contact.
public final class ForbiddenAddressException extends IOException {

  private static final long serialVersionUID = 1L;

  /// Names the address.
  ///
  /// @param host the name that was asked for
  /// @param address what it led to
  public ForbiddenAddressException(String host, InetAddress address) {
    super(
        host
            + " is at "
            + address.getHostAddress()
            + ", an address this server may not contact unless its administrator allows it");
  }
}
