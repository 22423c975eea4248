-- What a run that goes on where another ended has to know.
alter table acquisitions
  -- Asked for by the caller; null: as soon as the receivers are ready.
  add column start_time timestamptz,
  -- Runs that have begun; the first one writes under lease epoch 1.
  add column runs integer not null default 0 check (runs >= 0),
  -- Those of them that ended without handing over, in a row.
  add column failed_runs integer not null default 0 check (failed_runs >= 0),
  -- The number up to which events have been removed.
  add column compacted_sequence bigint not null default 0,
  add column late_start boolean not null default false,
  add column recurring_plan_id uuid,
  add constraint acquisitions_compacted_within check (
    compacted_sequence >= 0 and compacted_sequence <= event_sequence
  );

-- What ran before this migration has had its run.
update acquisitions
set runs = 1
where state <> 'PENDING';

-- A plan may have several frequencies now.
update acquisitions
set plan = (plan - 'centerFrequencyHz')
  || jsonb_build_object('centerFrequenciesHz', jsonb_build_array(plan -> 'centerFrequencyHz'))
where plan ? 'centerFrequencyHz';

-- Serves: lists of what a recurring plan started, newest first. Costs: one entry per such
-- acquisition.
create index acquisitions_by_recurring_plan
  on acquisitions (recurring_plan_id, created_at desc, id desc)
  where recurring_plan_id is not null;

-- The frequencies of an acquisition, one after another, each with a window of its own.
create table acquisition_hops (
  acquisition_id uuid not null references acquisitions (id) on delete cascade,
  hop integer not null check (hop >= 0),
  center_frequency_hz bigint not null check (center_frequency_hz > 0),
  -- UTC in ns since 1970; null until the receivers have agreed on it.
  window_start_ns bigint,
  window_end_ns bigint,
  -- Serves: the hops of an acquisition in order. Costs: one entry per hop.
  primary key (acquisition_id, hop),
  constraint acquisition_hops_window_in_order check (
    (window_start_ns is null) = (window_end_ns is null) and window_start_ns < window_end_ns
  )
);

insert into acquisition_hops
  (acquisition_id, hop, center_frequency_hz, window_start_ns, window_end_ns)
select id, 0, center_frequency_hz, window_start_ns, window_end_ns
from acquisitions;

alter table recordings
  drop constraint recordings_state_known,
  add constraint recordings_state_known check (
    state in ('WAITING', 'CONNECTING', 'RETRYING', 'RECEIVING', 'STORING', 'DONE', 'FAILED')
  ),
  add column retries integer not null default 0 check (retries >= 0),
  add column next_attempt_at timestamptz;

-- How a segment is dated, for the recording that another run has to finish. Null: by its recording.
alter table recording_segments
  add column timing_class text,
  add column uncertainty_ns bigint check (uncertainty_ns >= 0),
  add constraint recording_segments_timing_class_known check (
    timing_class in ('GPS_FIT', 'GPS_STALE', 'HOST_ARRIVAL')
  );
