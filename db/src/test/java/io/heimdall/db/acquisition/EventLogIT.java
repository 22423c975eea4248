package io.heimdall.db.acquisition;

import static io.heimdall.db.Rows.NOON;
import static io.heimdall.db.Rows.event;
import static io.heimdall.db.Rows.fenced;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heimdall.db.CountingDataSource;
import io.heimdall.db.Rows;
import io.heimdall.db.TestDatabase;
import io.heimdall.db.Transactions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EventLogIT {

  private static TestDatabase database;
  private static Transactions transactions;

  private final AcquisitionRepository acquisitions = new AcquisitionRepository();
  private final EventLog events = new EventLog();
  private Acquisition acquisition;

  @BeforeAll
  static void open() {
    database = TestDatabase.create(10);
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
  void numbersEventsFromOneWithoutHoles() {
    assertThat(append(event("A"), event("B"))).isEqualTo(2);
    assertThat(append(new NewEvent(NOON, "C", "{\"n\": 1}"))).isEqualTo(3);

    assertThat(after(0, 10))
        .containsExactly(
            new AcquisitionEvent(acquisition.id(), 1, NOON, "A", "{}"),
            new AcquisitionEvent(acquisition.id(), 2, NOON, "B", "{}"),
            new AcquisitionEvent(acquisition.id(), 3, NOON, "C", "{\"n\": 1}"));
  }

  @Test
  void resumesAfterANumberAPageAtATime() {
    append(event("A"), event("B"), event("C"), event("D"));

    assertThat(after(1, 2)).extracting(AcquisitionEvent::sequence).containsExactly(2L, 3L);
    assertThat(after(3, 2)).extracting(AcquisitionEvent::sequence).containsExactly(4L);
    assertThat(after(4, 2)).isEmpty();
  }

  @Test
  void takesNoNumberInATransactionThatFails() {
    append(event("A"));

    assertThatThrownBy(() ->
            fenced(
                transactions,
                acquisition.lease(),
                fence -> {
                  events.append(fence, List.of(event("LOST")));
                  throw new IllegalStateException("rolled back");
                }))
        .hasMessage("rolled back");

    assertThat(append(event("B"))).isEqualTo(2);
  }

  @Test
  void refusesEventsOfARunThatWasReplaced() {
    transactions.inTransaction(tx -> Rows.takeOver(tx, acquisition.id(), "node-2"));

    assertThatThrownBy(() -> append(event("LATE"))).isInstanceOf(StaleLeaseException.class);
    assertThat(after(0, 10)).isEmpty();
  }

  @Test
  void refusesAnEventWhoseFenceIsOfAnotherRun() {
    assertThatThrownBy(() ->
            transactions.runInTransaction(tx ->
                events.append(
                    new Fence(tx, new Lease(acquisition.id(), 7)), List.of(event("LATE")))))
        .isInstanceOf(StaleLeaseException.class);
  }

  @Test
  void writesAnyNumberOfEventsWithOneStatementEach() {
    try (var pool = TestDatabase.pool(database.name(), 1)) {
      var counting = new CountingDataSource(pool);
      Transactions counted = counting.transactions();
      List<NewEvent> many = Collections.nCopies(500, event("MANY"));

      int forOne = counting.during(() -> append(counted, List.of(event("ONE"))));
      int forMany = counting.during(() -> append(counted, many));

      assertThat(forOne).isEqualTo(3);
      assertThat(forMany).isEqualTo(forOne);
    }
  }

  @Test
  void losesNoEventOfEightWritersAndShowsThemInOrder() throws Exception {
    int writers = 8;
    int appends = 60;
    var writing = new AtomicBoolean(true);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<List<Long>> watched = threads.submit(() -> watch(writing));
      List<Callable<Integer>> work = new ArrayList<>();
      for (int writer = 0; writer < writers; writer++) {
        String type = "WRITER_" + writer;
        work.add(() -> appendOften(appends, type));
      }
      for (Future<Integer> written : threads.invokeAll(work)) {
        assertThat(written.get()).isEqualTo(appends);
      }
      writing.set(false);

      List<Long> all = LongStream.rangeClosed(1, 2L * writers * appends).boxed().toList();
      assertThat(watched.get()).isEqualTo(all);
    }
    for (int writer = 0; writer < writers; writer++) {
      assertThat(
              database.read(
                  "select count(*) from acquisition_events where acquisition_id = '%s' and type = '%s'"
                      .formatted(acquisition.id(), "WRITER_" + writer)))
          .isEqualTo(String.valueOf(appends * 2));
    }
  }

  private int appendOften(int appends, String type) {
    for (int i = 0; i < appends; i++) {
      append(transactions, List.of(event(type), event(type)));
    }
    return appends;
  }

  /// Reads as a watcher does: what follows the last number it has, until writing has ended and
  /// nothing follows.
  private List<Long> watch(AtomicBoolean writing) {
    List<Long> seen = new ArrayList<>();
    boolean more = true;
    while (more) {
      boolean last = !writing.get();
      List<AcquisitionEvent> found = after(seen.isEmpty() ? 0 : seen.getLast(), 50);
      found.forEach(event -> seen.add(event.sequence()));
      more = !last || !found.isEmpty();
    }
    return seen;
  }

  private long append(NewEvent... happened) {
    return append(transactions, List.of(happened));
  }

  private long append(Transactions where, List<NewEvent> happened) {
    return where.inTransaction(
        tx -> events.append(acquisitions.fence(tx, acquisition.lease()), happened));
  }

  private List<AcquisitionEvent> after(long sequence, int limit) {
    UUID id = acquisition.id();
    return transactions.inTransaction(tx -> events.after(tx, id, sequence, limit));
  }
}
