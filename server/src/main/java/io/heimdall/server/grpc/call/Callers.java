package io.heimdall.server.grpc.call;

import io.grpc.Context;
import io.heimdall.server.security.Caller;
import java.util.function.Consumer;

/// The caller of the call that is being served, known to every thread the call's context follows.
public final class Callers {
  private static final Context.Key<Caller> CALLER = Context.key("heimdall-caller");
  private static final Context.Key<Consumer<Caller>> LISTENER =
      Context.key("heimdall-caller-listener");

  private Callers() {}

  /// A context in which `caller` calls.
  static Context with(Caller caller) {
    return Context.current().withValue(CALLER, caller);
  }

  /// A context for those who stand before [IdentityInterceptor], and want to know what it finds.
  ///
  /// @param listener told who calls, whatever the caller may do
  /// @return the context, for the call and what stands behind
  public static Context telling(Consumer<Caller> listener) {
    return Context.current().withValue(LISTENER, listener);
  }

  /// Tells who calls.
  static void tell(Caller caller) {
    Consumer<Caller> listener = LISTENER.get();
    if (listener != null) {
      listener.accept(caller);
    }
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
