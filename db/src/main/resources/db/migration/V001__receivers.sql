-- Remote receivers. A deleted one keeps its row, since recordings and object names carry its id;
-- the id is never given out again.
create table receivers (
  id integer generated always as identity (start with 8) primary key,
  driver text not null check (driver ~ '^[a-z][a-z0-9_]{0,31}$'),
  name text not null check (length(name) between 1 and 200),
  url text not null check (length(url) between 1 and 2000),
  location_name text not null default '',
  -- Null: not known.
  latitude double precision check (latitude between -90 and 90),
  longitude double precision check (longitude between -180 and 180),
  altitude_m double precision,
  active boolean not null default false,
  -- Becomes active by itself once a check has received samples from it.
  activate_when_proven boolean not null default false,
  -- Null: not known, so nothing is refused before the receiver itself refuses it.
  min_frequency_hz bigint check (min_frequency_hz >= 0),
  max_frequency_hz bigint check (max_frequency_hz > 0),
  -- What a converter in front of the receiver adds.
  frequency_offset_hz bigint not null default 0,
  passband_low_hz double precision,
  passband_high_hz double precision,
  gain_db double precision,
  timeout_seconds integer not null default 30 check (timeout_seconds between 1 and 3600),
  retry_count integer not null default 3 check (retry_count between 0 and 100),
  owner text not null check (length(owner) between 1 and 200),
  -- The etag: rises with each change a user makes, not with a check's result.
  revision bigint not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  last_check_at timestamptz,
  last_check_ok boolean,
  last_check jsonb,
  constraint receivers_position_whole check (
    (latitude is null) = (longitude is null) and (latitude is not null or altitude_m is null)
  ),
  constraint receivers_activated_once check (not (active and activate_when_proven)),
  constraint receivers_band_in_order check (min_frequency_hz < max_frequency_hz),
  constraint receivers_passband_in_order check (passband_low_hz < passband_high_hz),
  constraint receivers_check_whole check (
    (last_check_at is null) = (last_check_ok is null)
    and (last_check_at is null) = (last_check is null)
  )
);

-- Serves: no two receivers people could mistake for each other. Costs: one small entry per insert
-- or rename; the table has at most some thousand rows.
create unique index receivers_name_unique
  on receivers (lower(name))
  where deleted_at is null;

-- The receivers of the old system. Inactive until a check has received samples from them: nothing is
-- known of what they deliver today.
insert into receivers (
  id, driver, name, url, location_name, latitude, longitude, activate_when_proven, owner
)
overriding system value
values
  (1, 'kiwi', 'F5LEN Toulouse', 'http://websdr.f5len.net:8901', 'Toulouse, France', 43.5, 1.4, true, 'system'),
  (2, 'kiwi', 'PH0M Pachmarke', 'http://websdr.pa3weg.nl:8901', 'Pachmarke, Netherlands', 52.5, 4.8, true, 'system'),
  (3, 'kiwi', 'Aquila di Giaveno', 'http://sdr1.ik1jns.it:8076', 'Giaveno, Italy', 45.02, 7.29, true, 'system'),
  (4, 'kiwi', 'Montanaro', 'http://cbfenis.ddns.net:43510', 'Montanaro, Italy', 45.234, 7.857, true, 'system'),
  (5, 'kiwi', 'Torino', 'http://vst-aero.it:8073', 'Torino, Italy', 45.044, 7.672, true, 'system'),
  (6, 'kiwi', 'Genova', 'http://iq1zw.ddns.net:42154', 'Genova, Italy', 44.395, 8.956, true, 'system'),
  (7, 'kiwi', 'Milano - Baggio', 'http://iu2mch.duckdns.org:8073', 'Milano (Baggio), Italy', 45.478, 9.123, true, 'system');
