package io.heimdall.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.heimdall.server.RunningServer;
import io.heimdall.server.storage.Sha256;
import io.heimdall.v1.Artifact;
import io.heimdall.v1.ArtifactServiceGrpc;
import io.heimdall.v1.ArtifactServiceGrpc.ArtifactServiceBlockingStub;
import io.heimdall.v1.ArtifactServiceGrpc.ArtifactServiceStub;
import io.heimdall.v1.ArtifactSpec;
import io.heimdall.v1.StartUploadRequest;
import io.heimdall.v1.UploadFinish;
import io.heimdall.v1.UploadOpening;
import io.heimdall.v1.WatchArtifactsRequest;
import io.heimdall.v1.WatchArtifactsResponse;
import io.heimdall.v1.WriteUploadRequest;
import io.heimdall.v1.WriteUploadResponse;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Watches of artifacts on a whole server.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WatchArtifactsIT {

  private RunningServer running;
  private ArtifactServiceBlockingStub stub;
  private ArtifactServiceStub streams;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    running = RunningServer.in(directory);
    stub = ArtifactServiceGrpc.newBlockingStub(running.owner());
    streams = ArtifactServiceGrpc.newStub(running.owner());
  }

  @AfterAll
  void stop() {
    running.close();
  }

  @Test
  void tellsOfUploads() throws Exception {
    Iterator<WatchArtifactsResponse> watch = stub.watchArtifacts(request(""));
    WatchArtifactsResponse begin = watch.next();
    Artifact artifact = upload("first.bin");

    WatchArtifactsResponse told = event(watch);

    assertThat(begin.hasHeartbeat()).isTrue();
    assertThat(told.getSequence()).isGreaterThan(begin.getSequence());
    assertThat(told.getEvent().getChange()).isEqualTo("create");
    assertThat(told.getEvent().getArtifact()).isEqualTo(artifact);
    assertThat(told.getEvent().hasEventTime()).isTrue();
  }

  @Test
  void tellsOfWhatMatchesAfterASequence() throws Exception {
    long begin = stub.watchArtifacts(request("")).next().getSequence();
    upload("other.bin");
    Artifact artifact = upload("wanted.bin");

    WatchArtifactsResponse told =
        event(
            stub.watchArtifacts(
                request("name = \"wanted.bin\"").toBuilder().setAfterSequence(begin).build()));

    assertThat(told.getEvent().getArtifactId()).isEqualTo(artifact.getId());
    assertThat(told.getSequence()).isGreaterThan(begin + 1);
  }

  @Test
  void refusesWhatItCannotFollow() {
    Refused.by(() -> stub.watchArtifacts(request("nonsense = 1")).next())
        .with(Status.Code.INVALID_ARGUMENT, "FILTER_INVALID")
        .atField("filter");
    Refused.by(() ->
            stub.watchArtifacts(request("").toBuilder().setAfterSequence(1_000_000).build()).next())
        .with(Status.Code.OUT_OF_RANGE, "SEQUENCE_AHEAD");
  }

  private static WatchArtifactsRequest request(String filter) {
    return WatchArtifactsRequest.newBuilder().setFilter(filter).build();
  }

  private static WatchArtifactsResponse event(Iterator<WatchArtifactsResponse> watch) {
    WatchArtifactsResponse next = watch.next();
    while (!next.hasEvent()) {
      next = watch.next();
    }
    return next;
  }

  /// Uploads an empty file.
  private Artifact upload(String name) throws Exception {
    String id =
        stub.startUpload(
                StartUploadRequest.newBuilder()
                    .setArtifact(ArtifactSpec.newBuilder().setName(name))
                    .build())
            .getUpload()
            .getId();
    var done = new CompletableFuture<Artifact>();
    StreamObserver<WriteUploadRequest> requests =
        streams.writeUpload(
            new StreamObserver<WriteUploadResponse>() {
              @Override
              public void onNext(WriteUploadResponse reply) {
                if (reply.hasArtifact()) {
                  done.complete(reply.getArtifact());
                }
              }

              @Override
              public void onError(Throwable thrown) {
                done.completeExceptionally(thrown);
              }

              @Override
              public void onCompleted() {}
            });
    requests.onNext(
        WriteUploadRequest.newBuilder()
            .setOpen(UploadOpening.newBuilder().setUploadId(id))
            .build());
    requests.onNext(
        WriteUploadRequest.newBuilder()
            .setFinish(
                UploadFinish.newBuilder()
                    .setSha256(ByteString.fromHex(Sha256.over(ByteBuffer.allocate(0)).hex())))
            .build());
    requests.onCompleted();
    return done.get(30, TimeUnit.SECONDS);
  }
}
