package io.heimdall.db.acquisition;

import static io.heimdall.db.Rows.NOON;
import static io.heimdall.db.Rows.NOON_NANOS;
import static io.heimdall.db.Rows.fenced;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heimdall.db.Rows;
import io.heimdall.db.TestDatabase;
import io.heimdall.db.Transactions;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AcquisitionJournalIT {

  private static TestDatabase database;
  private static Transactions transactions;

  private final AcquisitionRepository acquisitions = new AcquisitionRepository();
  private final AcquisitionJournal journal = new AcquisitionJournal();
  private Acquisition acquisition;

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
  void create() {
    acquisition = Rows.create(transactions, "alice");
  }

  @Test
  void startsWhatIsPending() {
    assertThat(write(fence -> journal.start(fence, NOON, false))).isTrue();

    assertThat(now().state()).isEqualTo(AcquisitionState.RUNNING);
    assertThat(now().times().startedAt()).isEqualTo(NOON);
    assertThat(write(fence -> journal.start(fence, NOON, false))).isFalse();
  }

  @Test
  void startsNothingThatWasCancelled() {
    transactions.inTransaction(
        tx -> acquisitions.requestCancel(tx, acquisition.id(), Rows.event("CANCELLED")));

    assertThat(write(fence -> journal.start(fence, NOON, false))).isFalse();
    assertThat(now().state()).isEqualTo(AcquisitionState.CANCELLING);
  }

  @Test
  void changesTheStateFromExpectedOnesOnly() {
    Set<AcquisitionState> busy = Set.of(AcquisitionState.RUNNING, AcquisitionState.CANCELLING);

    assertThat(write(f -> journal.transition(f, busy, AcquisitionState.FINALIZING))).isFalse();
    assertThat(write(fence -> journal.start(fence, NOON, false))).isTrue();
    assertThat(write(f -> journal.transition(f, busy, AcquisitionState.FINALIZING))).isTrue();
    assertThat(now().state()).isEqualTo(AcquisitionState.FINALIZING);
  }

  @Test
  void endsOnlyByFinishing() {
    assertThatThrownBy(
            () -> write(f -> journal.transition(f, Set.of(), AcquisitionState.SUCCEEDED)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("SUCCEEDED");
    assertThatThrownBy(
            () -> write(f -> journal.finish(f, AcquisitionState.RUNNING, Outcome.NONE, NOON)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("RUNNING");
  }

  @Test
  void keepsTheWindow() {
    var window = new UtcWindow(NOON_NANOS + 1, NOON_NANOS + 10_000_000_001L);

    fenced(transactions, acquisition.lease(), fence -> journal.setWindow(fence, 0, window));

    assertThat(now().window()).isEqualTo(window);
    assertThatThrownBy(() -> new UtcWindow(5, 5)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void neverLetsProgressFall() {
    fenced(transactions, acquisition.lease(), fence -> journal.setProgress(fence, 40.5));
    fenced(transactions, acquisition.lease(), fence -> journal.setProgress(fence, 12));

    assertThat(now().progressPercent()).isEqualTo(40.5);
  }

  @Test
  void finishesOnce() {
    var outcome = new Outcome("TOO_FEW_RECEIVERS", "1 of 2 receivers delivered");

    assertThat(write(f -> journal.finish(f, AcquisitionState.FAILED, outcome, NOON))).isTrue();
    assertThat(write(f -> journal.finish(f, AcquisitionState.SUCCEEDED, Outcome.NONE, NOON)))
        .isFalse();

    assertThat(now().state()).isEqualTo(AcquisitionState.FAILED);
    assertThat(now().outcome()).isEqualTo(outcome);
    assertThat(now().progressPercent()).isEqualTo(100);
    assertThat(now().times().finishedAt()).isEqualTo(NOON);
  }

  @Test
  void knowsTerminalStates() {
    assertThat(AcquisitionState.values())
        .filteredOn(AcquisitionState::terminal)
        .containsExactly(
            AcquisitionState.SUCCEEDED,
            AcquisitionState.PARTIAL,
            AcquisitionState.FAILED,
            AcquisitionState.CANCELLED);
  }

  private Acquisition now() {
    return transactions.inTransaction(tx -> acquisitions.get(tx, acquisition.id())).orElseThrow();
  }

  private boolean write(Predicate<Fence> writes) {
    return transactions.inTransaction(
        tx -> writes.test(acquisitions.fence(tx, acquisition.lease())));
  }
}
