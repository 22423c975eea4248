package io.heimdall.server.receiver.registry;

import io.heimdall.db.receiver.CheckStanding;
import io.heimdall.db.receiver.CheckVerdict;
import io.heimdall.db.receiver.ReceiverSpec;
import io.heimdall.db.receiver.ReceiverSpec.Activity;
import io.heimdall.server.receiver.FailureReason;
import io.heimdall.server.receiver.ReceiverHealth;
import java.time.Duration;
import java.time.Instant;

/// When checks decide whether acquisitions use a receiver.
///
/// An active receiver is deactivated after so many failed checks in a row over so long a time, and
/// becomes active again after two good ones in a row. One that waits for proof becomes active with
/// the first good check. What a person has made inactive stays so, and so does a station that gives
/// no IQ.
///
/// @param failures how many checks in a row have to fail
/// @param failingFor how long they have to fail, from the first to the last
record ActivityPolicy(int failures, Duration failingFor) {

  /// What servers keep to.
  static final ActivityPolicy DEFAULT = new ActivityPolicy(5, Duration.ofHours(3));

  /// What a check says of a receiver.
  enum Finding {
    /// It delivers.
    GOOD,
    /// It does not.
    BAD,
    /// Nothing: the question was wrong, or who asked.
    UNTELLING;

    /// What a check found.
    static Finding of(ReceiverHealth health) {
      if (health.deliversIq()) {
        return GOOD;
      }
      return health.failure().map(Finding::of).orElse(BAD);
    }

    private static Finding of(FailureReason reason) {
      return switch (reason) {
        case OUT_OF_BAND,
            MASKED,
            RATE,
            NO_CARRIER,
            INTERNAL,
            CANCELLED,
            STORAGE,
            INTERRUPTED,
            MISSED ->
            UNTELLING;
        case UNREACHABLE,
            TIMEOUT,
            BUSY,
            REFUSED,
            PASSWORD,
            DOWN,
            QUOTA,
            NO_IQ,
            BAD_DATA,
            DISCONNECTED,
            SHORT ->
            BAD;
      };
    }
  }

  /// Judges a check.
  ///
  /// @param before what earlier checks have left of the receiver
  /// @param finding what the check says
  /// @param at when it was made
  /// @return what becomes of the receiver
  CheckVerdict judge(CheckStanding before, Finding finding, Instant at) {
    return switch (finding) {
      case GOOD -> new CheckVerdict(afterGood(before), 0, null);
      case BAD -> {
        int failed = before.failedChecks() + 1;
        Instant since = before.failingSince() == null ? at : before.failingSince();
        yield new CheckVerdict(afterBad(before, failed, since, at), failed, since);
      }
      case UNTELLING ->
          new CheckVerdict(before.activity(), before.failedChecks(), before.failingSince());
    };
  }

  private static Activity afterGood(CheckStanding before) {
    if (before.driver().equals(ReceiverSpec.LISTEN_ONLY)) {
      return before.activity();
    }
    return switch (before.activity()) {
      case WHEN_PROVEN -> Activity.ACTIVE;
      case DEACTIVATED -> before.lastGood() ? Activity.ACTIVE : Activity.DEACTIVATED;
      case ACTIVE, INACTIVE -> before.activity();
    };
  }

  private Activity afterBad(CheckStanding before, int failed, Instant since, Instant at) {
    boolean tooMany = failed >= failures && !at.isBefore(since.plus(failingFor));
    return before.activity() == Activity.ACTIVE && tooMany
        ? Activity.DEACTIVATED
        : before.activity();
  }
}
