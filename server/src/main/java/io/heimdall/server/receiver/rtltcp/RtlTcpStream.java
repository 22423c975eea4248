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

  private final RtlTcpRequest request;
  private final ReceiverTarget target;
  private final StreamInfo info;
  private final Connection connection;
  private final InstantSource clock;
  private volatile boolean closed;

  // Reading thread only.
  private final HeldBytes held;
  private final Deficit deficit;
  private int sinceAllowed;
  private @Nullable ReceiverFailure failure;

  /// Begins to look for losses, once it is known where to tell of them.
  @FunctionalInterface
  interface Watching {

    /// Begins.
    ///
    /// @param findings is told of losses
    Deficit begin(Deficit.Findings findings);
  }

  /// Takes over a connection whose next byte is the first of a sample.
  ///
  /// @param request what was asked for
  /// @param info what is known of the stream
  /// @param connection the connection, which the stream closes
  /// @param watching finds losses
  /// @param clock tells the time samples arrive
  RtlTcpStream(
      RtlTcpRequest request,
      StreamInfo info,
      Connection connection,
      Watching watching,
      InstantSource clock) {
    this.request = request;
    this.target = request.target();
    this.info = info;
    this.connection = connection;
    this.clock = clock;
    held = new HeldBytes(blockSamples(request.rateHz()));
    deficit = watching.begin(new Finds());
    connection.allow(target.timeout());
  }

  /// Tells what goes on of losses.
  private final class Finds implements Deficit.Findings {
    @Override
    public void lost(long at, long bytes) {
      held.lost(at, bytes / SAMPLE_BYTES);
    }

    @Override
    public void returned(long bytes) {
      held.returned(bytes / SAMPLE_BYTES);
    }
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
      int count = connection.readSome(held.buffer(), held.offset(), held.room());
      if (count < 0) {
        throw new EOFException("the other side closed it");
      }
      allow(count);
      account(count);
      deficit.otherRate().ifPresent(rate -> end(request.otherRate(rate / SAMPLE_BYTES)));
    } catch (IOException e) {
      end(Failures.of(target.toString(), e));
    }
  }

  private void end(ReceiverFailure cause) {
    failure = cause;
    deficit.end();
    held.end();
  }

  /// The receiver's patience is for as many bytes as make a block, so that a server cannot stretch
  /// it by a byte now and then.
  private void allow(int count) {
    sinceAllowed += count;
    if (sinceAllowed >= SAMPLE_BYTES * blockCapacity()) {
      sinceAllowed = 0;
      connection.allow(target.timeout());
    }
  }

  private void account(int count) {
    long nanos = System.nanoTime();
    var now = clock.instant();
    held.added(count, now.getEpochSecond() * 1_000_000_000L + now.getNano());
    deficit.read(count, nanos);
    held.release(deficit.proven());
  }
}
