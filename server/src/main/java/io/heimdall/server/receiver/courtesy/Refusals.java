package io.heimdall.server.receiver.courtesy;

import io.heimdall.db.courtesy.Ban;
import io.heimdall.server.receiver.FailureReason;
import io.heimdall.server.receiver.ReceiverFailure;
import java.time.temporal.ChronoUnit;

/// Why a receiver is left alone, in a sentence.
final class Refusals {

  private Refusals() {}

  static ReceiverFailure told(Ban ban) {
    return new ReceiverFailure(
        FailureReason.named(ban.reason()),
        "%s; none of our servers asks it before %s"
            .formatted(ban.message(), ban.until().truncatedTo(ChronoUnit.SECONDS)));
  }

  static ReceiverFailure inUse(String who) {
    return new ReceiverFailure(
        FailureReason.BUSY,
        who
            + " is being listened to by another acquisition or check of ours, and one connection"
            + " is all we take of a receiver");
  }

  static ReceiverFailure noAnswer(String who) {
    return new ReceiverFailure(
        FailureReason.UNREACHABLE,
        who
            + " was not asked: the database does not answer, and only it knows whether another"
            + " server of ours is connected");
  }

  static ReceiverFailure stopping(String who) {
    return new ReceiverFailure(
        FailureReason.INTERRUPTED, who + " was not asked: the server is stopping");
  }
}
