package io.heimdall.server.grpc;

import io.heimdall.server.failure.Failure;
import io.heimdall.server.failure.Reason;
import java.util.OptionalLong;

/// Etags: the revision of a resource, as clients give it back.
final class Etags {
  private Etags() {}

  static String of(long revision) {
    return "\"" + revision + "\"";
  }

  /// The revision an etag stands for; empty for no etag. One that was never given out is one of a
  /// state that is not the present one.
  static OptionalLong read(String etag) {
    if (etag.isEmpty()) {
      return OptionalLong.empty();
    }
    String bare = etag.replace("\"", "");
    try {
      return OptionalLong.of(Long.parseLong(bare));
    } catch (NumberFormatException _) {
      throw new Failure.Aborted(
              Reason.ETAG_MISMATCH,
              "the etag is not one of this resource; read it again and repeat")
          .exception();
    }
  }
}
