package io.heimdall.db.receiver;

import static io.heimdall.db.Rows.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.heimdall.db.CountingDataSource;
import io.heimdall.db.TestDatabase;
import io.heimdall.db.Transactions;
import io.heimdall.db.receiver.CandidateRepository.Past;
import io.heimdall.db.receiver.ReceiverSpec.Activity;
import io.heimdall.db.receiver.ReceiverSpec.Location;
import io.heimdall.db.receiver.ReceiverSpec.TuningDefaults;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CandidateRepositoryIT {

  private static final Past PAST =
      new Past(NOON.minus(Duration.ofDays(7)), NOON.minus(Duration.ofDays(30)), 69_750, 85_250);

  private static TestDatabase database;
  private static Transactions transactions;

  private final ReceiverRepository receivers = new ReceiverRepository();
  private final CandidateRepository candidates = new CandidateRepository();

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
    database.execute("delete from receivers");
    database.execute("delete from receiver_checks");
    database.execute("delete from measurements");
  }

  private int create(
      String name, String driver, Activity activity, @Nullable Long lowHz, @Nullable Long highHz) {
    var spec =
        new ReceiverSpec(
            driver,
            name,
            "http://example.org",
            new Location("", null),
            activity,
            new TuningDefaults(lowHz, highHz, 0, null, null, ReceiverSpec.Gain.DRIVERS_DEFAULT),
            30,
            3);
    return transactions.inTransaction(tx -> receivers.create(tx, "alice", spec).id());
  }

  private static void check(int id, Instant at, boolean ok) {
    database.execute(
        "insert into receiver_checks (receiver_id, at, ok, detail) values (%d, '%s', %b, '{}')"
            .formatted(id, at, ok));
  }

  private static void measure(
      int id, Instant at, long frequencyHz, @Nullable Double snrDb, String timing) {
    database.execute(
        """
        insert into measurements (
          task_id, websdr_id, window_start, algorithm_version, owner, receiver_name,
          timestamp_utc, center_frequency_hz, sample_rate_hz, samples_count, lost_samples,
          detected, snr_db, welch_segments, welch_length, offset_method, first_sample_utc_ns,
          anchor_sample, anchor_utc_ns, measured_rate_hz, timing_class, uncertainty_ns,
          residual_rms_ns, residual_max_ns, max_fix_age_s
        ) values (
          gen_random_uuid(), %d, '%s', 1, 'alice', 'Receiver', '%2$s', %d, 12000, 1, 0, true, %s, 1,
          1, 'NONE', 0, 0, 0, 12000, '%s', 0, 0, 0, 0
        )
        """
            .formatted(id, at, frequencyHz, snrDb, timing));
  }

  private static List<Integer> ids(List<Receiver> found) {
    return found.stream().map(Receiver::id).toList();
  }

  @Test
  void findsWhatMayBeChosen() {
    int wide = create("Wide", "kiwi", Activity.ACTIVE, 10_000L, 30_000_000L);
    int unknown = create("Unknown", "http", Activity.ACTIVE, null, null);
    int edge = create("Edge", "kiwi", Activity.ACTIVE, 77_500L, 77_501L);
    int waiting = create("Waiting", "kiwi", Activity.WHEN_PROVEN, null, 77_500L);
    int inactive = create("Inactive", "kiwi", Activity.INACTIVE, 0L, 1_000_000L);
    int high = create("High", "kiwi", Activity.ACTIVE, 100_000L, null);
    int low = create("Low", "kiwi", Activity.ACTIVE, null, 77_499L);
    int listenOnly = create("Listen only", "listen_only", Activity.INACTIVE, null, null);
    int deleted = create("Deleted", "kiwi", Activity.ACTIVE, null, null);
    transactions.runInTransaction(tx -> assertThat(receivers.delete(tx, deleted, null)).isTrue());

    List<Receiver> active = transactions.inSnapshot(tx -> candidates.activeCovering(tx, 77_500));
    List<Receiver> all = transactions.inSnapshot(tx -> candidates.covering(tx, 77_500));

    assertThat(ids(active)).containsExactly(wide, unknown, edge);
    assertThat(ids(all))
        .containsExactly(wide, unknown, edge, waiting, inactive)
        .doesNotContain(high, low, listenOnly, deleted);
  }

  @Test
  void reckonsUptimeMedianAndTiming() {
    check(11, NOON, true);
    check(11, NOON.minusSeconds(60), true);
    check(11, NOON.minusSeconds(120), false);
    check(11, NOON.minus(Duration.ofDays(7)), true);
    check(11, NOON.minus(Duration.ofDays(7)).minusSeconds(1), false);
    check(12, NOON.minus(Duration.ofDays(8)), true);
    measure(11, NOON, 69_749, 90.0, "HOST_ARRIVAL");
    measure(11, NOON.minusSeconds(1), 69_750, 10.0, "GPS_FIT");
    measure(11, NOON.minusSeconds(2), 85_250, 30.0, "GPS_FIT");
    measure(11, NOON.minusSeconds(3), 77_500, 40.0, "GPS_FIT");
    measure(11, NOON.minusSeconds(4), 77_500, 20.0, "GPS_FIT");
    measure(11, NOON.minusSeconds(5), 77_500, null, "GPS_FIT");
    measure(11, NOON.minus(Duration.ofDays(31)), 77_500, 90.0, "GPS_FIT");
    measure(13, NOON.minus(Duration.ofDays(29)), 10_000_000, 5.0, "GPS_STALE");
    measure(14, NOON, 77_500, 90.0, "GPS_FIT");

    Map<Integer, ReceiverHistory> found =
        transactions.inSnapshot(tx -> candidates.histories(tx, List.of(11, 12, 13), PAST));

    assertThat(found)
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                11, new ReceiverHistory(0.75, 25.0, "HOST_ARRIVAL"),
                13, new ReceiverHistory(null, null, "GPS_STALE")));
  }

  @Test
  void readsTheHistoryOfAnyNumberOfReceiversWithThreeStatements() {
    List<Integer> few = List.of(1);
    List<Integer> many = IntStream.range(1, 2_000).boxed().toList();

    assertThat(statements(few)).isEqualTo(3);
    assertThat(statements(many)).isEqualTo(3);
  }

  private int statements(List<Integer> ids) {
    try (var pool = TestDatabase.pool(database.name(), 1)) {
      var counting = new CountingDataSource(pool);
      Transactions counted = counting.transactions();
      return counting.during(() ->
          counted.runInTransaction(tx -> {
            var _ = candidates.histories(tx, ids, PAST);
          }));
    }
  }
}
