package io.heimdall.server.receiver;

import io.heimdall.server.iq.IqBlock;
import java.time.Duration;
import java.util.OptionalLong;

/// One open connection that delivers samples. One thread reads; any thread may close, which ends a
/// blocked read with a `DISCONNECTED` failure.
public interface IqStream extends AutoCloseable {

  /// What is known of the stream. One that waits for its start may know no more before it than what
  /// it will ask for.
  ///
  /// @return the facts, unchanged from [#start()] on while the stream is open
  StreamInfo info();

  /// Whether samples flow only from [#start()] on, because the receiver sends what a request asks
  /// for. A stream that runs by itself is read from the moment it is open, and what comes before
  /// the common start is thrown away.
  ///
  /// @return true for a stream that waits for its start
  default boolean onDemand() {
    return false;
  }

  /// How long a stream that runs by itself may be left unread before its receiver loses samples.
  /// Where nothing says that it keeps any, they are read without delay, and dropped here when there
  /// is no room for them.
  ///
  /// @return the time, zero for a stream that must be read
  default Duration patience() {
    return Duration.ZERO;
  }

  /// How many samples the stream holds in all, lost ones counted, where that is known before the
  /// first comes, as of a file. All of them are recorded, whatever their times say. Such a stream
  /// waits for its start and for its reader.
  ///
  /// @return samples; empty for a stream that ends with its window
  default OptionalLong length() {
    return OptionalLong.empty();
  }

  /// Begins the flow of samples of a stream that waits for it; called once, at the common start.
  /// For one that runs by itself there is nothing to do.
  ///
  /// @throws ReceiverFailure when the receiver refuses
  default void start() throws ReceiverFailure {}

  /// Waits for the next samples and fills `block` with them, its facts included.
  ///
  /// Blocks come in order; a jump of [IqBlock#firstSample()] over the end of the block before is a
  /// loss that the driver has measured. Stamps that are known to be stale are left out.
  ///
  /// @param block the buffer to fill, of at least [#blockCapacity()] samples
  /// @return false when the receiver ended the stream in good order; the block is then empty
  /// @throws ReceiverFailure when no more samples can come
  boolean next(IqBlock block) throws ReceiverFailure;

  /// How large a block [#next(IqBlock)] needs.
  ///
  /// @return samples
  int blockCapacity();

  /// Ends the connection and frees the receiver's channel. Idempotent, does not throw.
  @Override
  void close();
}
