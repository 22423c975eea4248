package io.heimdall.db.task;

import static io.heimdall.db.jooq.Tables.ACQUISITION_TASKS;
import static io.heimdall.db.jooq.Tables.HOUSEKEEPING_TASKS;
import static org.jooq.impl.DSL.inline;

import io.heimdall.db.Tx;
import io.heimdall.db.jooq.tables.AcquisitionTasks;
import io.heimdall.db.sql.Sql;
import java.time.Instant;
import java.util.List;
import org.jooq.Condition;
import org.jooq.impl.DSL;

/// One of the tables of tasks. Stateless.
public final class TaskTable {

  /// Acquisitions that have not ended.
  public static final TaskTable ACQUISITIONS = new TaskTable(ACQUISITION_TASKS);

  /// Recurring plans and chores.
  public static final TaskTable HOUSEKEEPING =
      new TaskTable(ACQUISITION_TASKS.rename(HOUSEKEEPING_TASKS.getName()));

  private final AcquisitionTasks tasks;

  private TaskTable(AcquisitionTasks tasks) {
    this.tasks = tasks;
  }

  /// What the table is called in SQL.
  ///
  /// @return its name
  public String name() {
    return tasks.getName();
  }

  /// Adds a task, or moves it to another time. One that a node is at stays as it is.
  ///
  /// @param tx the transaction
  /// @param id the task
  /// @param at when it is to be done, to the microsecond
  /// @return whether it was added or moved
  public boolean put(Tx tx, TaskId id, Instant at) {
    return Sql.on(tx)
            .insertInto(tasks)
            .set(tasks.TASK_NAME, id.name())
            .set(tasks.TASK_INSTANCE, id.instance())
            .set(tasks.EXECUTION_TIME, at)
            .set(tasks.PICKED, false)
            .set(tasks.VERSION, 1L)
            .onConflict(tasks.TASK_NAME, tasks.TASK_INSTANCE)
            .doUpdate()
            .set(tasks.EXECUTION_TIME, at)
            .set(tasks.VERSION, tasks.VERSION.plus(1L))
            .where(tasks.PICKED.isFalse())
            .execute()
        == 1;
  }

  /// Adds a task unless there is one like it.
  ///
  /// @param tx the transaction
  /// @param id the task
  /// @param at when it is to be done, to the microsecond
  /// @return whether it was added
  public boolean add(Tx tx, TaskId id, Instant at) {
    return Sql.on(tx)
            .insertInto(tasks)
            .set(tasks.TASK_NAME, id.name())
            .set(tasks.TASK_INSTANCE, id.instance())
            .set(tasks.EXECUTION_TIME, at)
            .set(tasks.PICKED, false)
            .set(tasks.VERSION, 1L)
            .onConflict(tasks.TASK_NAME, tasks.TASK_INSTANCE)
            .doNothing()
            .execute()
        == 1;
  }

  /// Removes a task that no node is at.
  ///
  /// @param tx the transaction
  /// @param id the task
  /// @return whether there was one
  public boolean remove(Tx tx, TaskId id) {
    return Sql.on(tx).deleteFrom(tasks).where(is(id)).and(tasks.PICKED.isFalse()).execute() == 1;
  }

  /// Counts tasks that could be done and are not.
  ///
  /// @param tx the transaction
  /// @param now what is due by then counts
  /// @param atMost where to stop counting
  /// @return how many
  public int waiting(Tx tx, Instant now, int atMost) {
    return Sql.on(tx)
        .fetchCount(
            DSL.select(inline(1))
                .from(tasks)
                .where(tasks.EXECUTION_TIME.le(now))
                .and(tasks.PICKED.isFalse())
                .limit(atMost));
  }

  /// Lists the tasks that nodes are at.
  ///
  /// @param tx the transaction
  /// @return the tasks
  public List<PickedTask> picked(Tx tx) {
    return Sql.on(tx)
        .select(tasks.TASK_NAME, tasks.TASK_INSTANCE, tasks.VERSION, tasks.LAST_HEARTBEAT)
        .from(tasks)
        .where(tasks.PICKED)
        .fetch(row ->
            new PickedTask(new TaskId(row.value1(), row.value2()), row.value3(), row.value4()));
  }

  /// Takes a task from a node that does not say any more that it is at it.
  ///
  /// @param tx the transaction
  /// @param silent the task as it has been for too long
  /// @return whether it still was; if not, nothing was written
  public boolean release(Tx tx, PickedTask silent) {
    return release(
            tx,
            is(silent.id())
                .and(tasks.VERSION.eq(silent.version()))
                .and(tasks.LAST_HEARTBEAT.isNotDistinctFrom(silent.lastHeartbeat())))
        == 1;
  }

  /// Takes every task from holders that are no more.
  ///
  /// @param tx the transaction
  /// @param holderPrefix what their names begin with
  /// @return how many tasks they had
  public int releaseAllOf(Tx tx, String holderPrefix) {
    return release(tx, tasks.PICKED_BY.startsWith(holderPrefix));
  }

  private int release(Tx tx, Condition which) {
    return Sql.on(tx)
        .update(tasks)
        .set(tasks.PICKED, false)
        .setNull(tasks.PICKED_BY)
        .setNull(tasks.LAST_HEARTBEAT)
        .set(tasks.VERSION, tasks.VERSION.plus(1L))
        .where(which)
        .and(tasks.PICKED)
        .execute();
  }

  private Condition is(TaskId id) {
    return tasks.TASK_NAME.eq(id.name()).and(tasks.TASK_INSTANCE.eq(id.instance()));
  }
}
