package io.heimdall.db.artifact.webhook;

/// How far a delivery is.
public enum DeliveryState {
  /// It is sent at its time, or is being sent.
  WAITING,
  /// The URL has taken it.
  DELIVERED,
  /// It is not tried any more.
  DEAD,
  /// When its time came, the webhook's owner did not see the artifact any more.
  DROPPED
}
