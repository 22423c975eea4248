-- How many artifacts there are, and of which kinds, is asked without a filter with every page that is
-- shown. To count a million rows takes seconds; what changes is added up instead.

-- Artifacts by owner, visibility and media type, in several rows of each to be summed: who changes
-- artifacts adds a row and waits for nobody.
create table artifact_type_tallies (
  id bigint generated always as identity primary key,
  owner text not null,
  visibility text not null,
  deleted boolean not null,
  content_type text not null,
  -- Below zero where some are gone.
  count bigint not null,
  size_bytes bigint not null,
  -- Whether it is the sum of others, which it has replaced.
  folded boolean not null default false
);

-- The same by tag; of an owner, or, where that is empty, of everybody.
create table artifact_tag_tallies (
  id bigint generated always as identity primary key,
  owner text not null,
  visibility text not null,
  deleted boolean not null,
  tag text not null,
  count bigint not null,
  folded boolean not null default false
);

-- Serves: what somebody owns, and the rows to fold with those that came. Costs: one entry per row.
create index artifact_type_tallies_by_owner
  on artifact_type_tallies (owner, visibility, deleted, content_type);
-- Serves: the tags of somebody or everybody, in order. Costs: one entry per row.
create index artifact_tag_tallies_by_owner
  on artifact_tag_tallies (owner, visibility, deleted, tag) include (count);
-- Serve: which rows are to be folded. Cost: one entry per row until then.
create index artifact_type_tallies_unfolded on artifact_type_tallies (id) where not folded;
create index artifact_tag_tallies_unfolded on artifact_tag_tallies (id) where not folded;

create function artifacts_added()
returns trigger
language plpgsql
as $$
begin
  insert into artifact_type_tallies (owner, visibility, deleted, content_type, count, size_bytes)
  select owner, visibility, deleted_at is not null, content_type, count(*), sum(size_bytes)
  from come
  group by 1, 2, 3, 4;
  insert into artifact_tag_tallies (owner, visibility, deleted, tag, count)
  select whose.owner, visibility, deleted_at is not null, tag, count(*)
  from come
    cross join unnest(tags) as tag
    cross join lateral (values (come.owner), ('')) as whose (owner)
  group by 1, 2, 3, 4;
  return null;
end
$$;

create function artifacts_changed()
returns trigger
language plpgsql
as $$
begin
  insert into artifact_type_tallies (owner, visibility, deleted, content_type, count, size_bytes)
  select owner, visibility, deleted, content_type, sum(sign), sum(sign * size_bytes)
  from (
    select owner, visibility, deleted_at is not null as deleted, content_type, size_bytes, 1 as sign
    from come
    union all
    select owner, visibility, deleted_at is not null, content_type, size_bytes, -1
    from gone
  ) as moved
  group by 1, 2, 3, 4
  having sum(sign) <> 0 or sum(sign * size_bytes) <> 0;
  insert into artifact_tag_tallies (owner, visibility, deleted, tag, count)
  select whose.owner, visibility, deleted, tag, sum(sign)
  from (
    select owner, visibility, deleted_at is not null as deleted, unnest(tags) as tag, 1 as sign
    from come
    union all
    select owner, visibility, deleted_at is not null, unnest(tags), -1
    from gone
  ) as moved
    cross join lateral (values (moved.owner), ('')) as whose (owner)
  group by 1, 2, 3, 4
  having sum(sign) <> 0;
  return null;
end
$$;

create function artifacts_removed()
returns trigger
language plpgsql
as $$
begin
  insert into artifact_type_tallies (owner, visibility, deleted, content_type, count, size_bytes)
  select owner, visibility, deleted_at is not null, content_type, -count(*), -sum(size_bytes)
  from gone
  group by 1, 2, 3, 4;
  insert into artifact_tag_tallies (owner, visibility, deleted, tag, count)
  select whose.owner, visibility, deleted_at is not null, tag, -count(*)
  from gone
    cross join unnest(tags) as tag
    cross join lateral (values (gone.owner), ('')) as whose (owner)
  group by 1, 2, 3, 4;
  return null;
end
$$;

create function artifacts_emptied()
returns trigger
language plpgsql
as $$
begin
  truncate artifact_type_tallies, artifact_tag_tallies;
  return null;
end
$$;

create trigger artifacts_added
after insert on artifacts
referencing new table as come
for each statement
execute function artifacts_added();

create trigger artifacts_changed
after update on artifacts
referencing old table as gone new table as come
for each statement
execute function artifacts_changed();

create trigger artifacts_removed
after delete on artifacts
referencing old table as gone
for each statement
execute function artifacts_removed();

create trigger artifacts_emptied
after truncate on artifacts
for each statement
execute function artifacts_emptied();

insert into artifact_type_tallies (
  owner, visibility, deleted, content_type, count, size_bytes, folded)
select owner, visibility, deleted_at is not null, content_type, count(*), sum(size_bytes), true
from artifacts
group by 1, 2, 3, 4;

insert into artifact_tag_tallies (owner, visibility, deleted, tag, count, folded)
select coalesce(owner, ''), visibility, deleted_at is not null, tag, count(*), true
from artifacts
  cross join unnest(tags) as tag
group by grouping sets ((owner, 2, 3, 4), (2, 3, 4));
