package io.heimdall.server.receiver.registry;

import io.heimdall.db.receiver.Receiver;
import io.heimdall.db.receiver.ReceiverSpec.TuningDefaults;
import io.heimdall.server.receiver.FailureReason;
import io.heimdall.server.receiver.Reach;
import io.heimdall.server.receiver.ReceiverFailure;
import io.heimdall.server.receiver.ReceiverHealth;
import io.heimdall.server.receiver.Tuning;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.function.Function;

/// Asks one receiver whether it would deliver.
final class ReceiverProbe {
  private static final Logger LOG = System.getLogger(ReceiverProbe.class.getName());

  /// A receiver that is silent for longer is of no use at the moment, whatever an acquisition would
  /// put up with.
  private static final Duration LONGEST_SILENCE = Duration.ofMillis(3500);

  /// Nearly every shortwave receiver covers it, and time signals are there day and night.
  private static final long USUAL_FREQUENCY_HZ = 10_000_000;

  private final ReceiverReach reach;

  ReceiverProbe(ReceiverReach reach) {
    this.reach = reach;
  }

  /// Asks a receiver.
  ///
  /// @param receiver which one
  /// @param frequencyHz where to receive; 0 for a frequency the receiver covers
  /// @return what was found
  ReceiverHealth ask(Receiver receiver, long frequencyHz) {
    Tuning tuning = Tuning.to(frequencyHz == 0 ? covered(receiver.spec().tuning()) : frequencyHz);
    return ask(receiver, reached -> reached.check(tuning));
  }

  /// Asks a receiver at a frequency it covers, unless it has just turned us away.
  ///
  /// @param receiver which one
  /// @return what was found
  ReceiverHealth askUnlessResting(Receiver receiver) {
    Tuning tuning = Tuning.to(covered(receiver.spec().tuning()));
    return ask(receiver, reached -> reached.checkUnlessResting(tuning));
  }

  private ReceiverHealth ask(Receiver receiver, Function<Reach, ReceiverHealth> asking) {
    try {
      return asking.apply(reach.to(receiver).noLongerSilentThan(LONGEST_SILENCE));
    } catch (ReceiverFailure e) {
      return ReceiverHealth.notAsked(e);
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "the check of receiver %d broke off".formatted(receiver.id()), e);
      return ReceiverHealth.notAsked(
          new ReceiverFailure(FailureReason.INTERNAL, "the check broke off; the log says why"));
    }
  }

  /// A frequency the receiver is not known to be deaf for: with a converter and no band, the one
  /// that the converter makes the usual one of.
  static long covered(TuningDefaults tuning) {
    Long low = tuning.minFrequencyHz();
    Long high = tuning.maxFrequencyHz();
    long convertedHz = USUAL_FREQUENCY_HZ + tuning.frequencyOffsetHz();
    if (low == null && high == null && convertedHz > 0) {
      return convertedHz;
    }
    if (tuning.covers(USUAL_FREQUENCY_HZ)) {
      return USUAL_FREQUENCY_HZ;
    }
    if (low == null) {
      return high == null ? USUAL_FREQUENCY_HZ : high;
    }
    return high == null ? low : low + (high - low) / 2;
  }
}
