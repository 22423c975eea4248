package io.heimdall.client;

import io.grpc.CallCredentials;
import io.grpc.Metadata;
import java.util.concurrent.Executor;

/// Puts `authorization: Bearer …` on every call.
final class BearerCredentials extends CallCredentials {

  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private final AccessToken token;

  BearerCredentials(AccessToken token) {
    this.token = token;
  }

  @Override
  public void applyRequestMetadata(RequestInfo call, Executor executor, MetadataApplier applier) {
    var headers = new Metadata();
    headers.put(AUTHORIZATION, "Bearer " + token.value());
    applier.apply(headers);
  }
}
