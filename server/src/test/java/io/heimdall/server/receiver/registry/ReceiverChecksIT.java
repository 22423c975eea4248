package io.heimdall.server.receiver.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.heimdall.db.audit.AuditEntry;
import io.heimdall.db.clock.ClockTest;
import io.heimdall.db.clock.ClockTestRepository;
import io.heimdall.db.receiver.CheckFilter;
import io.heimdall.db.receiver.Receiver;
import io.heimdall.db.receiver.ReceiverCheck;
import io.heimdall.db.receiver.ReceiverRecord;
import io.heimdall.db.receiver.ReceiverSpec.Activity;
import io.heimdall.server.failure.FailureException;
import io.heimdall.server.receiver.Drivers;
import io.heimdall.server.receiver.FailureReason;
import io.heimdall.server.receiver.ReceiverFailure;
import io.heimdall.server.receiver.ReceiverHealth;
import io.heimdall.server.receiver.ReceiverPasswords;
import io.heimdall.server.receiver.ReceiverTarget;
import io.heimdall.server.receiver.courtesy.PatientCourtesy;
import io.heimdall.server.receiver.kiwi.KiwiOptions;
import io.heimdall.server.receiver.kiwi.KiwiReceiver;
import io.heimdall.server.receiver.wire.Dialer;
import io.heimdall.server.security.Caller;
import io.heimdall.server.security.Role;
import io.heimdall.server.security.SealingKey;
import io.heimdall.server.security.Secret;
import io.heimdall.server.simulator.SimulatedReceiver;
import io.heimdall.server.simulator.Simulator;
import io.heimdall.server.simulator.SimulatorOptions;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(120)
class ReceiverChecksIT {

  private static final Caller CALLER = new Caller("operator", Role.OPERATOR);

  private static Registered registry;

  private final Switchboard board = new Switchboard();
  private Instant now = Instant.parse("2025-06-01T12:00:00Z");
  private ReceiverChecks checks;
  private CheckHistory history;

  @BeforeAll
  static void start() throws Exception {
    registry = new Registered();
  }

  @AfterAll
  static void stop() throws Exception {
    registry.close();
  }

  @BeforeEach
  void open() {
    checks = new ReceiverChecks(registry.transactions(), new Drivers(List.of(board)), () -> now);
    history = new CheckHistory(registry.transactions(), () -> now, Duration.ofDays(30));
  }

  @Test
  void deactivatesAndActivatesAgainWithALineForEach() throws Exception {
    int id = registry.add(Activity.ACTIVE);
    board.fails(id, FailureReason.TIMEOUT);
    List<CheckEffect> effects = new ArrayList<>();
    for (int hour = 0; hour < 5; hour++) {
      effects.add(check(id).effect());
      now = now.plus(Duration.ofHours(1));
    }

    assertThat(effects)
        .containsExactly(
            CheckEffect.NONE,
            CheckEffect.NONE,
            CheckEffect.NONE,
            CheckEffect.NONE,
            CheckEffect.DEACTIVATED);
    assertThat(registry.activityOf(id)).isEqualTo(Activity.DEACTIVATED);
    assertThat(registry.get(id).revision()).isEqualTo(2);

    board.delivers(id);
    assertThat(check(id).effect()).isEqualTo(CheckEffect.NONE);
    now = now.plusSeconds(1);
    assertThat(check(id).effect()).isEqualTo(CheckEffect.ACTIVATED);

    assertThat(registry.activityOf(id)).isEqualTo(Activity.ACTIVE);
    assertThat(registry.audited(id))
        .extracting(AuditEntry::actor, AuditEntry::action)
        .containsExactly(
            tuple("system", "receiver.deactivate"), tuple("system", "receiver.activate"));
    assertThat(registry.audited(id).getFirst().detailJson())
        .contains("5 checks in a row failed")
        .contains("2025-06-01T12:00:00Z")
        .contains("TIMEOUT");
  }

  @Test
  void givesAReceiverThatSomebodyMakesActiveAllItsChecksAgain() throws Exception {
    int id = registry.add(Activity.ACTIVE);
    board.fails(id, FailureReason.UNREACHABLE);
    for (int hour = 0; hour < 5; hour++) {
      check(id);
      now = now.plus(Duration.ofHours(1));
    }
    registry.update(id, Activity.ACTIVE);

    assertThat(check(id).effect()).isEqualTo(CheckEffect.NONE);
    registry.update(id, Activity.INACTIVE);
    board.delivers(id);
    for (int n = 0; n < 3; n++) {
      now = now.plusSeconds(1);
      assertThat(check(id).effect()).as("somebody wants it so").isEqualTo(CheckEffect.NONE);
    }
    assertThat(registry.activityOf(id)).isEqualTo(Activity.INACTIVE);
  }

