-- A measurement's time becomes that of the window its samples are from: the same for all receivers of
-- an acquisition, right for every frequency of a plan and for one that began late, and known before
-- the samples are. Lists, time ranges and the chunks of a hypertable go by it.
alter table measurements rename to measurements_before;
alter table measurements_before drop constraint measurements_pkey;
drop index measurements_by_time, measurements_by_receiver, measurements_by_frequency;

create table measurements (
  -- UTC, to the microsecond.
  window_start timestamptz not null,
  task_id uuid not null,
  -- Of the first sample.
  timestamp_utc timestamptz not null,
  center_frequency_hz bigint not null check (center_frequency_hz > 0),
  websdr_id integer not null,
  hop integer not null default 0 check (hop >= 0),
  algorithm_version integer not null check (algorithm_version >= 1),
  -- -1: no stamps.
  max_fix_age_s integer not null check (max_fix_age_s >= -1),

  frequency_mhz double precision not null
    generated always as (center_frequency_hz::double precision / 1e6) stored,
  -- Measured where the timing class is a GPS one.
  sample_rate_hz double precision not null check (sample_rate_hz > 0),
  sample_rate_khz double precision not null
    generated always as (sample_rate_hz / 1e3) stored,
  rate_error_ppm double precision,
  samples_count bigint not null check (samples_count >= 0),
  lost_samples bigint not null check (lost_samples >= 0),

  snr_db double precision,
  signal_bandwidth_hz double precision,
  snr_ref_db double precision,
  reference_bandwidth_hz double precision,
  cn0_dbhz double precision,

  total_power_dbfs double precision,
  signal_power_dbfs double precision,
  noise_power_dbfs double precision,
  noise_floor_dbfs_per_hz double precision,
  -- The highest density of the spectrum, per Hz.
  psd_dbfs double precision,
  -- What to add to dBFS to get dBm; null where the receiver is not calibrated.
  dbm_offset double precision,
  signal_power_dbm double precision
    generated always as (signal_power_dbfs + dbm_offset) stored,
  noise_power_dbm double precision
    generated always as (noise_power_dbfs + dbm_offset) stored,
  noise_floor_dbm_per_hz double precision
    generated always as (noise_floor_dbfs_per_hz + dbm_offset) stored,
  psd_dbm double precision
    generated always as (psd_dbfs + dbm_offset) stored,

  occupied_fraction double precision,
  welch_segments bigint not null check (welch_segments >= 0),
  resolution_hz double precision,

  obw_hz double precision,
  obw_low_hz double precision,
  obw_high_hz double precision,

  frequency_offset_hz double precision,
  frequency_offset_sigma_hz double precision,

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
  uncertainty_ns bigint not null check (uncertainty_ns >= 0),
  residual_rms_ns bigint not null check (residual_rms_ns >= 0),
  residual_max_ns bigint not null check (residual_max_ns >= 0),
  created_at timestamptz not null default now(),

  welch_length integer not null check (welch_length >= 0),
  detected boolean not null,
  floor_valid boolean,
  obw_truncated boolean,

  owner text not null check (length(owner) between 1 and 200),
  receiver_name text not null,
  offset_method text not null,
  timing_class text not null check (timing_class in ('GPS_FIT', 'GPS_STALE', 'HOST_ARRIVAL')),
  iq_data_path text,
  metadata_json jsonb,

  -- Serves: a re-run writes the same row; lists over all receivers, in their order, and time ranges.
  -- Costs: one entry per row, the widest, at the right edge, where it neither splits pages in halves
  -- nor leaves them half empty. Holds the time by which a hypertable is cut, as TimescaleDB asks.
  primary key (window_start, task_id, websdr_id, hop, algorithm_version),
  -- Silence yields null. NaN and infinity would poison every aggregate they meet; NaN sorts above
  -- every number, so that a range keeps it out as well.
  constraint measurements_finite check (
    snr_db between -1e300 and 1e300
    and snr_ref_db between -1e300 and 1e300
    and cn0_dbhz between -1e300 and 1e300
    and total_power_dbfs between -1e300 and 1e300
    and signal_power_dbfs between -1e300 and 1e300
    and noise_power_dbfs between -1e300 and 1e300
    and noise_floor_dbfs_per_hz between -1e300 and 1e300
    and psd_dbfs between -1e300 and 1e300
    and frequency_offset_hz between -1e300 and 1e300
  )
);

-- Serves: one receiver's history, and sums per receiver; the rest of a list's order is a sort of the
-- few rows of a receiver that share a window. Costs: one narrow entry per row, at the right edge of
-- its receiver.
create index measurements_by_receiver on measurements (websdr_id, window_start);

-- Serves: one frequency's history, and the best receivers for it. Costs: one entry per row, at the
-- right edge of its frequency.
create index measurements_by_frequency on measurements (center_frequency_hz, window_start);

-- Serves: the measurements of one acquisition. Costs: one entry per row, of which those of an
-- acquisition are kept as one.
create index measurements_by_acquisition on measurements (task_id);

insert into measurements (
  window_start, task_id, timestamp_utc, center_frequency_hz, websdr_id, hop, algorithm_version,
  max_fix_age_s, sample_rate_hz, rate_error_ppm, samples_count, lost_samples, snr_db,
  signal_bandwidth_hz, snr_ref_db, reference_bandwidth_hz, cn0_dbhz, total_power_dbfs,
  signal_power_dbfs, noise_power_dbfs, noise_floor_dbfs_per_hz, psd_dbfs, dbm_offset,
  occupied_fraction, welch_segments, resolution_hz, obw_hz, obw_low_hz, obw_high_hz,
  frequency_offset_hz, frequency_offset_sigma_hz, clip_fraction, overload_fraction, dc_i, dc_q,
  crest_db, peak_dbfs, first_sample_utc_ns, anchor_sample, anchor_utc_ns, measured_rate_hz,
  uncertainty_ns, residual_rms_ns, residual_max_ns, created_at, welch_length, detected,
  floor_valid, obw_truncated, owner, receiver_name, offset_method, timing_class, iq_data_path,
  metadata_json
)
select
  coalesce(timestamptz 'epoch' + h.window_start_ns / 1000 * interval '1 microsecond', m.planned_start),
  task_id, timestamp_utc, m.center_frequency_hz, websdr_id, m.hop, algorithm_version,
  max_fix_age_s, sample_rate_hz, rate_error_ppm, samples_count, lost_samples, snr_db,
  signal_bandwidth_hz, snr_ref_db, reference_bandwidth_hz, cn0_dbhz, total_power_dbfs,
  signal_power_dbfs, noise_power_dbfs, noise_floor_dbfs_per_hz, psd_dbfs, dbm_offset,
  occupied_fraction, welch_segments, resolution_hz, obw_hz, obw_low_hz, obw_high_hz,
  frequency_offset_hz, frequency_offset_sigma_hz, clip_fraction, overload_fraction, dc_i, dc_q,
  crest_db, peak_dbfs, first_sample_utc_ns, anchor_sample, anchor_utc_ns, measured_rate_hz,
  uncertainty_ns, residual_rms_ns, residual_max_ns, created_at, welch_length, detected,
  floor_valid, obw_truncated, owner, receiver_name, offset_method, timing_class, iq_data_path,
  metadata_json
from measurements_before m
left join acquisition_hops h on h.acquisition_id = m.task_id and h.hop = m.hop;

drop table measurements_before;
