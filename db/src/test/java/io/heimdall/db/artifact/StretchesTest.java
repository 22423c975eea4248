package io.heimdall.db.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StretchesTest {

  private static final long SEED = 23;
  private static final int TIMES = 2_000;

  @Test
  void cutsATimeIntoStretchesThatAreTheWholeInOrder() {
    var random = new Random(SEED);
    for (int n = 0; n < TIMES; n++) {
      boolean newestFirst = random.nextBoolean();
      Instant from = instant(random);
      Stretch whole = new Stretch(from, from.plusNanos(1000 * (1 + length(random))));
      var stretches = new Stretches(whole, 1 + length(random) / 1_000_000, newestFirst, 100);
      Instant edge = newestFirst ? whole.before() : whole.from();
      int found = 0;

      while (stretches.hasNext()) {
        Stretch next = stretches.next(found);
        assertThat(next.empty()).isFalse();
        assertThat(newestFirst ? next.before() : next.from()).isEqualTo(edge);
        assertThat(next.eras()).hasSizeLessThan(80);
        edge = newestFirst ? next.from() : next.before();
        found = Math.min(found + random.nextInt(30), 99);
      }

      assertThat(edge)
          .as("seed %d, turn %d", SEED, n)
          .isEqualTo(newestFirst ? whole.from() : whole.before());
    }
  }

  @Test
  void readsLittleWhereMuchIsFoundAndEverythingWhereNothingIs() {
    Instant end = Instant.parse("2026-01-01T00:00:00Z");
    Stretch year = new Stretch(end.minusSeconds(31_536_000), end);

    var frequent = new Stretches(year, 86_400, true, 100);
    long first = frequent.next(0).seconds();
    long second = frequent.next(90).seconds();
    var rare = new Stretches(year, 86_400, true, 100);
    int read = 0;
    while (rare.hasNext()) {
      rare.next(0);
      read++;
    }

    assertThat(first).isBetween(86_400L, 86_400L + 65_536);
    assertThat(second).isLessThan(first);
    assertThat(read).isEqualTo(3);
  }

  @Test
  void hasTheEraOfEveryTimeInIt() {
    var random = new Random(SEED);
    for (int n = 0; n < TIMES; n++) {
      Instant from = instant(random);
      long micros = 1 + length(random);
      Stretch stretch = new Stretch(from, from.plusNanos(1000 * micros));
      Instant inside = from.plusNanos(1000 * random.nextLong(micros));

      assertThat(Arrays.asList(stretch.eras()))
          .as("seed %d, turn %d, %s in %s", SEED, n, inside, stretch)
          .containsAnyOf(
              (int) (inside.getEpochSecond() >> 12),
              (int) (inside.getEpochSecond() >> 16) | 1 << 24,
              (int) (inside.getEpochSecond() >> 20) | 2 << 24,
              (int) (inside.getEpochSecond() >> 24) | 3 << 24);
    }
  }

  private static Instant instant(Random random) {
    return Instant.EPOCH.plusNanos(1000 * random.nextLong(4_000_000_000_000_000L));
  }

  /// From microseconds to decades.
  private static long length(Random random) {
    return (long) Math.exp(random.nextDouble() * Math.log(1e15));
  }
}
