-- URLs that are told what happens to artifacts, and what is on its way to them.

create table artifact_webhooks (
  id uuid primary key,
  owner text not null check (length(owner) between 1 and 200),
  -- What the owner was when they last made or changed it: what is sent is what they may see.
  owner_role text not null,
  owner_groups text[] not null default '{}',
  url text not null check (length(url) between 1 and 2000),
  description text not null default '',
  filter text not null default '',
  -- Of which changes is told; none: of all.
  changes text[] not null default '{}',
  paused boolean not null default false,
  -- Why the server paused it; empty: it did not.
  pause_reason text not null default '',
  -- Encrypted: what deliveries are signed with, and for a while what they were signed with before.
  secret_sealed bytea not null,
  previous_secret_sealed bytea,
  previous_secret_until timestamptz,
  -- Rises with every change of the above; the etag is made of it.
  revision integer not null default 1,
  -- Events up to this number have become deliveries, or are none.
  sequence bigint not null,
  missed_events bigint not null default 0,
  -- Attempts that failed since the last that did not.
  failures integer not null default 0,
  -- When deliveries were last taken to be sent: who waits longest is next.
  served_at timestamptz not null default '1970-01-01 00:00:00+00',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint artifact_webhooks_previous_secret_ends
    check ((previous_secret_sealed is null) = (previous_secret_until is null))
);

-- Serves: the lists of an owner, newest first, and their page keys. Costs: one entry per webhook.
create index artifact_webhooks_by_owner on artifact_webhooks (owner, created_at desc, id desc);

-- Events on their way to a URL. Each is copied, since events are not kept for as long as it may be tried.
create table artifact_deliveries (
  id uuid primary key,
  webhook_id uuid not null references artifact_webhooks on delete cascade,
  sequence bigint not null,
  artifact_id uuid not null,
  owner text not null,
  happened_at timestamptz not null,
  actor text not null,
  change text not null,
  revision integer not null,
  state text not null default 'WAITING'
    check (state in ('WAITING', 'DELIVERED', 'DEAD', 'DROPPED')),
  -- Every attempt has a number; what has become of it is written by who has that number only.
  attempts integer not null default 0,
  -- The number of the attempt after which it is given up.
  last_attempt integer not null check (last_attempt > 0),
  -- When it is to be sent; while it is sent, when it is given to another.
  due_at timestamptz not null default now(),
  -- Until when whoever sends it has it to themselves; null: nobody sends it.
  leased_until timestamptz,
  attempted_at timestamptz,
  -- Of the last answer; null: there was none.
  status integer,
  error text not null default '',
  ended_at timestamptz,
  -- Serves: no event goes to a webhook twice, and lists by sequence. Costs: one entry per delivery.
  constraint artifact_deliveries_once unique (webhook_id, sequence),
  constraint artifact_deliveries_end check ((state = 'WAITING') = (ended_at is null))
) with (fillfactor = 70);

-- Serves: what of a webhook is due, and lists of what waits. Costs: one entry per delivery that waits,
-- moved with each attempt.
create index artifact_deliveries_due on artifact_deliveries (webhook_id, due_at)
  where state = 'WAITING';
-- Serves: how much of a webhook is being sent. Costs: one entry per delivery that is.
create index artifact_deliveries_leased on artifact_deliveries (webhook_id, leased_until)
  where leased_until is not null;
-- Serves: the list of dead letters. Costs: one entry per dead letter.
create index artifact_deliveries_dead on artifact_deliveries (webhook_id, sequence)
  where state = 'DEAD';
-- Serves: the removal of what is over. Costs: one entry per delivery that is.
create index artifact_deliveries_ended on artifact_deliveries (ended_at) where ended_at is not null;

-- What the bytes of an upload look like, whatever they are said to be; null before they are known.
alter table artifact_uploads add sniffed_type text;
