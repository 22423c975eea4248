package io.heimdall.server.receiver.rtltcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeficitTest {

  private static final double RATE = 2 * 2_400_000;
  private static final int BUFFER = 262_144;

  /// Two milliseconds.
  private static final double TOLERANCE = RATE * 2e-3;

  /// A loss as it was found.
  private record Found(long place, long bytes) {}

  /// Begins at the first arrival, as after settling.
  private static final class Reader {
    private final Pace pace;
    private final List<Found> found = new ArrayList<>();
    private final Deficit deficit;
    private long received;

    Reader(double bytesPerSecond, Arrivals arrivals) {
      pace = new Pace(bytesPerSecond, 0);
      double[] line = {0, Double.POSITIVE_INFINITY, 0};
      arrivals.run(
          3,
          (count, nanos) -> {
            line[0] += count;
            line[1] = Math.min(line[1], pace.latenessNanos((long) line[0], nanos));
            line[2] = nanos;
          });
      deficit = new Deficit(pace, (long) line[0], line[1], (long) line[2]);
    }

    void read(int count, long nanos) {
      long complete = deficit.proven();
      received += count;
      long lost = deficit.read(count, nanos);
      if (lost > 0) {
        found.add(new Found(complete, lost));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "2400000, 262144, 0.3",
    "2400000, 262144, 3",
    "2400000, 16384, 10",
    "250000, 262144, 3",
    "3200000, 65536, 5"
  })
  void takesNoJitterForALoss(double rateHz, int bufferBytes, double jitterMillis) {
    var arrivals = new Arrivals(2 * rateHz, bufferBytes).withJitter(jitterMillis);
    var reader = new Reader(2 * rateHz, arrivals);

    arrivals.run(600, reader::read);

    assertThat(reader.found).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"262144, 0.01", "16384, 0.002"})
  void takesNoStallForALoss(int bufferBytes, double perBuffer) {
    var arrivals = new Arrivals(RATE, bufferBytes).withJitter(1).withStalls(perBuffer, 6);
    var reader = new Reader(RATE, arrivals);

    arrivals.run(600, reader::read);

    assertThat(reader.found).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(doubles = {-100e-6, 100e-6})
  void takesNoCrystalForALoss(double off) {
    var arrivals = new Arrivals(RATE * (1 + off), BUFFER).withJitter(0.5);
    var reader = new Reader(RATE, arrivals);

    arrivals.run(3_600, reader::read);

    assertThat(reader.found).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"2400000, 262144", "2400000, 16384", "1000000, 32768", "250000, 262144"})
  void findsPlaceAndLengthOfALostBuffer(double rateHz, int bufferBytes) {
    var arrivals = new Arrivals(2 * rateHz, bufferBytes).withJitter(0.2);
    var reader = new Reader(2 * rateHz, arrivals);
    arrivals.run(5, reader::read);
    long place = reader.received;

    arrivals.lose(bufferBytes);
    arrivals.run(10, reader::read);

    assertThat(reader.found).hasSize(1);
    Found one = reader.found.getFirst();
    assertThat((double) one.bytes()).isCloseTo(bufferBytes, within(2 * rateHz * 1e-3));
    assertThat(one.bytes() % 2).isZero();
    assertThat((double) one.place()).isCloseTo((double) place, within((double) bufferBytes));
  }

  @Test
  void seesALossWithinTwoSecondsAndProvesWhatCameBefore() {
    var arrivals = new Arrivals(RATE, BUFFER).withJitter(0.2);
    var reader = new Reader(RATE, arrivals);
    arrivals.run(5, reader::read);
    assertThat(reader.deficit.proven()).isGreaterThan(reader.received - 3 * BUFFER);

    arrivals.lose(BUFFER);
    arrivals.run(2, reader::read);

    assertThat(reader.found).hasSize(1);
    assertThat(reader.deficit.proven()).isGreaterThan(reader.received - 3 * BUFFER);
  }

  @Test
  void findsALossWithinAStall() {
    var arrivals = new Arrivals(RATE, BUFFER).withJitter(0.2);
    var reader = new Reader(RATE, arrivals);
    arrivals.run(5, reader::read);
    long place = reader.received;

    arrivals.stall(4);
    arrivals.run(1, reader::read);
    arrivals.lose(10.0 * BUFFER);
    arrivals.run(15, reader::read);

    assertThat(reader.found).hasSize(1);
    Found one = reader.found.getFirst();
    assertThat((double) one.bytes()).isCloseTo(10.0 * BUFFER, within(TOLERANCE));
    assertThat((double) one.place()).isCloseTo((double) place, within((double) BUFFER));
  }

  @Test
  void countsEveryLossOfMany() {
    var arrivals = new Arrivals(RATE, BUFFER).withJitter(0.2);
    var reader = new Reader(RATE, arrivals);

    for (int n = 0; n < 20; n++) {
      arrivals.lose(BUFFER);
      arrivals.run(5, reader::read);
    }

    assertThat(reader.found).hasSize(20);
    assertThat((double) reader.found.stream().mapToLong(Found::bytes).sum())
        .isCloseTo(20.0 * BUFFER, within(TOLERANCE));
  }
}
