package io.heimdall.server.simulator.signal;

/// The samples of one receiver, addressed by sample number from the epoch on. Stateless: any number
/// of clients read it at their own positions.
public interface FrameSource {

  /// Samples per UTC second, as they really are.
  ///
  /// @return hertz
  double trueRateHz();

  /// The first block a client gets that begins to listen now.
  ///
  /// @param epoch the zero of simulated time
  /// @param seconds the simulated time
  /// @return a sample number
  long joinAt(Epoch epoch, double seconds);

  /// The first block of all, where a client begins that is served faster than time.
  ///
  /// @param epoch the zero of simulated time
  /// @return a sample number
  long begin(Epoch epoch);

  /// When the last sample of a block has been taken.
  ///
  /// @param epoch the zero of simulated time
  /// @param firstSample the number of the block's first sample
  /// @return simulated seconds
  double completeAt(Epoch epoch, long firstSample);

  /// Where a client goes on when samples were lost before they had a number.
  ///
  /// @param firstSample the number of the next sample
  /// @param lost how many are lost
  /// @return the number to go on with, at least `lost` further
  long skip(long firstSample, long lost);

  /// Makes one block.
  ///
  /// @param epoch the zero of simulated time
  /// @param firstSample the number of its first sample
  /// @param tuner how the client has set the receiver
  /// @param block where samples and stamp go
  void render(Epoch epoch, long firstSample, Tuner tuner, SampleBlock block);
}
