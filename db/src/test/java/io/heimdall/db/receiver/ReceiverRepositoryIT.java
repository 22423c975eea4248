package io.heimdall.db.receiver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heimdall.db.Page;
import io.heimdall.db.TestDatabase;
import io.heimdall.db.Transactions;
import io.heimdall.db.receiver.ReceiverSpec.Activity;
import io.heimdall.db.receiver.ReceiverSpec.Gain;
import io.heimdall.db.receiver.ReceiverSpec.Location;
import io.heimdall.db.receiver.ReceiverSpec.TuningDefaults;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReceiverRepositoryIT {

  private static TestDatabase database;
  private static Transactions transactions;

  private final ReceiverRepository receivers = new ReceiverRepository();
  private final SealedPasswords passwords = new SealedPasswords();
  private final ReceiverLists lists = new ReceiverLists();

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
  void keepTheDefaultsOnly() {
    database.execute("delete from receivers where id > 7");
  }

  @Test
  void startsWithTheSevenDefaultsWaitingForProof() {
    Page<Receiver, Integer> page = list(ReceiverFilter.ALL, null, 100);

    assertThat(page.next()).isEmpty();
    assertThat(page.rows()).extracting(Receiver::id).containsExactly(1, 2, 3, 4, 5, 6, 7);
    assertThat(page.rows())
        .allSatisfy(receiver -> {
          assertThat(receiver.spec().activity()).isEqualTo(Activity.WHEN_PROVEN);
          assertThat(receiver.spec().timeoutSeconds()).isEqualTo(30);
          assertThat(receiver.spec().retryCount()).isEqualTo(3);
          assertThat(receiver.lastCheck()).isNull();
        });
    assertThat(page.rows().get(6).spec())
        .extracting(ReceiverSpec::name, ReceiverSpec::url, ReceiverSpec::location)
        .containsExactly(
            "Milano - Baggio",
            "http://iu2mch.duckdns.org:8073",
            new Location("Milano (Baggio), Italy", new Position(45.478, 9.123, null)));
  }

  @Test
  void takesOverWhereAReceiverSaysItIsUnlessSomebodyHasSaid() {
    int unknown = create(spec("Unknown", null)).id();
    int known = create(spec("Known", new Position(1, 2, 3.0))).id();
    var told = new Position(-45.5, 170.25, null);

    assertThat(tell(unknown, told)).isTrue();
    assertThat(tell(unknown, told)).as("told again").isFalse();
    assertThat(tell(known, told)).as("somebody has said").isFalse();

    assertThat(location(unknown)).isEqualTo(new Location("", null, told, true));
    assertThat(location(known)).isEqualTo(new Location("", new Position(1, 2, 3.0)));
    assertThat(tell(unknown, new Position(-45.5, 170.5, 10.0))).as("it has moved").isTrue();
    assertThat(location(unknown).position()).isEqualTo(new Position(-45.5, 170.5, 10.0));
    assertThat(tell(9_999, told)).as("no such receiver").isFalse();
  }

  @Test
  void addsManyAtOnceAsOneByOne() {
    var everything =
        new ReceiverSpec(
            "kiwi",
            "Everything",
            "http://example.org:8073",
            new Location("Somewhere", "NZ", new Position(-45.5, 170.25, 12.5), false),
            Activity.WHEN_PROVEN,
            new TuningDefaults(10_000L, 30_000_000L, 116_000_000L, -5e3, 5e3, Gain.manual(50)),
            15,
            1);
    List<ReceiverSpec> specs = List.of(spec("B", null), everything, spec("A", null));

    List<Integer> ids = transactions.inTransaction(tx -> lists.create(tx, "alice", specs));

    assertThat(ids).hasSize(3).isSorted();
    assertThat(ids).map(id -> get(id).orElseThrow().spec()).isEqualTo(specs);
    assertThat(get(ids.getFirst())).map(Receiver::owner).contains("alice");
    assertThat(transactions.inSnapshot(lists::known))
        .contains(new KnownReceiver("Everything", "kiwi", "http://example.org:8073"))
        .hasSize(10);
    assertThatThrownBy(() ->
            transactions.inTransaction(
                tx -> lists.create(tx, "alice", List.of(spec("C", null), spec("a", null)))))
        .isInstanceOf(DuplicateReceiverException.class);
  }

  @Test
  void findsWhatStandsAroundAPlace() {
    int fiji = create(spec("Fiji", new Position(-17.8, 177.9, null))).id();
    int samoa = create(spec("Samoa", new Position(-13.8, -172.1, null))).id();
    int pole = create(spec("Pole", new Position(89.9, 12, null))).id();
    int beyond = create(spec("Beyond the pole", new Position(89.9, -168, 2_000.0))).id();
    create(spec("Nowhere", null));

    // 1148 km along the Earth, across the 180th meridian.
    var dateLine = new Position(-17.8, 177.9, null);
    assertThat(around(dateLine, 1_140)).containsExactly(fiji);
    assertThat(around(dateLine, 1_160)).containsExactly(fiji, samoa);
    assertThat(around(new Position(-17.8, 178.9, null), 107)).containsExactly(fiji);
    assertThat(around(new Position(-17.8, 178.9, null), 105)).isEmpty();
    // 0.1 degrees, 11.12 km, and across the pole twice as much.
    assertThat(around(new Position(90, 0, null), 11.2)).containsExactly(pole, beyond);
    assertThat(around(new Position(90, 0, null), 11.0)).isEmpty();
    assertThat(around(new Position(89.9, 12, 9_000.0), 22.3)).containsExactly(pole, beyond);
    assertThat(around(new Position(89.9, 12, null), 22.1)).containsExactly(pole);
    // The other side of the Earth is at π R = 20,015 km, and nothing is farther.
    assertThat(around(new Position(17.8, -2.1, null), 20_016)).contains(fiji);
    assertThat(around(new Position(17.8, -2.1, null), 20_014)).doesNotContain(fiji);
    assertThat(around(new Position(17.8, -2.1, null), 20_100))
        .as("all whose position is known")
        .containsExactly(fiji, samoa, pole, beyond);
  }

  @Test
  void pagesThroughWhatStandsAroundAPlaceWithoutGaps() {
    for (int n = 0; n < 9; n++) {
      create(spec("Near " + n, new Position(10 + n / 100.0, 20, null)));
      create(spec("Far " + n, new Position(-10, 20, null)));
    }
    var filter = around(new Position(10, 20, null));

    var seen = new ArrayList<Integer>();
    Integer after = null;
    do {
      Page<Receiver, Integer> page = list(filter, after, 2);
      page.rows().forEach(receiver -> seen.add(receiver.id()));
      after = page.next().orElse(null);
    } while (after != null);

    assertThat(seen).hasSize(9).isSorted().doesNotHaveDuplicates();
    assertThat(seen).allMatch(id -> get(id).orElseThrow().spec().name().startsWith("Near"));
  }

  @Test
  void listsThoseOfACountry() {
    int swiss =
        create(
                new ReceiverSpec(
                    "http",
                    "Swiss",
                    "http://example.org",
                    new Location("Bern", "CH", null, false),
                    Activity.INACTIVE,
                    TuningDefaults.NONE,
                    30,
                    3))
            .id();

    assertThat(list(new ReceiverFilter(null, null, null, "CH", null), null, 10).rows())
        .extracting(Receiver::id)
        .containsExactly(swiss);
    assertThat(list(new ReceiverFilter(null, null, null, "FR", null), null, 10).rows()).isEmpty();
  }

  private static ReceiverFilter around(Position center) {
    return new ReceiverFilter(null, null, null, null, new ReceiverFilter.Within(center, 100));
  }

  private List<Integer> around(Position center, double distanceKm) {
    var filter =
        new ReceiverFilter(null, null, null, null, new ReceiverFilter.Within(center, distanceKm));
    return list(filter, null, 100).rows().stream().map(Receiver::id).filter(id -> id > 7).toList();
  }

  @Test
  void keepsPasswordsApartFromWhatIsReadOfReceivers() {
    int with = create(spec("With", null)).id();
    int without = create(spec("Without", null)).id();
    var sealed = new SealedPassword(new byte[] {1, 2, 3});

    transactions.runInTransaction(tx -> passwords.put(tx, Map.of(with, sealed)));

    assertThat(get(with)).map(Receiver::hasPassword).contains(true);
    assertThat(get(with)).map(Receiver::revision).contains(1L);
    assertThat(get(without)).map(Receiver::hasPassword).contains(false);
    assertThat(passwords(with, without)).isEqualTo(Map.of(with, sealed));
    assertThat(sealed).hasToString("[SEALED, 3 bytes]");
    transactions.runInTransaction(tx -> passwords.put(tx, Map.of(with, sealed, without, sealed)));
    assertThat(transactions.<Boolean>inTransaction(tx -> receivers.delete(tx, without, null)))
        .isTrue();
    assertThat(passwords(with, without)).as("gone with its receiver").containsOnlyKeys(with);
    transactions.runInTransaction(tx -> passwords.remove(tx, with));
    assertThat(get(with)).map(Receiver::hasPassword).contains(false);
    assertThat(passwords(with, without)).isEmpty();
  }

  private boolean tell(int id, Position position) {
    return transactions.inTransaction(tx -> receivers.tellPosition(tx, id, position));
  }

  private Location location(int id) {
    return transactions.inSnapshot(tx -> receivers.get(tx, id).orElseThrow()).spec().location();
  }

  private Map<Integer, SealedPassword> passwords(Integer... ids) {
    return transactions.inSnapshot(tx -> passwords.of(tx, List.of(ids)));
  }

  private static ReceiverSpec spec(String name, @Nullable Position position) {
    return new ReceiverSpec(
        "http",
        name,
        "http://example.org",
        new Location("", position),
        Activity.INACTIVE,
        TuningDefaults.NONE,
        30,
        3);
  }

  @Test
  void keepsEverythingThatIsSaidOfAReceiver() {
    ReceiverSpec everything =
        new ReceiverSpec(
            "kiwi",
            "Everything",
            "http://example.org:8073",
            new Location("Somewhere", "NZ", new Position(-45.5, 170.25, 12.5), true),
            Activity.ACTIVE,
            new TuningDefaults(
                10_000L, 30_000_000L, 116_000_000L, -5_000.0, 5_000.0, Gain.manual(50)),
            15,
            1);

    Receiver created = create(everything);

    assertThat(created.id()).isGreaterThan(7);
    assertThat(created.spec()).isEqualTo(everything);
    assertThat(created.owner()).isEqualTo("alice");
    assertThat(created.revision()).isEqualTo(1);
    assertThat(created.createdAt()).isEqualTo(created.updatedAt()).isBefore(soon());
    assertThat(created.deletedAt()).isNull();
    assertThat(get(created.id())).contains(created);
  }

  @Test
  void keepsAReceiverOfWhichLittleIsKnown() {
    Receiver created = create(spec("Little"));

    assertThat(created.spec()).isEqualTo(spec("Little"));
    assertThat(created.spec().location().position()).isNull();
  }

  @Test
  void refusesANameThatIsTakenWhateverItsCase() {
    create(spec("Taken"));

    assertThatThrownBy(() -> create(spec("TAKEN")))
        .isInstanceOfSatisfying(
            DuplicateReceiverException.class, taken -> assertThat(taken.name()).isEqualTo("TAKEN"))
        .hasMessageContaining("\"TAKEN\"");
  }

  @Test
  void refusesToRenameIntoANameThatIsTaken() {
    create(spec("First"));
    Receiver second = create(spec("Second"));

    assertThatThrownBy(() -> update(second.id(), 1, spec("first")))
        .isInstanceOf(DuplicateReceiverException.class);
    assertThat(get(second.id())).contains(second);
  }

  @Test
  void updatesAtTheExpectedRevisionOnly() {
    Receiver created = create(spec("Before"));

    Receiver updated = update(created.id(), 1, spec("After")).orElseThrow();

    assertThat(updated.spec().name()).isEqualTo("After");
    assertThat(updated.revision()).isEqualTo(2);
    assertThat(updated.updatedAt()).isAfter(created.updatedAt());
    assertThatThrownBy(() -> update(created.id(), 1, spec("Again")))
        .isInstanceOfSatisfying(
            StaleReceiverException.class,
            stale -> {
              assertThat(stale.receiverId()).isEqualTo(created.id());
              assertThat(stale.currentRevision()).isEqualTo(2);
            });
  }

  @Test
  void updatesNothingWhereThereIsNothing() {
    assertThat(update(999_999, 1, spec("Nobody"))).isEmpty();
  }

  @Test
  void deletesSoftlyAndNeverGivesTheIdOutAgain() {
    Receiver created = create(spec("Short lived"));

    assertThat(delete(created.id(), 1L)).isTrue();

    assertThat(get(created.id())).isEmpty();
    assertThat(delete(created.id(), null)).isFalse();
    assertThat(find(List.of(created.id(), 1))).extracting(Receiver::id).containsExactly(1);
    assertThat(list(ReceiverFilter.ALL, 7, 100).rows()).isEmpty();
    assertThat(database.read("select deleted_at is not null from receivers where id > 7"))
        .isEqualTo("t");
    assertThat(create(spec("Short lived")).id()).isGreaterThan(created.id());
  }

  @Test
  void deletesAtTheExpectedRevisionOnly() {
    Receiver created = create(spec("Changed"));
    update(created.id(), 1, spec("Changed since"));

    assertThatThrownBy(() -> delete(created.id(), 1L)).isInstanceOf(StaleReceiverException.class);
    assertThat(delete(999_999, 1L)).isFalse();
    assertThat(delete(created.id(), null)).isTrue();
  }

  @Test
  void keepsTheReceiversThatChecksHaveDeactivatedApartFromThosePeopleHave() {
    Receiver deactivated = create(spec("Deactivated").withActivity(Activity.DEACTIVATED));
    database.execute("update receivers set failed_checks = 7, failing_since = now()");

    Receiver renamed =
        update(deactivated.id(), 1, spec("Renamed").withActivity(Activity.DEACTIVATED))
            .orElseThrow();

    assertThat(renamed.spec().activity()).isEqualTo(Activity.DEACTIVATED);
    assertThat(failedChecks(renamed.id())).isEqualTo("7");
    assertThat(list(ReceiverFilter.ACTIVE, null, 100).rows()).isEmpty();

    Receiver active =
        update(renamed.id(), 2, spec("Active").withActivity(Activity.ACTIVE)).orElseThrow();

    assertThat(active.spec().activity()).isEqualTo(Activity.ACTIVE);
    assertThat(failedChecks(active.id())).as("it begins anew").isEqualTo("0");
    assertThat(
            update(active.id(), 3, spec("Off").withActivity(Activity.DEACTIVATED))
                .map(receiver -> delete(receiver.id(), null)))
        .contains(true);
  }

  private static @Nullable String failedChecks(int id) {
    return database.read("select failed_checks from receivers where id = " + id);
  }

  @Test
  void listsByPage() {
    Page<Receiver, Integer> first = list(ReceiverFilter.ALL, null, 4);
    Page<Receiver, Integer> second = list(ReceiverFilter.ALL, first.next().orElseThrow(), 4);

    assertThat(first.rows()).extracting(Receiver::id).containsExactly(1, 2, 3, 4);
    assertThat(second.rows()).extracting(Receiver::id).containsExactly(5, 6, 7);
    assertThat(second.next()).isEmpty();
  }

  @Test
  void listsByActivityDriverAndFrequency() {
    Receiver banded =
        create(
            new ReceiverSpec(
                "http",
                "Banded",
                "http://example.org",
                new Location("", null),
                Activity.ACTIVE,
                new TuningDefaults(1_000_000L, 2_000_000L, 0, null, null, Gain.DRIVERS_DEFAULT),
                30,
                3));

    assertThat(list(ReceiverFilter.ACTIVE, null, 100).rows()).containsExactly(banded);
    assertThat(list(new ReceiverFilter(false, null, null), null, 100).rows()).hasSize(7);
    assertThat(list(new ReceiverFilter(null, "http", null), null, 100).rows())
        .containsExactly(banded);
    assertThat(list(new ReceiverFilter(true, null, 1_500_000L), null, 100).rows())
        .containsExactly(banded);
    assertThat(list(new ReceiverFilter(true, null, 2_500_000L), null, 100).rows()).isEmpty();
    assertThat(list(new ReceiverFilter(null, null, 2_500_000L), null, 100).rows()).hasSize(7);
  }

  @Test
  void knowsWhatAReceiverCovers() {
    var tuning = new TuningDefaults(1_000L, 2_000L, 0, null, null, Gain.DRIVERS_DEFAULT);

    assertThat(tuning.covers(1_000)).isTrue();
    assertThat(tuning.covers(2_000)).isTrue();
    assertThat(tuning.covers(999)).isFalse();
    assertThat(tuning.covers(2_001)).isFalse();
    assertThat(TuningDefaults.NONE.covers(1)).isTrue();
  }

  private static ReceiverSpec spec(String name) {
    return new ReceiverSpec(
        "kiwi",
        name,
        "http://example.org:8073",
        new Location("", null),
        Activity.INACTIVE,
        TuningDefaults.NONE,
        ReceiverSpec.DEFAULT_TIMEOUT_SECONDS,
        ReceiverSpec.DEFAULT_RETRY_COUNT);
  }

  private static Instant soon() {
    return Instant.now().plusSeconds(60);
  }

  private Receiver create(ReceiverSpec spec) {
    return transactions.inTransaction(tx -> receivers.create(tx, "alice", spec));
  }

  private Optional<Receiver> get(int id) {
    return transactions.inTransaction(tx -> receivers.get(tx, id));
  }

  private List<Receiver> find(List<Integer> ids) {
    return transactions.inTransaction(tx -> receivers.find(tx, ids));
  }

  private Optional<Receiver> update(int id, long revision, ReceiverSpec spec) {
    return transactions.inTransaction(tx -> receivers.update(tx, id, revision, spec));
  }

  private boolean delete(int id, @Nullable Long revision) {
    return transactions.inTransaction(tx -> receivers.delete(tx, id, revision));
  }

  private Page<Receiver, Integer> list(ReceiverFilter filter, @Nullable Integer after, int limit) {
    return transactions.inTransaction(tx -> receivers.list(tx, filter, after, limit));
  }
}
