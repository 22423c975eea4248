package io.heimdall.client;

import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.heimdall.v1.ArtifactServiceGrpc;
import io.heimdall.v1.WriteUploadRequest;
import io.heimdall.v1.WriteUploadResponse;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// One call of WriteUpload. One thread sends, as fast as the server reads; what the server answers
/// meanwhile is taken at once, so neither side ever waits for the other to read.
final class UploadCall
    implements ClientResponseObserver<WriteUploadRequest, WriteUploadResponse>, AutoCloseable {

  private final Calls calls;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /// Written once before the call begins.
  private @Nullable ClientCallStreamObserver<WriteUploadRequest> stream;

  // Guarded by lock.
  private long persistedBytes;
  private @Nullable WriteUploadResponse last;
  private boolean ended;
  private @Nullable Throwable failure;

  private UploadCall(Calls calls) {
    this.calls = calls;
  }

  static UploadCall begin(Calls calls) {
    var call = new UploadCall(calls);
    calls.exchange(ArtifactServiceGrpc.getWriteUploadMethod(), call);
    return call;
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<WriteUploadRequest> requests) {
    stream = requests;
    requests.setOnReadyHandler(() -> change(() -> {}));
  }

  @Override
  public void onNext(WriteUploadResponse answer) {
    change(() -> {
      persistedBytes = Math.max(persistedBytes, answer.getPersistedSize());
      last = answer;
    });
  }

  @Override
  public void onError(Throwable thrown) {
    change(() -> {
      ended = true;
      failure = thrown;
    });
  }

  @Override
  public void onCompleted() {
    change(() -> ended = true);
  }

  private void change(Runnable change) {
    lock.lock();
    try {
      change.run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private ClientCallStreamObserver<WriteUploadRequest> stream() {
    return Objects.requireNonNull(stream, "The call has begun.");
  }

  /// Sends a message once the server is ready for it.
  ///
  /// @return false when the server has ended the call, and the message is not sent
  boolean send(WriteUploadRequest message) {
    lock.lock();
    try {
      while (!ended && !stream().isReady()) {
        changed.await();
      }
      if (ended) {
        return false;
      }
    } catch (InterruptedException e) {
      throw Failures.interrupted(e);
    } finally {
      lock.unlock();
    }
    stream().onNext(message);
    return true;
  }

  /// Bytes that are safe, as far as this call has told.
  long persistedBytes() {
    lock.lock();
    try {
      return persistedBytes;
    } finally {
      lock.unlock();
    }
  }

  /// Waits until more bytes are safe.
  ///
  /// @param bytes so many were
  /// @return false when the server has ended the call instead
  boolean awaitBeyond(long bytes) {
    lock.lock();
    try {
      while (!ended && persistedBytes <= bytes) {
        changed.await();
      }
      return persistedBytes > bytes;
    } catch (InterruptedException e) {
      throw Failures.interrupted(e);
    } finally {
      lock.unlock();
    }
  }

  /// Says that nothing more is sent, and waits for the end of the call.
  ///
  /// @return the last answer
  /// @throws HeimdallException when the call failed
  WriteUploadResponse end() {
    lock.lock();
    try {
      if (!ended) {
        stream().onCompleted();
      }
      while (!ended) {
        changed.await();
      }
      if (failure != null) {
        throw calls.failure(failure);
      }
      if (last == null || !last.hasArtifact()) {
        throw Failures.damaged("The upload ended well and without an artifact.");
      }
      return last;
    } catch (InterruptedException e) {
      throw Failures.interrupted(e);
    } finally {
      lock.unlock();
    }
  }

  /// Ends the call if it has not ended. What is safe stays so.
  @Override
  public void close() {
    stream().cancel("over", null);
  }
}
