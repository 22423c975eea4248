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

  /// What was lost before some bytes.
  private record Lost(long place, long bytes) {}

  /// Begins at the first arrival, as after settling.
  private static final class Reader implements Deficit.Findings {
    private final Pace pace;
    private final Arrivals arrivals;
    private final List<Found> found = new ArrayList<>();
    private final List<Lost> truth = new ArrayList<>();
    private long returned;
    private final Deficit deficit;
    private long received;

    Reader(double bytesPerSecond, Arrivals arrivals) {
      pace = new Pace(bytesPerSecond, 0);
      this.arrivals = arrivals;
      double[] line = {0, Double.POSITIVE_INFINITY, 0};
      arrivals.run(
          3,
          (count, nanos) -> {
            line[0] += count;
            line[1] = Math.min(line[1], pace.latenessNanos((long) line[0], nanos));
            line[2] = nanos;
          });
      deficit = new Deficit(pace, (long) line[0], line[1], (long) line[2], this);
    }

    void read(int count, long nanos) {
      received += count;
      truth.add(new Lost(received, arrivals.lostBytes()));
      deficit.read(count, nanos);
    }

    @Override
    public void lost(long at, long bytes) {
      assertThat(bytes % 2).isZero();
      found.add(new Found(at, bytes));
    }

    @Override
    public void returned(long bytes) {
      returned += bytes;
    }

    long sum() {
      return found.stream().mapToLong(Found::bytes).sum() - returned;
    }

    /// How wrong the index of any bytes is that have gone on.
    double worstErrorNanos() {
      double worst = 0;
      int next = 0;
      long told = 0;
      for (Lost one : truth) {
        while (next < found.size() && found.get(next).place() < one.place()) {
          told += found.get(next++).bytes();
        }
        if (one.place() <= deficit.proven()) {
          worst = Math.max(worst, Math.abs(pace.nanos(told - one.bytes())));
        }
      }
      return worst;
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

  /// Those before the loss are late by 5 ms, and the loss is 14.
  @Test
  void putsAllOfALossAfterArrivalsThatWereALittleLate() {
    int buffer = 65_536;
    var arrivals = new Arrivals(RATE, buffer).withJitter(0.2);
    var reader = new Reader(RATE, arrivals);
    arrivals.run(5, reader::read);

    arrivals.run(0.1, (count, nanos) -> reader.read(count, nanos + 5_000_000));
    long place = reader.received;
    arrivals.lose(buffer);
    arrivals.run(10, reader::read);

    assertThat(reader.found).hasSize(1);
    assertThat((double) reader.found.getFirst().bytes()).isCloseTo(buffer, within(TOLERANCE));
    assertThat((double) reader.found.getFirst().place())
        .isCloseTo((double) place, within(2.0 * buffer));
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

  @ParameterizedTest
  @CsvSource({
    "2400000, 262144, 5, 0.2",
    "2400000, 262144, 10, 0.2",
    "2400000, 262144, 15, 0.2",
    "2400000, 262144, 22, 0.2",
    "2400000, 65536, 20, 1",
    "1024000, 262144, 7, 0.2",
    "250000, 262144, 5, 0.2"
  })
  void followsLossesThatRecurBeforeWindowsAgree(
      double rateHz, int bufferBytes, int every, double jitterMillis) {
    var arrivals = new Arrivals(2 * rateHz, bufferBytes).withJitter(jitterMillis);
    var reader = new Reader(2 * rateHz, arrivals);
    arrivals.run(5, reader::read);

    arrivals.loseEvery(every);
    arrivals.run(60, reader::read);

    assertThat(reader.worstErrorNanos()).isLessThan(15e6);
    assertThat(reader.received - reader.deficit.proven())
        .isLessThan(Math.min(16 << 20, (long) (2 * rateHz * 12)));
    arrivals.loseEvery(Long.MAX_VALUE);
    arrivals.run(10, reader::read);
    assertThat((double) reader.sum())
        .isCloseTo((double) arrivals.lostBytes(), within(2 * rateHz * 20e-3));
    assertThat(reader.received - reader.deficit.proven()).isLessThan(3L * bufferBytes);
    assertThat(reader.deficit.otherRate()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.9, 0.7, 0.5})
  void followsALineThatCarriesLess(double share) {
    int buffer = 65_536;
    var arrivals = new Arrivals(RATE, buffer).withJitter(0.2);
    var reader = new Reader(RATE, arrivals);
    arrivals.run(5, reader::read);

    arrivals.carry(share);
    arrivals.run(60, reader::read);

    // Three buffers may be on their way, late and not lost.
    assertThat(reader.worstErrorNanos()).isLessThan(15e6 + 3 * buffer / RATE / share * 1e9);
    assertThat(reader.received - reader.deficit.proven()).isLessThan(16 << 20);
    arrivals.carry(1);
    arrivals.run(10, reader::read);
    assertThat((double) arrivals.lostBytes())
        .isCloseTo((1 - share) * 60 * RATE, within(0.1 * RATE));
    assertThat((double) reader.sum())
        .isCloseTo((double) arrivals.lostBytes(), within(RATE * 20e-3));
  }

  /// The server keeps what the line does not carry, and all of it comes in the end.
  @Test
  void takesBackWhatWasOnlyLate() {
    var arrivals = new Arrivals(RATE, BUFFER).withJitter(0.2);
    var reader = new Reader(RATE, arrivals);
    arrivals.run(5, reader::read);

    arrivals.delayMore(0.2, 6, reader::read);
    assertThat(reader.sum()).isGreaterThan((long) (0.5 * RATE));
    arrivals.run(10, reader::read);

    assertThat((double) reader.sum()).isCloseTo(0, within(RATE * 4e-3));
    assertThat(reader.received - reader.deficit.proven()).isLessThan(3L * BUFFER);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.01, -0.005, -0.002, -0.001, -0.000_5, 0.001, 0.002, 0.005, 0.01})
  void takesNoOtherRateForLosses(double off) {
    for (double jitterMillis : new double[] {0.2, 1}) {
      var arrivals = new Arrivals(RATE * (1 + off), BUFFER).withJitter(jitterMillis);
      var reader = new Reader(RATE, arrivals);

      arrivals.run(
          120,
          (count, nanos) -> {
            if (reader.deficit.otherRate().isEmpty()) {
              reader.read(count, nanos);
            }
          });

      assertThat(reader.found).isEmpty();
      assertThat(reader.deficit.otherRate().orElseThrow())
          .isCloseTo(RATE * (1 + off), within(RATE * 1e-3));
    }
  }
}
