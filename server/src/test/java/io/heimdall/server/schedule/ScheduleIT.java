package io.heimdall.server.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heimdall.db.task.TaskTable;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Two nodes over one rows.database().
@Timeout(60)
class ScheduleIT {

  private static TaskRows rows;

  private final BlockingQueue<String> done = new LinkedBlockingQueue<>();
  private Schedule one;
  private Schedule two;

  @BeforeAll
  static void startDatabase() {
    rows = TaskRows.create();
  }

  @AfterAll
  static void stopDatabase() {
    rows.close();
  }

  @BeforeEach
  void prepare() {
    rows.execute("delete from housekeeping_tasks");
    one = new Schedule(rows.database(), TaskTable.HOUSEKEEPING, "one", 2);
    two = new Schedule(rows.database(), TaskTable.HOUSEKEEPING, "two", 2);
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
      rows.put(one, "task " + i, Instant.now());
    }
    one.wake();

    for (int i = 0; i < 50; i++) {
      assertThat(next()).isNotNull();
    }
    rows.await(0);
    assertThat(done).isEmpty();
  }

  @Test
  void beginsATaskThatIsDueWithoutWaitingForAPoll() throws Exception {
    try (var patient =
        new Schedule(rows.database(), TaskTable.HOUSEKEEPING, "patient", 2, Duration.ofHours(1))) {
      patient.register(
          "task",
          instance -> {
            done.add(instance);
            return Optional.empty();
          });
      patient.start();

      for (int i = 0; i < 10; i++) {
        rows.put(patient, "task " + i, Instant.now());
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

    rows.put(one, "later", at);

    assertThat(next()).isEqualTo("later");
    assertThat(Instant.now()).isAfterOrEqualTo(at);
    assertThat(next()).isEqualTo("later");
    assertThat(next()).isEqualTo("later");
    rows.await(0);
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

    rows.put(one, "shaky", Instant.now());

    assertThat(next()).isEqualTo("shaky");
    assertThat(times).hasValue(2);
  }

  @Test
  void movesAndRemovesATaskThatNobodyIsAt() throws Exception {
    startBoth((node, instance) -> {
      done.add(instance);
      return Optional.empty();
    });
    rows.put(one, "moved", Instant.now().plusSeconds(3600));
    rows.put(one, "removed", Instant.now().plusSeconds(3600));

    rows.put(two, "moved", Instant.now());
    boolean removed =
        rows.database().transactions().inTransaction(tx -> two.remove(tx, "task", "removed"));
    boolean removedAgain =
        rows.database().transactions().inTransaction(tx -> two.remove(tx, "task", "removed"));

    assertThat(next()).isEqualTo("moved");
    assertThat(removed).isTrue();
    assertThat(removedAgain).isFalse();
    rows.await(0);
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
  void beginsNothingOnceDrainedAndLeavesItToOthers() throws Exception {
    startBoth((node, instance) -> {
      done.add(node);
      return Optional.empty();
    });

    one.drain();
    for (int i = 0; i < 10; i++) {
      rows.put(one, "task " + i, Instant.now());
      one.wake();
    }

    for (int i = 0; i < 10; i++) {
      assertThat(next()).isEqualTo("two");
    }
  }

  @Test
  void refusesANodeNameThatItsRowsCannotHold() {
    assertThatThrownBy(
            () -> new Schedule(rows.database(), TaskTable.HOUSEKEEPING, "n".repeat(38), 1))
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

  private String next() throws InterruptedException {
    return done.poll(10, TimeUnit.SECONDS);
  }
}
