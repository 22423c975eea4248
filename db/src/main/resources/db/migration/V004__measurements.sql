-- The signal metrics of one recording. The columns of the old system keep their names; a level that
-- is not calibrated is null in its _dbm column and present in the _dbfs one. No foreign keys: a
-- measurement outlives the acquisition it came from.
create table measurements (
  task_id uuid not null,
  websdr_id integer not null,
  hop integer not null default 0 check (hop >= 0),
  planned_start timestamptz not null,
  algorithm_version text not null check (length(algorithm_version) between 1 and 64),

  owner text not null,
  timestamp_utc timestamptz not null,
  center_frequency_hz bigint not null check (center_frequency_hz > 0),
  frequency_mhz double precision not null
    generated always as (center_frequency_hz::double precision / 1e6) stored,
  sample_rate_hz double precision not null check (sample_rate_hz > 0),
  sample_rate_khz double precision not null
    generated always as (sample_rate_hz / 1e3) stored,
  samples_count bigint not null check (samples_count >= 0),
  iq_data_path text,
  metadata_json jsonb,

  detected boolean not null,
  snr_db double precision,
  snr_ref_db double precision,
  reference_bandwidth_hz double precision,
  cn0_dbhz double precision,
  signal_bandwidth_hz double precision,

  psd_dbm double precision,
  signal_power_dbm double precision,
  noise_power_dbm double precision,
  noise_floor_dbm_per_hz double precision,
  signal_power_dbfs double precision,
  noise_power_dbfs double precision,
  total_power_dbfs double precision,
  noise_floor_dbfs_per_hz double precision,
  floor_valid boolean not null,
  occupied_fraction double precision,

  obw_hz double precision,
  obw_low_hz double precision,
  obw_high_hz double precision,
  obw_truncated boolean,

  frequency_offset_hz double precision,
  frequency_offset_sigma_hz double precision,
  offset_method text,

  clip_fraction double precision,
  overload_fraction double precision,
  dc_i double precision,
  dc_q double precision,
  crest_db double precision,
  peak_dbfs double precision,
  welch_segments integer,
  welch_length integer,
  resolution_hz double precision,

  timing_class text check (timing_class in ('GPS_FIT', 'GPS_STALE', 'HOST_ARRIVAL')),
  uncertainty_ns bigint,
  lost_samples bigint not null check (lost_samples >= 0),
  rate_error_ppm double precision,
  created_at timestamptz not null default now(),

  -- Serves: a re-run writes the same row, and the measurements of one acquisition. Costs: one entry
  -- per row. Holds the time by which a hypertable is cut, as TimescaleDB asks.
  primary key (task_id, websdr_id, hop, planned_start, algorithm_version),
  -- Silence yields null. NaN and infinity would poison every aggregate they meet.
  constraint measurements_finite check (
    coalesce(snr_db, 0) not in ('NaN', 'Infinity', '-Infinity')
    and coalesce(snr_ref_db, 0) not in ('NaN', 'Infinity', '-Infinity')
    and coalesce(cn0_dbhz, 0) not in ('NaN', 'Infinity', '-Infinity')
    and coalesce(signal_power_dbfs, 0) not in ('NaN', 'Infinity', '-Infinity')
    and coalesce(noise_power_dbfs, 0) not in ('NaN', 'Infinity', '-Infinity')
    and coalesce(total_power_dbfs, 0) not in ('NaN', 'Infinity', '-Infinity')
    and coalesce(noise_floor_dbfs_per_hz, 0) not in ('NaN', 'Infinity', '-Infinity')
    and coalesce(frequency_offset_hz, 0) not in ('NaN', 'Infinity', '-Infinity')
  )
);

-- Serves: lists over all receivers, newest first, their page keys and time ranges. Costs: one entry
-- per row, nearly always at the right edge.
create index measurements_by_time
  on measurements (
    timestamp_utc desc, task_id desc, websdr_id desc, hop desc, planned_start desc,
    algorithm_version desc
  );

-- Serves: one receiver's history over a time range, and aggregates per receiver. Costs: one entry
-- per row, at the right edge of its receiver.
create index measurements_by_receiver
  on measurements (websdr_id, timestamp_utc desc);

-- Serves: one frequency's history, and the best receivers for it. Costs: one entry per row.
create index measurements_by_frequency
  on measurements (center_frequency_hz, timestamp_utc desc);
