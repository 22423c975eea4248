-- Runs after every migrate, so that TimescaleDB may be installed at any later time: what is a
-- hypertable already is left alone, rows that are there move along. Without the extension, or
-- without the right to create it, the tables stay plain and every query stays the same.
do $$
begin
  if not exists (select from pg_available_extensions where name = 'timescaledb')
      or current_setting('shared_preload_libraries') not like '%timescaledb%' then
    return;
  end if;

  -- Of several processes that start together one does it, and nobody is told what is so already.
  perform pg_advisory_xact_lock(hashtext('heimdall.hypertables'));
  perform set_config('client_min_messages', 'warning', true);

  begin
    create extension if not exists timescaledb;
  exception
    when insufficient_privilege then
      raise warning 'TimescaleDB is installed, but % may not create the extension here; '
        'measurements and audit_log stay plain tables', current_user;
      return;
  end;

  -- A week of a hundred busy receivers is about 200,000 rows: its indexes fit in memory, and a year
  -- is some fifty chunks. The default index on the time alone serves no query.
  perform create_hypertable(
    'measurements', 'window_start',
    chunk_time_interval => interval '7 days',
    create_default_indexes => false, if_not_exists => true, migrate_data => true
  );
  perform create_hypertable(
    'audit_log', 'at',
    chunk_time_interval => interval '30 days',
    create_default_indexes => false, if_not_exists => true, migrate_data => true
  );
  -- A hundred receivers checked every hour are 17,000 rows a week.
  perform create_hypertable(
    'receiver_checks', 'at',
    chunk_time_interval => interval '7 days',
    create_default_indexes => false, if_not_exists => true, migrate_data => true
  );
end
$$;
