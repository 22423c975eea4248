package io.heimdall.server.receiver.http;

import io.heimdall.server.iq.Int16Samples;
import io.heimdall.server.iq.IqBlock;
import io.heimdall.server.receiver.FailureReason;
import io.heimdall.server.receiver.IqStream;
import io.heimdall.server.receiver.ReceiverFailure;
import io.heimdall.server.receiver.ReceiverTarget;
import io.heimdall.server.receiver.StreamInfo;
import io.heimdall.server.receiver.wire.Connection;
import io.heimdall.server.receiver.wire.Failures;
import io.heimdall.server.receiver.wire.HttpReply;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Map;
import java.util.OptionalDouble;

/// IQ out of an HTTP body, in blocks of equal size; only the last one may be shorter.
final class HttpIqStream implements IqStream {

  private static final int BLOCK_SAMPLES = 512;
  private static final int BLOCK_BYTES = BLOCK_SAMPLES * Int16Samples.BYTES_PER_SAMPLE;

  /// Text is judged by so many bytes; samples that are all printable over them do not occur.
  private static final int JUDGED_BYTES = 64;

  private static final int FEWEST_JUDGED_BYTES = 16;

  private final ReceiverTarget target;
  private final HttpReply reply;
  private final Connection connection;
  private final InstantSource clock;
  private final StreamInfo info;

  // Reading thread only.
  private final byte[] bytes = new byte[BLOCK_BYTES];
  private int buffered;
  private boolean ended;
  private long nextSample;

  HttpIqStream(
      ReceiverTarget target,
      HttpReply reply,
      Connection connection,
      double rateHz,
      InstantSource clock) {
    this.target = target;
    this.reply = reply;
    this.connection = connection;
    this.clock = clock;
    Map<String, String> facts =
        reply
            .head()
            .header("x-start-time-ns")
            .filter(text -> text.matches("-?\\d{1,19}"))
            .map(text -> Map.of("stated_start_utc_ns", text))
            .orElse(Map.of());
    info = new StreamInfo(rateHz, -rateHz / 2, rateHz / 2, OptionalDouble.empty(), false, facts);
  }

  /// Refuses a body that begins like text.
  void refuseText() throws ReceiverFailure {
    fill(JUDGED_BYTES);
    if (buffered < FEWEST_JUDGED_BYTES) {
      return;
    }
    for (int n = 0; n < Math.min(buffered, JUDGED_BYTES); n++) {
      int c = bytes[n] & 0xff;
      if (c > '~' || (c < ' ' && c != '\n' && c != '\r' && c != '\t')) {
        return;
      }
    }
    throw new ReceiverFailure(
        FailureReason.BAD_DATA, target + " answers with text in place of IQ samples");
  }

  @Override
  public StreamInfo info() {
    return info;
  }

  @Override
  public int blockCapacity() {
    return BLOCK_SAMPLES;
  }

  @Override
  public boolean next(IqBlock block) throws ReceiverFailure {
    fill(BLOCK_BYTES);
    block.begin(nextSample);
    int samples = buffered / Int16Samples.BYTES_PER_SAMPLE;
    if (samples == 0) {
      refuseRemainder();
      return false;
    }
    Int16Samples.decodeLittleEndian(bytes, 0, samples, block);
    var now = clock.instant();
    block.arrivalUtcNanos(now.getEpochSecond() * 1_000_000_000L + now.getNano());
    nextSample += samples;
    int taken = samples * Int16Samples.BYTES_PER_SAMPLE;
    System.arraycopy(bytes, taken, bytes, 0, buffered - taken);
    buffered -= taken;
    return true;
  }

  @Override
  public void close() {
    connection.close();
  }

  /// Reads until so many bytes are there or the body has ended.
  private void fill(int wanted) throws ReceiverFailure {
    try {
      connection.allow(target.timeout());
      while (buffered < wanted && !ended) {
        int count = reply.body().read(bytes, buffered, BLOCK_BYTES - buffered);
        if (count < 0) {
          ended = true;
        } else {
          buffered += count;
          connection.allow(target.timeout());
        }
      }
    } catch (IOException e) {
      throw Failures.of(target.toString(), e);
    }
  }

  private void refuseRemainder() throws ReceiverFailure {
    if (buffered != 0) {
      throw new ReceiverFailure(
          FailureReason.DISCONNECTED,
          target + " ended its answer in the middle of a sample: it is truncated");
    }
  }
}
