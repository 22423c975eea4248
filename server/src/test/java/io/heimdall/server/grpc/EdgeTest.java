package io.heimdall.server.grpc;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Empty;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.heimdall.server.failure.Failure;
import io.heimdall.server.failure.Reason;
import io.heimdall.server.grpc.call.Callers;
import io.heimdall.server.grpc.call.ResponseStreams;
import io.heimdall.server.security.Role;
import io.heimdall.v1.CheckReceiversRequest;
import io.heimdall.v1.CheckReceiversResponse;
import io.heimdall.v1.CreateReceiverRequest;
import io.heimdall.v1.GetReceiverRequest;
import io.heimdall.v1.GetReceiverResponse;
import io.heimdall.v1.ListReceiversRequest;
import io.heimdall.v1.ListReceiversResponse;
import io.heimdall.v1.Receiver;
import io.heimdall.v1.ReceiverServiceGrpc;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EdgeTest {

  private final Probe probe = new Probe();
  private InProcessEdge edge;

  @BeforeEach
  void open() throws IOException {
    edge = InProcessEdge.of(probe);
  }

  @AfterEach
  void close() {
    edge.close();
  }

  @Test
  void servesWhoeverMayCall() {
    GetReceiverResponse response = get(Role.VIEWER, 3);

    assertThat(response.getReceiver().getName()).isEqualTo("asked by viewer");
  }

  @Test
  void refusesACallWithoutAToken() {
    var stub = ReceiverServiceGrpc.newBlockingStub(edge.stranger());

    Refused.by(() -> stub.getReceiver(GetReceiverRequest.getDefaultInstance()))
        .with(Status.Code.UNAUTHENTICATED, "TOKEN_MISSING")
        .saying("authorization: Bearer");
  }

  @Test
  void refusesAWrongTokenBeforeItLooksAtTheRequest() {
    for (String wrong : new String[] {"Bearer nobody", "Bearer ", "Basic dmlld2Vy", "viewer"}) {
      var stub = ReceiverServiceGrpc.newBlockingStub(edge.with(wrong));

      Refused.by(() -> stub.getReceiver(GetReceiverRequest.getDefaultInstance()))
          .with(Status.Code.UNAUTHENTICATED, "TOKEN_INVALID");
    }
  }

  @Test
  void takesTheSchemeInAnyCase() {
    var stub = ReceiverServiceGrpc.newBlockingStub(edge.with("bearer viewer"));

    assertThat(stub.getReceiver(id(3)).hasReceiver()).isTrue();
  }

  @Test
  void refusesARoleThatIsTooSmall() {
    var stub = ReceiverServiceGrpc.newBlockingStub(edge.as(Role.OPERATOR));

    Refused.by(() -> stub.createReceiver(CreateReceiverRequest.getDefaultInstance()))
        .with(Status.Code.PERMISSION_DENIED, "ROLE_TOO_SMALL")
        .withMetadata("requiredRole", "ADMIN")
        .saying("CreateReceiver needs role admin; operator has role operator");
  }

  @Test
  void namesEachFieldOutsideItsLimits() {
    var stub = ReceiverServiceGrpc.newBlockingStub(edge.as(Role.ADMIN));
    var receiver = Receiver.newBuilder().setName("n").setUrl("u").setTimeoutSeconds(601);
    receiver.getPositionBuilder().setLatitudeDeg(91);
    var request = CreateReceiverRequest.newBuilder().setReceiver(receiver).build();

    Refused.by(() -> stub.createReceiver(request))
        .with(Status.Code.INVALID_ARGUMENT, "FIELD_INVALID")
        .atField("receiver.driver")
        .atField("receiver.timeout_seconds")
        .atField("receiver.position.latitude_deg")
        .saying("(and 2 more)");
  }

  @Test
  void saysWhichElementOfAListIsWrongAndWhatItWas() {
    var stub = ReceiverServiceGrpc.newBlockingStub(edge.as(Role.ADMIN));
    var request = CheckReceiversRequest.newBuilder().addReceiverIds(4).addReceiverIds(-2).build();

    Refused.by(() -> stub.checkReceivers(request).hasNext())
        .with(Status.Code.INVALID_ARGUMENT, "FIELD_INVALID")
        .atField("receiver_ids[1]")
        .saying(", was -2");
  }

  @Test
  void turnsADomainFailureIntoItsStatus() {
    probe.failing =
        new Failure.NotFound(Reason.RECEIVER_NOT_FOUND, "there is no receiver 3").exception();

    Refused.by(() -> get(Role.VIEWER, 3))
        .with(Status.Code.NOT_FOUND, "RECEIVER_NOT_FOUND")
        .saying("there is no receiver 3");
  }

  @Test
  void tellsWhenToTryAgain() {
    probe.failing =
        new Failure.Unavailable(Reason.STORE_UNAVAILABLE, "no store", Duration.ofSeconds(2))
            .exception();

    Refused.by(() -> get(Role.VIEWER, 3))
        .with(Status.Code.UNAVAILABLE, "STORE_UNAVAILABLE")
        .withRetry();
  }

  @Test
  void keepsAFaultOfOursInside() {
    probe.failing = new IllegalStateException("password is hunter2");

    Refused.by(() -> get(Role.VIEWER, 3))
        .with(Status.Code.INTERNAL, "INCIDENT")
        .saying("incident ")
        .hiding("hunter2");
  }

  @Test
  void keepsAFaultInsideAlsoWhereAnotherThreadReportsIt() {
    probe.failing = new IllegalStateException("password is hunter2");
    var stub = ReceiverServiceGrpc.newBlockingStub(edge.as(Role.VIEWER));

    Refused.by(() -> stub.listReceivers(ListReceiversRequest.getDefaultInstance()))
        .with(Status.Code.INTERNAL, "INCIDENT")
        .hiding("hunter2");
  }

  @Test
  void cutsWhatWouldNotFitIntoTheTrailers() {
    String long1 = "é".repeat(20_000);
    probe.failing = new Failure.Invalid(Reason.FIELD_INVALID, long1, long1).exception();

    Refused.by(() -> get(Role.VIEWER, 3))
        .with(Status.Code.INVALID_ARGUMENT, "FIELD_INVALID")
        .saying("é…");
  }

  @Test
  void answersMethodsThatDoNotExist() {
    Refused.by(() -> call(edge.as(Role.ADMIN), "heimdall.v1.ReceiverService/Explode"))
        .with(Status.Code.UNIMPLEMENTED, "METHOD_UNKNOWN");
  }

  @Test
  void answersBytesThatAreNoRequest() {
    Refused.by(() -> garbage(edge.as(Role.VIEWER)))
        .with(Status.Code.INVALID_ARGUMENT, "REQUEST_MALFORMED");
  }

  @Test
  void tellsItsHealthToAnybody() {
    var stub = HealthGrpc.newBlockingStub(edge.stranger());
    var service = HealthCheckRequest.newBuilder().setService(ReceiverServiceGrpc.SERVICE_NAME);

    assertThat(stub.check(service.build()).getStatus()).isEqualTo(ServingStatus.SERVING);
    Refused.by(() -> stub.check(service.setService("heimdall.v1.Nothing").build()))
        .with(Status.Code.NOT_FOUND, "SERVICE_UNKNOWN");

    edge.health().enterTerminalState();

    assertThat(stub.check(service.setService(ReceiverServiceGrpc.SERVICE_NAME).build()).getStatus())
        .isEqualTo(ServingStatus.NOT_SERVING);
  }

  @Test
  void endsACallAtItsDeadlineAndInterruptsItsWriter() throws InterruptedException {
    var stub =
        ReceiverServiceGrpc.newBlockingStub(edge.as(Role.OPERATOR))
            .withDeadlineAfter(200, TimeUnit.MILLISECONDS);

    assertThatThrownBy(() -> stub.checkReceivers(CheckReceiversRequest.getDefaultInstance()).next())
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED));

    assertThat(probe.interrupted.await(5, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void endsStreamsWithAdviceToComeBackWhenItStops() throws Exception {
    var stub = ReceiverServiceGrpc.newBlockingStub(edge.as(Role.OPERATOR));
    var responses = stub.checkReceivers(CheckReceiversRequest.getDefaultInstance());
    assertThat(probe.started.await(5, TimeUnit.SECONDS)).isTrue();

    assertThat(probe.streams.stop(Duration.ofSeconds(5))).isTrue();

    Refused.by(responses::next).with(Status.Code.UNAVAILABLE, "SERVER_STOPPING").withRetry();
  }

  @Test
  void waitsForStreamsThatEndByThemselves() throws Exception {
    var stub = ReceiverServiceGrpc.newBlockingStub(edge.as(Role.OPERATOR));
    var responses = stub.checkReceivers(CheckReceiversRequest.getDefaultInstance());
    assertThat(probe.started.await(5, TimeUnit.SECONDS)).isTrue();

    assertThat(probe.streams.await(Duration.ofMillis(1))).isFalse();
    probe.release.countDown();

    assertThat(probe.streams.await(Duration.ofSeconds(5))).isTrue();
    assertThat(responses.hasNext()).isFalse();
  }

  @Test
  void refusesMoreCallsThanItMayServe() throws Exception {
    try (var small = InProcessEdge.limitedTo(1, probe)) {
      var stub = ReceiverServiceGrpc.newBlockingStub(small.as(Role.OPERATOR));
      var held = stub.checkReceivers(CheckReceiversRequest.getDefaultInstance());
      assertThat(probe.started.await(5, TimeUnit.SECONDS)).isTrue();

      Refused.by(() -> stub.getReceiver(id(3)))
          .with(Status.Code.RESOURCE_EXHAUSTED, "TOO_MANY_CALLS")
          .withRetry();

      probe.release.countDown();
      assertThat(held.hasNext()).isFalse();
    }
  }

  private GetReceiverResponse get(Role role, int id) {
    return ReceiverServiceGrpc.newBlockingStub(edge.as(role)).getReceiver(id(id));
  }

  private static GetReceiverRequest id(int id) {
    return GetReceiverRequest.newBuilder().setReceiverId(id).build();
  }

  private static void call(Channel channel, String name) {
    var marshaller = ProtoUtils.marshaller(Empty.getDefaultInstance());
    var method =
        MethodDescriptor.<Empty, Empty>newBuilder()
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName(name)
            .setRequestMarshaller(marshaller)
            .setResponseMarshaller(marshaller)
            .build();
    ClientCalls.blockingUnaryCall(channel, method, CallOptions.DEFAULT, Empty.getDefaultInstance());
  }

  private static void garbage(Channel channel) {
    var method =
        ReceiverServiceGrpc.getGetReceiverMethod().toBuilder(
                new Bytes(), ReceiverServiceGrpc.getGetReceiverMethod().getResponseMarshaller())
            .build();
    ClientCalls.blockingUnaryCall(channel, method, CallOptions.DEFAULT, new byte[] {-1, -1, -1});
  }

  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public java.io.InputStream stream(byte[] value) {
      return new java.io.ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(java.io.InputStream stream) {
      throw new UnsupportedOperationException();
    }
  }

  /// A service that fails as told, and a stream that waits.
  private static final class Probe extends ReceiverServiceGrpc.ReceiverServiceImplBase {
    final ResponseStreams streams = new ResponseStreams();
    final CountDownLatch started = new CountDownLatch(1);
    final CountDownLatch release = new CountDownLatch(1);
    final CountDownLatch interrupted = new CountDownLatch(1);
    volatile @Nullable RuntimeException failing;

    @Override
    public void getReceiver(
        GetReceiverRequest request, StreamObserver<GetReceiverResponse> observer) {
      RuntimeException thrown = failing;
      if (thrown != null) {
        throw thrown;
      }
      var receiver = Receiver.newBuilder().setName("asked by " + Callers.current().name());
      observer.onNext(GetReceiverResponse.newBuilder().setReceiver(receiver).build());
      observer.onCompleted();
    }

    @Override
    public void listReceivers(
        ListReceiversRequest request, StreamObserver<ListReceiversResponse> observer) {
      Thread.startVirtualThread(() -> observer.onError(requireNonNull(failing)));
    }

    @Override
    public void checkReceivers(
        CheckReceiversRequest request, StreamObserver<CheckReceiversResponse> observer) {
      streams.serve(
          observer,
          _ -> {
            started.countDown();
            try {
              release.await();
            } catch (InterruptedException e) {
              interrupted.countDown();
              throw e;
            }
          });
    }
  }
}
