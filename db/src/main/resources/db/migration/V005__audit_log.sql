-- Who did what to what, written in the transaction that does it.
create table audit_log (
  id bigint generated always as identity,
  at timestamptz not null default now(),
  actor text not null,
  action text not null,
  target_type text not null,
  target_id text not null,
  detail jsonb not null default '{}',
  -- Serves: lists, newest first. Costs: one entry per row, at the right edge. Holds the time by which
  -- a hypertable is cut, as TimescaleDB asks.
  primary key (at, id)
);

-- Serves: the history of one thing. Costs: one entry per row.
create index audit_log_by_target on audit_log (target_type, target_id, at desc, id desc);
