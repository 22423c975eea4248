package io.heimdall.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.StreamObserver;
import io.heimdall.server.config.ConfigException;
import io.heimdall.server.config.ServerConfig;
import io.heimdall.v1.AcquisitionServiceGrpc;
import io.heimdall.v1.CreateReceiverRequest;
import io.heimdall.v1.GetReceiverRequest;
import io.heimdall.v1.ListReceiversRequest;
import io.heimdall.v1.MeasurementServiceGrpc;
import io.heimdall.v1.Receiver;
import io.heimdall.v1.ReceiverServiceGrpc;
import io.heimdall.v1.StorageServiceGrpc;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerIT {
  private static final List<String> SERVICES =
      List.of(
          AcquisitionServiceGrpc.SERVICE_NAME,
          MeasurementServiceGrpc.SERVICE_NAME,
          ReceiverServiceGrpc.SERVICE_NAME,
          StorageServiceGrpc.SERVICE_NAME);

  @TempDir Path data;

  @Test
  void keepsWhatItWasToldOverARestart() throws Exception {
    int id;
    try (var running = RunningServer.alone(data)) {
      assertThat(running.server().greeting())
          .satisfiesExactly(
              grpc ->
                  assertThat(grpc)
                      .contains("gRPC 127.0.0.1:" + running.server().address().getPort())
                      .contains(data.resolve("token").toString()),
              s3 -> assertThat(s3).startsWith("S3 http://127.0.0.1:").contains("keys in"),
              database -> assertThat(database).startsWith("database PostgreSQL"));
      tellsItsHealth(running.stranger());
      assertThat(reflected(running.stranger())).containsAll(SERVICES);
      assertThat(reflectedV1alpha(running.stranger())).containsAll(SERVICES);
      refusesWhatIsTooLarge(running.owner());
      id = create(running.owner());
      refusesASecondServer();
    }

    try (var running = RunningServer.alone(data)) {
      var registry = ReceiverServiceGrpc.newBlockingStub(running.owner());
      var request = GetReceiverRequest.newBuilder().setReceiverId(id).build();
      assertThat(registry.getReceiver(request).getReceiver().getName()).isEqualTo("Kept");
    }
  }

  private static void tellsItsHealth(Channel channel) {
    var health = HealthGrpc.newBlockingStub(channel);
    for (String service : SERVICES) {
      var request = HealthCheckRequest.newBuilder().setService(service).build();
      assertThat(health.check(request).getStatus()).isEqualTo(ServingStatus.SERVING);
    }
    assertThat(health.check(HealthCheckRequest.getDefaultInstance()).getStatus())
        .isEqualTo(ServingStatus.SERVING);
  }

  private static int create(Channel channel) {
    var registry = ReceiverServiceGrpc.newBlockingStub(channel);
    var before = registry.listReceivers(ListReceiversRequest.getDefaultInstance());
    assertThat(before.getReceiversList()).hasSize(7).noneMatch(Receiver::getActive);
    var receiver =
        Receiver.newBuilder()
            .setName("Kept")
            .setDriver("kiwi")
            .setUrl("http://kiwi.example.org:8073");
    return registry
        .createReceiver(CreateReceiverRequest.newBuilder().setReceiver(receiver).build())
        .getReceiver()
        .getReceiverId();
  }

  private static void refusesWhatIsTooLarge(Channel channel) {
    var registry = ReceiverServiceGrpc.newBlockingStub(channel);
    var receiver = Receiver.newBuilder().setName("x".repeat(5 << 20));
    var request = CreateReceiverRequest.newBuilder().setReceiver(receiver).build();
    assertThatThrownBy(() -> registry.createReceiver(request))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e ->
                assertThat(e.getStatus().getCode())
                    .isIn(Status.Code.RESOURCE_EXHAUSTED, Status.Code.CANCELLED));
  }

  private void refusesASecondServer() throws ConfigException {
    var config = ServerConfig.from(Map.of("HEIMDALL_DATA", data.toString(), "HEIMDALL_PORT", "0"));

    assertThatThrownBy(() -> Server.start(config))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("in use by another Heimdall server");
  }

  private static List<String> reflected(Channel channel) throws Exception {
    var answer = new CompletableFuture<ServerReflectionResponse>();
    StreamObserver<ServerReflectionRequest> requests =
        ServerReflectionGrpc.newStub(channel).serverReflectionInfo(first(answer));
    requests.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());
    requests.onCompleted();
    return answer.get(10, TimeUnit.SECONDS).getListServicesResponse().getServiceList().stream()
        .map(ServiceResponse::getName)
        .toList();
  }

  @SuppressWarnings("deprecation") // the older version is what is tested
  private static List<String> reflectedV1alpha(Channel channel) throws Exception {
    var answer = new CompletableFuture<io.grpc.reflection.v1alpha.ServerReflectionResponse>();
    var requests =
        io.grpc.reflection.v1alpha.ServerReflectionGrpc.newStub(channel)
            .serverReflectionInfo(first(answer));
    requests.onNext(
        io.grpc.reflection.v1alpha.ServerReflectionRequest.newBuilder()
            .setListServices("")
            .build());
    requests.onCompleted();
    var names = new ArrayList<String>();
    answer
        .get(10, TimeUnit.SECONDS)
        .getListServicesResponse()
        .getServiceList()
        .forEach(service -> names.add(service.getName()));
    return names;
  }

  private static <T> StreamObserver<T> first(CompletableFuture<T> answer) {
    return new StreamObserver<>() {
      @Override
      public void onNext(T value) {
        answer.complete(value);
      }

      @Override
      public void onError(Throwable thrown) {
        answer.completeExceptionally(thrown);
      }

      @Override
      public void onCompleted() {}
    };
  }
}
