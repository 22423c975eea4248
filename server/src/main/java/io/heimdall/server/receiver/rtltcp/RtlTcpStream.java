package io.heimdall.server.receiver.rtltcp;

import io.heimdall.server.iq.IqBlock;
import io.heimdall.server.receiver.FailureReason;
import io.heimdall.server.receiver.IqStream;
import io.heimdall.server.receiver.ReceiverFailure;
import io.heimdall.server.receiver.ReceiverTarget;
import io.heimdall.server.receiver.StreamInfo;
import io.heimdall.server.receiver.wire.Connection;
import io.heimdall.server.receiver.wire.Failures;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// A tuned and settled connection to rtl_tcp: counts bytes against the clock and gives them on in
/// blocks of some milliseconds.
final class RtlTcpStream implements IqStream {

  /// Blocks in a second, before their size is rounded down to a power of two.
  private static final int BLOCKS_PER_SECOND = 128;

  private static final int FEWEST_SAMPLES = 1024;
  private static final int MOST_SAMPLES = 16_384;
  private static final int SAMPLE_BYTES = 2;

  /// The server's own queue holds several seconds, so that reading may wait for a while.
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final ReceiverTarget target;
  private final StreamInfo info;
  private final Connection connection;
  private final InstantSource clock;
  private volatile boolean closed;

  // Reading thread only.
  private final HeldBytes held;
  private final Deficit deficit;
  private @Nullable ReceiverFailure failure;

  /// Takes over a connection whose next byte is the first of a sample.
  ///
  /// @param request what was asked for
  /// @param info what is known of the stream
  /// @param connection the connection, which the stream closes
  /// @param deficit finds losses
  /// @param clock tells the time samples arrive
  RtlTcpStream(
      RtlTcpRequest request,
      StreamInfo info,
      Connection connection,
      Deficit deficit,
      InstantSource clock) {
    this.target = request.target();
    this.info = info;
    this.connection = connection;
    this.deficit = deficit;
    this.clock = clock;
    held = new HeldBytes(blockSamples(request.rateHz()));
  }

  static int blockSamples(int rateHz) {
    return Math.clamp(
        Integer.highestOneBit(rateHz / BLOCKS_PER_SECOND), FEWEST_SAMPLES, MOST_SAMPLES);
  }

  @Override
  public StreamInfo info() {
    return info;
  }

  @Override
  public Duration patience() {
    return PATIENCE;
  }

  @Override
  public int blockCapacity() {
    return blockSamples((int) info.sampleRateHz());
  }

  @Override
  public boolean next(IqBlock block) throws ReceiverFailure {
    if (closed) {
      throw new ReceiverFailure(
          FailureReason.DISCONNECTED, "the connection to " + target + " has been closed");
    }
    while (!held.ready()) {
      if (failure != null) {
        throw failure;
      }
      read();
    }
    held.take(block);
    return true;
  }

  @Override
  public void close() {
    closed = true;
    connection.close();
  }

  /// Reads what is there. A failure is kept until what came before it has gone on.
  private void read() {
    try {
      connection.allow(target.timeout());
      int count = connection.readSome(held.buffer(), held.offset(), held.room());
      if (count < 0) {
        throw new EOFException("the other side closed it");
      }
      account(count);
    } catch (IOException e) {
      failure = Failures.of(target.toString(), e);
      held.end();
    }
  }

  private void account(int count) {
    long nanos = System.nanoTime();
    var now = clock.instant();
    held.added(count, now.getEpochSecond() * 1_000_000_000L + now.getNano());
    long complete = deficit.proven();
    long lostBytes = deficit.read(count, nanos);
    if (lostBytes > 0) {
      held.lost(complete, lostBytes / SAMPLE_BYTES);
    }
    held.release(deficit.proven());
  }
}
