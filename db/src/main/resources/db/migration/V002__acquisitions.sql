-- One job over many receivers. The row is the lock and the fence of its run: who may write holds
-- lease_epoch, and every event takes its number from event_sequence.
create table acquisitions (
  id uuid primary key,
  owner text not null check (length(owner) between 1 and 200),
  request_id text not null check (length(request_id) between 1 and 200),
  -- Of the request's payload: the same id with another payload is refused.
  request_hash text not null,
  plan jsonb not null,
  labels jsonb not null default '{}',
  center_frequency_hz bigint not null check (center_frequency_hz > 0),
  duration_ns bigint not null check (duration_ns > 0),
  -- 0: the receiver's own rate.
  sample_rate_hz double precision not null check (sample_rate_hz >= 0),
  min_receivers integer not null check (min_receivers >= 1),
  planned_start timestamptz not null,
  state text not null default 'PENDING',
  progress_percent double precision not null default 0 check (progress_percent between 0 and 100),
  reason text check (reason ~ '^[A-Z][A-Z0-9_]{0,63}$'),
  message text,
  -- The agreed UTC window in ns since 1970; null until the receivers have met.
  window_start_ns bigint,
  window_end_ns bigint,
  lease_epoch bigint not null default 1 check (lease_epoch >= 1),
  event_sequence bigint not null default 0 check (event_sequence >= 0),
  node_id text not null,
  created_at timestamptz not null default now(),
  started_at timestamptz,
  finished_at timestamptz,
  constraint acquisitions_state_known check (
    state in (
      'PENDING', 'RUNNING', 'FINALIZING', 'SUCCEEDED', 'PARTIAL', 'FAILED', 'CANCELLING', 'CANCELLED'
    )
  ),
  constraint acquisitions_finished_when_terminal check (
    (finished_at is not null) = (state in ('SUCCEEDED', 'PARTIAL', 'FAILED', 'CANCELLED'))
  ),
  constraint acquisitions_window_in_order check (
    (window_start_ns is null) = (window_end_ns is null) and window_start_ns < window_end_ns
  ),
  -- Serves: idempotent starts. Costs: one entry per acquisition.
  constraint acquisitions_request_unique unique (owner, request_id)
) with (
  -- A run updates its row with every event. Room in the page keeps those updates off the indexes
  -- (HOT), of which none holds a column that changes while running.
  fillfactor = 70
);

-- Serves: lists, newest first, and their page keys. Costs: one entry per acquisition.
create index acquisitions_by_creation on acquisitions (created_at desc, id desc);

-- Serves: lists of one owner, newest first. Costs: one entry per acquisition.
create index acquisitions_by_owner on acquisitions (owner, created_at desc, id desc);

-- Serves: what a node left unfinished, at its start and at a takeover. Costs: an entry at creation,
-- a dead one at the end; holds only what is running.
create index acquisitions_unfinished
  on acquisitions (node_id, created_at)
  where finished_at is null;

-- What happened to an acquisition, in order and without holes.
create table acquisition_events (
  acquisition_id uuid not null references acquisitions (id) on delete cascade,
  sequence bigint not null check (sequence >= 1),
  at timestamptz not null,
  type text not null check (type ~ '^[A-Z][A-Z0-9_]{0,63}$'),
  payload jsonb not null,
  -- Serves: the events after a number, in order. Costs: one entry per event, always at the right
  -- edge of its acquisition.
  primary key (acquisition_id, sequence)
);
