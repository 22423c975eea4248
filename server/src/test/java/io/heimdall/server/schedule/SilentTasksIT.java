package io.heimdall.server.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.heimdall.db.task.TaskTable;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Tasks whose holder says nothing any more, and those whose holder does.
@Timeout(60)
class SilentTasksIT {

  private static TaskRows rows;

  private final BlockingQueue<String> done = new LinkedBlockingQueue<>();
  private Schedule one;
  private Schedule two;

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

  private void startBoth(Work work) {
    one.register("task", work);
    two.register("task", work);
    one.start();
    two.start();
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
  void takesATaskFromANodeThatHasFallenSilent() throws Exception {
    rows.execute(
        """
        insert into housekeeping_tasks
          (task_name, task_instance, execution_time, picked, picked_by, last_heartbeat, version)
        values ('task', 'orphan', now(), true, 'gone/1', now() + interval '1 hour', 7)
        """);
    long startNanos = System.nanoTime();

    startBoth(instance -> {
      done.add(instance);
      return Optional.empty();
    });

    assertThat(done.poll(30, TimeUnit.SECONDS)).isEqualTo("orphan");
    assertThat(Duration.ofNanos(System.nanoTime() - startNanos))
        .isGreaterThanOrEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void goesOnAtOnceWithWhatAnEarlierProcessOfTheNodeWasAt() throws Exception {
    rows.execute(
        """
        insert into housekeeping_tasks
          (task_name, task_instance, execution_time, picked, picked_by, last_heartbeat, version)
        values ('task', 'own', now(), true, 'two/1', now(), 7)
        """);

    startBoth(instance -> {
      done.add(instance);
      return Optional.empty();
    });

    assertThat(done.poll(5, TimeUnit.SECONDS)).isEqualTo("own");
  }

  @Test
  void leavesLongWorkToTheNodeThatIsAtIt() throws Exception {
    var end = new CountDownLatch(1);
    startBoth(instance -> {
      done.add(instance);
      await(end);
      return Optional.empty();
    });
    rows.put(one, "long", Instant.now());
    assertThat(next()).isNotNull();

    String second = done.poll(16, TimeUnit.SECONDS);
    end.countDown();

    assertThat(second).isNull();
    rows.await(0);
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
