package io.heimdall.server.dsp;

import java.util.Random;

/// Samples with a known truth, built up part by part.
final class Signals {

  final float[] i;
  final float[] q;
  private final double sampleRateHz;

  Signals(int count, double sampleRateHz) {
    i = new float[count];
    q = new float[count];
    this.sampleRateHz = sampleRateHz;
  }

  /// The amplitude of a tone of given C/N0 in noise of given density.
  static double amplitude(double cn0Dbhz, double noiseDensity) {
    return Math.sqrt(noiseDensity * Decibels.ratio(cn0Dbhz));
  }

  Signals tone(double frequencyHz, double amplitude, double phase) {
    return tone(frequencyHz, amplitude, phase, 0, i.length);
  }

  Signals tone(double frequencyHz, double amplitude, double phase, int from, int to) {
    for (int n = from; n < to; n++) {
      double angle = 2 * Math.PI * frequencyHz * n / sampleRateHz + phase;
      i[n] += (float) (amplitude * Math.cos(angle));
      q[n] += (float) (amplitude * Math.sin(angle));
    }
    return this;
  }

  /// White noise of a density in FS²/Hz over the whole sample rate.
  Signals noise(double density, Random random) {
    double deviation = Math.sqrt(density * sampleRateHz / 2);
    for (int n = 0; n < i.length; n++) {
      i[n] += (float) (deviation * random.nextGaussian());
      q[n] += (float) (deviation * random.nextGaussian());
    }
    return this;
  }

  /// A pseudo-random phase code like DCF77's: 512 chips of ±13° in each second from 0.2 s on, and
  /// 15 % of the amplitude in the first 0.1 s.
  Signals secondsCode(double amplitude, Random random) {
    double deviation = Math.toRadians(13);
    double chip = 120 / 77_500.0;
    double[] signs = new double[512];
    for (int n = 0; n < signs.length; n++) {
      signs[n] = random.nextBoolean() ? 1 : -1;
    }
    for (int n = 0; n < i.length; n++) {
      double second = n / sampleRateHz % 1;
      int index = (int) Math.floor((second - 0.2) / chip);
      double phase = index >= 0 && index < signs.length ? deviation * signs[index] : 0;
      double strength = second < 0.1 ? 0.15 * amplitude : amplitude;
      i[n] += (float) (strength * Math.cos(phase));
      q[n] += (float) (strength * Math.sin(phase));
    }
    return this;
  }

  /// Turns what is there by a frequency and a phase.
  Signals shift(double frequencyHz, double phase) {
    for (int n = 0; n < i.length; n++) {
      double angle = 2 * Math.PI * frequencyHz * n / sampleRateHz + phase;
      double re = i[n] * Math.cos(angle) - q[n] * Math.sin(angle);
      q[n] = (float) (i[n] * Math.sin(angle) + q[n] * Math.cos(angle));
      i[n] = (float) re;
    }
    return this;
  }

  /// Rounds and limits to int16 steps.
  Signals int16() {
    for (int n = 0; n < i.length; n++) {
      i[n] = Math.clamp(Math.round(i[n] * 32768), -32768, 32767) / 32768f;
      q[n] = Math.clamp(Math.round(q[n] * 32768), -32768, 32767) / 32768f;
    }
    return this;
  }

  /// Gives the samples to an analyzer in blocks like a receiver's.
  Signals to(SignalAnalyzer analyzer) {
    return to(analyzer, 0, i.length);
  }

  Signals to(SignalAnalyzer analyzer, int from, int to) {
    for (int n = from; n < to; n += 512) {
      analyzer.accept(i, q, n, Math.min(512, to - n));
    }
    return this;
  }

  SignalMetrics measure(AnalysisPlan plan) {
    var analyzer = new SignalAnalyzer(plan);
    to(analyzer);
    return analyzer.finish(sampleRateHz);
  }
}
