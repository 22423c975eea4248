package io.heimdall.server.grpc;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.StreamObserver;
import io.heimdall.server.grpc.call.ResponseStreams;
import io.heimdall.server.security.Role;
import io.heimdall.v1.CheckReceiversRequest;
import io.heimdall.v1.CheckReceiversResponse;
import io.heimdall.v1.ReceiverCheck;
import io.heimdall.v1.ReceiverServiceGrpc;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ResponseStreamsTest {
  private static final int MANY = 10_000;
  private static final String FILLING = "x".repeat(1024);

  private final Sender sender = new Sender();

  @Test
  void holdNoMoreThanTheClientAskedForAndTheThreshold() throws Exception {
    try (var edge = InProcessEdge.of(sender)) {
      var client = new Client();
      ReceiverServiceGrpc.newStub(edge.as(Role.OPERATOR))
          .checkReceivers(CheckReceiversRequest.getDefaultInstance(), client);
      client.ask(3);
      client.received.acquire(3);
      assertThat(sender.gone.await(300, MILLISECONDS)).isFalse();

      // 64 KiB may wait, and what was in flight; the rest of ten megabytes is not made.
      assertThat(sender.sent.get()).isLessThan(200);

      client.ask(MANY);
      assertThat(client.ended.await(10, SECONDS)).isTrue();
      assertThat(sender.sent.get()).isEqualTo(MANY);
    }
  }

  @Test
  void endTheirWriterWhenTheClientHangsUp() throws Exception {
    try (var edge = InProcessEdge.of(sender)) {
      var client = new Client();
      ReceiverServiceGrpc.newStub(edge.as(Role.OPERATOR))
          .checkReceivers(CheckReceiversRequest.getDefaultInstance(), client);
      client.ask(1);
      client.received.acquire();

      client.hangUp();

      assertThat(sender.gone.await(10, SECONDS)).isTrue();
      assertThat(sender.sent.get()).isLessThan(MANY);
    }
  }

  /// Sends much, as fast as it may.
  private static final class Sender extends ReceiverServiceGrpc.ReceiverServiceImplBase {
    final ResponseStreams streams = new ResponseStreams();
    final AtomicInteger sent = new AtomicInteger();
    final CountDownLatch gone = new CountDownLatch(1);

    @Override
    public void checkReceivers(
        CheckReceiversRequest request, StreamObserver<CheckReceiversResponse> observer) {
      var check = ReceiverCheck.newBuilder().setMessage(FILLING);
      var response = CheckReceiversResponse.newBuilder().setCheck(check).build();
      streams.serve(
          observer,
          responses -> {
            try {
              for (int n = 0; n < MANY; n++) {
                responses.send(response);
                sent.incrementAndGet();
              }
            } finally {
              gone.countDown();
            }
          });
    }
  }

  /// A client that takes only what it asks for.
  private static final class Client
      implements ClientResponseObserver<CheckReceiversRequest, CheckReceiversResponse> {
    final Semaphore received = new Semaphore(0);
    final CountDownLatch ended = new CountDownLatch(1);
    private @Nullable ClientCallStreamObserver<CheckReceiversRequest> call;

    @Override
    public void beforeStart(ClientCallStreamObserver<CheckReceiversRequest> started) {
      call = started;
      started.disableAutoRequestWithInitial(0);
    }

    void ask(int count) {
      call().request(count);
    }

    void hangUp() {
      call().cancel("enough", null);
    }

    private ClientCallStreamObserver<CheckReceiversRequest> call() {
      if (call == null) {
        throw new IllegalStateException("the call has not begun");
      }
      return call;
    }

    @Override
    public void onNext(CheckReceiversResponse response) {
      received.release();
    }

    @Override
    public void onError(Throwable thrown) {
      ended.countDown();
    }

    @Override
    public void onCompleted() {
      ended.countDown();
    }
  }
}
