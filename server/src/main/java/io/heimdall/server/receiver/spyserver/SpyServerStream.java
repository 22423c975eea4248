package io.heimdall.server.receiver.spyserver;

import io.heimdall.server.iq.Gap;
import io.heimdall.server.iq.IqBlock;
import io.heimdall.server.receiver.FailureReason;
import io.heimdall.server.receiver.IqStream;
import io.heimdall.server.receiver.ReceiverFailure;
import io.heimdall.server.receiver.StreamInfo;
import io.heimdall.server.receiver.wire.Failures;
import java.io.IOException;
import java.net.ProtocolException;
import java.time.InstantSource;

/// A tuned connection to a SpyServer. A jump of the messages' numbers is a loss of as many messages
/// as long as the one before it.
final class SpyServerStream implements IqStream {

  /// Blocks in a second, before their size is rounded down to a power of two.
  private static final int BLOCKS_PER_SECOND = 64;

  private static final int FEWEST_SAMPLES = 256;
  private static final int MOST_SAMPLES = 16_384;
  private static final long SEQUENCE_MASK = 0xffff_ffffL;
  private static final long BACK = 1L << 31;

  private final SpyRequest request;
  private final SpyWire wire;
  private final StreamInfo info;
  private final InstantSource clock;
  private volatile boolean closed;

  // Reading thread only.
  private SpyMessage message;
  private long sequence;
  private int messageSamples;
  private int samplesLeft;
  private long nextSample;
  private long arrivalUtcNanos;

  /// Takes over a connection.
  ///
  /// @param request what was asked for
  /// @param wire the connection, which the stream closes
  /// @param info what is known of the stream
  /// @param last the message with samples read last, whose samples are not used
  /// @param clock tells the time samples arrive
  SpyServerStream(
      SpyRequest request, SpyWire wire, StreamInfo info, SpyMessage last, InstantSource clock) {
    this.request = request;
    this.wire = wire;
    this.info = info;
    this.message = last;
    this.clock = clock;
    sequence = last.sequence();
    messageSamples = last.bodyBytes() / request.format().sampleBytes();
  }

  @Override
  public StreamInfo info() {
    return info;
  }

  @Override
  public int blockCapacity() {
    return Math.clamp(
        Integer.highestOneBit((int) (info.sampleRateHz() / BLOCKS_PER_SECOND)),
        FEWEST_SAMPLES,
        MOST_SAMPLES);
  }

  @Override
  public boolean next(IqBlock block) throws ReceiverFailure {
    if (closed) {
      throw new ReceiverFailure(
          FailureReason.DISCONNECTED, "the connection to " + request.target() + " has been closed");
    }
    try {
      var deadline = Deadline.in(request.target().timeout());
      while (samplesLeft == 0) {
        read(deadline);
      }
      fill(block);
      return true;
    } catch (IOException e) {
      throw Failures.of(request.target().toString(), e);
    }
  }

  private void fill(IqBlock block) throws ProtocolException {
    int count = Math.min(samplesLeft, block.capacity());
    block.begin(nextSample);
    block.lossCause(Gap.Cause.SEQUENCE);
    request.format().decode(wire.body(), count, message.digitalGainDb(), block);
    block.arrivalUtcNanos(arrivalUtcNanos);
    samplesLeft -= count;
    nextSample += count;
  }

  @Override
  public void close() {
    closed = true;
    wire.close();
  }

  private void read(Deadline deadline) throws IOException, ReceiverFailure {
    message = wire.next(deadline.left(request.target().timeout()));
    if (message.type() == SpyMessage.CLIENT_SYNC) {
      request.verify(SpySync.parse(wire.body()));
      return;
    }
    if (message.type() == request.format().messageType()) {
      begin(message);
    }
  }

  private void begin(SpyMessage samples) throws ProtocolException {
    long skipped = (samples.sequence() - sequence - 1) & SEQUENCE_MASK;
    if (skipped >= BACK) {
      throw new ProtocolException(
          "message %d came after message %d".formatted(samples.sequence(), sequence));
    }
    nextSample += skipped * messageSamples;
    sequence = samples.sequence();
    messageSamples = wholeSamples(request, samples);
    samplesLeft = messageSamples;
    var now = clock.instant();
    arrivalUtcNanos = now.getEpochSecond() * 1_000_000_000L + now.getNano();
  }

  private static int wholeSamples(SpyRequest request, SpyMessage samples) throws ProtocolException {
    int bytes = request.format().sampleBytes();
    if (samples.bodyBytes() % bytes != 0) {
      throw new ProtocolException(
          "%d bytes are no whole number of samples of %d".formatted(samples.bodyBytes(), bytes));
    }
    return samples.bodyBytes() / bytes;
  }
}
