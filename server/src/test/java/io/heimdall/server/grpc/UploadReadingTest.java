package io.heimdall.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.grpc.KnownLength;
import io.grpc.StatusRuntimeException;
import io.heimdall.v1.UploadChunk;
import io.heimdall.v1.WriteUploadRequest;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class UploadReadingTest {

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
  void copiesTheBytesOfAMessageOnce() {
    byte[] bytes = REQUEST.toByteArray();

    WriteUploadRequest read = new UploadReading().parse(new ByteArrayInputStream(bytes));
    List<ByteBuffer> pieces = Pieces.of(read.getChunk().getData());

    assertThat(read).isEqualTo(REQUEST);
    assertThat(pieces)
        .singleElement()
        .satisfies(piece -> assertThat(piece.capacity()).isEqualTo(bytes.length));
  }

  @Test
  void readsNoMoreThanAMessageOfKnownLength() {
    byte[] bytes = REQUEST.toByteArray();

    assertThat(new UploadReading().parse(new Known(bytes))).isEqualTo(REQUEST);
  }

  @Test
  void refusesBytesThatAreNoMessage() {
    byte[] half = Arrays.copyOf(REQUEST.toByteArray(), 50_000);

    assertThatThrownBy(() -> new UploadReading().parse(new Known(half)))
        .isInstanceOf(StatusRuntimeException.class)
        .hasCauseInstanceOf(com.google.protobuf.InvalidProtocolBufferException.class);
  }

  @Test
  void refusesAnEndOfAGroupThatNeverBegan() {
    byte[] more = Arrays.copyOf(REQUEST.toByteArray(), REQUEST.getSerializedSize() + 2);
    more[more.length - 2] = 0x0c;

    assertThatThrownBy(() -> new UploadReading().parse(new Known(more)))
        .isInstanceOf(StatusRuntimeException.class);
  }

  /// Bytes as the transport gives them.
  private static final class Known extends ByteArrayInputStream implements KnownLength {

    private Known(byte[] bytes) {
      super(bytes);
    }
  }
}
