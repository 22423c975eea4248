package io.heimdall.server.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heimdall.db.Database;
import io.heimdall.db.task.TaskTable;
import io.heimdall.server.FreshDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Two nodes over one database.
@Timeout(60)
class ScheduleIT {

  private static FreshDatabase postgres;
  private static Database database;

  private final BlockingQueue<String> done = new LinkedBlockingQueue<>();
  private Schedule one;
  private Schedule two;

  @BeforeAll
  static void startDatabase() {
    postgres = FreshDatabase.create();
    database = Database.open(postgres.config());
  }

  @AfterAll
  static void stopDatabase() {
    database.close();
    postgres.close();
  }

  @BeforeEach
  void prepare() {
    execute("delete from housekeeping_tasks");
    one = new Schedule(database, TaskTable.HOUSEKEEPING, "one", 2);
    two = new Schedule(database, TaskTable.HOUSEKEEPING, "two", 2);
  }

  @AfterEach
  void stop() {
    one.close();
    two.close();
  }

  @Test
  void doesEachTaskOnceOnEitherNode() throws Exception {
    startBoth((node, instance) -> {
      done.add(instance);
      return Optional.empty();
    });

    for (int i = 0; i < 50; i++) {
      put(one, "task " + i, Instant.now());
    }
    one.wake();

    for (int i = 0; i < 50; i++) {
      assertThat(next()).isNotNull();
    }
    awaitRows(0);
    assertThat(done).isEmpty();
  }

  @Test
  void beginsATaskThatIsDueWithoutWaitingForAPoll() throws Exception {
    try (var patient =
        new Schedule(database, TaskTable.HOUSEKEEPING, "patient", 2, Duration.ofHours(1))) {
      patient.register(
          "task",
          instance -> {
            done.add(instance);
            return Optional.empty();
          });
      patient.start();

      for (int i = 0; i < 10; i++) {
        put(patient, "task " + i, Instant.now());
        patient.wake();
        assertThat(next()).isEqualTo("task " + i);
      }
    }
  }

  @Test
  void waitsForTheTimeOfATaskAndDoesItAgainWhenItSaysSo() throws Exception {
    var times = new AtomicInteger();
    startBoth((node, instance) -> {
      done.add(instance);
      return times.incrementAndGet() < 3 ? Optional.of(Instant.now()) : Optional.empty();
    });
    Instant at = Instant.now().plusSeconds(2);

    put(one, "later", at);

    assertThat(next()).isEqualTo("later");
    assertThat(Instant.now()).isAfterOrEqualTo(at);
    assertThat(next()).isEqualTo("later");
    assertThat(next()).isEqualTo("later");
    awaitRows(0);
  }

  @Test
  void doesATaskAgainThatFailed() throws Exception {
    var times = new AtomicInteger();
    startBoth((node, instance) -> {
      if (times.incrementAndGet() == 1) {
        throw new IllegalStateException("for a test");
      }
      done.add(instance);
      return Optional.empty();
    });

    put(one, "shaky", Instant.now());

    assertThat(next()).isEqualTo("shaky");
    assertThat(times).hasValue(2);
  }

  @Test
  void movesAndRemovesATaskThatNobodyIsAt() throws Exception {
    startBoth((node, instance) -> {
      done.add(instance);
      return Optional.empty();
    });
    put(one, "moved", Instant.now().plusSeconds(3600));
    put(one, "removed", Instant.now().plusSeconds(3600));

    put(two, "moved", Instant.now());
    boolean removed =
        database.transactions().inTransaction(tx -> two.remove(tx, "task", "removed"));
    boolean removedAgain =
        database.transactions().inTransaction(tx -> two.remove(tx, "task", "removed"));

    assertThat(next()).isEqualTo("moved");
    assertThat(removed).isTrue();
    assertThat(removedAgain).isFalse();
    awaitRows(0);
  }

  @Test
  void takesWhatRecursToOneNodeAtATime() throws Exception {
    var atOnce = new AtomicInteger();
    Runnable chore =
        () -> {
          done.add(atOnce.incrementAndGet() == 1 ? "alone" : "together");
          atOnce.decrementAndGet();
        };
    one.every("chore", Duration.ofMillis(100), chore);
    two.every("chore", Duration.ofMillis(100), chore);
    one.start();
    two.start();

    for (int i = 0; i < 4; i++) {
      assertThat(next()).isEqualTo("alone");
    }
  }

