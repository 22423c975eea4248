package io.heimdall.db.artifact;

import static io.heimdall.db.jooq.Tables.ARTIFACTS;

import io.heimdall.db.Page;
import io.heimdall.db.Tx;
import io.heimdall.db.sql.Sql;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/// The tags of artifacts. Stateless.
public final class TagRepository {

  private static final Field<String> TAG = DSL.field(DSL.name("tag"), SQLDataType.CLOB);

  private static final Field<Long> COUNT = DSL.field(DSL.name("count"), SQLDataType.BIGINT);

  /// Changes rows, keeps a revision of each, made of the one before it, and writes a line about
  /// each into the audit log.
  private static final String CHANGE =
      """
      with changed as (
        update artifacts
        set tags = wanted.tags, revision = artifacts.revision + 1, updated_at = {0}
        from (
          select
            id,
            array(
              select tag
              from (
                select tag from unnest(tags) as tag where tag <> all({1})
                union
                select unnest({2})
              ) as tags (tag)
              order by tag collate "C"
            ) as tags
          from artifacts
          where id = any({3})
        ) as wanted
        where artifacts.id = wanted.id and artifacts.tags <> wanted.tags
        returning
          artifacts.id, artifacts.owner, artifacts.revision, artifacts.version, artifacts.tags
      ), kept as (
        insert into artifact_revisions
          (artifact_id, revision, changed_at, changed_by, change, document)
        select
          changed.id,
          changed.revision,
          {0},
          {4},
          'tag',
          document
            || jsonb_build_object(
              'revision', changed.revision,
              'spec', document -> 'spec' || jsonb_build_object('tags', changed.tags),
              'times', document -> 'times' || jsonb_build_object('updatedAt', {5}))
        from changed
          join artifact_revisions as before
            on before.artifact_id = changed.id and before.revision = changed.revision - 1
        returning 1
      ), told as (
        insert into audit_log (actor, action, target_type, target_id, detail)
        select
          {4},
          'artifact.tag',
          'artifact',
          id::text,
          jsonb_build_object('revision', revision, 'version', version)
        from changed
      ), happened as (
        insert into artifact_events (artifact_id, owner, actor, change, revision)
        select id, owner, {4}, 'tag', revision
        from changed
      )
      select (select count(*)::int from changed), (select count(*)::int from kept)
      """;

  /// Makes a repository, which holds nothing of its own.
  public TagRepository() {}

  /// A change of tags.
  ///
  /// @param actor who makes it
  /// @param at when, to the microsecond
  /// @param remove tags to take away
  /// @param add tags to add, after that
  public record Retagging(
      String actor, Instant at, Collection<String> remove, Collection<String> add) {}

  /// Changes the tags of artifacts, each with a revision, an event and a line in the audit log, by
  /// one statement. Those that have the tags already stay as they are.
  ///
  /// @param tx the transaction
  /// @param ids the artifacts, whose rows an earlier statement of this transaction has locked
  /// @param change what to change
  /// @return how many were changed
  public int change(Tx tx, Collection<UUID> ids, Retagging change) {
    var counts =
        Sql.on(tx)
            .resultQuery(
                CHANGE,
                DSL.field("{0}::timestamptz", DSL.val(change.at(), SQLDataType.INSTANT)),
                texts(change.remove()),
                texts(change.add()),
                DSL.val(ids.toArray(UUID[]::new)),
                DSL.field("{0}::text", DSL.val(change.actor())),
                DSL.field("{0}::text", DSL.val(change.at().toString())))
            .fetchSingle();
    int changed = counts.get(0, int.class);
    Sql.expect(counts.get(1, int.class), changed, "keep revisions of artifacts with other tags");
    return changed;
  }

  /// Finds artifacts with a tag that somebody may change, in the order of their ids, and keeps
  /// others from changing them until the transaction ends.
  ///
  /// @param tx the transaction
  /// @param viewer who wants to change them
  /// @param tag the tag
  /// @param after only those with larger ids; null: all
  /// @param limit the most to return
  /// @return their ids
  public List<UUID> lock(Tx tx, Viewer viewer, String tag, @Nullable UUID after, int limit) {
    return Sql.on(tx)
        .select(ARTIFACTS.ID)
        .from(ARTIFACTS)
        .where(DSL.condition("{0} @> {1}::text[]", ARTIFACTS.TAGS, texts(List.of(tag))))
        .and(Sight.changeable(viewer))
        .and(Sql.when(after, ARTIFACTS.ID::gt))
        .orderBy(ARTIFACTS.ID)
        .limit(limit)
        .forUpdate()
        .of(ARTIFACTS)
        .fetch(ARTIFACTS.ID);
  }

  /// Lists the tags of artifacts that somebody may see, in order.
  ///
  /// @param tx the transaction
  /// @param viewer who looks
  /// @param prefix what each tag begins with; empty: anything
  /// @param after the tag to go on after; null for the first page
  /// @param limit the most tags to return
  /// @return a page
  public Page<ArtifactCounts.Count, String> list(
      Tx tx, Viewer viewer, String prefix, @Nullable String after, int limit) {
    Condition wanted =
        (prefix.isEmpty() ? DSL.noCondition() : TAG.startsWith(prefix))
            .and(after == null ? DSL.noCondition() : TAG.gt(after));
    List<ArtifactCounts.Count> found =
        Sql.on(tx)
            .select(TAG, ArtifactTallies.sum(COUNT))
            .from(
                ArtifactTallies.tags(viewer, false).asTable("tags", TAG.getName(), COUNT.getName()))
            .where(wanted)
            .groupBy(TAG)
            .having(DSL.sum(COUNT).ne(BigDecimal.ZERO))
            .orderBy(TAG)
            .limit(limit + 1)
            .fetch(row -> new ArtifactCounts.Count(row.value1(), row.value2()));
    return Page.of(found, limit, ArtifactCounts.Count::value);
  }

  private static Field<String[]> texts(Collection<String> texts) {
    return DSL.val(texts.toArray(String[]::new));
  }
}