  @Test
  void activatesWithTheFirstProofInTheNameOfWhoAsked() throws Exception {
    int id = registry.add(Activity.WHEN_PROVEN);
    board.delivers(id);

    assertThat(check(id).effect()).isEqualTo(CheckEffect.ACTIVATED);

    assertThat(registry.audited(id))
        .extracting(AuditEntry::actor, AuditEntry::action)
        .containsExactly(tuple("operator", "receiver.activate"));
    ReceiverCheck kept = registry.get(id).lastCheck();
    assertThat(kept).isNotNull();
    assertThat(HealthJson.effect(kept.detailJson())).isEqualTo(CheckEffect.ACTIVATED);
    assertThat(HealthJson.decode(kept.detailJson()).sampleRateHz()).hasValue(12_001.5);
    assertThat(HealthJson.decode(kept.detailJson()).clockOffset()).contains(Duration.ofMillis(-7));
  }

  @Test
  void remembersNothingOfAReceiverThatWasNotAsked() throws Exception {
    int id = registry.add(Activity.ACTIVE);
    board.isLeftAlone(id);

    CheckReport report = check(id);

    assertThat(report.health().failure()).contains(FailureReason.BUSY);
    assertThat(registry.get(id).lastCheck()).isNull();
    assertThat(listed(id)).isEmpty();
  }

  @Test
  void asksAReceiverWhereItIsNowAndOnlyWhileItIsWanted() throws Exception {
    var passwords = new ReceiverPasswords(SealingKey.fresh());
    var drivers = new Drivers(List.of(board), Map.of(), passwords);
    var sealing = new ReceiverChecks(registry.transactions(), drivers, () -> now);
    int moved = registry.add(Activity.ACTIVE);
    int off = registry.add(Activity.ACTIVE);
    int removed = registry.add(Activity.ACTIVE);
    registry.move(moved, "http://192.0.2.2:8073", passwords.seal(moved, new Secret("new")));
    registry.update(off, Activity.INACTIVE);
    registry.remove(removed);

    for (int id : List.of(moved, off, removed)) {
      sealing.runUnasked("system", id, RecurringChecks::wanted);
    }

    assertThat(board.asked()).containsExactly(moved);
    ReceiverTarget target = board.targets().getFirst();
    assertThat(target.url()).hasToString("http://192.0.2.2:8073");
    assertThat(target.password().map(Secret::reveal)).contains("new");
  }

  @Test
  void tellsNoStationThePasswordOfAnother() {
    var passwords = new ReceiverPasswords(SealingKey.fresh());
    var reach =
        new ReceiverReach(
            registry.transactions(), new Drivers(List.of(board), Map.of(), passwords));
    int id = registry.add(Activity.ACTIVE);
    registry.move(id, "http://192.0.2.2:8073", passwords.seal(id, new Secret("old")));
    Receiver old = registry.get(id);
    registry.move(id, "http://192.0.2.3:8073", passwords.seal(id, new Secret("new")));

    assertThatThrownBy(() -> reach.to(old))
        .isInstanceOf(ReceiverFailure.class)
        .hasMessageContaining("has just been changed");
    registry.remove(id);
    assertThatThrownBy(() -> reach.to(old))
        .isInstanceOf(ReceiverFailure.class)
        .hasMessageContaining("has just been removed");
  }

  @Test
  void keepsNothingOfAStationThatIsTheReceiversNoMore() throws Exception {
    int id = registry.add(Activity.WHEN_PROVEN);
    board.delivers(id);
    var password = new ReceiverPasswords(SealingKey.fresh()).seal(id, new Secret("new"));
    board.meanwhile = () -> registry.move(id, "http://192.0.2.2:8073", password);

    CheckReport report = check(id);

    assertThat(report.health().deliversIq()).isTrue();
    assertThat(report.effect()).isEqualTo(CheckEffect.NONE);
    assertThat(registry.activityOf(id)).isEqualTo(Activity.WHEN_PROVEN);
    assertThat(registry.get(id).lastCheck()).isNull();
    assertThat(listed(id)).isEmpty();
  }

  @Test
  void remembersOfAReceiverInUseOnlyThatItDelivers() throws Exception {
    int id = registry.add(Activity.ACTIVE);
    registry.occupy(id);
    board.fails(id, FailureReason.DISCONNECTED);

    assertThat(check(id).health().failure()).contains(FailureReason.DISCONNECTED);
    assertThat(listed(id)).isEmpty();
    board.delivers(id);
    check(id);
    assertThat(listed(id)).hasSize(1);
  }

  @Test
  void remembersOfAReceiverWhoseAcquisitionHasNotBegunWhatItFinds() throws Exception {
    int id = registry.add(Activity.ACTIVE);
    registry.plan(id);
    board.fails(id, FailureReason.DISCONNECTED);

    check(id);

    assertThat(listed(id)).hasSize(1);
    checks.runUnasked("system", id, _ -> true);
    assertThat(board.asked()).containsExactly(id, id);
  }

