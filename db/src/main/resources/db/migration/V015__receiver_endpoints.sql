-- Who of the servers holds the one connection that a receiver's address and port may have from us.
create table receiver_leases (
  -- As resolved: numeric address and port.
  address text not null,
  port integer not null check (port between 1 and 65535),
  -- One per connection; who holds another one is replaced.
  holder uuid not null,
  node_id text not null,
  expires_at timestamptz not null,
  -- Serves: the race for a connection. Costs: one entry per connection under way.
  primary key (address, port)
) with (
  -- Renewed every few seconds, within its page.
  fillfactor = 50
);

-- Serves: the renewal of all leases of a server, and the removal of those nobody renews. Costs: one
-- entry per connection under way.
create index receiver_leases_by_node on receiver_leases (node_id);

-- Receivers that have told us not to come back for a while, such as for a daily limit that is used
-- up: none of the servers asks before that, whatever became of the one that was told.
create table receiver_bans (
  address text not null,
  port integer not null check (port between 1 and 65535),
  reason text not null check (reason ~ '^[A-Z][A-Z0-9_]{0,63}$'),
  message text not null,
  until timestamptz not null,
  -- Serves: the look-up before each connection. Costs: one entry per receiver that said so.
  primary key (address, port)
);
