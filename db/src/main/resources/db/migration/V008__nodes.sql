-- The servers that are up, so that each can pass calls on to the one that runs an acquisition.
create table nodes (
  -- The installation's name, the same over restarts; acquisitions.node_id holds it.
  id text primary key check (length(id) between 1 and 200),
  -- Of the process: one that was started later takes the row over.
  boot_id uuid not null,
  -- host:port at which other servers reach its gRPC.
  address text not null check (address <> ''),
  -- What another server shows when it calls in place of its own client: random at every start. Who
  -- reads this table may read every sample anyway.
  peer_token text not null check (length(peer_token) >= 32),
  started_at timestamptz not null default now(),
  heartbeat_at timestamptz not null default now()
) with (
  -- The heartbeat updates a row every few seconds, within its page.
  fillfactor = 50
);
