-- Sums of measurements by the hour and the day of UTC, per receiver, over all bands and for each. What
-- a sum holds of the values merges with that of others to what the rows themselves would give: counts,
-- sums, squared differences from the mean, and every value to the next 0.1 as a big-endian integer, in
-- no order, for percentiles.
--
-- Our own job fills these tables. With TimescaleDB's community edition continuous aggregates of the
-- same names and columns take their place (afterMigrate__hypertables.sql).
create table measurements_hourly (
  websdr_id integer not null,
  bucket timestamptz not null,
  measured bigint not null,
  detected bigint not null,
  occupied_count bigint not null,
  occupied_sum double precision,
  snr_count bigint not null,
  snr_sum double precision,
  snr_spread double precision,
  snr_min double precision,
  snr_max double precision,
  -- Two bytes each.
  snr_tenths bytea not null,
  power_count bigint not null,
  power_sum double precision,
  power_spread double precision,
  power_min double precision,
  power_max double precision,
  -- Two bytes each.
  power_tenths bytea not null,
  offset_count bigint not null,
  offset_sum double precision,
  offset_spread double precision,
  offset_min double precision,
  offset_max double precision,
  -- Four bytes each.
  offset_tenths bytea not null,
  -- Serves: one receiver over a time. Costs: one entry per sum.
  primary key (websdr_id, bucket)
);

create table measurements_daily (like measurements_hourly, primary key (websdr_id, bucket));

create table measurements_hourly_by_band (
  like measurements_hourly,
  band integer not null,
  primary key (websdr_id, bucket, band)
);

create table measurements_daily_by_band (
  like measurements_hourly,
  band integer not null,
  primary key (websdr_id, bucket, band)
);

-- Serve: all receivers over a time, and the replacement of sums. Cost: one entry per sum, nearly
-- always at the edge.
create index measurements_hourly_by_bucket on measurements_hourly (bucket);
create index measurements_daily_by_bucket on measurements_daily (bucket);
create index measurements_hourly_by_band_by_bucket on measurements_hourly_by_band (bucket);
create index measurements_daily_by_band_by_bucket on measurements_daily_by_band (bucket);

-- Hours whose rows have changed since they were summed: written with the rows, as often as they are,
-- and removed by whoever has summed them anew. What is marked is read from the rows.
create table measurement_stale_hours (
  id bigint primary key generated always as identity,
  hour timestamptz not null check (hour = date_trunc('hour', hour, 'UTC'))
);

-- Serves: the marks of a time range, in order. Costs: one entry per mark, nearly always at the edge.
create index measurement_stale_hours_by_hour on measurement_stale_hours (hour);

-- From when on rows are kept, once some were removed; what was before is known by its sums alone.
create table measurement_horizon (
  only_one boolean primary key default true check (only_one),
  rows_from timestamptz not null check (rows_from = date_trunc('day', rows_from, 'UTC'))
);

-- The tenth of a decade that a frequency is in.
create function measurement_band(frequency_hz bigint) returns integer
language sql immutable as $function$
  select floor(10 * log(frequency_hz::double precision))::integer
$function$;

-- The query that sums measurements, for tables and continuous aggregates alike.
--   bucket: an expression for the beginning of the hour or day
--   band: an expression for the band, or null for a sum over all
--   chosen: a condition
create function measurement_sums_query(bucket text, band text, chosen text) returns text
language sql immutable as $function$
  select format(
    $query$
      select
        websdr_id,
        %1$s as bucket,
        count(*) as measured,
        count(*) filter (where detected) as detected,
        count(occupied_fraction) as occupied_count,
        sum(occupied_fraction) as occupied_sum,
        count(snr_db) as snr_count,
        sum(snr_db) as snr_sum,
        var_pop(snr_db) * count(snr_db) as snr_spread,
        min(snr_db) as snr_min,
        max(snr_db) as snr_max,
        coalesce(
          string_agg(
            int2send(least(greatest(round(snr_db * 10), -32768), 32767)::smallint), ''::bytea
          ) filter (where snr_db is not null),
          ''::bytea
        ) as snr_tenths,
        count(signal_power_dbfs) as power_count,
        sum(signal_power_dbfs) as power_sum,
        var_pop(signal_power_dbfs) * count(signal_power_dbfs) as power_spread,
        min(signal_power_dbfs) as power_min,
        max(signal_power_dbfs) as power_max,
        coalesce(
          string_agg(
            int2send(least(greatest(round(signal_power_dbfs * 10), -32768), 32767)::smallint),
            ''::bytea
          ) filter (where signal_power_dbfs is not null),
          ''::bytea
        ) as power_tenths,
        count(frequency_offset_hz) as offset_count,
        sum(frequency_offset_hz) as offset_sum,
        var_pop(frequency_offset_hz) * count(frequency_offset_hz) as offset_spread,
        min(frequency_offset_hz) as offset_min,
        max(frequency_offset_hz) as offset_max,
        coalesce(
          string_agg(
            int4send(
              least(greatest(round(frequency_offset_hz * 10), -2147483648), 2147483647)::integer
            ),
            ''::bytea
          ) filter (where frequency_offset_hz is not null),
          ''::bytea
        ) as offset_tenths
        %2$s
      from measurements
      where %3$s
      group by websdr_id, %1$s %4$s
    $query$,
    bucket, ', ' || band || ' as band', chosen, ', ' || band
  )
$function$;

-- Sums the hours of a time within one day of UTC anew, and that day; those from before rows are kept
-- stay as they are. One at a time: who moves the horizon holds the same lock.
create function sum_measurements(sum_from timestamptz, sum_before timestamptz) returns void
language plpgsql as $function$
declare
  day_from constant timestamptz not null := date_trunc('day', sum_from, 'UTC');
  day_before constant timestamptz not null := day_from + interval '24 hours';
  band constant text not null := 'measurement_band(center_frequency_hz)';
  sums record;
begin
  perform pg_advisory_xact_lock(hashtext('heimdall.sum_measurements'));
  if exists (select from measurement_horizon where rows_from > sum_from) then
    return;
  end if;
  for sums in
    select *
    from (
      values
        ('measurements_hourly', 'hour', null, sum_from, sum_before),
        ('measurements_daily', 'day', null, day_from, day_before),
        ('measurements_hourly_by_band', 'hour', band, sum_from, sum_before),
        ('measurements_daily_by_band', 'day', band, day_from, day_before)
    ) as relation (name, width, band, start_from, start_before)
  loop
    execute format('delete from %I where bucket >= $1 and bucket < $2', sums.name)
    using sums.start_from, sums.start_before;
    execute format(
      'insert into %I %s',
      sums.name,
      measurement_sums_query(
        format('date_trunc(%L, window_start, ''UTC'')', sums.width),
        sums.band,
        'window_start >= $1 and window_start < $2'
      )
    )
    using sums.start_from, sums.start_before;
  end loop;
end
$function$;

insert into measurement_stale_hours (hour)
select distinct date_trunc('hour', window_start, 'UTC')
from measurements;
