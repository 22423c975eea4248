package io.heimdall.server.receiver.rtltcp;

import io.heimdall.server.iq.file.Datatype;
import io.heimdall.server.receiver.FailureReason;
import io.heimdall.server.receiver.Gain;
import io.heimdall.server.receiver.ReceiverFailure;
import io.heimdall.server.receiver.ReceiverTarget;
import io.heimdall.server.receiver.StreamInfo;
import io.heimdall.server.receiver.Tuning;
import java.util.HashMap;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/// What one receiver is asked for, once it is known to be possible.
///
/// @param target the receiver
/// @param frequencyHz what its tuner is set to
/// @param rateHz complex samples per second
/// @param gainTenthsDb manual gain in 0.1 dB; empty for automatic gain
/// @param bandLowHz lower edge of what is measured, relative to the centre
/// @param bandHighHz upper edge of what is measured, relative to the centre
record RtlTcpRequest(
    ReceiverTarget target,
    long frequencyHz,
    int rateHz,
    OptionalInt gainTenthsDb,
    double bandLowHz,
    double bandHighHz) {

  /// What is asked for where a plan leaves the rate to the receiver: 2 MB stored per second, where
  /// rtl_tcp's own 2.048 MS/s would be 16.
  static final int DEFAULT_RATE_HZ = 250_000;

  /// What a check asks for: buffers fill so quickly that less than a second of them shows the rate.
  private static final int CHECKED_RATE_HZ = 1_024_000;

  /// The highest rate any RTL2832U can be set to.
  static final int HIGHEST_RATE_HZ = 3_200_000;

  /// A step that R820T tuners have, in the upper middle of their range.
  private static final double DEFAULT_GAIN_DB = 28.0;

  private static final int LOW_RATES_FROM_HZ = 225_001;
  private static final int LOW_RATES_TO_HZ = 300_000;
  private static final int HIGH_RATES_FROM_HZ = 900_001;

  /// Frequencies travel as unsigned 32-bit numbers.
  private static final long HIGHEST_FREQUENCY_HZ = 0xffff_ffffL;

  /// Part of the rate, either side of the centre, in which the decimating filter is flat.
  private static final double FLAT = 0.4;

  /// Works out the request.
  static RtlTcpRequest of(ReceiverTarget target, Tuning tuning) throws ReceiverFailure {
    int rateHz = rate(target, tuning.sampleRateHz());
    double low = orElse(tuning.passbandLowHz(), -FLAT * rateHz);
    double high = orElse(tuning.passbandHighHz(), FLAT * rateHz);
    if (!(low < high) || low < -rateHz / 2.0 || high > rateHz / 2.0) {
      throw new ReceiverFailure(
          FailureReason.RATE,
          String.format(
              Locale.ROOT,
              "%s delivers ±%.0f Hz at %d samples per second, which does not hold a passband of"
                  + " %.0f to %.0f Hz",
              target,
              rateHz / 2.0,
              rateHz,
              low,
              high));
    }
    return new RtlTcpRequest(
        target,
        frequency(target, tuning.centerFrequencyHz()),
        rateHz,
        gain(tuning.gain()),
        low,
        high);
  }

  /// The same receiver, frequency and gain as a check asks for them.
  RtlTcpRequest toCheck() {
    double half = FLAT * CHECKED_RATE_HZ;
    return new RtlTcpRequest(target, frequencyHz, CHECKED_RATE_HZ, gainTenthsDb, -half, half);
  }

  private static OptionalInt gain(Gain wanted) {
    return switch (wanted) {
      case Gain.Manual(double db) -> OptionalInt.of((int) Math.round(10 * db));
      case Gain.DriversDefault() -> OptionalInt.of((int) Math.round(10 * DEFAULT_GAIN_DB));
      case Gain.Automatic() -> OptionalInt.empty();
    };
  }

  /// What is known of the stream.
  ///
  /// @param header what the server said of its tuner
  StreamInfo info(RtlTcpHeader header) {
    var facts = new HashMap<String, String>();
    facts.put("tuner", header.tuner());
    facts.put("datatype", Datatype.CU8.word());
    facts.put("automatic_gain", String.valueOf(gainTenthsDb.isEmpty()));
    gainTenthsDb.ifPresent(
        tenths -> facts.put("gain_db", String.format(Locale.ROOT, "%.1f", tenths / 10.0)));
    return new StreamInfo(rateHz, bandLowHz, bandHighHz, OptionalDouble.empty(), true, facts);
  }

  /// That bytes come steadily at another rate.
  ///
  /// @param deliveredHz the samples per second that come
  ReceiverFailure otherRate(double deliveredHz) {
    return new ReceiverFailure(
        FailureReason.RATE,
        String.format(
            Locale.ROOT,
            "%s was asked for %d samples per second and delivers about %.0f: it ignores the rate,"
                + " or the network cannot carry it",
            target,
            rateHz,
            deliveredHz));
  }

  /// That bytes come now faster, now slower.
  ///
  /// @param deliveredHz the mean of samples per second that come
  ReceiverFailure unsteady(double deliveredHz) {
    return new ReceiverFailure(
        FailureReason.TIMEOUT,
        String.format(
            Locale.ROOT,
            "%s was asked for %d samples per second and delivers now more, now fewer, %.0f on"
                + " average: the network cannot carry them",
            target,
            rateHz,
            deliveredHz));
  }

  private static int rate(ReceiverTarget target, double asked) throws ReceiverFailure {
    long rateHz = asked == 0 ? DEFAULT_RATE_HZ : Math.round(asked);
    if ((rateHz >= LOW_RATES_FROM_HZ && rateHz <= LOW_RATES_TO_HZ)
        || (rateHz >= HIGH_RATES_FROM_HZ && rateHz <= HIGHEST_RATE_HZ)) {
      return (int) rateHz;
    }
    throw new ReceiverFailure(
        FailureReason.RATE,
        target
            + " is an RTL-SDR, which delivers "
            + LOW_RATES_FROM_HZ
            + " to "
            + LOW_RATES_TO_HZ
            + " or "
            + HIGH_RATES_FROM_HZ
            + " to "
            + HIGHEST_RATE_HZ
            + " samples per second, not "
            + rateHz);
  }

  private static long frequency(ReceiverTarget target, long centerFrequencyHz)
      throws ReceiverFailure {
    long tuneHz = centerFrequencyHz - target.frequencyOffsetHz();
    if (tuneHz < 1 || tuneHz > HIGHEST_FREQUENCY_HZ) {
      throw new ReceiverFailure(
          FailureReason.OUT_OF_BAND,
          target
              + " can be set to at most "
              + HIGHEST_FREQUENCY_HZ
              + " Hz and has a converter that adds "
              + target.frequencyOffsetHz()
              + " Hz, so it cannot reach "
              + centerFrequencyHz
              + " Hz");
    }
    return tuneHz;
  }

  private static double orElse(double value, double fallback) {
    return Double.isNaN(value) ? fallback : value;
  }
}
