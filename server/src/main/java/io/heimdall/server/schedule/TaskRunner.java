package io.heimdall.server.schedule;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.jdbc.PostgreSqlJdbcCustomization;
import com.github.kagkarlsson.scheduler.logging.LogLevel;
import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.ExecutionContext;
import com.github.kagkarlsson.scheduler.task.ExecutionOperations;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import io.heimdall.db.task.TaskTable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// db-scheduler over one table: picks what is due, does it on virtual threads, keeps its heartbeat,
/// and writes how it ended. It judges nobody's heartbeat; [SilentTasks] does.
final class TaskRunner implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(TaskRunner.class.getName());

  /// How often a node that nobody wakes looks for what is due.
  static final Duration POLL = Duration.ofSeconds(1);

  private static final Duration HEARTBEAT = Duration.ofSeconds(2);

  /// So many that it never calls a task dead: it would compare clocks of two machines.
  private static final int NEVER = 1_000_000;

  /// It removes tasks whose work it does not know, which in time of an upgrade is another node's.
  private static final Duration KEEP_UNKNOWN = Duration.ofDays(3650);

  private static final Duration END_BOUND = Duration.ofSeconds(3);
  private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
  private static final int DOUBLINGS = 6;

  /// A place that becomes free is taken at once where more is due.
  private static final double ALL_BUT_ONE = 0.999;

  /// Locks as many rows as there are free places, then marks them. In one statement, the rows to
  /// lock stand in a subquery that PostgreSQL may run once for each row it joins them to, and each
  /// run skips what the one before has locked: with a table that was all but empty when it was last
  /// analyzed, everything due is picked at once.
  private static final PostgreSqlJdbcCustomization LOCK_THEN_PICK =
      new PostgreSqlJdbcCustomization(true, false);

  private final TaskTable table;
  private final String holder;
  private final int places;
  private final Duration poll;
  private final Map<String, Work> works;
  private @Nullable Scheduler library;
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile boolean draining;

  TaskRunner(TaskTable table, String holder, int places, Duration poll, Map<String, Work> works) {
    this.table = table;
    this.holder = holder;
    this.places = places;
    this.poll = poll;
    this.works = Map.copyOf(works);
  }

  synchronized void start(DataSource connections) {
    List<Task<?>> tasks = new ArrayList<>();
    works.forEach((name, work) -> tasks.add(task(name, work)));
    library =
        Scheduler.create(connections, tasks)
            .tableName(table.name())
            .jdbcCustomization(LOCK_THEN_PICK)
            .serializer(NoData.INSTANCE)
            .schedulerName(new SchedulerName.Fixed(holder))
            .threads(places)
            .executorService(
                Executors.newThreadPerTaskExecutor(
                    Thread.ofVirtual().name(table.name() + "-", 0).factory()))
            .pollingInterval(poll)
            .pollUsingLockAndFetch(ALL_BUT_ONE, 1.0)
            .heartbeatInterval(HEARTBEAT)
            .missedHeartbeatsLimit(NEVER)
            .deleteUnresolvedAfter(KEEP_UNKNOWN)
            .shutdownMaxWait(END_BOUND)
            .failureLogging(LogLevel.OFF, false)
            .build();
    library.start();
  }

  void wake() {
    started().triggerCheckForDueExecutions();
  }

  int running() {
    return started().getCurrentlyExecuting().size();
  }

  void drain() {
    draining = true;
    started().pause();
  }

  @Override
  public void close() {
    drain();
    if (!closed.getAndSet(true)) {
      started().stop();
    }
  }

  private synchronized Scheduler started() {
    if (library == null) {
      throw new IllegalStateException("the schedule has not started");
    }
    return library;
  }

  private Task<Void> task(String name, Work work) {
    return Tasks.custom(name, Void.class)
        .onFailure(this::tryLater)
        .onDeadExecution((_, _) -> {})
        .execute((instance, context) -> execute(work, instance.getId(), context));
  }

  private CompletionHandler<Void> execute(Work work, String instance, ExecutionContext context) {
    // Picked while the node was told to stop: another one does it.
    Optional<Instant> again =
        draining ? Optional.of(context.getExecution().executionTime) : work.run(instance);
    return (done, operations) -> settle(done, operations, again);
  }

  /// A task that another node has taken meanwhile is that node's to settle, and one that cannot be
  /// written now falls silent and is done again, which finds the work done.
  private void settle(
      ExecutionComplete done, ExecutionOperations<Void> operations, Optional<Instant> again) {
    try {
      again.ifPresentOrElse(at -> operations.reschedule(done, at), operations::remove);
    } catch (RuntimeException e) {
      LOG.log(
          INFO,
          "{0}: the end of this task is not written here: {1}",
          done.getExecution().taskInstance,
          e.getMessage());
    }
  }

  private void tryLater(ExecutionComplete failed, ExecutionOperations<Void> operations) {
    int failures = Math.min(failed.getExecution().consecutiveFailures, DOUBLINGS);
    long most = FIRST_RETRY.toMillis() << failures;
    long millis = most / 2 + ThreadLocalRandom.current().nextLong(most / 2);
    LOG.log(
        WARNING,
        "%s failed and is done again in %d ms"
            .formatted(failed.getExecution().taskInstance, millis),
        failed.getCause().orElse(null));
    operations.reschedule(failed, Instant.now().plusMillis(millis));
  }
}
