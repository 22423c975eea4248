package io.heimdall.server.grpc.call;

import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.heimdall.server.failure.Failure;
import io.heimdall.server.failure.Reason;
import io.heimdall.server.security.Caller;
import io.heimdall.server.security.Role;
import io.heimdall.server.security.TokenVerifier;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Finds out who calls from the bearer token in the `authorization` metadata, and lets through
/// whose role the method's `required_role` allows. Runs before the request is looked at, so that
/// strangers learn nothing from how their requests are refused.
public final class IdentityInterceptor implements ServerInterceptor {
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
  private static final String BEARER = "bearer ";

  private final TokenVerifier tokens;

  /// Makes the interceptor.
  ///
  /// @param tokens tells who a token belongs to
  public IdentityInterceptor(TokenVerifier tokens) {
    this.tokens = tokens;
  }

  @Override
  public <Q, P> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, P> call, Metadata headers, ServerCallHandler<Q, P> next) {
    Optional<Role> required = RequiredRoles.of(call.getMethodDescriptor());
    if (required.isEmpty()) {
      return next.startCall(call, headers);
    }
    Caller caller = identify(headers.get(AUTHORIZATION));
    Callers.tell(caller);
    if (!caller.role().includes(required.get())) {
      throw new Failure.PermissionDenied(
              Reason.ROLE_TOO_SMALL,
              "%s needs role %s; %s has role %s"
                  .formatted(
                      call.getMethodDescriptor().getBareMethodName(),
                      word(required.get()),
                      caller.name(),
                      word(caller.role())),
              Map.of("requiredRole", required.get().name(), "role", caller.role().name()))
          .exception();
    }
    return Contexts.interceptCall(Callers.with(caller), call, headers, next);
  }

  private Caller identify(@Nullable String authorization) {
    if (authorization == null) {
      throw new Failure.Unauthenticated(
              Reason.TOKEN_MISSING,
              "the call carries no token; send metadata authorization: Bearer <token>, the token of"
                  + " a local server is in the file token of its data directory")
          .exception();
    }
    if (!authorization.toLowerCase(Locale.ROOT).startsWith(BEARER)) {
      throw invalid();
    }
    return tokens
        .verify(authorization.substring(BEARER.length()).strip())
        .orElseThrow(IdentityInterceptor::invalid);
  }

  private static RuntimeException invalid() {
    return new Failure.Unauthenticated(
            Reason.TOKEN_INVALID, "the call's token is not valid on this server")
        .exception();
  }

  private static String word(Role role) {
    return role.name().toLowerCase(Locale.ROOT);
  }
}
