package io.heimdall.client;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.grpc.ManagedChannel;
import io.heimdall.v1.ArtifactServiceGrpc;
import io.heimdall.v1.ArtifactSpec;
import io.heimdall.v1.DownloadArtifactRequest;
import io.heimdall.v1.DownloadArtifactResponse;
import io.heimdall.v1.DownloadInfo;
import io.heimdall.v1.StartUploadRequest;
import io.heimdall.v1.UploadChunk;
import io.heimdall.v1.UploadFinish;
import io.heimdall.v1.UploadOpening;
import io.heimdall.v1.WriteUploadRequest;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.spi.ToolProvider;

/// Moves bytes to and from a server, for a program that measures how fast this library does so and
/// has it on no class path of its own. Each run makes a connection, and prints what came of it.
///
/// ```text
/// ADDRESS TOKEN_FILE put FILE        the artifact's id, its size and SHA-256
/// ADDRESS TOKEN_FILE get ARTIFACT    its size and SHA-256, when all of it has come
/// ADDRESS TOKEN_FILE send BYTES      how many bytes were taken in: chunks alone, any bytes
/// ADDRESS TOKEN_FILE receive BYTES   how many came: chunks alone
/// ```
public final class TransferTool implements ToolProvider {

  private static final int CHUNK_BYTES = 256 << 10;

  /// For [java.util.ServiceLoader].
  public TransferTool() {}

  @Override
  public String name() {
    return "heimdall-transfer";
  }

  @Override
  public int run(PrintWriter out, PrintWriter err, String... arguments) {
    if (arguments.length != 4) {
      err.println("expected ADDRESS TOKEN_FILE put|get|send|receive WHAT");
      return 2;
    }
    try {
      ServerAddress address = ServerAddress.parse(arguments[0]);
      AccessToken token = AccessToken.of(Files.readString(Path.of(arguments[1])));
      out.println(
          result(ClientOptions.of(address, Optional.of(token)), arguments[2], arguments[3]));
      out.flush();
      return 0;
    } catch (IOException | RuntimeException e) {
      err.println(e);
      err.flush();
      return 1;
    }
  }

  private static String result(ClientOptions options, String what, String of) throws IOException {
    return switch (what) {
      case "put" -> put(options, Path.of(of));
      case "get" -> get(options, of);
      case "send" -> bare(options, calls -> send(calls, Long.parseLong(of)));
      case "receive" -> bare(options, calls -> receive(calls, Long.parseLong(of)));
      default -> throw new IllegalArgumentException("there is no transfer " + what);
    };
  }

  private static String put(ClientOptions options, Path file) throws IOException {
    try (HeimdallClient client = HeimdallClient.connect(options)) {
      var request =
          StartUploadRequest.newBuilder()
              .setArtifact(ArtifactSpec.newBuilder().setName("transfer.bin"))
              .build();
      Uploaded uploaded = client.artifactUploads().send(request, file, _ -> {});
      return "%s %d %s"
          .formatted(uploaded.artifact().getId(), uploaded.sizeBytes(), uploaded.sha256());
    }
  }

  private static String get(ClientOptions options, String artifactId) throws IOException {
    try (HeimdallClient client = HeimdallClient.connect(options)) {
      var request = DownloadArtifactRequest.newBuilder().setArtifactId(artifactId).build();
      DownloadInfo info =
          client.artifactDownloads().receive(request, OutputStream.nullOutputStream(), _ -> {});
      return "%d %s".formatted(info.getVersion().getSizeBytes(), info.getVersion().getSha256());
    }
  }

  private static String bare(ClientOptions options, Function<Calls, Long> transfer) {
    ManagedChannel channel = HeimdallClient.channel(options.address());
    try {
      return Long.toString(transfer.apply(new Calls(channel, options)));
    } finally {
      channel.shutdownNow();
    }
  }

  private static long send(Calls calls, long bytes) {
    byte[] content = new byte[CHUNK_BYTES];
    new Random(1).nextBytes(content);
    ByteString all = UnsafeByteOperations.unsafeWrap(content);
    try (UploadCall call = UploadCall.begin(calls)) {
      boolean wanted =
          call.send(
              WriteUploadRequest.newBuilder().setOpen(UploadOpening.getDefaultInstance()).build());
      for (long at = 0; wanted && at < bytes; at += CHUNK_BYTES) {
        wanted = call.send(chunk(at, all.substring(0, (int) Math.min(CHUNK_BYTES, bytes - at))));
      }
      var finish = UploadFinish.newBuilder().setSizeBytes(bytes);
      var _ = wanted && call.send(WriteUploadRequest.newBuilder().setFinish(finish).build());
      return call.end().getPersistedSize();
    }
  }

  private static WriteUploadRequest chunk(long offset, ByteString data) {
    return WriteUploadRequest.newBuilder()
        .setChunk(
            UploadChunk.newBuilder().setOffset(offset).setData(data).setCrc32C(Pieces.crc32c(data)))
        .build();
  }

  private static long receive(Calls calls, long bytes) {
    long came = 0;
    try (ReplyStream<DownloadArtifactResponse> answers =
        calls.stream(
            ArtifactServiceGrpc.getDownloadArtifactMethod(),
            DownloadArtifactRequest.newBuilder().setLimit(bytes).build(),
            Function.identity())) {
      while (answers.hasNext()) {
        var chunk = answers.next().getChunk();
        if (chunk.getOffset() != came || Pieces.crc32c(chunk.getData()) != chunk.getCrc32C()) {
          throw Failures.damaged("The bytes from %d on are damaged.".formatted(came));
        }
        came += chunk.getData().size();
      }
    }
    return came;
  }
}
