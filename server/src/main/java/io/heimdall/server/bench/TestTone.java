package io.heimdall.server.bench;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// What one receiver of the bench delivers: a tone in white noise, both known. Each receiver has a
/// tone and a noise of its own, so that a mix-up shows.
///
/// `z[n] = A exp(2πj f n / fs) + w[n]` with A = 0.25 and w of density N₀ = 2σ²/fs, σ = 0.02 in I
/// and in Q, hence C/N₀ = 10 log₁₀ (A² fs / 2σ²).
///
/// @param index the receiver's place, from 0
record TestTone(int index) {

  private static final double AMPLITUDE = 0.25;
  private static final double NOISE_SIGMA = 0.02;
  private static final double FULL_SCALE = 32768;

  /// Half a bin of the shortest recording: a tone cannot be more wrong than that and be found.
  private static final double OFFSET_TOLERANCE_HZ = 0.1;

  /// Five times the scatter of the noise floor of the shortest recording, one spectrum of 4,096.
  private static final double LEVEL_TOLERANCE_DB = 0.5;

  /// The tone's frequency, from the tuned one. No tone lies in the middle of a bin.
  double offsetHz() {
    return 101.3 + 7.77 * (index % 100);
  }

  /// Power of the tone over the density of the noise.
  double cn0Dbhz() {
    return 10
        * Math.log10(
            AMPLITUDE * AMPLITUDE * BenchPlan.SAMPLE_RATE_HZ / (2 * NOISE_SIGMA * NOISE_SIGMA));
  }

  /// Power of tone and noise together.
  double powerDbfs() {
    return 10 * Math.log10(AMPLITUDE * AMPLITUDE + 2 * NOISE_SIGMA * NOISE_SIGMA);
  }

  /// The samples as int16 I, Q, I, Q…, little-endian.
  ///
  /// @param samples how many
  /// @return four bytes for each
  byte[] int16(int samples) {
    var random = new Random(index + 1L);
    var bytes = ByteBuffer.allocate(samples * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    double step = 2 * Math.PI * offsetHz() / BenchPlan.SAMPLE_RATE_HZ;
    for (int n = 0; n < samples; n++) {
      bytes.putShort(code(AMPLITUDE * Math.cos(step * n) + NOISE_SIGMA * random.nextGaussian()));
      bytes.putShort(code(AMPLITUDE * Math.sin(step * n) + NOISE_SIGMA * random.nextGaussian()));
    }
    return bytes.array();
  }

  /// Refuses metrics that are not this tone's.
  ///
  /// @param measuredOffsetHz the measured frequency
  /// @param measuredCn0Dbhz the measured power over the density of the noise
  /// @param measuredPowerDbfs the measured power of all
  void expect(
      @Nullable Double measuredOffsetHz,
      @Nullable Double measuredCn0Dbhz,
      @Nullable Double measuredPowerDbfs) {
    near("frequency offset in Hz", offsetHz(), measuredOffsetHz, OFFSET_TOLERANCE_HZ);
    near("C/N0 in dBHz", cn0Dbhz(), measuredCn0Dbhz, LEVEL_TOLERANCE_DB);
    near("power in dBFS", powerDbfs(), measuredPowerDbfs, LEVEL_TOLERANCE_DB);
  }

  private void near(String what, double truth, @Nullable Double measured, double tolerance) {
    WrongResultException.unless(
        measured != null && Math.abs(measured - truth) <= tolerance,
        "receiver %d: the %s is %.4f, measured %s",
        index,
        what,
        truth,
        measured);
  }

  private static short code(double value) {
    return (short) Math.round(value * FULL_SCALE);
  }
}
