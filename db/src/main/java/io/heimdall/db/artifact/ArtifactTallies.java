package io.heimdall.db.artifact;

import static io.heimdall.db.jooq.Tables.ARTIFACTS;
import static io.heimdall.db.jooq.Tables.ARTIFACT_TAG_TALLIES;
import static io.heimdall.db.jooq.Tables.ARTIFACT_TYPE_TALLIES;

import io.heimdall.db.Tx;
import io.heimdall.db.sql.Sql;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record2;
import org.jooq.Record4;
import org.jooq.Select;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/// Counts of everything that somebody may see, added up while artifacts change. Only what others
/// share with who looks is counted row by row. Stateless.
public final class ArtifactTallies {

  /// Whose tags everybody's are.
  private static final String EVERYBODY = "";

  private static final String FOLD_TYPES =
      """
      with fresh as (
        select owner, visibility, deleted, content_type
        from artifact_type_tallies
        where not folded
        order by id
        limit {0}
      ), gone as (
        delete from artifact_type_tallies
        where (owner, visibility, deleted, content_type) in (select * from fresh)
        returning *
      ), kept as (
        insert into artifact_type_tallies (
          owner, visibility, deleted, content_type, count, size_bytes, folded)
        select owner, visibility, deleted, content_type, sum(count), sum(size_bytes), true
        from gone
        group by 1, 2, 3, 4
        having sum(count) <> 0
      )
      select count(*)::int from fresh
      """;

  private static final String FOLD_TAGS =
      """
      with fresh as (
        select owner, visibility, deleted, tag
        from artifact_tag_tallies
        where not folded
        order by id
        limit {0}
      ), gone as (
        delete from artifact_tag_tallies
        where (owner, visibility, deleted, tag) in (select * from fresh)
        returning *
      ), kept as (
        insert into artifact_tag_tallies (owner, visibility, deleted, tag, count, folded)
        select owner, visibility, deleted, tag, sum(count), true
        from gone
        group by 1, 2, 3, 4
        having sum(count) <> 0
      )
      select count(*)::int from fresh
      """;

  /// Makes a counter, which holds nothing of its own.
  public ArtifactTallies() {}

  /// Puts together what was added since it was last done, so that little need be summed. Counts are
  /// the same before and after.
  ///
  /// @param tx the transaction
  /// @param limit the most rows to begin with, of each kind
  /// @return whether there may be more
  public boolean fold(Tx tx, int limit) {
    boolean types = fold(tx, FOLD_TYPES, limit);
    return fold(tx, FOLD_TAGS, limit) || types;
  }

  private static boolean fold(Tx tx, String statement, int limit) {
    return Sql.on(tx).resultQuery(statement, DSL.val(limit)).fetchSingle().get(0, int.class)
        == limit;
  }

  /// What somebody may see, in rows of a media type, an owner, a count and a size to be summed.
  ///
  /// @param viewer who looks
  /// @param deletedToo whether deleted ones are seen by who owns them
  static Select<Record4<String, String, Long, Long>> types(Viewer viewer, boolean deletedToo) {
    var own =
        new Whose(
            viewer,
            deletedToo,
            ARTIFACT_TYPE_TALLIES.OWNER,
            ARTIFACT_TYPE_TALLIES.VISIBILITY,
            ARTIFACT_TYPE_TALLIES.DELETED);
    Condition tallied = viewer.everything() ? own.shown() : own.all().or(own.open());
    var rows =
        DSL.select(
                ARTIFACT_TYPE_TALLIES.CONTENT_TYPE,
                ARTIFACT_TYPE_TALLIES.OWNER,
                ARTIFACT_TYPE_TALLIES.COUNT,
                ARTIFACT_TYPE_TALLIES.SIZE_BYTES)
            .from(ARTIFACT_TYPE_TALLIES)
            .where(tallied);
    return viewer.everything()
        ? rows
        : rows.unionAll(
            DSL.select(
                    ARTIFACTS.CONTENT_TYPE, ARTIFACTS.OWNER, DSL.inline(1L), ARTIFACTS.SIZE_BYTES)
                .from(ARTIFACTS)
                .where(Sight.sharedByOthers(viewer)));
  }

  /// The tags of what somebody may see, in rows of a tag and a count to be summed.
  ///
  /// @param viewer who looks
  /// @param deletedToo whether deleted ones are seen by who owns them
  static Select<Record2<String, Long>> tags(Viewer viewer, boolean deletedToo) {
    var own =
        new Whose(
            viewer,
            deletedToo,
            ARTIFACT_TAG_TALLIES.OWNER,
            ARTIFACT_TAG_TALLIES.VISIBILITY,
            ARTIFACT_TAG_TALLIES.DELETED);
    Condition everybody = ARTIFACT_TAG_TALLIES.OWNER.eq(EVERYBODY);
    Condition tallied =
        viewer.everything()
            ? everybody.and(own.shown())
            : everybody.and(own.open()).or(own.all().andNot(own.open()));
    var rows =
        DSL.select(ARTIFACT_TAG_TALLIES.TAG, ARTIFACT_TAG_TALLIES.COUNT)
            .from(ARTIFACT_TAG_TALLIES)
            .where(tallied);
    return viewer.everything()
        ? rows
        : rows.unionAll(
            DSL.select(DSL.field("unnest({0})", SQLDataType.CLOB, ARTIFACTS.TAGS), DSL.inline(1L))
                .from(ARTIFACTS)
                .where(Sight.sharedByOthers(viewer)));
  }

  /// The sum of counts.
  static Field<Long> sum(Field<Long> counts) {
    return DSL.sum(counts).cast(SQLDataType.BIGINT);
  }

  /// Conditions on tallies.
  private record Whose(
      Viewer viewer,
      boolean deletedToo,
      Field<String> owner,
      Field<String> visibility,
      Field<Boolean> deleted) {

    Condition shown() {
      return deletedToo ? DSL.noCondition() : deleted.isFalse();
    }

    Condition all() {
      return owner.eq(viewer.user()).and(shown());
    }

    Condition open() {
      return visibility.eq(Visibility.PUBLIC.name()).and(deleted.isFalse());
    }
  }
}
