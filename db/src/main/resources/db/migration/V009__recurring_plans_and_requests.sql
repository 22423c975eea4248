-- Acquisitions that begin by themselves, again and again.
create table recurring_plans (
  id uuid primary key,
  owner text not null check (length(owner) between 1 and 200),
  name text not null check (length(name) between 1 and 100),
  -- Either a period, counted from 1970, or a cron expression.
  every_seconds bigint check (every_seconds between 1 and 31622400),
  cron text check (length(cron) between 1 and 200),
  -- Empty: UTC.
  time_zone text not null default '',
  plan jsonb not null,
  paused boolean not null default false,
  -- The next time due: null while paused, and when the schedule has no time left. Who starts the
  -- acquisition of a time moves it on in the same transaction, so that no time is started twice.
  next_start timestamptz,
  -- How often it was resumed: a time that was due before a pause may be due again after it.
  resumptions integer not null default 0,
  -- No reference: a plan outlives what it started.
  last_acquisition_id uuid,
  last_failure text not null default '',
  created_at timestamptz not null default now(),
  constraint recurring_plans_one_schedule check ((every_seconds is null) <> (cron is null)),
  constraint recurring_plans_paused_not_due check (not (paused and next_start is not null))
);

-- Serves: no two plans of an owner that people could mistake for each other. Costs: one small entry
-- per plan.
create unique index recurring_plans_name_unique on recurring_plans (owner, lower(name));

-- Serves: lists, newest first, and their page keys. Costs: one entry per plan.
create index recurring_plans_by_creation on recurring_plans (created_at desc, id desc);

-- Serves: what is due, asked by every node every second. Costs: one entry per plan, moved with each
-- start.
create index recurring_plans_by_next_start on recurring_plans (next_start)
  where next_start is not null;

-- Requests that created something, so that the same request again is given the same answer, whatever
-- has become of what it created. Acquisitions keep their requests themselves.
create table requests (
  owner text not null check (length(owner) between 1 and 200),
  request_id text not null check (length(request_id) between 1 and 200),
  method text not null,
  -- Of the request's payload: the same id with another payload is refused.
  request_hash text not null,
  -- What was created, as it was then; null only inside the transaction that creates it.
  answer jsonb,
  created_at timestamptz not null default now(),
  -- Serves: the answer to a repeated request, and the race of two. Costs: one entry per request.
  primary key (owner, request_id)
);

-- Serves: the removal of old requests. Costs: one entry per request, at the right edge.
create index requests_by_age on requests (created_at);
