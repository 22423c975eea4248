-- The signal metrics of one recording. The columns of the old system keep their names. Levels are
-- measured in dBFS; the _dbm columns follow from them, and are null where the receiver is not
-- calibrated. No foreign keys: a measurement outlives the acquisition it came from.
create table measurements (
  task_id uuid not null,
  websdr_id integer not null,
  hop integer not null default 0 check (hop >= 0),
  planned_start timestamptz not null,
  algorithm_version integer not null check (algorithm_version >= 1),

  owner text not null check (length(owner) between 1 and 200),
  receiver_name text not null,
  -- Of the first sample.
  timestamp_utc timestamptz not null,
  center_frequency_hz bigint not null check (center_frequency_hz > 0),
  frequency_mhz double precision not null
    generated always as (center_frequency_hz::double precision / 1e6) stored,
  -- Measured where the timing class is a GPS one.
  sample_rate_hz double precision not null check (sample_rate_hz > 0),
  sample_rate_khz double precision not null
    generated always as (sample_rate_hz / 1e3) stored,
  rate_error_ppm double precision,
  samples_count bigint not null check (samples_count >= 0),
  lost_samples bigint not null check (lost_samples >= 0),
  iq_data_path text,
  metadata_json jsonb,

  detected boolean not null,
  snr_db double precision,
  signal_bandwidth_hz double precision,
  snr_ref_db double precision,
  reference_bandwidth_hz double precision,
  cn0_dbhz double precision,

  total_power_dbfs double precision,
  signal_power_dbfs double precision,
  noise_power_dbfs double precision,
  noise_floor_dbfs_per_hz double precision,
  psd_dbfs double precision,
  -- What to add to dBFS to get dBm; null where the receiver is not calibrated.
  dbm_offset double precision,
  signal_power_dbm double precision
    generated always as (signal_power_dbfs + dbm_offset) stored,
  noise_power_dbm double precision
    generated always as (noise_power_dbfs + dbm_offset) stored,
  noise_floor_dbm_per_hz double precision
    generated always as (noise_floor_dbfs_per_hz + dbm_offset) stored,
  -- The highest density of the spectrum, per Hz.
  psd_dbm double precision
    generated always as (psd_dbfs + dbm_offset) stored,

  floor_valid boolean,
  occupied_fraction double precision,
  welch_segments bigint not null check (welch_segments >= 0),
  welch_length integer not null check (welch_length >= 0),
  resolution_hz double precision,

  obw_hz double precision,
  obw_low_hz double precision,
  obw_high_hz double precision,
  obw_truncated boolean,

  frequency_offset_hz double precision,
  frequency_offset_sigma_hz double precision,
  offset_method text not null check (offset_method ~ '^[A-Z][A-Z0-9_]{0,63}$'),

  clip_fraction double precision,
  overload_fraction double precision,
  dc_i double precision,
  dc_q double precision,
  crest_db double precision,
  peak_dbfs double precision,

  first_sample_utc_ns bigint not null,
  anchor_sample bigint not null,
  anchor_utc_ns bigint not null,
  measured_rate_hz double precision not null check (measured_rate_hz > 0),
  timing_class text not null check (timing_class in ('GPS_FIT', 'GPS_STALE', 'HOST_ARRIVAL')),
  uncertainty_ns bigint not null check (uncertainty_ns >= 0),
  residual_rms_ns bigint not null check (residual_rms_ns >= 0),
  residual_max_ns bigint not null check (residual_max_ns >= 0),
  -- -1: no stamps.
  max_fix_age_s integer not null check (max_fix_age_s >= -1),
  created_at timestamptz not null default now(),

  -- Serves: a re-run writes the same row, and the measurements of one acquisition. Costs: one entry
  -- per row. Holds the time by which a hypertable is cut, as TimescaleDB asks.
  primary key (task_id, websdr_id, hop, planned_start, algorithm_version),
  -- Silence yields null. NaN and infinity would poison every aggregate they meet.
  constraint measurements_finite check (
    coalesce(snr_db, 0) not in ('NaN', 'Infinity', '-Infinity')
    and coalesce(snr_ref_db, 0) not in ('NaN', 'Infinity', '-Infinity')
    and coalesce(cn0_dbhz, 0) not in ('NaN', 'Infinity', '-Infinity')
    and coalesce(total_power_dbfs, 0) not in ('NaN', 'Infinity', '-Infinity')
    and coalesce(signal_power_dbfs, 0) not in ('NaN', 'Infinity', '-Infinity')
    and coalesce(noise_power_dbfs, 0) not in ('NaN', 'Infinity', '-Infinity')
    and coalesce(noise_floor_dbfs_per_hz, 0) not in ('NaN', 'Infinity', '-Infinity')
    and coalesce(psd_dbfs, 0) not in ('NaN', 'Infinity', '-Infinity')
    and coalesce(frequency_offset_hz, 0) not in ('NaN', 'Infinity', '-Infinity')
  )
);

-- Serves: lists over all receivers, newest first, their page keys and time ranges; the rest of the
-- order is a sort of the few rows that share these three. Costs: one entry per row, nearly always at
-- the edge.
create index measurements_by_time
  on measurements (timestamp_utc desc, task_id desc, websdr_id desc);

-- Serves: one receiver's history over a time range, and aggregates per receiver. Costs: one entry
-- per row, at the right edge of its receiver.
create index measurements_by_receiver
  on measurements (websdr_id, timestamp_utc desc);

-- Serves: one frequency's history, and the best receivers for it. Costs: one entry per row.
create index measurements_by_frequency
  on measurements (center_frequency_hz, timestamp_utc desc);
