package io.heimdall.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Empty;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.Context;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.heimdall.server.failure.Failure;
import io.heimdall.server.failure.Reason;
import io.heimdall.server.security.Caller;
import io.heimdall.server.security.Role;
import io.heimdall.v1.ArtifactServiceGrpc;
import io.heimdall.v1.ArtifactServiceGrpc.ArtifactServiceBlockingStub;
import io.heimdall.v1.ArtifactServiceGrpc.ArtifactServiceImplBase;
import io.heimdall.v1.DownloadArtifactRequest;
import io.heimdall.v1.DownloadArtifactResponse;
import io.heimdall.v1.GetArtifactRequest;
import io.heimdall.v1.GetArtifactResponse;
import io.heimdall.v1.ListArtifactsRequest;
import io.heimdall.v1.ListArtifactsResponse;
import io.heimdall.v1.ListRecurringPlansRequest;
import io.heimdall.v1.PlanServiceGrpc;
import io.heimdall.v1.StartUploadRequest;
import io.heimdall.v1.WatchArtifactsRequest;
import io.heimdall.v1.WatchArtifactsResponse;
import java.io.IOException;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CallCountingTest {

  private static final Caller ANN = new Caller("ann", Role.VIEWER);

  private final BlockingQueue<String> ended = new LinkedBlockingQueue<>();
  private InProcessEdge edge;

  @BeforeEach
  void start() throws IOException {
    edge =
        InProcessEdge.counting(
            (user, method, reason) -> ended.add("%s %s %s".formatted(user, method, reason).strip()),
            new Artifacts());
  }

  @AfterEach
  void stop() {
    edge.close();
  }

  /// Answers one call, refuses another, and leaves streams open after their first response.
  private static final class Artifacts extends ArtifactServiceImplBase {

    @Override
    public void getArtifact(
        GetArtifactRequest request, StreamObserver<GetArtifactResponse> observer) {
      observer.onNext(GetArtifactResponse.getDefaultInstance());
      observer.onCompleted();
    }

    @Override
    public void listArtifacts(
        ListArtifactsRequest request, StreamObserver<ListArtifactsResponse> observer) {
      throw new Failure.Invalid(Reason.FILTER_INVALID, "filter", "no filter").exception();
    }

    @Override
    public void downloadArtifact(
        DownloadArtifactRequest request, StreamObserver<DownloadArtifactResponse> observer) {
      observer.onNext(DownloadArtifactResponse.getDefaultInstance());
    }

    @Override
    public void watchArtifacts(
        WatchArtifactsRequest request, StreamObserver<WatchArtifactsResponse> observer) {
      observer.onNext(WatchArtifactsResponse.getDefaultInstance());
    }
  }

  private String next() throws InterruptedException {
    return String.valueOf(ended.poll(30, TimeUnit.SECONDS));
  }

  private static GetArtifactRequest request() {
    return GetArtifactRequest.newBuilder().setArtifactId(UUID.randomUUID().toString()).build();
  }

  private static ArtifactServiceBlockingStub stub(Channel channel) {
    return ArtifactServiceGrpc.newBlockingStub(channel);
  }

  @Test
  void countsCallsThatEndWell() throws Exception {
    stub(edge.as(ANN)).getArtifact(request());

    assertThat(next()).isEqualTo("ann GetArtifact");
  }

  @Test
  void countsWhyCallsFail() throws Exception {
    Refused.by(() -> stub(edge.as(ANN)).listArtifacts(ListArtifactsRequest.getDefaultInstance()));
    assertThat(next()).isEqualTo("ann ListArtifacts FILTER_INVALID");

    Refused.by(() -> stub(edge.as(ANN)).getArtifact(GetArtifactRequest.getDefaultInstance()));
    assertThat(next()).isEqualTo("ann GetArtifact FIELD_INVALID");

    Refused.by(() -> stub(edge.as(ANN)).startUpload(StartUploadRequest.getDefaultInstance()));
    assertThat(next()).isEqualTo("ann StartUpload ROLE_TOO_SMALL");
  }

  @Test
  void countsStrangersForNobody() throws Exception {
    Refused.by(() -> stub(edge.stranger()).getArtifact(request()));
    assertThat(next()).isEqualTo("GetArtifact TOKEN_MISSING");

    Refused.by(() -> stub(edge.with("Bearer wrong")).getArtifact(request()));
    assertThat(next()).isEqualTo("GetArtifact TOKEN_INVALID");
  }

  @Test
  void countsWhoHangsUp() throws Exception {
    try (var context = Context.current().withCancellation()) {
      context.run(() ->
          stub(edge.as(ANN))
              .downloadArtifact(
                  DownloadArtifactRequest.newBuilder()
                      .setArtifactId(UUID.randomUUID().toString())
                      .build())
              .next());
    }

    assertThat(next()).isEqualTo("ann DownloadArtifact CALL_CANCELLED");
  }

  @Test
  void countsNoFailureOfWhoLeavesAWatch() throws Exception {
    try (var context = Context.current().withCancellation()) {
      context.run(() ->
          stub(edge.as(ANN)).watchArtifacts(WatchArtifactsRequest.getDefaultInstance()).next());
    }

    assertThat(next()).isEqualTo("ann WatchArtifacts");
  }

  @Test
  void countsNothingElse() throws Exception {
    MethodDescriptor<Empty, Empty> made =
        MethodDescriptor.<Empty, Empty>newBuilder()
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName(
                MethodDescriptor.generateFullMethodName(
                    ArtifactServiceGrpc.SERVICE_NAME, "Whatever"))
            .setRequestMarshaller(ProtoUtils.marshaller(Empty.getDefaultInstance()))
            .setResponseMarshaller(ProtoUtils.marshaller(Empty.getDefaultInstance()))
            .build();
    Refused.by(() ->
            ClientCalls.blockingUnaryCall(
                edge.as(ANN), made, CallOptions.DEFAULT, Empty.getDefaultInstance()))
        .with(Status.Code.UNIMPLEMENTED, "METHOD_UNKNOWN");
    Refused.by(() ->
        PlanServiceGrpc.newBlockingStub(edge.as(ANN))
            .listRecurringPlans(ListRecurringPlansRequest.getDefaultInstance()));
    stub(edge.as(ANN)).getArtifact(request());

    assertThat(next()).isEqualTo("ann GetArtifact");
  }
}
