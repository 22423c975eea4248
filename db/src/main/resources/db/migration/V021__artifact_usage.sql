-- How the artifact store is used. What is kept is computed from rows whenever it is asked for; what came
-- and went is counted, since nothing else remembers it.

-- Whose a file is and what it holds, so that one index tells what somebody keeps: to find the artifact
-- and the version of a million files takes seconds. Neither changes while the file is there.
alter table artifact_files
  add owner text,
  add content_type text,
  -- What it takes in the store, its public copy included.
  add taken_bytes bigint not null generated always as (
    stored_bytes + case when public_key is null then 0 else size_bytes end
  ) stored;

update artifact_files
set owner = uploaded.owner, content_type = uploaded.content_type
from (
  select distinct on (artifact_versions.file_id)
    artifact_versions.file_id, artifacts.owner, artifact_versions.content_type
  from artifact_versions
  join artifacts on artifacts.id = artifact_versions.artifact_id
  order by artifact_versions.file_id, artifact_versions.version
) uploaded
where artifact_files.id = uploaded.file_id;

alter table artifact_files
  alter owner set not null,
  alter content_type set not null;

-- Serves: what somebody keeps, without reading rows. Costs: one entry per file.
create index artifact_files_used on artifact_files (owner, content_type)
  include (size_bytes, taken_bytes);
-- Serves: what of it is deleted. Costs: one entry per deleted artifact.
create index artifacts_deleted on artifacts (owner, id) where deleted_at is not null;

-- What is kept, by owner, media type and whether it is deleted, in several rows of each to be summed. Of a
-- file no row says whether its artifact is deleted, so those of deleted ones are moved.
create view artifact_holdings as
select
  owner,
  content_type,
  deleted_at is not null as deleted,
  count(*) as artifact_count,
  0::bigint as version_count,
  0::numeric as content_bytes,
  0::numeric as stored_bytes
from artifacts
group by owner, content_type, deleted_at is not null
union all
select owner, content_type, false, 0, count(*), sum(size_bytes), sum(taken_bytes)
from artifact_files
group by owner, content_type
union all
select
  artifact_files.owner,
  artifact_files.content_type,
  move.deleted,
  0,
  sum(move.sign),
  sum(move.sign * artifact_files.size_bytes),
  sum(move.sign * artifact_files.taken_bytes)
from artifacts
join artifact_files
  on artifact_files.artifact_id = artifacts.id and artifact_files.owner = artifacts.owner
cross join (values (true, 1), (false, -1)) move (deleted, sign)
where artifacts.deleted_at is not null
group by artifact_files.owner, artifact_files.content_type, move.deleted;

-- Bytes of artifacts that came and went, by day of UTC. Rows are made once a day and changed many times:
-- no index is on what changes, and pages have room, so that a change touches one page.
create table artifact_traffic (
  -- Who sent or fetched them.
  user_name text not null check (length(user_name) between 1 and 200),
  day date not null,
  -- Empty: whatever is no type of its own here.
  content_type text not null,
  upload_count bigint not null,
  upload_bytes bigint not null,
  upload_micros bigint not null,
  signed_upload_count bigint not null,
  signed_upload_bytes bigint not null,
  download_count bigint not null,
  download_bytes bigint not null,
  download_micros bigint not null,
  -- Serves: a user's days. Costs: one entry per row.
  primary key (user_name, day, content_type)
) with (fillfactor = 70);

-- Serves: everybody's days, and the removal of old ones. Costs: one entry per row.
create index artifact_traffic_by_day on artifact_traffic (day);

-- Calls of ArtifactService, by day of UTC and by how they ended. As above.
create table artifact_calls (
  -- Who called; empty: nobody could tell.
  user_name text not null check (length(user_name) <= 200),
  day date not null,
  method text not null,
  -- Why they failed; empty: they did not.
  reason text not null,
  call_count bigint not null,
  -- Serves: a user's days. Costs: one entry per row.
  primary key (user_name, day, method, reason)
) with (fillfactor = 70);

-- Serves: everybody's days, and the removal of old ones. Costs: one entry per row.
create index artifact_calls_by_day on artifact_calls (day);

-- How often artifacts were read. Apart from them, since a read is no change of an artifact, and would
-- write all of its index entries anew. As above.
create table artifact_reads (
  -- Serves: the reads of some artifacts. Costs: one entry per artifact that was read.
  artifact_id uuid primary key references artifacts on delete cascade,
  read_count bigint not null check (read_count > 0),
  last_read_at timestamptz not null
) with (fillfactor = 70);
