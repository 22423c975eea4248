package io.heimdall.server.receiver.websocket;

import java.io.IOException;

/// The other side ended the WebSocket in good order.
public final class ClosedByPeerException extends IOException {

  /// The status of a close whose purpose is fulfilled.
  public static final int NORMAL = 1000;

  private static final long serialVersionUID = 1L;

  private final int status;

  ClosedByPeerException(int status, String reason) {
    super("closed with status " + status + (reason.isEmpty() ? "" : ": " + reason));
    this.status = status;
  }

  /// The close status of RFC 6455 §7.4.
  ///
  /// @return the status, 1005 where the other side gave none
  public int status() {
    return status;
  }
}
