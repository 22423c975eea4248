package io.heimdall.server.dsp;

import static io.heimdall.server.dsp.Known.known;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/// The kernels against numpy and scipy, with the vectors' own definitions.
///
/// The kernels transform floats, so spectra agree to 1e-3 dB where they are less than 100 dB below
/// their maximum, the vectors' tolerance for float32. Scalars of a spectrum agree as far as that
/// carries; those of the samples to 1e-6 dB.
final class VectorsTest {

  private static final double SPECTRUM_DB = 1e-3;
  private static final double EXACT_DB = 1e-6;

  private record Vector(String name, Signals samples, double fs, JsonNode expected) {

    int segment() {
      return Math.min(1024, samples.i.length);
    }

    /// The spectrum over the whole sample rate.
    Spectrum spectrum() {
      var welch = new WelchAccumulator(segment());
      welch.accept(samples.i, samples.q, 0, samples.i.length);
      double[] psd = new double[segment()];
      welch.psd(fs, psd);
      return new Spectrum(
          psd, fs, welch.effectiveSegments(), AnalysisPlan.ofBand(fs, -fs / 2, fs / 2));
    }
  }

  @FunctionalInterface
  private interface Check {
    void of(Vector vector) throws IOException;
  }

  private static List<DynamicTest> each(Check check) {
    TestData data = TestData.vectors();
    List<DynamicTest> tests = new ArrayList<>();
    for (String group : List.of("real", "synthetic")) {
      for (var entry : data.expected().get(group).properties()) {
        double fs = entry.getValue().get("fs_hz").asDouble();
        tests.add(
            DynamicTest.dynamicTest(
                entry.getKey(),
                () ->
                    check.of(
                        new Vector(
                            entry.getKey(),
                            data.samples(entry.getKey(), fs),
                            fs,
                            entry.getValue()))));
      }
    }
    return tests;
  }

  private static void assertClose(double actual, JsonNode expected, double tolerance) {
    assertThat(actual).isCloseTo(expected.asDouble(), within(tolerance));
  }

  @TestFactory
  List<DynamicTest> levelsAgree() {
    return each(vector -> {
      var meter = new LevelMeter();
      meter.accept(vector.samples.i, vector.samples.q, 0, vector.samples.i.length);

      var level = meter.level();

      assertClose(known(level.dcI()), vector.expected.get("mean_i"), 1e-9);
      assertClose(known(level.dcQ()), vector.expected.get("mean_q"), 1e-9);
      JsonNode power = vector.expected.get("total_power_dbfs");
      if (power.isNull()) {
        assertThat(level.totalPowerDbfs()).isNull();
      } else {
        assertClose(known(level.totalPowerDbfs()), power, EXACT_DB);
        assertClose(
            Math.pow(10, known(level.peakDbfs()) / 20), vector.expected.get("max_abs"), 1e-6);
      }
    });
  }

  @TestFactory
  List<DynamicTest> spectraAgree() {
    return each(vector -> {
      double[] expected = TestData.vectors().values(vector.name + "_psd_raw");

      var spectrum = vector.spectrum();

      assertThat(spectrum.size()).isEqualTo(expected.length);
      double most = Arrays.stream(expected).max().orElseThrow();
      for (int m = 0; m < expected.length; m++) {
        if (most == 0) {
          assertThat(spectrum.density(m)).isZero();
        } else if (expected[m] > most * 1e-10) {
          assertThat(Decibels.of(spectrum.density(m)))
              .isCloseTo(Decibels.of(expected[m]), within(SPECTRUM_DB));
        }
      }
      JsonNode psd = vector.expected.get("psd_raw");
      assertClose(spectrum.spacingHz(), psd.get("df_hz"), 1e-9);
      assertClose(spectrum.frequencyHz(0), psd.get("f0_hz"), 1e-9);
      if (most > 0) {
        assertClose(
            spectrum.frequencyHz(spectrum.strongestSearched()), psd.get("psd_max_hz"), 1e-6);
      }
    });
  }

  @TestFactory
  List<DynamicTest> occupiedBandwidthsAgree() {
    return each(vector -> {
      JsonNode expected = vector.expected.get("psd_raw").get("obw99");

      var band = OccupiedBandwidth.of(vector.spectrum(), 0, 0);

      if (expected.isNull()) {
        assertThat(band).isNull();
        return;
      }
      assertClose(known(band).lowHz(), expected.get("lo_hz"), 1e-3);
      assertClose(known(band).highHz(), expected.get("hi_hz"), 1e-3);
      assertClose(known(band).widthHz(), expected.get("obw_hz"), 1e-3);
    });
  }

  @TestFactory
  List<DynamicTest> noiseFloorsAgree() {
    return each(vector -> {
      JsonNode expected = vector.expected.get("psd_raw").get("noise_floor");
      var spectrum = vector.spectrum();
      double[] sorted = new double[spectrum.size()];
      int count = spectrum.counted(sorted);
      Arrays.sort(sorted);
      if (expected.get("median_dbfs_hz").isNull()) {
        assertThat(sorted).containsOnly(0);
        return;
      }
      if (expected.get("median_dbfs_hz").asDouble() < -200) {
        return; // The rounding of a noiseless vector, which is float32 here.
      }
      double segments = spectrum.effectiveSegments();
      double nearest = sorted[(int) Math.ceil(0.2 * count) - 1];

      assertClose(segments, expected.get("k_eff"), 1e-9);
      assertClose(GammaQuantile.ofMean(0.5, segments), expected.get("median_factor"), 1e-12);
      assertClose(GammaQuantile.ofMean(0.2, segments), expected.get("p20_factor"), 1e-12);
      assertDensity(Quantile.of(sorted, count, 0.5), expected.get("median_dbfs_hz"));
      assertDensity(Quantile.of(sorted, count, 0.2), expected.get("p20_dbfs_hz"));
      assertDensity(nearest, expected.get("p20_nearest_rank_dbfs_hz"));
      assertDensity(
          NoiseFloor.density(sorted, count, 0.5, segments),
          expected.get("median_corrected_dbfs_hz"));
      assertDensity(
          NoiseFloor.density(sorted, count, 0.2, segments), expected.get("p20_corrected_dbfs_hz"));
    });
  }

