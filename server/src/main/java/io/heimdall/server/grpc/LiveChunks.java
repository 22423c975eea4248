package io.heimdall.server.grpc;

import io.heimdall.server.acquisition.SampleTap;
import io.heimdall.server.grpc.call.ResponseStream;
import io.heimdall.server.grpc.message.SampleMessages;
import io.heimdall.server.iq.Complex64;
import io.heimdall.server.iq.SampleAnchor;
import io.heimdall.v1.SampleChunk;
import io.heimdall.v1.SampleFormat;
import io.heimdall.v1.StreamSamplesResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;

/// Turns what one listener hears into chunks: remembers of each receiver which anchor its client
/// has. One thread.
final class LiveChunks {
  /// Chunks hold at most 1 MiB.
  private static final int MOST_SAMPLES = (1 << 20) / Complex64.BYTES;

  private final SampleFormat format;
  private final Map<Integer, SampleAnchor> sent = new HashMap<>();

  LiveChunks(SampleFormat asked) {
    this.format = SampleMessages.format(asked);
  }

  /// Sends samples, split where they are too many for one chunk.
  void send(SampleTap.Chunk chunk, ResponseStream<StreamSamplesResponse> responses)
      throws InterruptedException {
    int offset = 0;
    do {
      int count = Math.min(MOST_SAMPLES, chunk.i().length - offset);
      responses.send(
          StreamSamplesResponse.newBuilder().setChunk(message(chunk, offset, count)).build());
      offset += count;
    } while (offset < chunk.i().length);
  }

  private SampleChunk message(SampleTap.Chunk chunk, int offset, int count) {
    long first = chunk.firstSample() + offset;
    var message =
        SampleMessages.chunk(chunk.receiverId(), first, count, format, bytes(chunk, offset, count));
    message.setHop(chunk.hop());
    if (!chunk.anchor().equals(sent.put(chunk.receiverId(), chunk.anchor()))) {
      message.setAnchor(SampleMessages.of(chunk.anchor()));
    }
    if (offset == 0) {
      chunk.gapsBefore().forEach(gap -> message.addGapsBefore(SampleMessages.of(gap)));
    }
    return message.build();
  }

  private ByteBuffer bytes(SampleTap.Chunk chunk, int offset, int count) {
    ByteBuffer complex = littleEndian(count * Complex64.BYTES);
    Complex64.put(chunk.i(), chunk.q(), offset, count, complex);
    complex.flip();
    if (format == SampleFormat.SAMPLE_FORMAT_COMPLEX64) {
      return complex;
    }
    ByteBuffer shorts = littleEndian(count * Complex64.INT16_BYTES);
    Complex64.toInt16(complex, shorts, count);
    return shorts.flip();
  }

  private static ByteBuffer littleEndian(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
