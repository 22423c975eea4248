package io.heimdall.server.receiver.spyserver;

import java.time.Duration;

/// The end of the time that several messages have together, so that a server which keeps sending
/// others than the awaited one is not waited for for ever.
///
/// @param atNanos the end, on the monotonic clock
record Deadline(long atNanos) {

  static Deadline in(Duration time) {
    return new Deadline(System.nanoTime() + time.toNanos());
  }

  /// The time that is left, but no more than a message is waited for.
  ///
  /// @param longest how long one message may take
  Duration left(Duration longest) {
    var left = Duration.ofNanos(Math.max(0, atNanos - System.nanoTime()));
    return left.compareTo(longest) < 0 ? left : longest;
  }
}
