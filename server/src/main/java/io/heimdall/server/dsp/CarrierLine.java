package io.heimdall.server.dsp;

/// The phasors of one bin of a running spectrum, segment after segment, in constant memory.
///
/// A tone of frequency f gives the segment that begins at sample t the value `X[m] = A W(fL − m)
/// e^(j2πf(t + L/2)) (−1)^m`, W being the window's real transform. What is kept is `z = X[m]
/// e^(−j2πmt/L) = A W e^(j2π(f − m/L)(t + L/2))`: the tone's phase at the middle of the segment,
/// seen from the middle of the bin. With half overlap it moves by at most half a turn from one
/// segment to the next anywhere within ±1 bin, so it can be followed without ambiguity.
///
/// At most [#CAPACITY] phasors are kept. When they are used up, neighbours are turned to a common
/// time by the frequency found so far and added, and from then on twice as many segments go into
/// one. Beside them run the sums of the energy and of the products of neighbours, which need no
/// coherence over more than one hop.
final class CarrierLine {

  static final int CAPACITY = 256;

  /// A segment this many times stronger than the mean so far ends a time of noise: noise alone gets
  /// there once in e³⁰ segments.
  private static final double ONSET = 30;

  private static final int ONSET_AFTER = 4;

  private final int length;
  private final PhaseSlope slope;

  final double[] re = new double[CAPACITY];
  final double[] im = new double[CAPACITY];

  /// Middle of the samples in a phasor, as a sample index.
  final double[] time = new double[CAPACITY];

  /// Segments in a phasor.
  final double[] weight = new double[CAPACITY];

  private int bin;
  private int size;
  private int scale;
  private double frequency;
  private double openRe;
  private double openIm;
  private double openStart;
  private double openTime;
  private double openWeight;

  private double lastRe;
  private double lastIm;
  private long nextFirst;
  private double pairRe;
  private double pairIm;
  private long pairs;
  private double energy;
  private long segments;

  /// Makes a line that follows nothing yet.
  ///
  /// @param length L, samples in a segment
  /// @param slope finds the frequency when phasors are merged
  CarrierLine(int length, PhaseSlope slope) {
    this.length = length;
    this.slope = slope;
  }

  /// Starts to follow a bin.
  ///
  /// @param followed the bin, negative below the tuned frequency
  void follow(int followed) {
    bin = followed;
    size = 0;
    scale = 1;
    frequency = 0;
    openWeight = 0;
    nextFirst = Long.MIN_VALUE;
    pairRe = 0;
    pairIm = 0;
    pairs = 0;
    energy = 0;
    segments = 0;
  }

  /// Takes the bin's value in the next segment.
  ///
  /// @param firstSample the index of the segment's first sample
  /// @param x the real part of the value
  /// @param y the imaginary part of the value
  void add(long firstSample, double x, double y) {
    double power = x * x + y * y;
    if (segments >= ONSET_AFTER && power * segments > ONSET * energy) {
      follow(bin);
    }
    double angle = -2 * Math.PI * Math.floorMod(bin * firstSample, (long) length) / length;
    double cos = Math.cos(angle);
    double sin = Math.sin(angle);
    double zRe = x * cos - y * sin;
    double zIm = x * sin + y * cos;
    if (firstSample == nextFirst) {
      pairRe += zRe * lastRe + zIm * lastIm;
      pairIm += zIm * lastRe - zRe * lastIm;
      pairs++;
    }
    lastRe = zRe;
    lastIm = zIm;
    nextFirst = firstSample + length - length / 2;
    energy += power;
    segments++;
    open(zRe, zIm, firstSample + length / 2.0);
  }

  private void open(double zRe, double zIm, double at) {
    if (openWeight == 0) {
      openRe = 0;
      openIm = 0;
      openTime = 0;
      openStart = at;
    }
    double angle = -2 * Math.PI * frequency * (at - openStart);
    openRe += zRe * Math.cos(angle) - zIm * Math.sin(angle);
    openIm += zRe * Math.sin(angle) + zIm * Math.cos(angle);
    openTime += at - openStart;
    openWeight++;
    if (openWeight >= scale) {
      if (size == CAPACITY) {
        merge();
      }
      if (openWeight >= scale) {
        close();
      }
    }
  }

