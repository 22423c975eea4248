-- What users keep beside recordings: artifacts, the versions of their bytes, the revisions of what is
-- said of them, whom they are shared with, and uploads under way.

-- array_to_string is only stable, since some types print by settings; text does not.
create function artifact_tag_text(tags text[])
returns text
language sql immutable parallel safe
return array_to_string(tags, ' ');

-- What is no letter and no digit separates words, so that parts of file names are words, too. Beyond
-- ASCII the parser decides, by rules that do not depend on the language of the database.
create function artifact_plain(text text)
returns text
language sql immutable parallel safe
return regexp_replace(text, '[^a-zA-Z0-9\u0080-\U0010ffff]+', ' ', 'g');

-- The words that are searched. Of labels names and values are words; what JSON escapes separates.
create function artifact_words(name text, title text, description text, tags text[], labels jsonb)
returns tsvector
language sql immutable parallel safe
return
  setweight(to_tsvector('simple', artifact_plain(name || ' ' || title)), 'A')
  || setweight(to_tsvector('simple', artifact_plain(artifact_tag_text(tags))), 'B')
  || setweight(to_tsvector('simple', artifact_plain(description)), 'C')
  || setweight(
    to_tsvector('simple', artifact_plain(regexp_replace(labels::text, '\\.', ' ', 'g'))), 'D');

-- What people look for, as a query: words, "phrases", -without, or. Words are separated as above, so a
-- minus within a word separates, too.
create function artifact_query(words text)
returns tsquery
language sql immutable parallel safe
return websearch_to_tsquery(
  'simple',
  regexp_replace(
    regexp_replace(words, '[^a-zA-Z0-9\u0080-\U0010ffff"-]+', ' ', 'g'),
    '(?<=[^ ])-+|-+(?=[ -]|$)', ' ', 'g'));

-- A label as a filter finds it: the length of the name tells where it ends. What is long is found by
-- its digest, since entries of an index are short.
create function artifact_label(name text, value text)
returns text
language sql immutable parallel safe
return case
  when octet_length(name) + octet_length(value) > 200 then md5(length(name) || ':' || name || value)
  else length(name) || ':' || name || value
end;

create function artifact_labels(labels jsonb)
returns text[]
language sql immutable parallel safe
return (
  select coalesce(array_agg(artifact_label(key, value)), '{}')
  from jsonb_each_text(labels)
  where value is not null);

create table artifacts (
  id uuid primary key,
  owner text not null check (length(owner) between 1 and 200),
  name text not null check (length(name) between 1 and 255),
  title text not null default '',
  description text not null default '',
  labels jsonb not null default '{}',
  -- In order of the alphabet, none twice.
  tags text[] not null default '{}',
  -- acquisitions/ID, recordings/ACQUISITION/RECEIVER/HOP or artifacts/ID/VERSION, as given.
  derived_from text[] not null default '{}',
  visibility text not null check (visibility in ('PRIVATE', 'PUBLIC')),
  -- Of the current version, so that lists read one table.
  content_type text not null,
  size_bytes bigint not null check (size_bytes >= 0),
  sha256 text not null check (length(sha256) = 64),
  version integer not null check (version > 0),
  -- Rises with every change to anything but the bytes; the etag is made of it.
  revision integer not null default 1,
  -- null: any number.
  max_versions integer check (max_versions > 0),
  -- null: for ever.
  max_version_age_seconds bigint check (max_version_age_seconds > 0),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  purge_at timestamptz,
  -- The version of which a copy is public; null: of none.
  published_version integer,
  -- The revision that its document in the store tells of.
  rendered_revision integer not null default 0,
  -- For whom its words are searched.
  words tsvector not null
    generated always as (artifact_words(name, title, description, tags, labels)) stored,
  -- For whom filters by its labels: unlike jsonb, arrays tell the planner how frequent an entry is.
  label_texts text[] not null generated always as (artifact_labels(labels)) stored,
  -- Its tags where they are short enough for an index that counts them; null: they are not.
  short_tags text[] generated always as (
    case when cardinality(tags) <= 30 and octet_length(artifact_tag_text(tags)) <= 300 then tags end
  ) stored,
  constraint artifacts_deleted_is_purged check ((deleted_at is null) = (purge_at is null))
);

-- Serves: lists, newest first, and their page keys. Costs: one entry per artifact.
create index artifacts_by_creation on artifacts (created_at desc, id desc);
-- Serves: the lists of an owner. Costs: one entry per artifact.
create index artifacts_by_owner on artifacts (owner, created_at desc, id desc);
-- Serves: lists of what is public, for those who own little. Costs: one entry per public artifact.
create index artifacts_public on artifacts (created_at desc, id desc)
  where visibility = 'PUBLIC' and deleted_at is null;