  private static void assertDensity(double density, JsonNode expectedDb) {
    assertClose(Decibels.of(density), expectedDb, SPECTRUM_DB);
  }

  @TestFactory
  List<DynamicTest> examplesOfSignalToNoiseAgree() {
    return each(vector -> {
      JsonNode expected = vector.expected.get("psd_raw").get("snr_est_db");
      if (expected.isNull() || expected.asDouble() > 200) {
        return;
      }
      var spectrum = vector.spectrum();
      double[] bins = new double[spectrum.size()];
      int count = spectrum.counted(bins);
      double noise = NoiseFloor.density(bins, count, 0.2, spectrum.effectiveSegments());
      double tone = 0;
      for (int m = -4; m <= 4; m++) {
        double density = spectrum.density(spectrum.strongestSearched() + m);
        tone += (density - noise) * spectrum.spacingHz();
      }

      assertClose(Decibels.of(tone / (noise * vector.fs)), expected, 2 * SPECTRUM_DB);
    });
  }

  /// The vectors' peak: log-quadratic interpolation in one transform of the first 2^n samples.
  @TestFactory
  List<DynamicTest> peaksAgree() {
    return each(vector -> {
      JsonNode expected = vector.expected.get("peak");
      if (expected.get("freq_hz").isNull()) {
        return;
      }
      int size = Integer.highestOneBit(vector.samples.i.length);
      float[] re = new float[size];
      float[] im = new float[size];
      var window = Window.hann(size);
      window.apply(vector.samples.i, 0, re);
      window.apply(vector.samples.q, 0, im);
      Fft.of(size).forward(re, im);
      int peak = 0;
      for (int m = 0; m < size; m++) {
        peak = magnitude(re, im, m) > magnitude(re, im, peak) ? m : peak;
      }
      double a = Math.log(magnitude(re, im, (peak + size - 1) % size));
      double b = Math.log(magnitude(re, im, peak));
      double c = Math.log(magnitude(re, im, (peak + 1) % size));
      double delta = (a - c) / (2 * (a - 2 * b + c));
      double frequencyHz = (peak + delta) * vector.fs / size - (peak >= size / 2 ? vector.fs : 0);
      double amplitude = Math.exp(b - (a - c) * delta / 4) / window.sum();

      assertThat(peak).isEqualTo(expected.get("bin").asInt());
      // ε of a bin at a tenth of the peak moves δ by about ε √log2 N: 1e-6 bins and a margin.
      assertClose(frequencyHz, expected.get("freq_hz"), 3e-6 * vector.fs / size);
      assertClose(20 * Math.log10(amplitude), expected.get("amp_dbfs"), 1e-5);
    });
  }

  private static double magnitude(float[] re, float[] im, int m) {
    return Math.hypot(re[m], im[m]);
  }

  @TestFactory
  List<DynamicTest> theAnalyzerFindsTheTruth() {
    return each(vector -> {
      JsonNode tones = vector.expected.path("truth").path("tones");
      var plan = AnalysisPlan.ofBand(vector.fs, -6000, 6000);
      var metrics = vector.samples.measure(plan);

      assertThat(metrics.toString()).doesNotContain("NaN").doesNotContain("Infinity");
      if (tones.isArray() && !tones.isEmpty()) {
        double sigma = known(metrics.offset().frequencyOffsetSigmaHz());
        assertThat(metrics.offset().method()).isEqualTo(OffsetMethod.CARRIER);
        assertThat(metrics.offset().frequencyOffsetHz())
            .isCloseTo(tones.get(0).get("freq_hz").asDouble(), within(4 * sigma + 1e-6));
      }
      JsonNode noise = vector.expected.path("truth").path("noise_density_dbfs_hz");
      if (noise.isNumber() && tones.size() > 0) {
        assertThat(metrics.noise().noiseFloorDbfsPerHz()).isCloseTo(noise.asDouble(), within(0.15));
      }
    });
  }

  @Test
  void recordingsOfDcf77AreOnFrequency() throws IOException {
    TestData data = TestData.vectors();
    for (String station : List.of("DF0KL", "F1JEK", "HB9RYZ")) {
      String name = "real_" + station + "_2017";
      double fs = data.expected().get("real").get(name).get("fs_hz").asDouble();

      var metrics = data.samples(name, fs).measure(AnalysisPlan.ofBand(fs, -5000, 5000));

      assertThat(metrics.offset().method()).isEqualTo(OffsetMethod.CARRIER);
      assertThat(metrics.offset().frequencyOffsetHz()).isCloseTo(0, within(0.02));
      assertThat(metrics.offset().frequencyOffsetSigmaHz()).isLessThan(0.005);
      assertThat(metrics.noise().noiseFloorDbfsPerHz()).isBetween(-95.0, -70.0);
    }
  }
}
