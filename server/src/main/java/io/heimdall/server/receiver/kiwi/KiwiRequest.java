package io.heimdall.server.receiver.kiwi;

import static java.lang.Math.abs;
import static java.lang.Math.clamp;
import static java.lang.Math.round;

import io.heimdall.server.receiver.FailureReason;
import io.heimdall.server.receiver.Gain;
import io.heimdall.server.receiver.ReceiverFailure;
import io.heimdall.server.receiver.ReceiverTarget;
import io.heimdall.server.receiver.Tuning;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/// What one receiver is asked for, in its own terms.
///
/// @param target the receiver
/// @param tuning what is wanted of it
/// @param manualGain the gain that will be set; empty for automatic gain
record KiwiRequest(ReceiverTarget target, Tuning tuning, OptionalInt manualGain) {

  private static final double DEFAULT_PASSBAND_HZ = 5_000;
  private static final double RATE_TOLERANCE = 0.01;
  private static final double WIDEST_BANDWIDTH_HZ = 32e6;

  static KiwiRequest of(ReceiverTarget target, Tuning tuning, KiwiOptions options) {
    OptionalInt gain =
        switch (tuning.gain()) {
          case Gain.Manual(double db) -> OptionalInt.of(clamp(round(db), 0, KiwiCommands.MAX_GAIN));
          case Gain.Automatic() -> OptionalInt.empty();
          case Gain.DriversDefault() -> OptionalInt.of(options.manualGain());
        };
    return new KiwiRequest(target, tuning, gain);
  }

  /// The same of somebody who is not to be told the password.
  KiwiRequest withoutPassword() {
    var stranger =
        new ReceiverTarget(
            target.receiverId(),
            target.url(),
            target.frequencyOffsetHz(),
            Optional.empty(),
            target.timeout());
    return new KiwiRequest(stranger, tuning, manualGain);
  }

  /// Refuses a frequency the status page says the receiver does not serve.
  void checkBands(KiwiStatus status) throws ReceiverFailure {
    if (!status.serves(dialHz(status.frequencyOffsetHz()))) {
      throw outOfBand(status.text("bands") + " Hz");
    }
    basebandHz(status.frequencyOffsetHz(), WIDEST_BANDWIDTH_HZ);
  }

  /// The frequency the receiver's converter is set to.
  ///
  /// @param ownOffsetHz what the receiver says a converter in front of it adds
  /// @param bandwidthHz the highest frequency it reaches without one
  double basebandHz(double ownOffsetHz, double bandwidthHz) throws ReceiverFailure {
    double baseband = dialHz(ownOffsetHz) - ownOffsetHz;
    if (baseband < 0 || baseband > bandwidthHz) {
      throw outOfBand(
          String.format(Locale.ROOT, "%.0f–%.0f Hz", ownOffsetHz, ownOffsetHz + bandwidthHz));
    }
    return baseband;
  }

  /// Refuses a sample rate other than the receiver's.
  void checkRate(double sampleRateHz) throws ReceiverFailure {
    double wanted = tuning.sampleRateHz();
    if (wanted != 0 && abs(wanted - sampleRateHz) > RATE_TOLERANCE * sampleRateHz) {
      throw new ReceiverFailure(
          FailureReason.RATE,
          String.format(
              Locale.ROOT,
              "%s delivers %.0f samples per second and no other rate, %.0f were asked for",
              target,
              sampleRateHz,
              wanted));
    }
  }

  int passbandLowHz(double sampleRateHz) throws ReceiverFailure {
    return passband(tuning.passbandLowHz(), -DEFAULT_PASSBAND_HZ, sampleRateHz);
  }

  int passbandHighHz(double sampleRateHz) throws ReceiverFailure {
    int high = passband(tuning.passbandHighHz(), DEFAULT_PASSBAND_HZ, sampleRateHz);
    if (high <= passbandLowHz(sampleRateHz)) {
      throw new ReceiverFailure(
          FailureReason.RATE,
          String.format(
              Locale.ROOT,
              "a passband from %.0f to %.0f Hz does not fit into %.0f samples per second",
              tuning.passbandLowHz(),
              tuning.passbandHighHz(),
              sampleRateHz));
    }
    return high;
  }

  /// What the receiver shows on its dial for the wanted frequency. A converter that it knows of is
  /// on its dial already, and what the registry says of one does not count then.
  private double dialHz(double ownOffsetHz) {
    return tuning.centerFrequencyHz() - (ownOffsetHz == 0 ? target.frequencyOffsetHz() : 0);
  }

  private ReceiverFailure outOfBand(String served) {
    return new ReceiverFailure(
        FailureReason.OUT_OF_BAND,
        target + " covers " + served + ", not " + tuning.centerFrequencyHz() + " Hz");
  }

  private static int passband(double wantedHz, double defaultHz, double sampleRateHz) {
    double edge = sampleRateHz / 2 - 1;
    return (int) round(clamp(Double.isNaN(wantedHz) ? defaultHz : wantedHz, -edge, edge));
  }
}
