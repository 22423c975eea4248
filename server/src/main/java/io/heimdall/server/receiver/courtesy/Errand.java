package io.heimdall.server.receiver.courtesy;

import java.time.Duration;

/// What somebody wants of a receiver, and so how long they wait for a turn.
enum Errand {
  /// To receive. It waits for the end of a rest as well.
  RECEIVE(Courtesy.LONGEST_WAIT),
  /// To find out how it is, resting or not, since somebody asks.
  CHECK(Courtesy.LONGEST_WAIT_OF_A_CHECK),
  /// To find out how it is although nobody asks: one that rests is left alone.
  UNASKED_CHECK(Courtesy.LONGEST_WAIT_OF_A_CHECK);

  private final Duration longestWait;

  Errand(Duration longestWait) {
    this.longestWait = longestWait;
  }

  Duration longestWait() {
    return longestWait;
  }
}
