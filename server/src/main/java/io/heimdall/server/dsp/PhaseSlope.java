package io.heimdall.server.dsp;

/// Finds the frequency of a tone from its phasors: the maximum-likelihood estimate for a tone of
/// slowly varying strength in white noise.
///
/// The phasors `z_k = A w_k a_k e^(j(2πf t_k + φ)) + noise` hold `w_k` segments each, so their
/// noise has power `w_k σ²`; `a_k ≤ 1` is the tone's relative strength. First `|Σ a_k z_k e^(−j2πf
/// t_k)|` is searched over all frequencies that are not ambiguous, in steps of half the resolution,
/// which needs no unwrapping of phases and so makes no cycle slips. From its maximum the slope of
/// the phases that remain is fitted by weighted least squares until it vanishes.
///
/// The standard deviation is the larger of two. From the noise: `σ_f² = c σ² / (2 A² G) / (2π)²`,
/// `G = Σ w_k a_k² (t_k − t̄)²`, with c = 4/3 for the correlation 1/6 of half overlapped Hann
/// segments; it is the Cramér-Rao bound but for some per cent. From the residuals: the sandwich
/// estimate with Bartlett weights (Newey and West, 1987), which also sees modulation and fading.
///
/// `a_k` is the square root of the power above the noise, averaged over nine phasors: where the
/// tone is absent its noise has no say.
///
/// Owns its work space: one thread at a time.
final class PhaseSlope {

  private static final int SMOOTHING = 4;
  private static final int MOST_STEPS = 4096;
  private static final int MOST_ITERATIONS = 12;
  private static final double OVERLAP = 4.0 / 3;

  private final double[] strength = new double[CarrierLine.CAPACITY];
  private final double[] turnRe = new double[CarrierLine.CAPACITY];
  private final double[] turnIm = new double[CarrierLine.CAPACITY];
  private final double[] stepRe = new double[CarrierLine.CAPACITY];
  private final double[] stepIm = new double[CarrierLine.CAPACITY];
  private final double[] score = new double[CarrierLine.CAPACITY];

  /// What was found.
  ///
  /// @param frequency in cycles per sample from the middle of the line's bin
  /// @param sigma its standard deviation
  /// @param energy `A² Σ w_k a_k²`: the coherent part of the line's energy
  record Fit(double frequency, double sigma, double energy) {}

  /// Fits a line's phasors.
  ///
  /// @param line the line, with at least one phasor
  /// @param noisePower σ², the mean power of one segment's noise; 0 when it is not known yet
  Fit fit(CarrierLine line, double noisePower) {
    setStrengths(line, noisePower);
    double frequency = search(line);
    double span = line.time[line.size() - 1] - line.time[0];
    for (int n = 0; n < MOST_ITERATIONS; n++) {
      double correction = remaining(line, frequency, noisePower).frequency();
      frequency += correction;
      if (Math.abs(correction) * span < 1e-9) {
        break;
      }
    }
    Fit last = remaining(line, frequency, noisePower);
    return new Fit(frequency + last.frequency(), last.sigma(), last.energy());
  }

  private void setStrengths(CarrierLine line, double noisePower) {
    int size = line.size();
    double strongest = 0;
    for (int k = 0; k < size; k++) {
      double power = 0;
      double weight = 0;
      int last = Math.min(k + SMOOTHING, size - 1);
      for (int l = Math.max(k - SMOOTHING, 0); l <= last; l++) {
        power += line.re[l] * line.re[l] + line.im[l] * line.im[l];
        power -= line.weight[l] * noisePower;
        weight += line.weight[l] * line.weight[l];
      }
      strength[k] = Math.sqrt(Math.max(power / weight, 0));
      strongest = Math.max(strongest, strength[k]);
    }
    for (int k = 0; k < size; k++) {
      strength[k] = strongest > 0 ? strength[k] / strongest : 1;
    }
  }

