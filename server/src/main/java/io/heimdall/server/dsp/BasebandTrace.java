package io.heimdall.server.dsp;

import static java.util.Objects.checkFromIndexSize;

import java.util.Arrays;

/// What a stream holds near 0 Hz, kept in memory at a low rate: every D-th sample of the stream
/// after a low-pass filter, `D = ⌊fs / 10 kHz⌋` or 1.
///
/// The filter is a sinc of cut-off `0.3 fs/D` under a Blackman window of 8 D + 1 samples (Harris,
/// 1978): symmetric, so that nothing moves in time; what aliases into the middle ±3 kHz is below
/// −70 dB. With D = 1 samples are kept as they are.
///
/// Kept sample k stands for the stream's sample k D, lost ones counted. A sample whose filter
/// touches a loss, or the start or the end of the stream, is NaN where D > 1; with D = 1 only the
/// lost ones are. Samples beyond the capacity are not kept.
///
/// One thread at a time.
public final class BasebandTrace {

  /// The rate kept lies between this and twice this, or is the stream's own where that is lower.
  static final double LOWEST_RATE_HZ = 10_000;

  private static final int TAPS_PER_STEP = 8;
  private static final double CUTOFF = 0.3;

  private final int step;
  private final float[] taps;
  private final float[] keptI;
  private final float[] keptQ;

  /// The samples the filter still needs, the stream's sample `first` at 0.
  private final float[] pendingI;

  private final float[] pendingQ;

  private int pending;
  private int size;

  /// Makes an empty trace.
  ///
  /// @param sampleRateHz fs, the stream's nominal rate
  /// @param seconds how much of it to keep at most
  public BasebandTrace(double sampleRateHz, double seconds) {
    if (!(sampleRateHz > 0) || !(seconds > 0) || !(sampleRateHz * seconds < Integer.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "expected a rate and a time, got %s Hz and %s s".formatted(sampleRateHz, seconds));
    }
    step = Math.max(1, (int) (sampleRateHz / LOWEST_RATE_HZ));
    taps = taps(step);
    int capacity = (int) Math.ceil(sampleRateHz * seconds / step) + 1;
    keptI = new float[capacity];
    keptQ = new float[capacity];
    pendingI = new float[2 * taps.length];
    pendingQ = new float[2 * taps.length];
    // Before the stream there is nothing: half a filter of losses.
    pending = taps.length / 2;
    Arrays.fill(pendingI, 0, pending, Float.NaN);
    Arrays.fill(pendingQ, 0, pending, Float.NaN);
  }

  private static float[] taps(int step) {
    if (step == 1) {
      return new float[] {1};
    }
    int reach = TAPS_PER_STEP * step / 2;
    double[] weights = new double[2 * reach + 1];
    double sum = 0;
    for (int n = -reach; n <= reach; n++) {
      double place = Math.PI * n / (reach + 1);
      double blackman = 0.42 + 0.5 * Math.cos(place) + 0.08 * Math.cos(2 * place);
      double x = 2 * CUTOFF * n / step;
      double sinc = n == 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
      weights[n + reach] = blackman * sinc;
      sum += weights[n + reach];
    }
    float[] taps = new float[weights.length];
    for (int n = 0; n < taps.length; n++) {
      taps[n] = (float) (weights[n] / sum);
    }
    return taps;
  }

  /// Takes samples in.
  ///
  /// @param i in-phase parts, as fractions of full scale
  /// @param q quadrature parts
  /// @param offset where they start in both arrays
  /// @param count how many there are
  public void accept(float[] i, float[] q, int offset, int count) {
    checkFromIndexSize(offset, count, i.length);
    checkFromIndexSize(offset, count, q.length);
    int taken = 0;
    while (taken < count && size < keptI.length) {
      int room = Math.min(count - taken, pendingI.length - pending);
      System.arraycopy(i, offset + taken, pendingI, pending, room);
      System.arraycopy(q, offset + taken, pendingQ, pending, room);
      pending += room;
      taken += room;
      filter();
    }
  }

  /// Says that samples are missing before the next ones.
  ///
  /// @param lostSamples how many
  public void gap(long lostSamples) {
    long left = lostSamples;
    while (left > 0 && size < keptI.length) {
      int room = (int) Math.min(left, pendingI.length - pending);
      Arrays.fill(pendingI, pending, pending + room, Float.NaN);
      Arrays.fill(pendingQ, pending, pending + room, Float.NaN);
      pending += room;
      left -= room;
      filter();
    }
  }

  private void filter() {
    int from = 0;
    while (from + taps.length <= pending && size < keptI.length) {
      double re = 0;
      double im = 0;
      for (int n = 0; n < taps.length; n++) {
        re += taps[n] * pendingI[from + n];
        im += taps[n] * pendingQ[from + n];
      }
      keptI[size] = (float) re;
      keptQ[size] = (float) im;
      size++;
      from += step;
    }
    int done = Math.min(from, pending);
    System.arraycopy(pendingI, done, pendingI, 0, pending - done);
    System.arraycopy(pendingQ, done, pendingQ, 0, pending - done);
    pending -= done;
  }

  /// D, the stream's samples per sample kept.
  ///
  /// @return at least 1
  public int step() {
    return step;
  }

  /// How many samples are kept.
  ///
  /// @return samples
  public int size() {
    return size;
  }

  /// The in-phase parts, NaN where lost; only the first [#size()] are meaningful.
  ///
  /// @return the array itself
  public float[] i() {
    return keptI;
  }

  /// The quadrature parts, NaN where lost; only the first [#size()] are meaningful.
  ///
  /// @return the array itself
  public float[] q() {
    return keptQ;
  }
}
