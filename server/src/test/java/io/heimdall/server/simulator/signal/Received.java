package io.heimdall.server.simulator.signal;

import static io.heimdall.server.simulator.signal.SampleBlock.SAMPLES;

import org.jtransforms.fft.DoubleFFT_1D;

/// A stretch of a source's samples and what can be measured of it, in fractions of full scale.
final class Received {

  private static final double FULL_SCALE = 32_768;

  private final double[] iq;
  private final int count;
  private final double rateHz;
  private final double firstSeconds;
  private final double[] spectrum;

  private Received(double[] iq, double rateHz, double firstSeconds) {
    this.iq = iq;
    this.count = iq.length / 2;
    this.rateHz = rateHz;
    this.firstSeconds = firstSeconds;
    this.spectrum = spectrum(iq, rateHz);
  }

  static Received of(FrameSource source, Epoch epoch, long first, Tuner tuner, int seconds) {
    int blocks = (int) (seconds * source.trueRateHz() / SAMPLES);
    double[] iq = new double[2 * blocks * SAMPLES];
    var block = new SampleBlock();
    for (int k = 0; k < blocks; k++) {
      source.render(epoch, first + (long) k * SAMPLES, tuner, block);
      for (int i = 0; i < 2 * SAMPLES; i++) {
        iq[2 * k * SAMPLES + i] = block.iq()[i] / FULL_SCALE;
      }
    }
    double firstSeconds = source.completeAt(epoch, first) - SAMPLES / source.trueRateHz();
    return new Received(iq, source.trueRateHz(), firstSeconds);
  }

  int count() {
    return count;
  }

  double rateHz() {
    return rateHz;
  }

  /// When a sample was taken, by the true clock.
  double seconds(int n) {
    return firstSeconds + n / rateHz;
  }

  double phase(int n) {
    return Math.atan2(iq[2 * n + 1], iq[2 * n]);
  }

  double meanPower() {
    double sum = 0;
    for (double value : iq) {
      sum += value * value;
    }
    return sum / count;
  }

  /// The power within a distance of a frequency, noise included.
  double powerWithin(double frequencyHz, double distanceHz) {
    double sum = 0;
    for (int k = 0; k < count; k++) {
      if (Math.abs(frequency(k) - frequencyHz) <= distanceHz) {
        sum += spectrum[k];
      }
    }
    return sum * rateHz / count;
  }

  /// The mean density further away than that, per hertz.
  double densityOutside(double frequencyHz, double distanceHz) {
    double sum = 0;
    int bins = 0;
    for (int k = 0; k < count; k++) {
      if (Math.abs(frequency(k) - frequencyHz) > distanceHz) {
        sum += spectrum[k];
        bins++;
      }
    }
    return sum / bins;
  }

  /// The carrier's frequency by the slope of its phase over whole seconds, whose codes are alike.
  double carrierFrequency(double nearHz) {
    int second = (int) Math.round(rateHz);
    double[] phases = new double[count / second];
    double previous = 0;
    for (int s = 0; s < phases.length; s++) {
      double re = 0;
      double im = 0;
      for (int n = s * second; n < (s + 1) * second; n++) {
        double turn = -2 * Math.PI * nearHz * seconds(n);
        re += iq[2 * n] * Math.cos(turn) - iq[2 * n + 1] * Math.sin(turn);
        im += iq[2 * n] * Math.sin(turn) + iq[2 * n + 1] * Math.cos(turn);
      }
      double phase = Math.atan2(im, re);
      phases[s] = previous + Math.IEEEremainder(phase - previous, 2 * Math.PI);
      previous = phases[s];
    }
    double middle = (phases.length - 1) / 2.0;
    double up = 0;
    double down = 0;
    for (int s = 0; s < phases.length; s++) {
      up += (s - middle) * phases[s];
      down += (s - middle) * (s - middle);
    }
    return nearHz + up / down / (2 * Math.PI) * rateHz / second;
  }

  /// When the phase code arrives after the second, by correlation and a parabola through the peak.
  double codeDelaySeconds(double offsetHz) {
    double[] shift = phaseWithoutCarrier(offsetHz);
    double step = 20e-6;
    double best = Double.NEGATIVE_INFINITY;
    int at = 0;
    double[] correlations = new double[250];
    for (int lag = 0; lag < correlations.length; lag++) {
      correlations[lag] = correlate(shift, lag * step);
      if (correlations[lag] > best) {
        best = correlations[lag];
        at = lag;
      }
    }
    double left = correlations[at - 1];
    double right = correlations[at + 1];
    return (at + 0.5 * (left - right) / (left - 2 * best + right)) * step;
  }

  private double correlate(double[] shift, double delay) {
    double sum = 0;
    for (int n = 0; n < count; n++) {
      double at = seconds(n) - delay;
      sum += shift[n] * PhaseCode.valueAt(at - Math.floor(at));
    }
    return sum;
  }

  private double[] phaseWithoutCarrier(double offsetHz) {
    double re = 0;
    double im = 0;
    double[] turned = new double[2 * count];
    for (int n = 0; n < count; n++) {
      double turn = -2 * Math.PI * offsetHz * seconds(n);
      turned[2 * n] = iq[2 * n] * Math.cos(turn) - iq[2 * n + 1] * Math.sin(turn);
      turned[2 * n + 1] = iq[2 * n] * Math.sin(turn) + iq[2 * n + 1] * Math.cos(turn);
      re += turned[2 * n];
      im += turned[2 * n + 1];
    }
    double length = Math.hypot(re, im);
    double[] shift = new double[count];
    for (int n = 0; n < count; n++) {
      shift[n] = (turned[2 * n + 1] * re - turned[2 * n] * im) / length;
    }
    return shift;
  }

  private double frequency(int bin) {
    return (bin < (count + 1) / 2 ? bin : bin - count) * rateHz / count;
  }

  /// One Hann-windowed periodogram of all samples, in power per hertz.
  private static double[] spectrum(double[] iq, double rateHz) {
    int count = iq.length / 2;
    double[] windowed = new double[iq.length];
    double energy = 0;
    for (int n = 0; n < count; n++) {
      double w = 0.5 - 0.5 * Math.cos(2 * Math.PI * n / count);
      energy += w * w;
      windowed[2 * n] = w * iq[2 * n];
      windowed[2 * n + 1] = w * iq[2 * n + 1];
    }
    new DoubleFFT_1D(count).complexForward(windowed);
    double[] density = new double[count];
    for (int k = 0; k < count; k++) {
      double re = windowed[2 * k];
      double im = windowed[2 * k + 1];
      density[k] = (re * re + im * im) / energy / rateHz;
    }
    return density;
  }
}
