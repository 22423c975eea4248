package io.heimdall.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.stub.ServerCallStreamObserver;
import io.heimdall.server.acquisition.SampleTap;
import io.heimdall.server.grpc.call.ResponseStream;
import io.heimdall.server.iq.Gap;
import io.heimdall.server.iq.SampleAnchor;
import io.heimdall.server.iq.TimingClass;
import io.heimdall.v1.GapCause;
import io.heimdall.v1.SampleChunk;
import io.heimdall.v1.SampleFormat;
import io.heimdall.v1.StreamSamplesResponse;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LiveChunksTest {
  private static final SampleAnchor ANCHOR =
      new SampleAnchor(0, 5, 12_000, TimingClass.HOST_ARRIVAL, 10, 0, 0, -1);

  private final Sent sent = new Sent();

  @Test
  void tellAnAnchorOnlyWhenItIsNew() throws InterruptedException {
    var better = new SampleAnchor(0, 6, 12_001, TimingClass.GPS_FIT, 1, 1, 2, 3);
    var chunks = new LiveChunks(SampleFormat.SAMPLE_FORMAT_UNSPECIFIED);

    send(chunks, chunk(1, 0, 2, ANCHOR));
    send(chunks, chunk(1, 2, 2, ANCHOR));
    send(chunks, chunk(2, 0, 2, ANCHOR));
    send(chunks, chunk(1, 4, 2, better));

    assertThat(sent.chunks)
        .extracting(SampleChunk::hasAnchor)
        .containsExactly(true, false, true, true);
    assertThat(sent.chunks.get(3).getAnchor().getUncertaintyNanos()).isEqualTo(1);
  }

  @Test
  void tellLossesOfTheStreamFromThoseOfTheRecording() throws InterruptedException {
    var chunks = new LiveChunks(SampleFormat.SAMPLE_FORMAT_COMPLEX64);

    send(chunks, chunk(1, 100, 2, ANCHOR));
    send(chunks, chunk(1, 105, 2, ANCHOR, new Gap(102, 3, Gap.Cause.STAMP)));
    send(chunks, chunk(1, 117, 0, ANCHOR, new Gap(107, 10, Gap.Cause.OVERFLOW)));

    assertThat(sent.chunks.get(0).getGapsBeforeList()).isEmpty();
    assertThat(sent.chunks.get(1).getGapsBefore(0).getFirstSample()).isEqualTo(102);
    assertThat(sent.chunks.get(1).getGapsBefore(0).getSampleCount()).isEqualTo(3);
    assertThat(sent.chunks.get(1).getGapsBefore(0).getCause()).isEqualTo(GapCause.GAP_CAUSE_STAMP);
    assertThat(sent.chunks.get(2).getSampleCount()).isZero();
    assertThat(sent.chunks.get(2).getGapsBefore(0).getCause())
        .isEqualTo(GapCause.GAP_CAUSE_OVERFLOW);
  }

  @Test
  void splitWhatIsTooLargeForOneMessage() throws InterruptedException {
    var chunks = new LiveChunks(SampleFormat.SAMPLE_FORMAT_COMPLEX64);

    send(chunks, chunk(1, 0, (1 << 17) + 1, ANCHOR));

    assertThat(sent.chunks).extracting(SampleChunk::getSampleCount).containsExactly(1 << 17, 1);
    assertThat(sent.chunks.get(0).getSamples().size()).isEqualTo(1 << 20);
    assertThat(sent.chunks.get(1).getFirstSample()).isEqualTo(1 << 17);
  }

  @Test
  void writeSixteenBitsExactly() throws InterruptedException {
    var chunks = new LiveChunks(SampleFormat.SAMPLE_FORMAT_INT16);

    send(chunks, chunk(1, 0, 3, ANCHOR));

    var shorts =
        sent.chunks.getFirst().getSamples().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    assertThat(shorts.remaining()).isEqualTo(12);
    assertThat(shorts.getShort(4)).isEqualTo((short) 1);
    assertThat(shorts.getShort(6)).isEqualTo((short) -1);
  }

  private void send(LiveChunks chunks, SampleTap.Chunk chunk) throws InterruptedException {
    chunks.send(chunk, new ResponseStream<>(sent));
  }

  private static SampleTap.Chunk chunk(
      int receiverId, long first, int count, SampleAnchor anchor, Gap... gaps) {
    float[] i = new float[count];
    float[] q = new float[count];
    for (int n = 0; n < count; n++) {
      i[n] = n / 32768f;
      q[n] = -n / 32768f;
    }
    return new SampleTap.Chunk(receiverId, 0, first, i, q, anchor, List.of(gaps));
  }

  /// A client that is always ready.
  private static final class Sent extends ServerCallStreamObserver<StreamSamplesResponse> {
    final List<SampleChunk> chunks = new ArrayList<>();

    @Override
    public void onNext(StreamSamplesResponse response) {
      chunks.add(response.getChunk());
    }

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public boolean isCancelled() {
      return false;
    }

    @Override
    public void onError(Throwable thrown) {}

    @Override
    public void onCompleted() {}

    @Override
    public void setOnCancelHandler(Runnable handler) {}

    @Override
    public void setCompression(String compression) {}

    @Override
    public void setOnReadyHandler(Runnable handler) {}

    @Override
    public void disableAutoInboundFlowControl() {}

    @Override
    public void request(int count) {}

    @Override
    public void setMessageCompression(boolean enable) {}
  }
}
