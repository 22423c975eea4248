package io.heimdall.server.receiver;

import java.time.Duration;

/// A receiver with the driver that reaches it.
///
/// @param driver speaks its protocol
/// @param target where it is
public record Reach(ReceiverDriver driver, ReceiverTarget target) {

  /// Connects and tunes.
  ///
  /// @param tuning what it is to deliver
  /// @return the running stream, which the caller closes
  /// @throws ReceiverFailure with the typed reason
  public IqStream open(Tuning tuning) throws ReceiverFailure {
    return driver.open(target, tuning);
  }

  /// Finds out whether it would deliver now.
  ///
  /// @param tuning what to ask it for
  /// @return what was found
  public ReceiverHealth check(Tuning tuning) {
    return driver.check(target, tuning);
  }

  /// Whether it may leave a spike at 0 Hz.
  ///
  /// @return true where the driver says so
  public boolean mayLeaveSpike() {
    return driver.mayLeaveSpike();
  }

  /// Finds out whether it would deliver now, unless it has just turned us away.
  ///
  /// @param tuning what to ask it for
  /// @return what was found
  public ReceiverHealth checkUnlessResting(Tuning tuning) {
    return driver.checkUnlessResting(target, tuning);
  }

  /// The same with less patience.
  ///
  /// @param silence the longest silence before it counts as gone, unless its own bound is shorter
  /// @return the same receiver
  public Reach noLongerSilentThan(Duration silence) {
    return target.timeout().compareTo(silence) <= 0
        ? this
        : new Reach(
            driver,
            new ReceiverTarget(
                target.receiverId(),
                target.url(),
                target.frequencyOffsetHz(),
                target.password(),
                silence));
  }
}