  /// The frequency of the highest peak.
  private double search(CarrierLine line) {
    double span = line.time[line.size() - 1] - line.time[0];
    if (span == 0) {
      return line.frequency();
    }
    double hop = line.length() / 2.0;
    double reach = line.scale() == 1 ? 0.75 / line.length() : 0.5 / (line.scale() * hop);
    double step = 0.5 / span;
    int steps = (int) Math.min(Math.ceil(reach / step), MOST_STEPS);
    double first = line.frequency() - steps * step;
    begin(line, first, step);
    double best = -1;
    double found = line.frequency();
    for (int n = 0; n <= 2 * steps; n++) {
      double power = advance(line.size());
      if (power > best) {
        best = power;
        found = first + n * step;
      }
    }
    return found;
  }

  private void begin(CarrierLine line, double first, double step) {
    for (int k = 0; k < line.size(); k++) {
      double t = line.time[k] - line.time[0];
      double angle = -2 * Math.PI * first * t;
      double cos = strength[k] * Math.cos(angle);
      double sin = strength[k] * Math.sin(angle);
      turnRe[k] = line.re[k] * cos - line.im[k] * sin;
      turnIm[k] = line.re[k] * sin + line.im[k] * cos;
      stepRe[k] = Math.cos(-2 * Math.PI * step * t);
      stepIm[k] = Math.sin(-2 * Math.PI * step * t);
    }
  }

  /// |Σ|² at the present frequency; then turns every phasor to the next one.
  private double advance(int size) {
    double sumRe = 0;
    double sumIm = 0;
    for (int k = 0; k < size; k++) {
      double x = turnRe[k];
      double y = turnIm[k];
      sumRe += x;
      sumIm += y;
      turnRe[k] = x * stepRe[k] - y * stepIm[k];
      turnIm[k] = x * stepIm[k] + y * stepRe[k];
    }
    return sumRe * sumRe + sumIm * sumIm;
  }

  /// The slope of the phases that remain at a frequency, with its deviation and the energy.
  private Fit remaining(CarrierLine line, double frequency, double noisePower) {
    int size = line.size();
    double sumRe = 0;
    double sumIm = 0;
    double mass = 0;
    double moment = 0;
    for (int k = 0; k < size; k++) {
      double t = line.time[k] - line.time[0];
      double angle = -2 * Math.PI * frequency * t;
      double cos = Math.cos(angle);
      double sin = Math.sin(angle);
      turnRe[k] = line.re[k] * cos - line.im[k] * sin;
      turnIm[k] = line.re[k] * sin + line.im[k] * cos;
      sumRe += strength[k] * turnRe[k];
      sumIm += strength[k] * turnIm[k];
      double g = line.weight[k] * strength[k] * strength[k];
      mass += g;
      moment += g * t;
    }
    double amplitude = Math.hypot(sumRe, sumIm) / mass;
    double mean = moment / mass;
    double spread = 0;
    double turned = 0;
    for (int k = 0; k < size; k++) {
      double t = line.time[k] - line.time[0] - mean;
      double quadrature = (turnIm[k] * sumRe - turnRe[k] * sumIm) / (amplitude * amplitude * mass);
      spread += line.weight[k] * strength[k] * strength[k] * t * t;
      score[k] = strength[k] * t * quadrature;
      turned += score[k];
    }
    double energy = amplitude * amplitude * mass;
    if (!(spread > 0) || !(amplitude > 0)) {
      return new Fit(0, 0, energy);
    }
    double variance =
        Math.max(
            OVERLAP * noisePower / (2 * amplitude * amplitude * spread),
            residualVariance(size) / (spread * spread));
    return new Fit(turned / spread / (2 * Math.PI), Math.sqrt(variance) / (2 * Math.PI), energy);
  }

  private double residualVariance(int size) {
    if (size < 4) {
      return 0;
    }
    double variance = 0;
    int reach = Math.min((int) Math.ceil(1.5 * Math.cbrt(size)), size - 1);
    for (int lag = 0; lag <= reach; lag++) {
      double sum = 0;
      for (int k = lag; k < size; k++) {
        sum += score[k] * score[k - lag];
      }
      variance += lag == 0 ? sum : 2 * (1 - lag / (reach + 1.0)) * sum;
    }
    return Math.max(variance, 0) * size / (size - 2);
  }
}
