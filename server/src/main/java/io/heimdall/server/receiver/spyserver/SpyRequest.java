package io.heimdall.server.receiver.spyserver;

import io.heimdall.server.receiver.FailureReason;
import io.heimdall.server.receiver.Gain;
import io.heimdall.server.receiver.ReceiverFailure;
import io.heimdall.server.receiver.ReceiverTarget;
import io.heimdall.server.receiver.StreamInfo;
import io.heimdall.server.receiver.Tuning;
import java.io.IOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// What one server is asked for, once it is known to be possible.
///
/// @param target the receiver
/// @param device what it is
/// @param frequencyHz what becomes 0 Hz
/// @param stages how often its rate is halved
/// @param format how samples travel
/// @param gainIndex the gain to set; empty where it is not ours or nobody asked
/// @param bandLowHz lower edge of what is measured, relative to the centre
/// @param bandHighHz upper edge of what is measured, relative to the centre
record SpyRequest(
    ReceiverTarget target,
    SpyDevice device,
    long frequencyHz,
    int stages,
    SpyFormat format,
    OptionalInt gainIndex,
    double bandLowHz,
    double bandHighHz) {

  private static final int STREAMING_MODE = 0;
  private static final int STREAMING_ENABLED = 1;
  private static final int GAIN = 2;
  private static final int IQ_FORMAT = 100;
  private static final int IQ_FREQUENCY = 101;
  private static final int IQ_DECIMATION = 102;
  private static final int IQ_DIGITAL_GAIN = 103;
  private static final int IQ_ONLY = 1;
  private static final int ON = 1;

  /// The highest rate that is taken where a plan leaves it to the receiver: these are other
  /// people's lines.
  private static final double DEFAULT_RATE_HZ = 250_000;

  private static final double RATE_TOLERANCE = 0.01;

  /// Noise per sample falls by so many dB with each halving of the rate; gain keeps it above the
  /// steps of integers.
  private static final double GAIN_PER_STAGE_DB = 3.01;

  /// Works out the request.
  static SpyRequest of(ReceiverTarget target, Tuning tuning, SpyDevice device, SpySync sync)
      throws ReceiverFailure {
    long frequencyHz = frequency(target, tuning, device, sync);
    int stages = stages(target, tuning.sampleRateHz(), device);
    double half = device.bandwidthHz(stages) / 2;
    double low = Double.isNaN(tuning.passbandLowHz()) ? -half : tuning.passbandLowHz();
    double high = Double.isNaN(tuning.passbandHighHz()) ? half : tuning.passbandHighHz();
    double edge = device.rateHz(stages) / 2;
    if (!(low < high) || low < -edge || high > edge) {
      throw new ReceiverFailure(
          FailureReason.RATE,
          String.format(
              Locale.ROOT,
              "%s delivers ±%.0f Hz at this rate, which does not hold a passband of %.0f to %.0f"
                  + " Hz",
              target,
              edge,
              low,
              high));
    }
    return new SpyRequest(
        target,
        device,
        frequencyHz,
        stages,
        format(target, device),
        gain(tuning, device, sync),
        low,
        high);
  }

  /// Sets everything, and begins the flow of samples.
  void send(SpyWire wire) throws IOException {
    wire.set(STREAMING_MODE, IQ_ONLY);
    wire.set(IQ_FORMAT, format.setting());
    wire.set(IQ_DECIMATION, stages);
    wire.set(IQ_FREQUENCY, (int) frequencyHz);
    // What a server means by the gain of floats is not agreed upon, so there is none.
    wire.set(
        IQ_DIGITAL_GAIN,
        format == SpyFormat.F32 ? 0 : (int) Math.round(GAIN_PER_STAGE_DB * stages));
    if (gainIndex.isPresent()) {
      wire.set(GAIN, gainIndex.getAsInt());
    }
    wire.set(STREAMING_ENABLED, ON);
  }

  /// Refuses a tuning that is not what was asked for.
  ///
  /// @param sync what the server does
  void verify(SpySync sync) throws ReceiverFailure {
    if (sync.iqCenterHz() != frequencyHz || !sync.reaches(frequencyHz)) {
      throw new ReceiverFailure(
          FailureReason.OUT_OF_BAND,
          "%s is not at %d Hz but at %d, and can now be set to %d to %d Hz: another listener tunes it"
              .formatted(
                  target,
                  frequencyHz,
                  sync.iqCenterHz(),
                  sync.lowestIqCenterHz(),
                  sync.highestIqCenterHz()));
    }
  }

  /// What is known of the stream.
  ///
  /// @param sync what the server does
  /// @param gainDb what it amplifies samples by
  StreamInfo info(SpySync sync, int gainDb) {
    var facts = new HashMap<String, String>();
    facts.put("device", device.kind());
    facts.put("serial", "%08X".formatted(device.serial()));
    facts.put("gain_index", Integer.toString(sync.gainIndex()));
    facts.put("sample_format", format.name().toLowerCase(Locale.ROOT));
    if (gainDb == 0) {
      facts.put("datatype", format.datatype().word());
    }
    return new StreamInfo(
        device.rateHz(stages),
        bandLowHz,
        bandHighHz,
        OptionalDouble.empty(),
        device.zeroIf() && sync.deviceCenterHz() == frequencyHz,
        facts);
  }

  private static long frequency(
      ReceiverTarget target, Tuning tuning, SpyDevice device, SpySync sync) throws ReceiverFailure {
    long tuneHz = tuning.centerFrequencyHz() - target.frequencyOffsetHz();
    if (tuneHz < device.lowestFrequencyHz() || tuneHz > device.highestFrequencyHz()) {
      throw new ReceiverFailure(
          FailureReason.OUT_OF_BAND,
          "%s covers %d to %d Hz, not %d"
              .formatted(target, device.lowestFrequencyHz(), device.highestFrequencyHz(), tuneHz));
    }
    if (!sync.canControl() && !sync.reaches(tuneHz)) {
      throw new ReceiverFailure(
          FailureReason.OUT_OF_BAND,
          "%s lets nobody tune it and gives %d to %d Hz at present, not %d"
              .formatted(target, sync.lowestIqCenterHz(), sync.highestIqCenterHz(), tuneHz));
    }
    return tuneHz;
  }

  private static int stages(ReceiverTarget target, double asked, SpyDevice device)
      throws ReceiverFailure {
    int most = device.decimationStages();
    if (asked == 0) {
      int stages = device.leastDecimation();
      while (stages < most && device.rateHz(stages) > DEFAULT_RATE_HZ) {
        stages++;
      }
      return stages;
    }
    for (int stages = device.leastDecimation(); stages <= most; stages++) {
      if (Math.abs(device.rateHz(stages) / asked - 1) <= RATE_TOLERANCE) {
        return stages;
      }
    }
    throw new ReceiverFailure(
        FailureReason.RATE,
        "%s delivers %s samples per second, not %.0f"
            .formatted(
                target,
                IntStream.rangeClosed(device.leastDecimation(), most)
                    .mapToObj(stages -> String.format(Locale.ROOT, "%.0f", device.rateHz(stages)))
                    .collect(Collectors.joining(", ")),
                asked));
  }

  private static SpyFormat format(ReceiverTarget target, SpyDevice device) throws ReceiverFailure {
    if (device.forcedFormat() == 0) {
      return SpyFormat.S16;
    }
    return SpyFormat.ofSetting(device.forcedFormat())
        .orElseThrow(() ->
            new ReceiverFailure(
                FailureReason.NO_IQ,
                "%s sends samples in format %d only, which this server cannot read"
                    .formatted(target, device.forcedFormat())));
  }

  private static OptionalInt gain(Tuning tuning, SpyDevice device, SpySync sync) {
    return tuning.gain() instanceof Gain.Manual(double db) && sync.canControl()
        ? OptionalInt.of(Math.clamp(Math.round(db), 0, device.highestGainIndex()))
        : OptionalInt.empty();
  }
}
