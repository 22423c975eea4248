-- What one receiver delivered for one acquisition and frequency.
create table recordings (
  acquisition_id uuid not null references acquisitions (id) on delete cascade,
  receiver_id integer not null references receivers (id),
  hop integer not null default 0 check (hop >= 0),
  owner text not null check (length(owner) between 1 and 200),
  -- The receiver as it was then.
  receiver_name text not null,
  receiver_url text not null,
  receiver_latitude double precision,
  receiver_longitude double precision,
  receiver_altitude_m double precision,
  state text not null default 'WAITING',
  -- A name of the server's list of reasons, to which names may be added without a migration.
  failure_reason text check (failure_reason ~ '^[A-Z][A-Z0-9_]{0,63}$'),
  failure_message text,
  center_frequency_hz bigint not null check (center_frequency_hz > 0),
  -- As the receiver states it; null until it has answered.
  sample_rate_hz double precision check (sample_rate_hz > 0),
  band_low_hz double precision,
  band_high_hz double precision,
  samples_expected bigint not null default 0 check (samples_expected >= 0),
  samples_received bigint not null default 0 check (samples_received >= 0),
  samples_lost bigint not null default 0 check (samples_lost >= 0),
  -- So far, in the signal's own bandwidth; null while nothing is detected.
  snr_db double precision,
  -- The UTC time of sample 0 of the recording, ns since 1970.
  first_sample_utc_ns bigint,
  anchor_sample bigint,
  anchor_utc_ns bigint,
  measured_rate_hz double precision check (measured_rate_hz > 0),
  timing_class text,
  uncertainty_ns bigint check (uncertainty_ns >= 0),
  residual_rms_ns bigint check (residual_rms_ns >= 0),
  residual_max_ns bigint check (residual_max_ns >= 0),
  -- -1: no stamps.
  max_fix_age_s integer check (max_fix_age_s >= -1),
  late_start boolean not null default false,
  overload_fraction double precision check (overload_fraction between 0 and 1),
  -- What to add to dBFS to get dBm; null where the level is not calibrated.
  dbm_offset double precision,
  metadata_key text,
  facts jsonb not null default '{}',
  created_at timestamptz not null default now(),
  started_at timestamptz,
  finished_at timestamptz,
  -- Serves: everything of one acquisition in the order of receivers. Costs: one entry per recording.
  primary key (acquisition_id, receiver_id, hop),
  constraint recordings_state_known check (
    state in ('WAITING', 'CONNECTING', 'RECEIVING', 'STORING', 'DONE', 'FAILED')
  ),
  constraint recordings_failure_when_failed check (state <> 'FAILED' or failure_reason is not null),
  constraint recordings_timing_class_known check (
    timing_class in ('GPS_FIT', 'GPS_STALE', 'HOST_ARRIVAL')
  ),
  constraint recordings_timing_whole check (
    num_nulls(
      first_sample_utc_ns, anchor_sample, anchor_utc_ns, measured_rate_hz, timing_class,
      uncertainty_ns, residual_rms_ns, residual_max_ns, max_fix_age_s
    ) in (0, 9)
  )
) with (
  -- Counters change with every segment; see acquisitions.
  fillfactor = 70
);

-- Serves: lists of recordings, newest first, and their page keys. Costs: one entry per recording.
create index recordings_by_creation
  on recordings (created_at desc, acquisition_id desc, receiver_id, hop);

-- Serves: lists of one receiver's recordings, newest first. Costs: one entry per recording.
create index recordings_by_receiver
  on recordings (receiver_id, created_at desc, acquisition_id desc, hop);

-- Stored objects of a recording. A row is written after its object and never changed.
create table recording_segments (
  acquisition_id uuid not null,
  receiver_id integer not null,
  hop integer not null,
  segment_index integer not null check (segment_index >= 0),
  -- The lease epoch that wrote it.
  epoch bigint not null check (epoch >= 1),
  -- Serves: one row per object, and the sweep's look-up. Costs: one entry per segment.
  object_key text not null constraint recording_segments_object_unique unique,
  -- The index in the recording of the first sample; indexes count lost samples.
  first_sample bigint not null check (first_sample >= 0),
  -- Samples in the object, lost ones not counted.
  sample_count bigint not null check (sample_count > 0),
  -- The contiguous runs in the object, in order: index of the first sample, number of samples.
  run_first_sample bigint[] not null,
  run_sample_count bigint[] not null,
  size_bytes bigint not null check (size_bytes > 0),
  sha256 bytea not null check (length(sha256) = 32),
  -- CRC32C of each 256 KiB of the object, the last one shorter: a part is checked without the rest.
  crc32c_256k integer[] not null,
  anchor_sample bigint not null,
  anchor_utc_ns bigint not null,
  anchor_rate_hz double precision not null check (anchor_rate_hz > 0),
  created_at timestamptz not null default now(),
  -- Serves: the segments of a recording in order. Costs: one entry per segment.
  primary key (acquisition_id, receiver_id, hop, segment_index),
  foreign key (acquisition_id, receiver_id, hop) references recordings on delete cascade,
  constraint recording_segments_runs_paired check (
    cardinality(run_first_sample) >= 1
    and cardinality(run_first_sample) = cardinality(run_sample_count)
    and run_first_sample[1] = first_sample
  )
);

-- Samples known to be lost.
create table recording_gaps (
  acquisition_id uuid not null,
  receiver_id integer not null,
  hop integer not null,
  first_sample bigint not null check (first_sample >= 0),
  sample_count bigint not null check (sample_count > 0),
  -- A name of the server's list of causes, to which names may be added without a migration.
  cause text not null check (cause ~ '^[A-Z][A-Z0-9_]{0,63}$'),
  -- Serves: the gaps of a recording in order. Costs: one entry per gap.
  primary key (acquisition_id, receiver_id, hop, first_sample),
  foreign key (acquisition_id, receiver_id, hop) references recordings on delete cascade
);