  @ParameterizedTest
  @EnumSource(names = {"OUT_OF_BAND", "MASKED", "RATE", "INTERNAL"})
  void tellsWhatSaysNothingOfTheReceiverAndForgetsIt(FailureReason reason) throws Exception {
    int id = registry.add(Activity.DEACTIVATED);
    board.delivers(id);
    assertThat(check(id).effect()).isEqualTo(CheckEffect.NONE);
    now = now.plusSeconds(1);
    board.fails(id, reason);

    assertThat(check(id).health().failure()).contains(reason);

    assertThat(listed(id)).hasSize(1);
    assertThat(registry.get(id).lastCheck()).isEqualTo(listed(id).getFirst());
    assertThat(history.records(List.of(id)).get(id))
        .isEqualTo(new ReceiverRecord(1.0, 1.0, null, null));
    now = now.plusSeconds(1);
    board.delivers(id);
    assertThat(check(id).effect()).as("two good ones in a row").isEqualTo(CheckEffect.ACTIVATED);
  }

  @Test
  void keepsWhatAReceiverSaysWithCharactersTheDatabaseRefuses() throws Exception {
    int id = registry.add(Activity.ACTIVE);
    board.says(
        id, ReceiverHealth.failed(new ReceiverFailure(FailureReason.BAD_DATA, "it says \0\ud83d")));
    for (int hour = 0; hour < 5; hour++) {
      check(id);
      now = now.plus(Duration.ofHours(1));
    }

    assertThat(listed(id)).hasSize(5);
    assertThat(registry.activityOf(id))
        .as("the audit log takes it too")
        .isEqualTo(Activity.DEACTIVATED);
  }

  @Test
  void givesEveryResultWhereOneCannotBeKept() throws Exception {
    int broken = registry.add(Activity.ACTIVE);
    int good = registry.add(Activity.WHEN_PROVEN);
    board.says(broken, nowhere());
    board.delivers(good);
    List<CheckReport> reports = new ArrayList<>();

    checks.run(CALLER, Set.of(broken, good), 0, reports::add);

    assertThat(reports)
        .extracting(CheckReport::receiverId, CheckReport::effect)
        .containsExactlyInAnyOrder(
            tuple(broken, CheckEffect.NONE), tuple(good, CheckEffect.ACTIVATED));
    assertThat(listed(broken)).isEmpty();
    assertThat(listed(good)).hasSize(1);
  }

  /// The database refuses its latitude.
  private static ReceiverHealth nowhere() {
    return new ReceiverHealth(
        true,
        true,
        Optional.empty(),
        "",
        Optional.empty(),
        OptionalInt.empty(),
        OptionalInt.empty(),
        false,
        Optional.of(new ReceiverHealth.Position(200, 0)),
        Optional.empty(),
        OptionalDouble.empty(),
        Optional.empty(),
        true);
  }

  @Test
  void forgetsTestsOfClocksWithTheChecks() throws Exception {
    int id = registry.add(Activity.ACTIVE);
    var tests = new ClockTestRepository();
    for (Instant at : List.of(now, now.plus(Duration.ofDays(1)))) {
      var test = new ClockTest(id, at, "DCF77", 77_500, null, null, ClockTest.Marks.NONE, 50.0);
      registry.transactions().runInTransaction(tx -> tests.add(tx, test));
    }
    Instant second = now.plus(Duration.ofDays(1));
    now = second.plus(Duration.ofDays(30));

    history.forget();

    var left = registry.transactions().inSnapshot(tx -> tests.list(tx, id, null, 10));
    assertThat(left.rows()).extracting(ClockTest::at).containsExactly(second);
  }

  @Test
  void keepsAHistoryAndReckonsUptime() throws Exception {
    int id = registry.add(Activity.ACTIVE);
    Instant begun = now;
    for (int hour = 0; hour < 4; hour++) {
      if (hour == 1) {
        board.fails(id, FailureReason.TIMEOUT);
      } else {
        board.delivers(id);
      }
      check(id);
      now = now.plus(Duration.ofHours(1));
    }

    assertThat(listed(id))
        .extracting(ReceiverCheck::at, ReceiverCheck::ok)
        .containsExactly(
            tuple(begun.plus(Duration.ofHours(3)), true),
            tuple(begun.plus(Duration.ofHours(2)), true),
            tuple(begun.plus(Duration.ofHours(1)), false),
            tuple(begun, true));
    assertThat(history.records(List.of(id)))
        .isEqualTo(Map.of(id, new ReceiverRecord(0.75, 0.75, null, null)));
    now = now.plus(Duration.ofDays(30)).minus(Duration.ofHours(2));
    history.forget();
    assertThat(listed(id)).hasSize(2);
    assertThatThrownBy(() -> listed(999_999)).isInstanceOf(FailureException.class);
  }

