package io.heimdall.client;

import com.google.errorprone.annotations.CheckReturnValue;
import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;
import java.time.Duration;
import java.util.NoSuchElementException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The answers of one call.
///
/// @param <R> type of a response message
/// @param <T> type of what it holds
@CheckReturnValue
final class CallStream<R, T> implements ReplyStream<T> {

  private final BlockingClientCall<?, R> call;
  private final Function<R, T> content;
  private final Failures failures;
  private final @Nullable Duration silence;
  private @Nullable T next;

  /// @param silence longest wait for a message; null: without limit
  CallStream(
      BlockingClientCall<?, R> call,
      Function<R, T> content,
      Failures failures,
      @Nullable Duration silence) {
    this.call = call;
    this.content = content;
    this.failures = failures;
    this.silence = silence;
  }

  @Override
  public boolean hasNext() {
    if (next == null) {
      R response = read();
      next = response == null ? null : content.apply(response);
    }
    return next != null;
  }

  @Override
  public T next() {
    if (!hasNext() || next == null) {
      throw new NoSuchElementException("The call has ended.");
    }
    T taken = next;
    next = null;
    return taken;
  }

  private @Nullable R read() {
    try {
      return silence == null ? call.read() : call.read(silence.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      close();
      throw Failures.interrupted(e);
    } catch (TimeoutException e) {
      close();
      throw failures.silent(silence == null ? Duration.ZERO : silence, e);
    } catch (StatusException e) {
      throw failures.of(e);
    }
  }

  @Override
  public void close() {
    call.cancel("closed by the caller", null);
  }
}
