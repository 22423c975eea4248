package io.heimdall.db.clock;

import static io.heimdall.db.Rows.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heimdall.db.DatabaseException;
import io.heimdall.db.Page;
import io.heimdall.db.TestDatabase;
import io.heimdall.db.Transactions;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClockTestRepositoryIT {

  private static TestDatabase database;
  private static Transactions transactions;

  private final ClockTestRepository tests = new ClockTestRepository();

  @BeforeAll
  static void open() {
    database = TestDatabase.create();
    transactions = database.transactions();
  }

  @AfterAll
  static void close() {
    database.close();
  }

  @BeforeEach
  void empty() {
    database.execute("delete from clock_tests");
  }

  private static ClockTest good(int receiverId, Instant at) {
    return new ClockTest(
        receiverId,
        at,
        "DCF77",
        77_500,
        null,
        new ClockTest.Carrier(0.0115, 0.000_1, 0.148, 72.9),
        new ClockTest.Marks(17, 189.6, 4.8),
        94.3);
  }

  private static ClockTest bad(int receiverId, Instant at) {
    return new ClockTest(
        receiverId,
        at,
        "WWV",
        10_000_000,
        new ClockTest.Failure("NO_CARRIER", "nothing heard"),
        null,
        ClockTest.Marks.NONE,
        null);
  }

  private void add(ClockTest... all) {
    transactions.runInTransaction(tx -> List.of(all).forEach(test -> tests.add(tx, test)));
  }

  @Test
  void keepsEveryValue() {
    ClockTest unmarked =
        new ClockTest(
            3,
            NOON.plusSeconds(2),
            "CHU",
            7_850_000,
            null,
            new ClockTest.Carrier(-78.5, 0.01, -10, 41),
            new ClockTest.Marks(12, null, null),
            33.3);
    add(good(3, NOON), bad(3, NOON.plusSeconds(1)), unmarked);

    Page<ClockTest, Instant> page = transactions.inSnapshot(tx -> tests.list(tx, 3, null, 100));

    assertThat(page.rows()).containsExactly(unmarked, bad(3, NOON.plusSeconds(1)), good(3, NOON));
    assertThat(page.next()).isEmpty();
  }

  @Test
  void replacesATestOfTheSameMoment() {
    add(bad(3, NOON), good(3, NOON));

    assertThat(transactions.inSnapshot(tx -> tests.list(tx, 3, null, 100)).rows())
        .containsExactly(good(3, NOON));
  }

  @Test
  void pagesBackwardsThroughOneReceiver() {
    for (int n = 0; n < 5; n++) {
      add(good(3, NOON.plusSeconds(n)), good(4, NOON.plusSeconds(n)));
    }

    var first = transactions.inSnapshot(tx -> tests.list(tx, 3, null, 2));
    var second = transactions.inSnapshot(tx -> tests.list(tx, 3, first.next().orElseThrow(), 2));
    var third = transactions.inSnapshot(tx -> tests.list(tx, 3, second.next().orElseThrow(), 2));

    assertThat(first.rows())
        .containsExactly(good(3, NOON.plusSeconds(4)), good(3, NOON.plusSeconds(3)));
    assertThat(second.rows())
        .containsExactly(good(3, NOON.plusSeconds(2)), good(3, NOON.plusSeconds(1)));
    assertThat(third.rows()).containsExactly(good(3, NOON));
    assertThat(third.next()).isEmpty();
  }

  @Test
  void findsTheNewestOfEachReceiver() {
    add(good(3, NOON), bad(3, NOON.plusSeconds(1)), good(4, NOON), good(5, NOON));

    List<ClockTest> newest = transactions.inSnapshot(tx -> tests.newest(tx, List.of(6, 4, 3)));

    assertThat(newest).containsExactly(bad(3, NOON.plusSeconds(1)), good(4, NOON));
    List<ClockTest> none = transactions.inSnapshot(tx -> tests.newest(tx, List.of()));
    assertThat(none).isEmpty();
  }

  @Test
  void removesWhatIsOldSomeAtATime() {
    add(good(3, NOON), bad(4, NOON.plusSeconds(1)), good(3, NOON.plusSeconds(2)));
    Instant before = NOON.plusSeconds(2);

    assertThat(forget(before, 1)).isEqualTo(1);
    assertThat(forget(before, 5)).isEqualTo(1);
    assertThat(forget(before, 5)).isZero();

    List<ClockTest> left = transactions.inSnapshot(tx -> tests.newest(tx, List.of(3, 4)));
    assertThat(left).containsExactly(good(3, NOON.plusSeconds(2)));
  }

  private int forget(Instant before, int most) {
    return transactions.inTransaction(tx -> tests.forget(tx, before, most));
  }

  @Test
  void refusesAScoreThatIsNone() {
    ClockTest wrong =
        new ClockTest(3, NOON, "DCF77", 77_500, null, null, ClockTest.Marks.NONE, 100.1);

    assertThatThrownBy(() -> add(wrong)).isInstanceOf(DatabaseException.class);
  }
}
