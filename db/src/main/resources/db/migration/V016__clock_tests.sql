-- What tests of receivers' clocks on time-signal stations found. A few a day per receiver.
create table clock_tests (
  receiver_id integer not null,
  at timestamptz not null,
  station text not null,
  carrier_frequency_hz bigint not null check (carrier_frequency_hz > 0),
  failure_reason text check (failure_reason ~ '^[A-Z][A-Z0-9_]{0,63}$'),
  message text not null default '',
  carrier_offset_hz double precision,
  carrier_offset_sigma_hz double precision,
  clock_error_ppm double precision,
  cn0_dbhz double precision,
  second_marks integer not null default 0 check (second_marks >= 0),
  second_mark_offset_us double precision,
  second_mark_sigma_us double precision,
  score double precision check (score between 0 and 100),
  -- Serves: one receiver's tests, newest first. Costs: one entry per test, at the right edge of its
  -- receiver.
  primary key (receiver_id, at)
);
