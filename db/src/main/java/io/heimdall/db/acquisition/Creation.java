package io.heimdall.db.acquisition;

/// What came of asking for an acquisition.
public sealed interface Creation {

  /// The acquisition the request id stands for.
  ///
  /// @return the new or the earlier acquisition
  Acquisition acquisition();

  /// There is a new acquisition.
  ///
  /// @param acquisition the new one
  record Created(Acquisition acquisition) implements Creation {}

  /// The same request came before.
  ///
  /// @param acquisition what it had started
  record Repeated(Acquisition acquisition) implements Creation {}

  /// The request id was used before for another payload; nothing was written.
  ///
  /// @param acquisition what it had started
  record Conflict(Acquisition acquisition) implements Creation {}
}