  /// Ends the phasor that is being added up, if there is one and room for it.
  void close() {
    if (openWeight > 0 && size < CAPACITY) {
      double mean = openTime / openWeight;
      double angle = 2 * Math.PI * frequency * mean;
      put(
          size++,
          openRe * Math.cos(angle) - openIm * Math.sin(angle),
          openRe * Math.sin(angle) + openIm * Math.cos(angle),
          openStart + mean,
          openWeight);
      openWeight = 0;
    }
  }

  private void put(int k, double x, double y, double at, double count) {
    re[k] = x;
    im[k] = y;
    time[k] = at;
    weight[k] = count;
  }

  /// Adds neighbours two by two. The open phasor stays as it was begun, so the frequency it is
  /// turned by is only exchanged when it is empty: it holds the present scale, half of the next.
  private void merge() {
    double found = slope.fit(this, 0).frequency();
    for (int k = 0; k < CAPACITY / 2; k++) {
      int a = 2 * k;
      int b = a + 1;
      double both = weight[a] + weight[b];
      double at = (weight[a] * time[a] + weight[b] * time[b]) / both;
      double turnA = 2 * Math.PI * found * (at - time[a]);
      double turnB = 2 * Math.PI * found * (at - time[b]);
      double x =
          re[a] * Math.cos(turnA)
              - im[a] * Math.sin(turnA)
              + re[b] * Math.cos(turnB)
              - im[b] * Math.sin(turnB);
      double y =
          re[a] * Math.sin(turnA)
              + im[a] * Math.cos(turnA)
              + re[b] * Math.sin(turnB)
              + im[b] * Math.cos(turnB);
      put(k, x, y, at, both);
    }
    size = CAPACITY / 2;
    scale *= 2;
    retune(found);
  }

  /// Turns the open phasor by another frequency from its start on.
  private void retune(double found) {
    double mean = openTime / openWeight;
    double turn = 2 * Math.PI * (frequency - found) * mean;
    double x = openRe * Math.cos(turn) - openIm * Math.sin(turn);
    openIm = openRe * Math.sin(turn) + openIm * Math.cos(turn);
    openRe = x;
    frequency = found;
  }

  int bin() {
    return bin;
  }

  /// L, samples in a segment.
  int length() {
    return length;
  }

  /// How many phasors are kept.
  int size() {
    return size;
  }

  /// How many segments go into one phasor.
  int scale() {
    return scale;
  }

  /// The frequency phasors are merged by, in cycles per sample from the middle of the bin.
  double frequency() {
    return frequency;
  }

  /// Segments seen.
  long segments() {
    return segments;
  }

  /// Σ |z|² over all segments.
  double energy() {
    return energy;
  }

  /// Σ z_k conj(z_(k−1)) over neighbouring segments, less what the noise in their common samples
  /// contributes: 1/6 of its power each.
  ///
  /// @param noisePower the mean of |z|² for noise alone
  PulsePairs pairs(double noisePower) {
    double x = pairRe - pairs * noisePower / 6;
    double hop = length - length / 2.0;
    double magnitude = Math.hypot(x, pairIm);
    double total = energy * pairs / Math.max(segments, 1);
    double excess = total - pairs * noisePower;
    double steadiness = Math.clamp(magnitude / total, 1e-3, 1 - 1e-12);
    return new PulsePairs(
        Math.atan2(pairIm, x) / (2 * Math.PI * hop),
        Math.sqrt(-2 * Math.log(steadiness) / Math.max(pairs, 1)) / (2 * Math.PI * hop),
        excess > 0 ? Math.min(magnitude / excess, 1) : 0,
        magnitude / total * Math.sqrt((double) pairs));
  }

  /// The frequency of the phasors kept.
  ///
  /// @param noisePower the mean of |z|² for noise alone
  PhaseSlope.Fit fit(double noisePower) {
    return slope.fit(this, noisePower);
  }

  /// What the products of neighbouring segments say.
  ///
  /// @param frequency the mean frequency, in cycles per sample from the middle of the bin
  /// @param sigma its standard deviation: the circular spread of the products over √count
  /// @param coherence the magnitude of their sum over the line's power above the noise: 1 for a
  ///   steady tone, 1/6 for a signal that is noise itself
  /// @param significance the same magnitude over what the sum of as many products of noise of the
  ///   line's whole power would have
  record PulsePairs(double frequency, double sigma, double coherence, double significance) {}
}
