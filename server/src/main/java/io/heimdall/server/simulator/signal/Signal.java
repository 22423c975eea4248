package io.heimdall.server.simulator.signal;

import java.util.Optional;

/// What one simulated receiver can deliver.
public interface Signal {

  /// What is known to be true of it.
  ///
  /// @return the truth
  Truth truth();

  /// The sample rate the receiver states, near the true one.
  ///
  /// @return hertz
  double statedRateHz();

  /// The samples at the receiver's own rate.
  ///
  /// @return the source
  FrameSource frames();

  /// The samples at another rate, for the endpoint that lets clients choose.
  ///
  /// @param rateHz the rate asked for
  /// @return the source, or empty when the signal cannot have that rate
  Optional<FrameSource> framesAt(double rateHz);
}
