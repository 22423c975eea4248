-- One index finds artifacts by what they hold, by who may see them and by when they were made, all at
-- once: rows that others own, or that are older than what a page shows, are not looked at.

set local maintenance_work_mem = '256MB';

-- With whom it is shared, as artifact_sight() says it; changed with artifact_shares. Shares that have
-- expired are among them until they are removed.
alter table artifacts add column shared_with text[] not null default '{}';

-- Who may see an artifact: o and its owner; p: everybody; u and a user, g and a group it is shared
-- with. What is deleted is its owner's only.
create function artifact_sight(
  owner text, visibility text, deleted_at timestamptz, shared_with text[])
returns text[]
language sql immutable parallel safe
return case
  when deleted_at is not null then array['o' || owner]
  when visibility = 'PUBLIC' then array['o' || owner, 'p'] || shared_with
  else array['o' || owner] || shared_with
end;

-- The stretches of time an artifact was made in, of 2^12, 2^16, 2^20 and 2^24 seconds since 1970: an
-- hour, a day, twelve days, half a year. Their lengths are told apart by bits 24 and 25.
create function artifact_eras(created_at timestamptz)
returns integer[]
language sql immutable parallel safe
return array[
  floor(extract(epoch from created_at - timestamptz 'epoch'))::bigint >> 12,
  (floor(extract(epoch from created_at - timestamptz 'epoch'))::bigint >> 16) | (1 << 24),
  (floor(extract(epoch from created_at - timestamptz 'epoch'))::bigint >> 20) | (2 << 24),
  (floor(extract(epoch from created_at - timestamptz 'epoch'))::bigint >> 24) | (3 << 24)]::integer[];

drop index artifacts_by_content;

update artifacts
set shared_with = array(
  select lower(left(grantee_type, 1)) || grantee
  from artifact_shares
  where artifact_id = artifacts.id
  order by 1)
where id in (select artifact_id from artifact_shares);

-- Serves: the search for words, filters by tag, label, source and media type, and any of them together,
-- in what somebody sees and in stretches of time: one index intersects them before a row is read.
-- Costs: an entry per word, tag, label, source, grantee and length of stretch and three more, merged
-- later.
create index artifacts_by_content on artifacts using gin (
  words,
  tags,
  label_texts,
  derived_from,
  (array[content_type]),
  artifact_sight(owner, visibility, deleted_at, shared_with),
  artifact_eras(created_at));

-- Who changes shares has locked the artifact.
create function artifact_shares_changed()
returns trigger
language plpgsql
as $$
begin
  update artifacts
  set shared_with = shares.grantees
  from (
    select
      id,
      array(
        select lower(left(grantee_type, 1)) || grantee
        from artifact_shares
        where artifact_id = id
        order by 1
      ) as grantees
    from (select distinct artifact_id from changed) as changed (id)
  ) as shares
  where artifacts.id = shares.id and artifacts.shared_with <> shares.grantees;
  return null;
end
$$;

create trigger artifact_shares_added
after insert on artifact_shares
referencing new table as changed
for each statement
execute function artifact_shares_changed();

create trigger artifact_shares_removed
after delete on artifact_shares
referencing old table as changed
for each statement
execute function artifact_shares_changed();

-- The planner knows nothing of an index's expressions until then.
analyze artifacts;
