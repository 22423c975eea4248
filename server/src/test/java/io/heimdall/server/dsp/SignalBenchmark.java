package io.heimdall.server.dsp;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jtransforms.fft.DoubleFFT_1D;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// What measuring one recording of 125,000 samples costs: ten seconds at 12.5 kHz, a carrier at
/// C/N0 = 60 dB·Hz, in blocks of 512 samples like a KiwiSDR's. Every result is checked.
///
/// Read the lowest and the median sample: others may use the machine at the same time.
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 6, time = 1)
@Fork(1)
public class SignalBenchmark {

  private static final double FS = 12_500;
  private static final int COUNT = 125_000;
  private static final double CARRIER_HZ = 1234.5;
  private static final double NOISE = 1e-9;
  private static final int SEGMENT = 1024;
  private static final double POWER = NOISE * (FS + 1e6);

  private final Signals samples =
      new Signals(COUNT, FS)
          .noise(NOISE, new Random(1))
          .tone(CARRIER_HZ, Signals.amplitude(60, NOISE), 0.3);
  private final double[] psd = new double[SEGMENT];
  private final Window window = Window.hann(SEGMENT);
  private final DoubleFFT_1D oracle = new DoubleFFT_1D(SEGMENT);
  private final double[] interleaved = new double[2 * SEGMENT];
  private final double[] power = new double[SEGMENT];

  /// Makes the samples.
  public SignalBenchmark() {}

  /// All metrics of the recording.
  ///
  /// @return the metrics
  @Benchmark
  public SignalMetrics metrics() {
    var analyzer = new SignalAnalyzer(AnalysisPlan.ofBand(FS, -5000, 5000));
    samples.to(analyzer);
    var metrics = analyzer.finish(FS);
    Double offset = metrics.offset().frequencyOffsetHz();
    Double cn0 = metrics.signal().cn0Dbhz();
    check(offset != null && Math.abs(offset - CARRIER_HZ) < 1e-3, "offset " + offset);
    check(cn0 != null && Math.abs(cn0 - 60) < 0.1, "C/N0 " + cn0);
    return metrics;
  }

  /// Welch's spectrum in segments of 1,024, Hann, 50 %.
  ///
  /// @return the spectrum
  @Benchmark
  public double[] welch1024() {
    var welch = new WelchAccumulator(SEGMENT);
    welch.accept(samples.i, samples.q, 0, COUNT);
    welch.psd(FS, psd);
    checkPower();
    return psd;
  }

  /// The same by JTransforms in double, as it is simplest written.
  ///
  /// @return the spectrum
  @Benchmark
  public double[] welch1024ByJTransforms() {
    java.util.Arrays.fill(power, 0);
    float[] weights = new float[SEGMENT];
    float[] ones = new float[SEGMENT];
    java.util.Arrays.fill(ones, 1);
    window.apply(ones, 0, weights);
    int segments = 0;
    for (int start = 0; start + SEGMENT <= COUNT; start += SEGMENT / 2) {
      for (int n = 0; n < SEGMENT; n++) {
        interleaved[2 * n] = weights[n] * samples.i[start + n];
        interleaved[2 * n + 1] = weights[n] * samples.q[start + n];
      }
      oracle.complexForward(interleaved);
      for (int m = 0; m < SEGMENT; m++) {
        double x = interleaved[2 * m];
        double y = interleaved[2 * m + 1];
        power[m] += x * x + y * y;
      }
      segments++;
    }
    for (int m = 0; m < SEGMENT; m++) {
      psd[m] = power[(m + SEGMENT / 2) % SEGMENT] / (segments * FS * window.sumOfSquares());
    }
    checkPower();
    return psd;
  }

  private void checkPower() {
    double sum = 0;
    for (double density : psd) {
      sum += density * FS / SEGMENT;
    }
    check(Math.abs(sum / POWER - 1) < 0.01, "power " + sum);
  }

  private static void check(boolean right, String found) {
    if (!right) {
      throw new IllegalStateException("wrong result: " + found);
    }
  }
}
