package io.heimdall.server.bench;

import java.util.stream.IntStream;
import java.util.stream.Stream;

/// What to measure.
///
/// @param receivers how many receivers take part
/// @param samples how many samples each delivers
/// @param repeat how many rounds count
/// @param warmup how many rounds before them do not
record BenchPlan(int receivers, int samples, int repeat, int warmup) {

  /// What the old HTTP receivers deliver, and the driver asks for.
  static final double SAMPLE_RATE_HZ = 12_500;

  static final long CENTER_FREQUENCY_HZ = 7_040_000;

  private static final int FEWEST_SAMPLES = 4096;
  private static final int MOST_SAMPLES = 1 << 20;
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  /// Refuses what cannot be measured.
  BenchPlan {
    atLeast(1, "receivers", receivers);
    atLeast(FEWEST_SAMPLES, "samples", samples);
    atLeast(1, "repeat", repeat);
    atLeast(0, "warmup", warmup);
    if (samples > MOST_SAMPLES) {
      throw new IllegalArgumentException(
          "samples must be at most %d, which is one segment, was %d"
              .formatted(MOST_SAMPLES, samples));
    }
  }

  /// How long a receiver would take to deliver its samples.
  long durationNanos() {
    return Math.round(samples * (NANOS_PER_SECOND / SAMPLE_RATE_HZ));
  }

  /// What each receiver delivers.
  Stream<TestTone> tones() {
    return IntStream.range(0, receivers).mapToObj(TestTone::new);
  }

  private static void atLeast(int least, String name, int value) {
    if (value < least) {
      throw new IllegalArgumentException(
          "%s must be at least %d, was %d".formatted(name, least, value));
    }
  }
}
