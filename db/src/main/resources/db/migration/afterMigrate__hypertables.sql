-- Runs after every migrate, so that TimescaleDB may be installed at any later time: what is a
-- hypertable already is left alone, rows that are there move along. Without the extension, or
-- without the right to create it, the tables stay plain and every query stays the same.
do $$
declare
  band constant text not null := 'measurement_band(center_frequency_hz)';
  sums record;
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

  -- What follows is the community edition's alone. It schedules nothing: our own job refreshes and
  -- compresses, so that what is done when does not depend on the edition.
  if current_setting('timescaledb.license', true) is distinct from 'timescale' then
    return;
  end if;

  if not (
    select compression_enabled
    from timescaledb_information.hypertables
    where hypertable_name = 'measurements'
  ) then
    alter table measurements set (
      timescaledb.compress,
      timescaledb.compress_segmentby = 'websdr_id',
      timescaledb.compress_orderby = 'window_start, task_id, hop, algorithm_version'
    );
  end if;

  -- Sums that outlive their rows could not be made again: then the tables stay.
  if exists (select from pg_class where oid = 'measurements_hourly'::regclass and relkind = 'r')
      and not exists (select from measurement_horizon) then
    for sums in
      select *
      from (
        values
          ('measurements_hourly', interval '1 hour', null),
          ('measurements_daily', interval '1 day', null),
          ('measurements_hourly_by_band', interval '1 hour', band),
          ('measurements_daily_by_band', interval '1 day', band)
      ) as relation (name, width, band)
    loop
      execute format('drop table %I', sums.name);
      execute format(
        'create materialized view %I with (timescaledb.continuous,'
          ' timescaledb.materialized_only = true, timescaledb.create_group_indexes = false)'
          ' as %s with no data',
        sums.name,
        measurement_sums_query(
          format('time_bucket(%L::interval, window_start)', sums.width), sums.band, 'true'
        )
      );
      -- Serves: one receiver over a time. Costs: one entry per sum.
      execute format('create index on %I (websdr_id, bucket)', sums.name);
    end loop;

    insert into measurement_stale_hours (hour)
    select distinct date_trunc('hour', window_start, 'UTC')
    from measurements;
  end if;
end
$$;
