package io.heimdall.server.receiver.courtesy;

import io.heimdall.server.iq.IqBlock;
import io.heimdall.server.receiver.IqStream;
import io.heimdall.server.receiver.ReceiverFailure;
import io.heimdall.server.receiver.StreamInfo;
import java.util.function.UnaryOperator;

/// A stream under a turn, which ends with it.
final class PoliteStream implements IqStream {

  private final IqStream stream;
  private final Turn turn;
  private final UnaryOperator<ReceiverFailure> heeding;

  /// Puts a stream under a turn.
  ///
  /// @param stream the connection
  /// @param turn its right to be the only one
  /// @param heeding heeds what the receiver says at the end, and makes of it what the caller is
  ///   told
  PoliteStream(IqStream stream, Turn turn, UnaryOperator<ReceiverFailure> heeding) {
    this.stream = stream;
    this.turn = turn;
    this.heeding = heeding;
  }

  @Override
  public StreamInfo info() {
    return stream.info();
  }

  @Override
  public boolean onDemand() {
    return stream.onDemand();
  }

  @Override
  public void start() throws ReceiverFailure {
    try {
      stream.start();
    } catch (ReceiverFailure e) {
      throw heeding.apply(e);
    }
  }

  @Override
  public boolean next(IqBlock block) throws ReceiverFailure {
    try {
      return stream.next(block);
    } catch (ReceiverFailure e) {
      throw heeding.apply(e);
    }
  }

  @Override
  public int blockCapacity() {
    return stream.blockCapacity();
  }

  @Override
  public void close() {
    try {
      stream.close();
    } finally {
      turn.close();
    }
  }
}
