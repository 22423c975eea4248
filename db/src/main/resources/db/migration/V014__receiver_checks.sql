-- What every check of every receiver found: the history from which uptime is reckoned.
create table receiver_checks (
  receiver_id integer not null,
  at timestamptz not null,
  -- Whether samples came.
  ok boolean not null,
  detail jsonb not null,
  -- Serves: one receiver's history, newest first, and its uptime over a time. Costs: one entry per
  -- check, at the right edge of its receiver. Holds the time by which a hypertable is cut.
  primary key (receiver_id, at)
);

-- Serves: uptime of all receivers over a time, and the removal of what is old. Costs: one entry per
-- check, at the right edge.
create index receiver_checks_by_time on receiver_checks (at);

-- What became of receivers that failed again and again.
alter table receivers
  -- Inactive because checks failed, not because somebody wanted it so.
  add column deactivated_by_checks boolean not null default false,
  -- Checks in a row that failed, and since when; 0 and null after a good one.
  add column failed_checks integer not null default 0 check (failed_checks >= 0),
  add column failing_since timestamptz,
  add constraint receivers_deactivated_inactive check (not (deactivated_by_checks and active)),
  add constraint receivers_failing_whole check ((failed_checks = 0) = (failing_since is null));
