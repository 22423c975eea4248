package io.heimdall.server.dsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FftTest {

  /// Each pass rounds once, so the relative error grows like ε √log2 N; twice that is allowed.
  private static double tolerance(int size) {
    return 2 * 6e-8 * Math.sqrt(Math.log(size) / Math.log(2) + 1);
  }

  @ParameterizedTest
  @ValueSource(
      ints = {4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768, 65536})
  void agreesWithTheOracle(int size) {
    float[] re = noise(size, 1);
    float[] im = noise(size, 2);
    float[] expectedRe = re.clone();
    float[] expectedIm = im.clone();

    Fft.of(size).forward(re, im);
    new MixedRadixFft(size).forward(expectedRe, expectedIm);

    double error = 0;
    double energy = 0;
    for (int m = 0; m < size; m++) {
      error += square(re[m] - expectedRe[m]) + square(im[m] - expectedIm[m]);
      energy += square(expectedRe[m]) + square(expectedIm[m]);
    }
    assertThat(Fft.of(size)).isNotInstanceOf(MixedRadixFft.class);
    assertThat(Math.sqrt(error / energy)).isLessThan(tolerance(size));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 12, 16, 17, 60, 64, 100})
  void agreesWithTheDefinition(int size) {
    float[] re = noise(size, 3);
    float[] im = noise(size, 4);
    double[] sumRe = new double[size];
    double[] sumIm = new double[size];
    for (int m = 0; m < size; m++) {
      for (int n = 0; n < size; n++) {
        double angle = -2 * Math.PI * m * n / size;
        sumRe[m] += re[n] * Math.cos(angle) - im[n] * Math.sin(angle);
        sumIm[m] += re[n] * Math.sin(angle) + im[n] * Math.cos(angle);
      }
    }

    Fft.of(size).forward(re, im);

    for (int m = 0; m < size; m++) {
      assertThat((double) re[m]).isCloseTo(sumRe[m], within(1e-5 * size));
      assertThat((double) im[m]).isCloseTo(sumIm[m], within(1e-5 * size));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {64, 1000, 2048, 4096})
  void putsAToneIntoItsBin(int size) {
    int bin = size - 7;
    float[] re = new float[size];
    float[] im = new float[size];
    for (int n = 0; n < size; n++) {
      double angle = 2 * Math.PI * ((long) bin * n % size) / size;
      re[n] = (float) Math.cos(angle);
      im[n] = (float) Math.sin(angle);
    }

    Fft.of(size).forward(re, im);

    for (int m = 0; m < size; m++) {
      assertThat(re[m]).isCloseTo(m == bin ? size : 0, within(1e-6f * size));
      assertThat(im[m]).isCloseTo(0, within(1e-6f * size));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {128, 256, 4096})
  void keepsTheEnergy(int size) {
    float[] re = noise(size, 5);
    float[] im = noise(size, 6);
    double before = energy(re, im);

    Fft.of(size).forward(re, im);

    assertThat(energy(re, im) / size).isCloseTo(before, within(1e-5 * before));
  }

  @Test
  void isLinear() {
    int size = 2048;
    Fft fft = Fft.of(size);
    float[] aRe = noise(size, 7);
    float[] aIm = noise(size, 8);
    float[] bRe = noise(size, 9);
    float[] bIm = noise(size, 10);
    float[] sumRe = new float[size];
    float[] sumIm = new float[size];
    for (int n = 0; n < size; n++) {
      sumRe[n] = 2 * aRe[n] - 3 * bRe[n];
      sumIm[n] = 2 * aIm[n] - 3 * bIm[n];
    }

    fft.forward(aRe, aIm);
    fft.forward(bRe, bIm);
    fft.forward(sumRe, sumIm);

    for (int m = 0; m < size; m++) {
      assertThat(sumRe[m]).isCloseTo(2 * aRe[m] - 3 * bRe[m], within(1e-3f));
      assertThat(sumIm[m]).isCloseTo(2 * aIm[m] - 3 * bIm[m], within(1e-3f));
    }
  }

  @Test
  void givesTheSameAgain() {
    Fft fft = Fft.of(512);
    float[] re = noise(512, 11);
    float[] im = noise(512, 12);
    float[] againRe = re.clone();
    float[] againIm = im.clone();

    fft.forward(re, im);
    fft.forward(againRe, againIm);

    assertThat(againRe).isEqualTo(re);
    assertThat(againIm).isEqualTo(im);
  }

  @Test
  void refusesArraysThatAreTooShort() {
    Fft fft = Fft.of(64);

    assertThatThrownBy(() -> fft.forward(new float[64], new float[63]))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  private static float[] noise(int size, long seed) {
    var random = new Random(seed);
    float[] values = new float[size];
    for (int n = 0; n < size; n++) {
      values[n] = (float) random.nextGaussian();
    }
    return values;
  }

  private static double square(double x) {
    return x * x;
  }

  private static double energy(float[] re, float[] im) {
    double sum = 0;
    for (int n = 0; n < re.length; n++) {
      sum += square(re[n]) + square(im[n]);
    }
    return sum;
  }
}
