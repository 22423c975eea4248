package io.heimdall.server.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.heimdall.db.task.TaskTable;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A node that has fewer places than tasks are due.
@Timeout(60)
class PlacesIT {

  private static TaskRows rows;

  private final BlockingQueue<String> done = new LinkedBlockingQueue<>();
  private Schedule one;

  @BeforeEach
  void prepare() {
    rows.execute("delete from housekeeping_tasks");
    one = new Schedule(rows.database(), TaskTable.HOUSEKEEPING, "one", 2);
  }

  @AfterEach
  void stop() {
    one.close();
  }

  @BeforeAll
  static void startDatabase() {
    rows = TaskRows.create();
  }

  @AfterAll
  static void stopDatabase() {
    rows.close();
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
      rows.put(one, "task " + i, Instant.now());
    }
    one.wake();

    assertThat(next()).isNotNull();
    assertThat(next()).isNotNull();
    assertThat(done.poll(2, TimeUnit.SECONDS)).isNull();
    assertThat(one.freePlaces()).isZero();
    int waiting = rows.database().transactions().inSnapshot(tx -> one.waiting(tx, 100));
    int counted = rows.database().transactions().inSnapshot(tx -> one.waiting(tx, 2));
    end.countDown();

    assertThat(waiting).isEqualTo(3);
    assertThat(counted).isEqualTo(2);
    for (int i = 0; i < 3; i++) {
      assertThat(next()).isNotNull();
    }
    rows.await(0);
  }

  /// What is known of a table is what it held when it was last looked at.
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 100})
  void takesWhatIsDueLongestIntoItsPlacesWhateverIsKnownOfTheTable(int known) throws Exception {
    rows.execute(
        """
        insert into housekeeping_tasks (task_name, task_instance, execution_time, picked, version)
        select 'other', 'other ' || n, now() + interval '1 hour', false, 1
        from generate_series(1, %d) n
        """
            .formatted(known));
    rows.execute("analyze housekeeping_tasks");
    Instant begin = Instant.now().minusSeconds(20);
    for (int i = 0; i < 10; i++) {
      rows.put(one, "task " + i, begin.plusMillis(i));
    }
    for (int i = 19; i >= 10; i--) {
      rows.put(one, "task " + i, begin.plusMillis(i));
    }
    var most = new AtomicLong();

    try (var single = new Schedule(rows.database(), TaskTable.HOUSEKEEPING, "single", 1)) {
      single.register(
          "task",
          instance -> {
            most.accumulateAndGet(rows.picked(), Math::max);
            done.add(instance);
            return Optional.empty();
          });
      single.start();

      for (int i = 0; i < 20; i++) {
        assertThat(next()).isEqualTo("task " + i);
      }
    }
    assertThat(most).hasValue(1);
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
}
