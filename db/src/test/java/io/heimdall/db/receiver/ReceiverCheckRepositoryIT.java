package io.heimdall.db.receiver;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.heimdall.db.Page;
import io.heimdall.db.TestDatabase;
import io.heimdall.db.Transactions;
import io.heimdall.db.clock.ClockTest;
import io.heimdall.db.receiver.ReceiverRecord.Snr;
import io.heimdall.db.receiver.ReceiverSpec.Activity;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReceiverCheckRepositoryIT {

  private static final Instant NOON = Instant.parse("2025-06-01T12:00:00.123456Z");

  private static TestDatabase database;
  private static Transactions transactions;

  private final ReceiverRepository receivers = new ReceiverRepository();
  private final ReceiverCheckRepository checks = new ReceiverCheckRepository();
  private final ReceiverRecordRepository records = new ReceiverRecordRepository();

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
  void beginAnew() {
    database.execute("delete from receivers where id > 7");
    database.execute("delete from receiver_checks");
    database.execute("delete from measurements");
    database.execute("delete from clock_tests");
  }

  @Test
  void keepsACheckWithoutChangingTheRevision() {
    int id = create("Checked", Activity.INACTIVE);
    var check = new ReceiverCheck(NOON, false, "{\"a\": 1}");

    assertThat(keep(id, check, new CheckVerdict(Activity.INACTIVE, 1, NOON))).isTrue();
    assertThat(keep(id, check, new CheckVerdict(Activity.INACTIVE, 2, NOON))).as("twice").isTrue();

    Receiver checked = get(id);
    assertThat(checked.lastCheck()).isEqualTo(check);
    assertThat(checked.revision()).isEqualTo(1);
    assertThat(standing(id))
        .isEqualTo(new CheckStanding("kiwi", Activity.INACTIVE, false, 2, NOON));
    assertThat(list(id, null, null, null, 10).rows()).containsExactly(check);
    assertThat(keep(999_999, check, new CheckVerdict(Activity.INACTIVE, 1, NOON))).isFalse();
  }

  @Test
  void changesTheActivityAlongWithTheRevision() {
    int id = create("Changing", Activity.WHEN_PROVEN);
    var good = new ReceiverCheck(NOON, true, "{}");
    var bad = new ReceiverCheck(NOON.plusSeconds(60), false, "{}");

    keep(id, good, new CheckVerdict(Activity.ACTIVE, 0, null));
    assertThat(standing(id)).isEqualTo(new CheckStanding("kiwi", Activity.ACTIVE, true, 0, null));
    keep(id, bad, new CheckVerdict(Activity.DEACTIVATED, 5, NOON));
    assertThat(standing(id))
        .isEqualTo(new CheckStanding("kiwi", Activity.DEACTIVATED, false, 5, NOON));

    assertThat(get(id).revision()).isEqualTo(3);
    assertThat(get(id).spec().activity()).isEqualTo(Activity.DEACTIVATED);
  }

  @Test
  void listsTheNewestFirstByPageAndTime() {
    int id = create("Listed", Activity.ACTIVE);
    for (int minute = 0; minute < 5; minute++) {
      add(id, NOON.plusSeconds(60L * minute), minute % 2 == 0);
    }
    add(create("Other", Activity.ACTIVE), NOON, true);

    Page<ReceiverCheck, Instant> first = list(id, null, null, null, 3);
    Page<ReceiverCheck, Instant> second = list(id, null, null, first.next().orElseThrow(), 3);

    assertThat(first.rows())
        .extracting(ReceiverCheck::at)
        .containsExactly(NOON.plusSeconds(240), NOON.plusSeconds(180), NOON.plusSeconds(120));
    assertThat(second.rows())
        .extracting(ReceiverCheck::at)
        .containsExactly(NOON.plusSeconds(60), NOON);
    assertThat(second.next()).isEmpty();
    assertThat(list(id, NOON.plusSeconds(60), NOON.plusSeconds(180), null, 10).rows())
        .extracting(ReceiverCheck::at)
        .containsExactly(NOON.plusSeconds(120), NOON.plusSeconds(60));
  }

  @Test
  void forgetsTheOldestSomeAtATime() {
    int id = create("Old", Activity.ACTIVE);
    for (int day = 0; day < 5; day++) {
      add(id, NOON.plus(Duration.ofDays(day)), true);
    }
    Instant before = NOON.plus(Duration.ofDays(3));

    assertThat(forget(before, 2)).isEqualTo(2);
    assertThat(forget(before, 2)).isEqualTo(1);
    assertThat(forget(before, 2)).isZero();
    assertThat(list(id, null, null, null, 10).rows())
        .extracting(ReceiverCheck::at)
        .containsExactly(NOON.plus(Duration.ofDays(4)), before);
  }

  @Test
  void reckonsUptimeOfADayAndAWeek() {
    int steady = create("Steady", Activity.ACTIVE);
    int shaky = create("Shaky", Activity.ACTIVE);
    int unknown = create("Unknown", Activity.ACTIVE);
    for (int hour = 1; hour <= 10; hour++) {
      add(steady, NOON.minus(Duration.ofHours(hour)), true);
      add(shaky, NOON.minus(Duration.ofHours(hour)), hour <= 4);
    }
    for (int day = 2; day <= 11; day++) {
      add(shaky, NOON.minus(Duration.ofDays(day)), false);
    }
    add(shaky, NOON.plusSeconds(1), false);

    Map<Integer, ReceiverRecord> found = records(NOON, steady, shaky, unknown);

    assertThat(found.get(steady)).isEqualTo(new ReceiverRecord(1.0, 1.0, null, null));
    // Of the week: ten of the day, and those 2 to 6 days ago.
    assertThat(found.get(shaky)).isEqualTo(new ReceiverRecord(0.4, 4 / 15.0, null, null));
    assertThat(found.get(unknown)).isEqualTo(ReceiverRecord.NONE);
  }

  @Test
  void findsTheNewestSignalAndClockTest() {
    int heard = create("Heard", Activity.ACTIVE);
    int silent = create("Silent", Activity.ACTIVE);
    measure(heard, NOON.minusSeconds(300), 11.5);
    measure(heard, NOON.minusSeconds(200), 22.5);
    measure(heard, NOON.minusSeconds(100), null);
    measure(silent, NOON, null);
    testClock(heard, NOON.minusSeconds(900), "0.01");
    testClock(heard, NOON.minusSeconds(600), "0.02");
    database.execute(
        """
        insert into clock_tests (
          receiver_id, at, station, carrier_frequency_hz, failure_reason, message
        ) values (%d, '%s', 'MSF', 60000, 'NO_IQ', 'nothing came')
        """
            .formatted(silent, NOON));

    Map<Integer, ReceiverRecord> found = records(NOON, heard, silent);

    assertThat(requireNonNull(found.get(heard)).lastSnr())
        .isEqualTo(new Snr(NOON.minusSeconds(200), 22.5));
    assertThat(requireNonNull(found.get(heard)).lastClockTest())
        .isEqualTo(
            new ClockTest(
                heard,
                NOON.minusSeconds(600),
                "DCF77",
                77_500,
                null,
                new ClockTest.Carrier(0.02, 0.001, 0.25, 48.0),
                new ClockTest.Marks(19, 12.5, 3.0),
                99.0));
    assertThat(requireNonNull(found.get(silent)).lastSnr()).isNull();
    assertThat(requireNonNull(found.get(silent)).lastClockTest())
        .isEqualTo(
            new ClockTest(
                silent,
                NOON,
                "MSF",
                60_000,
                new ClockTest.Failure("NO_IQ", "nothing came"),
                null,
                new ClockTest.Marks(0, null, null),
                null));
  }

  private static void testClock(int id, Instant at, String offsetHz) {
    database.execute(
        """
        insert into clock_tests (
          receiver_id, at, station, carrier_frequency_hz, carrier_offset_hz,
          carrier_offset_sigma_hz, clock_error_ppm, cn0_dbhz, second_marks, second_mark_offset_us,
          second_mark_sigma_us, score
        ) values (%d, '%s', 'DCF77', 77500, %s, 0.001, 0.25, 48, 19, 12.5, 3, 99)
        """
            .formatted(id, at, offsetHz));
  }

  private static void measure(int id, Instant start, @Nullable Double snrDb) {
    database.execute(
        """
        insert into measurements (
          task_id, websdr_id, window_start, algorithm_version, owner, receiver_name,
          timestamp_utc, center_frequency_hz, sample_rate_hz, samples_count, lost_samples, detected,
          snr_db, welch_segments, welch_length, offset_method, first_sample_utc_ns, anchor_sample,
          anchor_utc_ns, measured_rate_hz, timing_class, uncertainty_ns, residual_rms_ns,
          residual_max_ns, max_fix_age_s
        ) values (
          gen_random_uuid(), %d, '%s', 1, 'alice', 'x', '%s', 7000000, 12000, 1, 0, %s, %s, 1, 1,
          'NONE', 0, 0, 0, 12000, 'GPS_FIT', 0, 0, 0, 0
        )
        """
            .formatted(id, start, start, snrDb != null, snrDb));
  }

  private int create(String name, Activity activity) {
    var spec =
        new ReceiverSpec(
            "kiwi",
            name,
            "http://example.org:8073",
            new ReceiverSpec.Location("", null),
            activity,
            ReceiverSpec.TuningDefaults.NONE,
            30,
            3);
    return transactions.inTransaction(tx -> receivers.create(tx, "alice", spec)).id();
  }

  private Receiver get(int id) {
    return transactions.inSnapshot(tx -> receivers.get(tx, id)).orElseThrow();
  }

  private CheckStanding standing(int id) {
    return transactions.inTransaction(tx -> checks.lock(tx, id)).orElseThrow();
  }

  private boolean keep(int id, ReceiverCheck check, CheckVerdict verdict) {
    return transactions.inTransaction(tx -> {
      var before = checks.lock(tx, id);
      before.ifPresent(standing -> checks.keep(tx, id, check, standing, verdict));
      return before.isPresent();
    });
  }

  private void add(int id, Instant at, boolean good) {
    keep(id, new ReceiverCheck(at, good, "{}"), new CheckVerdict(Activity.ACTIVE, 0, null));
  }

  private int forget(Instant before, int most) {
    return transactions.inTransaction(tx -> checks.forget(tx, before, most));
  }

  private Map<Integer, ReceiverRecord> records(Instant asOf, Integer... ids) {
    return transactions.inSnapshot(tx -> records.read(tx, List.of(ids), asOf));
  }

  private Page<ReceiverCheck, Instant> list(
      int id,
      @Nullable Instant from,
      @Nullable Instant before,
      @Nullable Instant after,
      int limit) {
    return transactions.inSnapshot(
        tx -> checks.list(tx, new CheckFilter(id, from, before), after, limit));
  }
}
