package io.heimdall.client.encryption;

import java.io.IOException;

/// Bytes were asked for that begin behind the end of the content.
public final class BehindEndException extends IOException {

  private static final long serialVersionUID = 1;

  BehindEndException(long contentBytes, long offsetBytes) {
    super(
        "The content has %d bytes, and those from %d on were asked for."
            .formatted(contentBytes, offsetBytes));
  }
}