  @Test
  void takesATaskFromANodeThatHasFallenSilent() throws Exception {
    execute(
        """
        insert into housekeeping_tasks
          (task_name, task_instance, execution_time, picked, picked_by, last_heartbeat, version)
        values ('task', 'orphan', now(), true, 'gone/1', now() + interval '1 hour', 7)
        """);
    long startNanos = System.nanoTime();

    startBoth((node, instance) -> {
      done.add(instance);
      return Optional.empty();
    });

    assertThat(done.poll(30, TimeUnit.SECONDS)).isEqualTo("orphan");
    assertThat(Duration.ofNanos(System.nanoTime() - startNanos))
        .isGreaterThanOrEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void goesOnAtOnceWithWhatAnEarlierProcessOfTheNodeWasAt() throws Exception {
    execute(
        """
        insert into housekeeping_tasks
          (task_name, task_instance, execution_time, picked, picked_by, last_heartbeat, version)
        values ('task', 'own', now(), true, 'two/1', now(), 7)
        """);

    startBoth((node, instance) -> {
      done.add(instance);
      return Optional.empty();
    });

    assertThat(done.poll(5, TimeUnit.SECONDS)).isEqualTo("own");
  }

  @Test
  void leavesLongWorkToTheNodeThatIsAtIt() throws Exception {
    var end = new CountDownLatch(1);
    startBoth((node, instance) -> {
      done.add(node);
      await(end);
      return Optional.empty();
    });
    put(one, "long", Instant.now());
    assertThat(next()).isNotNull();

    String second = done.poll(16, TimeUnit.SECONDS);
    end.countDown();

    assertThat(second).isNull();
    awaitRows(0);
  }

  @Test
  void beginsNothingOnceDrainedAndLeavesItToOthers() throws Exception {
    startBoth((node, instance) -> {
      done.add(node);
      return Optional.empty();
    });

    one.drain();
    for (int i = 0; i < 10; i++) {
      put(one, "task " + i, Instant.now());
      one.wake();
    }

    for (int i = 0; i < 10; i++) {
      assertThat(next()).isEqualTo("two");
    }
  }

  @Test
  void keepsTasksBeyondItsPlacesWaiting() throws Exception {
    var end = new CountDownLatch(1);
    one.register(
        "task",
        instance -> {
          done.add(instance);
          await(end);
          return Optional.empty();
        });
    one.start();
    for (int i = 0; i < 5; i++) {
      put(one, "task " + i, Instant.now());
    }
    one.wake();

    assertThat(next()).isNotNull();
    assertThat(next()).isNotNull();
    assertThat(done.poll(2, TimeUnit.SECONDS)).isNull();
    assertThat(one.freePlaces()).isZero();
    int waiting = database.transactions().inSnapshot(tx -> one.waiting(tx, 100));
    int counted = database.transactions().inSnapshot(tx -> one.waiting(tx, 2));
    end.countDown();

    assertThat(waiting).isEqualTo(3);
    assertThat(counted).isEqualTo(2);
    for (int i = 0; i < 3; i++) {
      assertThat(next()).isNotNull();
    }
    awaitRows(0);
  }

  @Test
  void refusesANodeNameThatItsRowsCannotHold() {
    assertThatThrownBy(() -> new Schedule(database, TaskTable.HOUSEKEEPING, "n".repeat(38), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("37");
  }

  private interface NodeWork {
    Optional<Instant> run(String node, String instance);
  }

  private void startBoth(NodeWork work) {
    one.register("task", instance -> work.run("one", instance));
    two.register("task", instance -> work.run("two", instance));
    one.start();
    two.start();
  }

  private static void put(Schedule schedule, String instance, Instant at) {
    boolean put =
        database.transactions().inTransaction(tx -> schedule.put(tx, "task", instance, at));
    assertThat(put).isTrue();
  }

  private String next() throws InterruptedException {
    return done.poll(10, TimeUnit.SECONDS);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static void awaitRows(int expected) throws InterruptedException {
    long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (rows() != expected && System.nanoTime() < deadlineNanos) {
      LockSupport.parkNanos(5_000_000);
    }
    assertThat(rows()).isEqualTo(expected);
  }

  private static long rows() {
    try (var connection = postgres.connect();
        var statement = connection.createStatement();
        var found = statement.executeQuery("select count(*) from housekeeping_tasks")) {
      found.next();
      return found.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void execute(String sql) {
    try (var connection = postgres.connect();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }
}
