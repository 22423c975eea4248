package io.heimdall.server.simulator.wire;

import io.heimdall.server.simulator.signal.Tuner;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/// What a client has set on its channel, and whether that is enough for sound. Written by the
/// thread that reads commands; the sound thread reads the tuner, the mode and the byte order.
final class KiwiControls {

  private static final Set<String> STEREO_MODES = Set.of("iq", "drm", "sas", "qam");
  private static final int FREQUENCY = 1;
  private static final int MODE = 2;
  private static final int PASSBAND = 4;
  private static final int GAIN = 8;
  private static final int AUDIO_RATE = 16;
  private static final int ALL = 31;

  private volatile Tuner tuner = Tuner.to(0);
  private volatile boolean iq;
  private volatile boolean littleEndian;
  private final AtomicInteger changes = new AtomicInteger();

  // The command thread's own.
  private int set;

  /// Whether everything has been set that sound needs.
  boolean complete() {
    return set == ALL;
  }

  Tuner tuner() {
    return tuner;
  }

  boolean iq() {
    return iq;
  }

  boolean littleEndian() {
    return littleEndian;
  }

  /// The frame flags for what has changed since the last call.
  int takeChanges() {
    return changes.getAndSet(0);
  }

  void tune(KiwiCommand.Tune command) {
    Tuner old = tuner;
    double frequencyHz = Math.clamp(command.frequencyHz(), 0, Station.BANDWIDTH_HZ);
    double low = old.lowCutHz();
    double high = old.highCutHz();
    if (command.setsPassband()) {
      double widest = Station.AUDIO_RATE_HZ / 2.0 - 1;
      low = Math.clamp(command.lowCutHz(), -widest, widest);
      high = Math.clamp(command.highCutHz(), -widest, widest);
      set |= PASSBAND;
      changes.accumulateAndGet(SndFrame.FLAG_PASSBAND_CHANGED, (a, b) -> a | b);
    }
    tuner = new Tuner(frequencyHz, low, high, old.manualGainDb(), old.automaticGain());
    iq = STEREO_MODES.contains(command.mode());
    set |= FREQUENCY | MODE;
    changes.accumulateAndGet(SndFrame.FLAG_TUNING_CHANGED, (a, b) -> a | b);
  }

  void gain(KiwiCommand.Gain command) {
    Tuner old = tuner;
    tuner =
        new Tuner(
            old.frequencyHz(),
            old.lowCutHz(),
            old.highCutHz(),
            command.manualGainDb(),
            command.automatic());
    set |= GAIN;
  }

  void audioRate(KiwiCommand.AudioRate command) {
    if (command.outputRateHz() != 0) {
      set |= AUDIO_RATE;
    }
  }

  void sendLittleEndian() {
    littleEndian = true;
  }
}