-- Serves: the search for words, filters by tag, label and source, and any of them together: one index
-- intersects them before a row is read. Costs: an entry per word, tag, label and source, merged later.
create index artifacts_by_content on artifacts using gin (words, tags, label_texts, derived_from);
-- Serves: filters by media type. Costs: one entry per artifact.
create index artifacts_by_type on artifacts (content_type, created_at desc, id desc);
-- Serves: counts, without reading rows. Costs: one wide entry per artifact.
create index artifacts_counted on artifacts (owner, visibility)
  include (deleted_at, content_type, size_bytes, short_tags);
-- Serves: counts of the tags that do not fit there. Costs: one entry per such artifact.
create index artifacts_with_long_tags on artifacts (owner) where short_tags is null;
-- Serve: lists in other orders. Cost: one entry per artifact each.
create index artifacts_by_update on artifacts (updated_at, id);
create index artifacts_by_name on artifacts (name, id);
create index artifacts_by_size on artifacts (size_bytes, id);
-- Serves: public artifacts whose copy is missing or old. Costs: one entry per such artifact.
create index artifacts_unpublished on artifacts (id)
  where visibility = 'PUBLIC' and deleted_at is null and published_version is distinct from version;
-- Serves: artifacts whose document in the store is old. Costs: one entry per such artifact.
create index artifacts_unrendered on artifacts (id) where rendered_revision < revision;
-- Serves: the search for versions that have become too old. Costs: one entry per artifact that has
-- such a rule.
create index artifacts_by_version_age on artifacts (id) where max_version_age_seconds is not null;
-- Serves: the removal of what was deleted. Costs: one entry per deleted artifact.
create index artifacts_by_purge on artifacts (purge_at) where purge_at is not null;

-- Bytes in the store, immutable. Versions that are equal share them.
create table artifact_files (
  id uuid primary key,
  artifact_id uuid not null references artifacts,
  object_key text not null unique,
  -- How the object holds them: as they are, or in the seekable format of zstd.
  encoding text not null check (encoding in ('PLAIN', 'ZSTD')),
  size_bytes bigint not null check (size_bytes >= 0),
  stored_bytes bigint not null check (stored_bytes >= 0),
  sha256 text not null check (length(sha256) = 64),
  created_at timestamptz not null default now(),
  corrupt_at timestamptz,
  -- The object of its public copy, which holds the bytes as they were uploaded; null: there is none.
  public_key text unique
);

-- Serves: what an artifact takes in the store, and its removal. Costs: one entry per file.
create index artifact_files_by_artifact on artifact_files (artifact_id);

-- CRC-32C of each block of 256 KiB of a file's uncompressed bytes, four bytes big-endian each, by which
-- what is read is checked before it is sent; one row per part it was uploaded in.
create table artifact_blocks (
  file_id uuid not null references artifact_files on delete cascade,
  -- Counted from 0.
  first_block integer not null check (first_block >= 0),
  crc32c bytea not null check (length(crc32c) > 0 and length(crc32c) % 4 = 0),
  -- Serves: the blocks of a range. Costs: one entry per part.
  primary key (file_id, first_block)
);

create table artifact_versions (
  artifact_id uuid not null references artifacts,
  version integer not null check (version > 0),
  file_id uuid not null references artifact_files,
  name text not null check (length(name) between 1 and 255),
  content_type text not null,
  created_at timestamptz not null default now(),
  created_by text not null,
  restored_from integer,
  -- Serves: the versions of an artifact, newest first. Costs: one entry per version.
  primary key (artifact_id, version)
);

-- Serves: whether another version needs a file that is about to be removed. Costs: one entry per
-- version.
create index artifact_versions_by_file on artifact_versions (file_id);

-- What was said of an artifact, as it was at each revision.
create table artifact_revisions (
  artifact_id uuid not null references artifacts,
  revision integer not null check (revision > 0),
  changed_at timestamptz not null default now(),
  changed_by text not null,
  change text not null,
  document jsonb not null,
  -- Serves: the revisions of an artifact, newest first. Costs: one entry per revision.
  primary key (artifact_id, revision)
);

create table artifact_shares (
  artifact_id uuid not null references artifacts,
  grantee_type text not null check (grantee_type in ('USER', 'GROUP')),
  grantee text not null check (length(grantee) between 1 and 200),
  access text not null check (access in ('READ', 'WRITE')),
  expires_at timestamptz,
  created_at timestamptz not null default now(),
  created_by text not null,
  -- Serves: the shares of an artifact. Costs: one entry per share.
  primary key (artifact_id, grantee_type, grantee)
);

