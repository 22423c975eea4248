package io.heimdall.server.grpc;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.heimdall.server.grpc.call.ResponseStream;
import io.heimdall.server.grpc.call.ResponseStreams;
import io.heimdall.server.grpc.message.DownloadMessages;
import io.heimdall.v1.Artifact;
import io.heimdall.v1.ArtifactServiceGrpc.ArtifactServiceImplBase;
import io.heimdall.v1.DownloadArtifactRequest;
import io.heimdall.v1.DownloadArtifactResponse;
import io.heimdall.v1.UploadChunk;
import io.heimdall.v1.WriteUploadRequest;
import io.heimdall.v1.WriteUploadResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.CRC32C;

/// Takes chunks and drops them, and makes chunks of the same bytes again and again: what gRPC costs
/// when nothing is behind it. Each chunk has its checksum, which is verified. Takes no token, and
/// listens on this machine only.
public final class BareTransfers implements AutoCloseable {

  private static final int CHUNK_BYTES = 256 << 10;
  private static final Duration GRACE = Duration.ofSeconds(2);

  private final ExecutorService calls;
  private final Server server;

  private BareTransfers(ExecutorService calls, Server server) {
    this.calls = calls;
    this.server = server;
  }

  /// Starts listening on a free port.
  ///
  /// @return the running server
  /// @throws IOException when it cannot listen
  public static BareTransfers start() throws IOException {
    ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor();
    Server server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .executor(calls)
            .addService(new Service())
            .build();
    return new BareTransfers(calls, server.start());
  }

  /// Where it listens.
  ///
  /// @return the port
  public int port() {
    return server.getPort();
  }

  @Override
  public void close() {
    server.shutdownNow();
    try {
      var _ = server.awaitTermination(GRACE.toNanos(), NANOSECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      calls.shutdownNow();
    }
  }

  private static final class Service extends ArtifactServiceImplBase {

    private final ResponseStreams streams = new ResponseStreams();
    private final byte[] content = new byte[CHUNK_BYTES];

    private Service() {
      new Random(1).nextBytes(content);
    }

    @Override
    public StreamObserver<WriteUploadRequest> writeUpload(
        StreamObserver<WriteUploadResponse> answers) {
      return new Drop(answers);
    }

    @Override
    public void downloadArtifact(
        DownloadArtifactRequest request, StreamObserver<DownloadArtifactResponse> answers) {
      streams.serveBulk(answers, CHUNK_BYTES, responses -> make(request.getLimit(), responses));
    }

    private void make(long bytes, ResponseStream<DownloadArtifactResponse> responses)
        throws InterruptedException {
      for (long at = 0; at < bytes; at += CHUNK_BYTES) {
        int size = (int) Math.min(CHUNK_BYTES, bytes - at);
        responses.send(DownloadMessages.chunk(at, List.of(ByteBuffer.wrap(content, 0, size))));
      }
    }
  }

  /// What one call sends.
  private static final class Drop implements StreamObserver<WriteUploadRequest> {

    private final StreamObserver<WriteUploadResponse> answers;
    private long came;

    private Drop(StreamObserver<WriteUploadResponse> answers) {
      this.answers = answers;
    }

    @Override
    public void onNext(WriteUploadRequest request) {
      if (!request.hasChunk()) {
        return;
      }
      UploadChunk chunk = request.getChunk();
      var crc = new CRC32C();
      Pieces.of(chunk.getData()).forEach(crc::update);
      if ((int) crc.getValue() != chunk.getCrc32C()) {
        throw Status.DATA_LOSS.withDescription("damaged after " + came).asRuntimeException();
      }
      came += chunk.getData().size();
    }

    @Override
    public void onError(Throwable cause) {}

    @Override
    public void onCompleted() {
      answers.onNext(
          WriteUploadResponse.newBuilder()
              .setPersistedSize(came)
              .setArtifact(Artifact.getDefaultInstance())
              .build());
      answers.onCompleted();
    }
  }
}
