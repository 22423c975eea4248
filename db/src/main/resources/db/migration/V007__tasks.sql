-- Work that is to be done at a time by some node: the tables of db-scheduler, which reads and
-- writes their rows by these column names. There are two of them since it takes every row of its
-- table for its own, and acquisitions, which last for hours, must not keep the rest waiting.

-- One row for each acquisition that has not ended.
create table acquisition_tasks (
  task_name text not null,
  -- Which of the tasks of this name: an id of what the task is about.
  task_instance text not null,
  -- Always null: the id suffices.
  task_data bytea,
  execution_time timestamptz not null,
  -- Whether a node is at it, which one, and when it last said so.
  picked boolean not null,
  picked_by text,
  last_success timestamptz,
  last_failure timestamptz,
  consecutive_failures integer,
  last_heartbeat timestamptz,
  -- Rises when the row changes hands; who holds an older one is refused.
  version bigint not null,
  priority smallint,
  -- Serves: heartbeats and the end of a task. Costs: one entry per task.
  primary key (task_name, task_instance)
) with (
  -- A task under way is updated every few seconds by its heartbeat. Room in the page keeps those
  -- updates off the indexes (HOT), which is why none holds the time of the heartbeat: who looks for
  -- silent ones reads the tasks that are picked, and those are few.
  fillfactor = 50
);

-- Serves: what is due, the longest waiting first, asked by every node every second. Costs: one
-- entry per task and change of its time.
create index acquisition_tasks_by_time on acquisition_tasks (execution_time);

-- One row for each recurring plan and each chore of the cluster; otherwise as above.
create table housekeeping_tasks (like acquisition_tasks including all);

-- What had not ended when this migration came goes on.
insert into acquisition_tasks (task_name, task_instance, execution_time, picked, version)
select 'acquisition', id::text, created_at, false, 1
from acquisitions
where finished_at is null;
