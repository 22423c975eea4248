package io.heimdall.server.grpc.message;

import io.heimdall.server.artifact.signed.SignedReads;
import io.heimdall.server.failure.Failure;
import io.heimdall.server.failure.FailureException;
import io.heimdall.server.failure.Reason;
import io.heimdall.server.storage.SignedUrl;
import io.heimdall.v1.CompleteSignedUploadRequest;
import io.heimdall.v1.SignUrlRequest;
import io.heimdall.v1.SignUrlResponse;
import io.heimdall.v1.SignedRead;
import java.time.Duration;
import java.util.HexFormat;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// URLs of the object store on the wire.
public final class SignedUrlMessages {

  private static final Duration USUAL_VALIDITY = Duration.ofMinutes(15);

  private SignedUrlMessages() {}

  /// What is to be read by a URL.
  ///
  /// @param request the wire's, which asks to read
  /// @return the domain's
  /// @throws FailureException with FIELD_INVALID
  public static SignedReads.Wanted read(SignUrlRequest request) {
    SignedRead read = request.getRead();
    return new SignedReads.Wanted(
        UUID.fromString(read.getArtifactId()),
        read.getVersion(),
        read.getInline(),
        validity(request));
  }

  /// For how long a URL is wanted, within the contract's limits.
  ///
  /// @param request the wire's
  /// @return whole seconds
  /// @throws FailureException with FIELD_INVALID
  public static Duration validity(SignUrlRequest request) {
    if (!request.hasValidFor()) {
      return USUAL_VALIDITY;
    }
    if (request.getValidFor().getNanos() != 0) {
      throw new Failure.Invalid(
              Reason.FIELD_INVALID, "valid_for", "valid_for must be whole seconds")
          .exception();
    }
    return Duration.ofSeconds(request.getValidFor().getSeconds());
  }

  /// What the whole of an upload is said to be.
  ///
  /// @param request the wire's
  /// @return 64 lower-case hexadecimal digits; null where nothing is said
  public static @Nullable String sha256(CompleteSignedUploadRequest request) {
    return request.getSha256().isEmpty()
        ? null
        : HexFormat.of().formatHex(request.getSha256().toByteArray());
  }

  /// A URL.
  ///
  /// @param url the domain's
  /// @return the wire's, to be completed
  public static SignUrlResponse.Builder of(SignedUrl url) {
    return SignUrlResponse.newBuilder()
        .setMethod(url.method())
        .setUrl(url.url().toString())
        .putAllHeaders(url.headers())
        .setExpireTime(Times.of(url.expiresAt()));
  }
}
