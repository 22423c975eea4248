package io.heimdall.server.grpc;

import io.grpc.Channel;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.heimdall.server.artifact.upload.UploadWorld;
import io.heimdall.server.artifact.upload.Uploads;
import io.heimdall.server.artifact.usage.UsageCounts;
import io.heimdall.server.grpc.call.Callers;
import io.heimdall.server.security.Role;
import io.heimdall.v1.ArtifactServiceGrpc;
import io.heimdall.v1.ArtifactServiceGrpc.ArtifactServiceBlockingStub;
import io.heimdall.v1.ArtifactServiceGrpc.ArtifactServiceImplBase;
import io.heimdall.v1.ArtifactSpec;
import io.heimdall.v1.CancelUploadRequest;
import io.heimdall.v1.CancelUploadResponse;
import io.heimdall.v1.GetUploadRequest;
import io.heimdall.v1.GetUploadResponse;
import io.heimdall.v1.ListUploadsRequest;
import io.heimdall.v1.ListUploadsResponse;
import io.heimdall.v1.StartUploadRequest;
import io.heimdall.v1.StartUploadResponse;
import io.heimdall.v1.Upload;
import io.heimdall.v1.WriteUploadRequest;
import io.heimdall.v1.WriteUploadResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.UUID;

/// A server for uploads with everything the real one has in front of it, on a real database and a
/// real store that can be made to fail.
final class UploadFixture implements AutoCloseable {

  final UploadWorld world;
  private final Uploads uploads;
  private final UsageCounts counts;
  private final InProcessEdge edge;

  private UploadFixture(UploadWorld world) throws IOException {
    this.world = world;
    this.uploads = world.server();
    this.counts = UsageCounts.open(world.database().transactions(), InstantSource.system());
    this.edge = InProcessEdge.of(new UploadsOnly(uploads, counts));
  }

  static UploadFixture in(Path directory) throws IOException {
    return new UploadFixture(UploadWorld.in(directory));
  }

  Channel channel() {
    return edge.as(Role.OPERATOR);
  }

  ArtifactServiceBlockingStub artifacts() {
    return ArtifactServiceGrpc.newBlockingStub(channel());
  }

  static StartUploadRequest.Builder request() {
    return StartUploadRequest.newBuilder().setArtifact(ArtifactSpec.newBuilder().setName("x.bin"));
  }

  Upload start(StartUploadRequest.Builder request) {
    return artifacts().startUpload(request.build()).getUpload();
  }

  String start() {
    return start(request()).getId();
  }

  Upload get(String id) {
    return artifacts().getUpload(GetUploadRequest.newBuilder().setUploadId(id).build()).getUpload();
  }

  WritingCall open(String id) {
    return WritingCall.open(channel(), id);
  }

  /// Goes on with an upload from what is safe, and finishes it.
  WriteUploadResponse goOn(String id, byte[] whole) {
    return open(id)
        .bytes(whole, (int) get(id).getPersistedSize(), whole.length)
        .finish(whole)
        .result();
  }

  /// The same where the upload must have all bytes then.
  void completes(String id, byte[] whole) throws IOException {
    WriteUploadResponse done = goOn(id, whole);
    world.holds(
        UUID.fromString(done.getArtifact().getId()), done.getArtifact().getVersion(), whole);
  }

  @Override
  public void close() throws IOException {
    uploads.close();
    edge.close();
    counts.close();
    world.close();
  }

  /// The part of the service that is about uploads.
  private static final class UploadsOnly extends ArtifactServiceImplBase {
    private final Uploads uploads;
    private final UsageCounts counts;
    private final UploadCalls calls;

    private UploadsOnly(Uploads uploads, UsageCounts counts) {
      this.uploads = uploads;
      this.counts = counts;
      this.calls = new UploadCalls(uploads);
    }

    @Override
    public void startUpload(
        StartUploadRequest request, StreamObserver<StartUploadResponse> observer) {
      observer.onNext(calls.start(request));
      observer.onCompleted();
    }

    @Override
    public StreamObserver<WriteUploadRequest> writeUpload(
        StreamObserver<WriteUploadResponse> observer) {
      return UploadIntake.begin(
          uploads,
          Callers.current(),
          counts,
          (ServerCallStreamObserver<WriteUploadResponse>) observer);
    }

    @Override
    public void getUpload(GetUploadRequest request, StreamObserver<GetUploadResponse> observer) {
      observer.onNext(calls.get(request));
      observer.onCompleted();
    }

    @Override
    public void listUploads(
        ListUploadsRequest request, StreamObserver<ListUploadsResponse> observer) {
      observer.onNext(calls.list(request));
      observer.onCompleted();
    }

    @Override
    public void cancelUpload(
        CancelUploadRequest request, StreamObserver<CancelUploadResponse> observer) {
      observer.onNext(calls.cancel(request));
      observer.onCompleted();
    }
  }
}
