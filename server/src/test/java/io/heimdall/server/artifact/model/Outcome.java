package io.heimdall.server.artifact.model;

import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What a call has brought: an answer or a refusal.
record Outcome<T>(@Nullable T answer, @Nullable Refusal refusal) {

  /// A call as it is made.
  interface Call<T> {
    T make() throws StatusException;
  }

  static <T> Outcome<T> of(Call<T> call) {
    try {
      return new Outcome<>(call.make(), null);
    } catch (StatusRuntimeException e) {
      return new Outcome<>(null, Refusal.of(e));
    } catch (StatusException e) {
      return new Outcome<>(
          null, Refusal.of(new StatusRuntimeException(e.getStatus(), e.getTrailers())));
    }
  }

  /// What the model says of it.
  static <T> Outcome<T> expected(Supplier<T> model) {
    try {
      return new Outcome<>(model.get(), null);
    } catch (Refusal.RefusedException e) {
      return new Outcome<>(null, e.refusal());
    }
  }

  Optional<T> given() {
    return Optional.ofNullable(answer);
  }
}
