package io.heimdall.server.grpc.call;

import io.grpc.Context;
import io.heimdall.server.security.Caller;

/// The caller of the call that is being served, known to every thread the call's context follows.
public final class Callers {
  private static final Context.Key<Caller> CALLER = Context.key("heimdall-caller");

  private Callers() {}

  /// A context in which `caller` calls.
  static Context with(Caller caller) {
    return Context.current().withValue(CALLER, caller);
  }

  /// Who calls. Every method that asks was let through by [IdentityInterceptor].
  ///
  /// @return the caller
  public static Caller current() {
    Caller caller = CALLER.get();
    if (caller == null) {
      throw new IllegalStateException("no caller: the method was served without an identity");
    }
    return caller;
  }
}
