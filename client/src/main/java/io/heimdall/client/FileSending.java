package io.heimdall.client;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.grpc.StatusException;
import io.heimdall.v1.IqFileChunk;
import io.heimdall.v1.IqFileOpening;
import io.heimdall.v1.WriteIqRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongConsumer;
import java.util.zip.CRC32C;

/// Sends a file in chunks, each with its place and its checksum, and stops where the server does.
///
/// @param opening what is known of the file
/// @param file the file
/// @param sent told how many bytes have been sent
record FileSending(IqFileOpening opening, Path file, LongConsumer sent)
    implements Calls.Sending<WriteIqRequest> {

  /// What the contract says is best.
  private static final int CHUNK_BYTES = 1 << 20;

  @Override
  public void send(Calls.Wire<WriteIqRequest> wire)
      throws IOException, InterruptedException, StatusException {
    try (InputStream in = Files.newInputStream(file)) {
      boolean wanted = wire.send(WriteIqRequest.newBuilder().setOpen(sized()).build());
      long offset = 0;
      byte[] bytes = in.readNBytes(CHUNK_BYTES);
      while (wanted && bytes.length > 0) {
        wanted = wire.send(chunk(offset, bytes));
        offset += bytes.length;
        sent.accept(offset);
        bytes = in.readNBytes(CHUNK_BYTES);
      }
    }
  }

  /// A pipe has no size, nor one that anybody knows.
  private IqFileOpening sized() throws IOException {
    return Files.isRegularFile(file)
        ? opening.toBuilder().setSizeBytes(Files.size(file)).build()
        : opening;
  }

  private static WriteIqRequest chunk(long offset, byte[] bytes) {
    var checksum = new CRC32C();
    checksum.update(bytes);
    ByteString data = UnsafeByteOperations.unsafeWrap(bytes);
    return WriteIqRequest.newBuilder()
        .setChunk(
            IqFileChunk.newBuilder()
                .setOffset(offset)
                .setData(data)
                .setCrc32C((int) checksum.getValue()))
        .build();
  }
}
