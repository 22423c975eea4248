package io.heimdall.db.receiver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heimdall.db.Page;
import io.heimdall.db.TestDatabase;
import io.heimdall.db.Transactions;
import io.heimdall.db.receiver.ReceiverSpec.Activity;
import io.heimdall.db.receiver.ReceiverSpec.Location;
import io.heimdall.db.receiver.ReceiverSpec.TuningDefaults;
import java.time.Instant;
import java.util.List;
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
  void keepsEverythingThatIsSaidOfAReceiver() {
    ReceiverSpec everything =
        new ReceiverSpec(
            "kiwi",
            "Everything",
            "http://example.org:8073",
            new Location("Somewhere", new Position(-45.5, 170.25, 12.5)),
            Activity.ACTIVE,
            new TuningDefaults(10_000L, 30_000_000L, 116_000_000L, -5_000.0, 5_000.0, 50.0),
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

  private static String failedChecks(int id) {
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
                new TuningDefaults(1_000_000L, 2_000_000L, 0, null, null, null),
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
    var tuning = new TuningDefaults(1_000L, 2_000L, 0, null, null, null);

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
