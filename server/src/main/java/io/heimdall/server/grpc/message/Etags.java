package io.heimdall.server.grpc.message;

import io.heimdall.server.failure.Failure;
import io.heimdall.server.failure.Reason;
import java.util.OptionalLong;

/// Etags: the revision of a resource, as clients give it back.
public final class Etags {
  private Etags() {}

  /// The etag of a revision.
  ///
  /// @param revision the resource's
  /// @return its etag
  public static String of(long revision) {
    return "\"" + revision + "\"";
  }

  /// The revision an etag stands for. One that was never given out is one of a state that is not
  /// the present one.
  ///
  /// @param etag what the client gives back; empty for none
  /// @return the revision; empty for no etag
  /// @throws io.heimdall.server.failure.FailureException with ETAG_MISMATCH
  public static OptionalLong read(String etag) {
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
