package io.heimdall.server.dsp;

/// Quantiles of the gamma distribution of shape a and scale 1, whose distribution function is the
/// regularised incomplete gamma function `P(a, x) = (1/Γ(a)) ∫₀ˣ t^(a−1) e^(−t) dt`.
///
/// A bin of a periodogram averaged over K independent spectra of noise with mean N0 is distributed
/// like `N0 · x / K` with shape a = K, so `Γ⁻¹(q; K) / K` is what its q-quantile stands at.
///
/// P is summed as a series below a + 1 and as a continued fraction above (Abramowitz and Stegun
/// 6.5.29 and 6.5.31, the latter by Lentz's method); its inverse is Halley's iteration from the
/// Wilson-Hilferty approximation. Relative accuracy is about 1e-12 for a ≤ 1000 and 1e-8 at 10⁶.
final class GammaQuantile {

  private static final double EPSILON = 1e-16;

  /// Lanczos coefficients for g = 7, n = 9 (Godfrey); relative error of Γ below 1e-15.
  private static final double[] LANCZOS = {
    0.9999999999998099,
    676.5203681218851,
    -1259.1392167224028,
    771.3234287776531,
    -176.6150291621406,
    12.507343278686905,
    -0.13857109526572012,
    9.984369578019572e-6,
    1.5056327351493116e-7
  };

  private GammaQuantile() {}

  /// The q-quantile of a mean of `shape` independent exponential variables of mean 1.
  ///
  /// @param q the probability below, in (0, 1)
  /// @param shape how many variables, above 0
  static double ofMean(double q, double shape) {
    return inverse(shape, q) / shape;
  }

  /// x with P(a, x) = q.
  ///
  /// @param a the shape, above 0
  /// @param q the probability below, in (0, 1)
  static double inverse(double a, double q) {
    if (!(a > 0) || !(q > 0 && q < 1)) {
      throw new IllegalArgumentException(
          "expected a positive shape and a probability in (0, 1), got %s and %s".formatted(a, q));
    }
    double logGamma = logGamma(a);
    double x = Math.max(start(a, q, logGamma), Double.MIN_NORMAL);
    for (int step = 0; step < 60; step++) {
      double density = Math.exp((a - 1) * Math.log(x) - x - logGamma);
      double error = (lower(a, x) - q) / density;
      double correction = error / (1 - Math.clamp(error * ((a - 1) / x - 1) / 2, -1, 0.5));
      double next = x - correction;
      next = next > 0 ? next : x / 2;
      if (Math.abs(next - x) <= 1e-14 * next) {
        return next;
      }
      x = next;
    }
    return x;
  }

  private static double start(double a, double q, double logGamma) {
    double power = Math.exp((Math.log(q) + Math.log(a) + logGamma) / a);
    if (a <= 1 || power < 0.2 * a) {
      return a <= 1 && q > 0.9 ? -Math.log(1 - q) : power;
    }
    double ninth = 1 / (9 * a);
    double root = 1 - ninth + normalQuantile(q) * Math.sqrt(ninth);
    return a * root * root * root;
  }

  /// The normal quantile to 4.5e-4 (Abramowitz and Stegun 26.2.23), enough for a first guess.
  private static double normalQuantile(double q) {
    double t = Math.sqrt(-2 * Math.log(Math.min(q, 1 - q)));
    double z =
        t
            - (2.515517 + t * (0.802853 + t * 0.010328))
                / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
    return q < 0.5 ? -z : z;
  }

  /// P(a, x), the probability of a value of at most x.
  static double lower(double a, double x) {
    if (x <= 0) {
      return 0;
    }
    double front = Math.exp(a * Math.log(x) - x - logGamma(a));
    return x < a + 1 ? front * series(a, x) : 1 - front * fraction(a, x);
  }

  private static double series(double a, double x) {
    double term = 1 / a;
    double sum = term;
    for (double n = a + 1; term > sum * EPSILON; n++) {
      term *= x / n;
      sum += term;
    }
    return sum;
  }

  private static double fraction(double a, double x) {
    double b = x + 1 - a;
    double c = 1 / Double.MIN_NORMAL;
    double d = 1 / b;
    double h = d;
    double change = 0;
    for (int n = 1; Math.abs(change - 1) > 4 * EPSILON && n < 1_000_000; n++) {
      double numerator = -n * (n - a);
      b += 2;
      d = 1 / (numerator * d + b);
      c = b + numerator / c;
      change = c * d;
      h *= change;
    }
    return h;
  }

  private static double logGamma(double a) {
    double x = a - 1;
    double sum = LANCZOS[0];
    for (int k = 1; k < LANCZOS.length; k++) {
      sum += LANCZOS[k] / (x + k);
    }
    double t = x + 7.5;
    return 0.5 * Math.log(2 * Math.PI) + (x + 0.5) * Math.log(t) - t + Math.log(sum);
  }
}
