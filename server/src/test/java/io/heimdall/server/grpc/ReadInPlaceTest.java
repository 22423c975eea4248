package io.heimdall.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.grpc.HasByteBuffer;
import io.grpc.StatusRuntimeException;
import io.heimdall.v1.UploadChunk;
import io.heimdall.v1.WriteUploadRequest;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReadInPlaceTest {

  private static final WriteUploadRequest REQUEST = request();

  private static WriteUploadRequest request() {
    byte[] data = new byte[100_000];
    new Random(1).nextBytes(data);
    return WriteUploadRequest.newBuilder()
        .setChunk(
            UploadChunk.newBuilder()
                .setOffset(1 << 20)
                .setData(ByteString.copyFrom(data))
                .setCrc32C(7))
        .build();
  }

  @Test
  void leavesTheBytesWhereTheTransportHasThem() {
    var stream = new Shown(REQUEST.toByteArray());

    WriteUploadRequest read = new ReadInPlace().parse(stream);
    boolean whole = read.equals(REQUEST);
    List<ByteBuffer> pieces = Pieces.of(read.getChunk().getData());

    assertThat(whole).isTrue();
    assertThat(pieces).hasSizeGreaterThan(5).allMatch(ByteBuffer::isDirect);
  }

  @Test
  void copiesWhereTheTransportShowsNothing() {
    var stream = new ByteArrayInputStream(REQUEST.toByteArray());

    assertThat(new ReadInPlace().parse(stream)).isEqualTo(REQUEST);
  }

  @Test
  void refusesBytesThatAreNoMessage() {
    byte[] half = Arrays.copyOf(REQUEST.toByteArray(), 50_000);

    assertThatThrownBy(() -> new ReadInPlace().parse(new Shown(half)))
        .isInstanceOf(StatusRuntimeException.class)
        .hasCauseInstanceOf(com.google.protobuf.InvalidProtocolBufferException.class);
  }

  /// Bytes as the transport has them: in frames of 16 KiB outside the heap.
  private static final class Shown extends InputStream implements HasByteBuffer {

    private static final int FRAME_BYTES = 16 << 10;

    private final List<ByteBuffer> frames = new ArrayList<>();

    private Shown(byte[] bytes) {
      for (int at = 0; at < bytes.length; at += FRAME_BYTES) {
        int size = Math.min(FRAME_BYTES, bytes.length - at);
        frames.add(ByteBuffer.allocateDirect(size).put(bytes, at, size).flip());
      }
    }

    @Override
    public boolean byteBufferSupported() {
      return true;
    }

    @Override
    public ByteBuffer getByteBuffer() {
      return frames.getFirst().slice();
    }

    @Override
    public boolean markSupported() {
      return true;
    }

    @Override
    public int available() {
      return frames.stream().mapToInt(ByteBuffer::remaining).sum();
    }

    @Override
    public long skip(long count) {
      assertThat(count).isEqualTo(frames.removeFirst().remaining());
      return count;
    }

    @Override
    public int read() {
      throw new AssertionError("read, and so copied");
    }
  }
}
