package io.heimdall.server.receiver.courtesy;

import io.heimdall.server.iq.IqBlock;
import io.heimdall.server.receiver.IqStream;
import io.heimdall.server.receiver.ReceiverFailure;
import io.heimdall.server.receiver.StreamInfo;
import java.time.Duration;
import java.util.OptionalLong;

/// A stream under its turns, which end with it.
final class PoliteStream implements IqStream {

  private final IqStream stream;
  private final Passage passage;

  /// Puts a stream under its turns.
  ///
  /// @param stream the connection
  /// @param passage its right to be the only one
  PoliteStream(IqStream stream, Passage passage) {
    this.stream = stream;
    this.passage = passage;
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
  public Duration patience() {
    return stream.patience();
  }

  @Override
  public OptionalLong length() {
    return stream.length();
  }

  @Override
  public void start() throws ReceiverFailure {
    try {
      stream.start();
      passage.welcomed();
    } catch (ReceiverFailure e) {
      throw passage.heed(e);
    }
  }

  @Override
  public boolean next(IqBlock block) throws ReceiverFailure {
    try {
      return stream.next(block);
    } catch (ReceiverFailure e) {
      throw passage.heed(e);
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
      passage.close();
    }
  }
}
