package io.heimdall.server.receiver.kiwi;

import static java.lang.Math.log10;

import io.heimdall.server.iq.IqBlock;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/// Compares the power of the samples with the receiver's own meter while the stream settles.
///
/// With manual gain the receiver's samples are `32767 · 10^(−(100 − gain) / 20)` times its meter's
/// scale, whose full scale of 8191 reads −78.27 dB below ours; the meter adds `sm_cal`. Hence `dBm
/// = dBFS + (100 − gain) − 78.27 + sm_cal`. The meter averages decibels and so reads 2.5 dB low on
/// noise.
final class LevelCheck {

  private static final double SCALE_DB = -78.27;
  private static final double UNITY_GAIN = 100;

  private double power;
  private long samples;
  private double meterDbm;
  private long blocks;

  /// What to add to dBFS to get dBm. Nothing does where the receiver sets its gain itself.
  static OptionalDouble dbmOffset(OptionalInt manualGain, OptionalDouble meterCalibrationDb) {
    return manualGain.isEmpty() || meterCalibrationDb.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(
            UNITY_GAIN - manualGain.getAsInt() + SCALE_DB + meterCalibrationDb.getAsDouble());
  }

  void add(IqBlock block) {
    float[] i = block.i();
    float[] q = block.q();
    double sum = 0;
    for (int n = 0; n < block.count(); n++) {
      sum += (double) i[n] * i[n] + (double) q[n] * q[n];
    }
    power += sum;
    samples += block.count();
    meterDbm += block.levelDbm();
    blocks++;
  }

  /// How much more the receiver's meter reads than the samples' calibrated power.
  OptionalDouble meterAboveSamplesDb(OptionalDouble dbmOffset) {
    if (dbmOffset.isEmpty() || power == 0) {
      return OptionalDouble.empty();
    }
    double samplesDbm = 10 * log10(power / samples) + dbmOffset.getAsDouble();
    return OptionalDouble.of(meterDbm / blocks - samplesDbm);
  }
}
