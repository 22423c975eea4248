package io.heimdall.server.grpc.call;

import io.grpc.Context;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/// Serves response streams, each on a virtual thread of its own, so that a body may block on its
/// source and on its client alike. A client that hangs up interrupts its body, or wakes it where an
/// interrupt would do harm; so does the server when it stops, and the client is told to come back.
public final class ResponseStreams {
  /// Response bytes that may wait in memory before a stream of small messages blocks.
  private static final int SMALL = 64 << 10;

  private final ThreadFactory threads = Thread.ofVirtual().name("response-stream-", 0).factory();

  /// Each writer that runs, and how to end it.
  private final Map<Thread, Runnable> writers = new ConcurrentHashMap<>();

  private volatile boolean stopping;

  /// Begins with none.
  public ResponseStreams() {}

  /// Writes the responses of one call.
  ///
  /// @param <T> the response
  public interface Body<T> {
    /// Writes until there is nothing more to write; returning ends the call with OK.
    ///
    /// @param responses takes them
    /// @throws InterruptedException when nobody wants more
    void write(ResponseStream<T> responses) throws InterruptedException;
  }

  /// Serves a stream of small messages. To be called by the handler, which returns after it.
  ///
  /// @param <T> the response
  /// @param observer the call
  /// @param body writes the responses
  public <T> void serve(StreamObserver<T> observer, Body<T> body) {
    serve(observer, SMALL, body, (writer, _) -> writer.interrupt());
  }

  /// Serves a stream whose body reads from the database while it writes, and is never interrupted:
  /// it says how it is woken with [ResponseStream#wokenBy]. To be called by the handler, which
  /// returns after it.
  ///
  /// @param <T> the response
  /// @param observer the call
  /// @param chunkBytes the usual size of a message; two may wait
  /// @param body writes the responses
  public <T> void serveWoken(StreamObserver<T> observer, int chunkBytes, Body<T> body) {
    serve(observer, 2 * chunkBytes, body, (_, responses) -> responses.end());
  }

  /// Serves a stream of chunks. To be called by the handler, which returns after it.
  ///
  /// @param <T> the response
  /// @param observer the call
  /// @param chunkBytes the usual size of a message; two may wait
  /// @param body writes the responses
  public <T> void serveBulk(StreamObserver<T> observer, int chunkBytes, Body<T> body) {
    serve(observer, 2 * chunkBytes, body, (writer, _) -> writer.interrupt());
  }

  /// Answers a call whose requests have all come. The work is never interrupted; whoever stops it
  /// ends what it waits for. To be called by the handler of the last request.
  ///
  /// @param <T> the response
  /// @param observer the call, which has a handler for its cancelling
  /// @param work makes the response
  public <T> void answer(StreamObserver<T> observer, Supplier<T> work) {
    var call = (ServerCallStreamObserver<T>) observer;
    Runnable answering =
        () ->
            write(
                call,
                new ResponseStream<>(call),
                _ -> call.onNext(work.get()),
                (_, responses) -> responses.end());
    threads.newThread(Context.current().wrap(answering)).start();
  }

  private <T> void serve(
      StreamObserver<T> observer,
      int readyThreshold,
      Body<T> body,
      BiConsumer<Thread, ResponseStream<T>> ending) {
    var call = (ServerCallStreamObserver<T>) observer;
    var responses = new ResponseStream<T>(call);
    Runnable writing = () -> write(call, responses, body, ending);
    Thread writer = threads.newThread(Context.current().wrap(writing));
    call.setOnReadyThreshold(readyThreshold);
    call.setOnReadyHandler(responses::wake);
    call.setOnCancelHandler(() -> {
      responses.wake();
      ending.accept(writer, responses);
    });
    writer.start();
  }

  private <T> void write(
      ServerCallStreamObserver<T> call,
      ResponseStream<T> responses,
      Body<T> body,
      BiConsumer<Thread, ResponseStream<T>> ending) {
    Thread writer = Thread.currentThread();
    writers.put(writer, () -> ending.accept(writer, responses));
    if (stopping) {
      ending.accept(writer, responses);
    }
    try {
      body.write(responses);
      call.onCompleted();
    } catch (InterruptedException | RuntimeException | Error e) {
      // The interceptors make the status; a call that has ended already ignores it.
      call.onError(e);
    } finally {
      writers.remove(writer);
    }
  }

  /// Waits for the writers there are to end by themselves.
  ///
  /// @param bound the longest wait
  /// @return whether all had ended by then
  /// @throws InterruptedException when the wait is broken off
  public boolean await(Duration bound) throws InterruptedException {
    long end = System.nanoTime() + bound.toNanos();
    for (Thread writer : writers.keySet()) {
      long left = end - System.nanoTime();
      if (left <= 0 || !writer.join(Duration.ofNanos(left))) {
        return false;
      }
    }
    return true;
  }

  /// Ends every writer, and those that still come. Returns when they have ended.
  ///
  /// @param bound the longest wait
  /// @return whether all had ended by then
  /// @throws InterruptedException when the wait is broken off
  public boolean stop(Duration bound) throws InterruptedException {
    stopping = true;
    writers.values().forEach(Runnable::run);
    return await(bound);
  }
}
