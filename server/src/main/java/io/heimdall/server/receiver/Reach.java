package io.heimdall.server.receiver;

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
}
