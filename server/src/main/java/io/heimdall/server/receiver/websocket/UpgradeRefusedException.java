package io.heimdall.server.receiver.websocket;

import io.heimdall.server.receiver.wire.HttpHead;
import java.io.IOException;

/// The other side answered the upgrade with plain HTTP.
public final class UpgradeRefusedException extends IOException {

  private static final long serialVersionUID = 1L;

  private final transient HttpHead head;

  UpgradeRefusedException(HttpHead head) {
    super("answered the WebSocket upgrade with HTTP status " + head.status());
    this.head = head;
  }

  /// What it answered.
  ///
  /// @return status and headers
  public HttpHead head() {
    return head;
  }
}