-- Serves: what is shared with a caller and their groups. Costs: one entry per share.
create index artifact_shares_by_grantee
  on artifact_shares (grantee_type, grantee, artifact_id) include (expires_at, access);

-- Objects that no row needs any more and that are still to be removed from the store: written in the
-- transaction that lets go of them, deleted from here once they are gone.
create table artifact_garbage (
  object_key text primary key,
  -- Not before: who reads the object now may read on.
  remove_at timestamptz not null
);

-- Serves: what is due. Costs: one entry per object, for a while.
create index artifact_garbage_by_time on artifact_garbage (remove_at);

-- Uploads under way, and for a while those that are over.
create table artifact_uploads (
  id uuid primary key,
  owner text not null check (length(owner) between 1 and 200),
  -- The artifact it becomes a version of, or the one it makes.
  artifact_id uuid not null,
  makes_artifact boolean not null,
  -- What the artifact, or the version, is to be like.
  spec jsonb not null,
  name text not null,
  declared_bytes bigint check (declared_bytes >= 0),
  declared_sha256 text check (length(declared_sha256) = 64),
  state text not null check (state in ('OPEN', 'FINISHING', 'DONE', 'ENDED')),
  end_reason text not null default '',
  file_id uuid not null unique,
  object_key text not null unique,
  -- Known from its first bytes on.
  content_type text,
  encoding text check (encoding in ('PLAIN', 'ZSTD')),
  -- The store's name for an object that is written in parts; null while there is none.
  multipart_id text,
  part_bytes bigint not null check (part_bytes > 0),
  -- Of a part, taken before it is written: none is used twice, so that who was replaced cannot write
  -- over a part of who replaced him.
  next_part integer not null default 1,
  persisted_bytes bigint not null default 0 check (persisted_bytes >= 0),
  -- Who writes: every change names the epoch it was opened with, and one that is not the last stops.
  writer_epoch bigint not null default 0,
  -- Until when nobody else may write; null while nobody does.
  written_until timestamptz,
  -- What finish said.
  finish_bytes bigint check (finish_bytes >= 0),
  finish_sha256 text check (length(finish_sha256) = 64),
  -- What it has become.
  version integer,
  unchanged boolean not null default false,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null
);

-- Serves: a caller's uploads, newest first. Costs: one entry per upload under way.
create index artifact_uploads_by_owner on artifact_uploads (owner, created_at desc, id desc)
  where state in ('OPEN', 'FINISHING');
-- Serves: the end of what was abandoned, and the removal of what is over. Costs: one entry per upload,
-- moved when more bytes are safe.
create index artifact_uploads_by_expiry on artifact_uploads (expires_at);

-- The parts of an upload that are safe, in order and without gaps.
create table artifact_upload_parts (
  upload_id uuid not null references artifact_uploads on delete cascade,
  part_number integer not null check (part_number between 1 and 10000),
  first_byte bigint not null check (first_byte >= 0),
  -- 0: it only ends a compressed object.
  size_bytes bigint not null check (size_bytes >= 0),
  -- What the store gave for it.
  etag text not null,
  -- As in artifact_blocks.
  crc32c bytea not null,
  -- Of a compressed part, the stored sizes of its frames of 1 MiB, four bytes big-endian each; of the
  -- one that ends the object also the size of the list of frames.
  frames bytea,
  -- Serves: the parts of an upload, in order. Costs: one entry per part.
  primary key (upload_id, part_number)
);

-- What happened to artifacts, written in the transaction that did it, and numbered afterwards: to draw
-- a number that has no holes and becomes visible in order would have all of them wait for each other.
create table artifact_events (
  -- Rises along the changes of each artifact, since its row is locked for them.
  id bigint generated always as identity primary key,
  -- Its place among all events that have been committed, without holes; null: it has none yet.
  sequence bigint,
  artifact_id uuid not null,
  -- Whose it is, for when the artifact is gone.
  owner text not null,
  at timestamptz not null default now(),
  actor text not null,
  change text not null,
  revision integer not null
);

-- Serves: the events after a sequence. Costs: one entry per event.
create unique index artifact_events_by_sequence on artifact_events (sequence)
  where sequence is not null;
-- Serves: the numbering. Costs: one entry per event, for a moment.
create index artifact_events_unnumbered on artifact_events (id) where sequence is null;

-- Up to where events are numbered, and from where on they are kept; one row.
create table artifact_event_log (
  only_one boolean primary key default true check (only_one),
  last_sequence bigint not null default 0,
  compacted_sequence bigint not null default 0
);

insert into artifact_event_log default values;