  @Test
  void asksByItselfOnlyForWhatIsActiveOrWasMadeInactiveByChecks() throws Exception {
    int active = registry.add(Activity.ACTIVE);
    int deactivated = registry.add(Activity.DEACTIVATED);
    int resting = registry.add(Activity.ACTIVE);
    int inUse = registry.add(Activity.ACTIVE);
    registry.occupy(inUse);
    int off = registry.add(Activity.INACTIVE);
    int waiting = registry.add(Activity.WHEN_PROVEN);
    for (int id : List.of(active, deactivated, resting, inUse, off, waiting)) {
      board.delivers(id);
    }
    board.rests(resting);
    Duration every = Duration.ofSeconds(1);
    var recurring =
        new RecurringChecks(
            registry.transactions(),
            checks,
            () -> now,
            every,
            RandomGenerator.of("L64X128MixRandom"));
    Instant begun = now;

    assertThat(recurring.run()).as("the server has just been started").isEqualTo(begun.plus(every));
    assertThat(board.asked()).isEmpty();
    now = begun.plus(every);
    assertThat(recurring.run()).isEqualTo(now.plus(every));

    assertThat(board.asked())
        .contains(active, deactivated)
        .doesNotContain(resting, inUse, off, waiting);
    assertThat(listed(active)).hasSize(1);
    assertThat(registry.activityOf(deactivated)).isEqualTo(Activity.DEACTIVATED);
    now = now.plus(every);
    recurring.run();
    assertThat(registry.activityOf(deactivated)).isEqualTo(Activity.ACTIVE);
  }

  /// Forty receivers deliver, ten accept and say nothing. The time it takes is told, not judged.
  @Test
  void checksFiftyReceiversOfWhichTenHang() throws Exception {
    List<ServerSocket> hanging = new ArrayList<>();
    var dialer = new Dialer(Duration.ofSeconds(10), InetAddress::isLoopbackAddress);
    try (var simulator = Simulator.start(SimulatorOptions.synthetic(40));
        var courtesy = PatientCourtesy.open(registry.database, "checker", dialer)) {
      Set<Integer> silent = new HashSet<>();
      for (int n = 0; n < 10; n++) {
        var socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        hanging.add(socket);
        String url = "http://127.0.0.1:" + socket.getLocalPort();
        silent.add(registry.add("kiwi", url, Activity.ACTIVE));
      }
      Set<Integer> all = new HashSet<>(silent);
      for (SimulatedReceiver receiver : simulator.receivers()) {
        all.add(registry.add("kiwi", receiver.url().toString(), Activity.WHEN_PROVEN));
      }
      var kiwi = new KiwiReceiver(KiwiOptions.DEFAULTS, dialer, InstantSource.system());
      var real =
          new ReceiverChecks(
              registry.transactions(),
              new Drivers(List.of(kiwi)).wrapped(courtesy::around),
              InstantSource.system());
      List<CheckReport> reports = new ArrayList<>();

      long begunNanos = System.nanoTime();
      real.run(CALLER, all, 0, reports::add);
      System.getLogger(ReceiverChecksIT.class.getName())
          .log(
              System.Logger.Level.INFO,
              "50 receivers are checked in {0} ms",
              Duration.ofNanos(System.nanoTime() - begunNanos).toMillis());

      assertThat(reports)
          .extracting(CheckReport::receiverId)
          .containsExactlyInAnyOrderElementsOf(all);
      for (CheckReport report : reports) {
        if (silent.contains(report.receiverId())) {
          assertThat(report.health().failure()).contains(FailureReason.TIMEOUT);
        } else {
          assertThat(report.health().failure()).isEmpty();
          assertThat(report.effect()).isEqualTo(CheckEffect.ACTIVATED);
          assertThat(report.health().gpsGood()).isTrue();
          assertThat(report.health().freeSlots()).hasValue(4);
          assertThat(report.health().sampleRateHz().orElseThrow()).isBetween(11_900.0, 12_100.0);
          assertThat(report.health().clockOffset().orElseThrow().abs())
              .isLessThan(Duration.ofSeconds(2));
        }
      }
    } finally {
      for (ServerSocket socket : hanging) {
        socket.close();
      }
    }
  }

  private CheckReport check(int id) throws InterruptedException {
    List<CheckReport> reports = new ArrayList<>();
    checks.run(CALLER, Set.of(id), 0, reports::add);
    assertThat(reports).hasSize(1);
    return reports.getFirst();
  }

  private List<ReceiverCheck> listed(int id) {
    return history.list(new CheckFilter(id, null, null), null, 10).rows();
  }
}
