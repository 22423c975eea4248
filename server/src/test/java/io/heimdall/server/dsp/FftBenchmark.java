package io.heimdall.server.dsp;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jtransforms.fft.FloatFFT_1D;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// One transform of noise, by our own kernels and by JTransforms in float. The first bin of every
/// result, the sum of the samples, is checked. Read the lowest sample: others may use the machine
/// at the same time.
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class FftBenchmark {

  /// The number of points.
  @Param({"1024", "2048", "4096", "16384", "65536"})
  public int size;

  private Fft fft = Fft.of(4);
  private FloatFFT_1D jtransforms = new FloatFFT_1D(4);
  private float[] fromRe = {};
  private float[] fromIm = {};
  private float[] re = {};
  private float[] im = {};
  private float[] interleaved = {};
  private double sumRe;
  private double sumIm;

  /// Makes nothing yet.
  public FftBenchmark() {}

  /// Makes the noise.
  @Setup
  public void prepare() {
    var random = new Random(1);
    fft = Fft.of(size);
    jtransforms = new FloatFFT_1D(size);
    fromRe = new float[size];
    fromIm = new float[size];
    re = new float[size];
    im = new float[size];
    interleaved = new float[2 * size];
    sumRe = 0;
    sumIm = 0;
    for (int n = 0; n < size; n++) {
      fromRe[n] = (float) random.nextGaussian();
      fromIm[n] = (float) random.nextGaussian();
      sumRe += fromRe[n];
      sumIm += fromIm[n];
    }
  }

  /// By our own kernels, on separate parts.
  ///
  /// @return the real parts
  @Benchmark
  public float[] ours() {
    System.arraycopy(fromRe, 0, re, 0, size);
    System.arraycopy(fromIm, 0, im, 0, size);
    fft.forward(re, im);
    check(re[0], im[0]);
    return re;
  }

  /// By JTransforms, on interleaved parts.
  ///
  /// @return the parts
  @Benchmark
  public float[] byJTransforms() {
    for (int n = 0; n < size; n++) {
      interleaved[2 * n] = fromRe[n];
      interleaved[2 * n + 1] = fromIm[n];
    }
    jtransforms.complexForward(interleaved);
    check(interleaved[0], interleaved[1]);
    return interleaved;
  }

  private void check(double first, double second) {
    double error = Math.hypot(first - sumRe, second - sumIm);
    if (!(error < 1e-5 * size)) {
      throw new IllegalStateException("wrong result: " + error + " off");
    }
  }
}
