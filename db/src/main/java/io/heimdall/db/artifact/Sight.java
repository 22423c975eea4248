package io.heimdall.db.artifact;

import static io.heimdall.db.jooq.Tables.ARTIFACTS;
import static io.heimdall.db.jooq.Tables.ARTIFACT_SHARES;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Record1;
import org.jooq.Select;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/// What somebody may see, as SQL: as parts that have no artifact in common, each of which an index
/// of its own finds. As one condition with `or` they would defeat every index.
final class Sight {

  private Sight() {}

  /// The parts.
  ///
  /// @param viewer who looks
  /// @param deletedToo whether deleted ones are seen by who owns them
  /// @return a condition each
  static List<Condition> parts(Viewer viewer, boolean deletedToo) {
    Condition shown = deletedToo ? DSL.noCondition() : ARTIFACTS.DELETED_AT.isNull();
    if (viewer.everything()) {
      return List.of(shown);
    }
    Condition own = ARTIFACTS.OWNER.eq(viewer.user());
    Condition others = ARTIFACTS.OWNER.ne(viewer.user()).and(ARTIFACTS.DELETED_AT.isNull());
    return List.of(
        own.and(shown),
        DSL.condition("{0} = 'PUBLIC'", ARTIFACTS.VISIBILITY).and(others),
        DSL.condition("{0} = 'PRIVATE'", ARTIFACTS.VISIBILITY)
            .and(others)
            .and(ARTIFACTS.ID.in(shared(viewer))));
  }

  /// The tags of what somebody may see, one row each; as far as possible from the index that counts
  /// them.
  static Select<Record1<String>> tags(Viewer viewer, boolean deletedToo, Condition where) {
    List<Select<Record1<String>>> parts = new ArrayList<>();
    for (Condition part : parts(viewer, deletedToo)) {
      parts.add(tags(ARTIFACTS.SHORT_TAGS, part.and(where)));
      parts.add(tags(ARTIFACTS.TAGS, part.and(where).and(ARTIFACTS.SHORT_TAGS.isNull())));
    }
    return together(parts);
  }

  private static Select<Record1<String>> tags(Field<String[]> tags, Condition where) {
    return DSL.select(DSL.field("unnest({0})", SQLDataType.CLOB, tags))
        .from(ARTIFACTS)
        .where(where);
  }

  /// Joins queries of all parts.
  ///
  /// @param parts one or more
  /// @return all their rows
  static <R extends Record> Select<R> together(List<Select<R>> parts) {
    Select<R> all = parts.getFirst();
    for (Select<R> part : parts.subList(1, parts.size())) {
      all = all.unionAll(part);
    }
    return all;
  }

  /// Whether somebody may change an artifact.
  static Condition changeable(Viewer viewer) {
    Condition present = ARTIFACTS.DELETED_AT.isNull();
    return viewer.everything()
        ? present
        : present.and(
            ARTIFACTS
                .OWNER
                .eq(viewer.user())
                .or(
                    ARTIFACTS.ID.in(
                        DSL.select(ARTIFACT_SHARES.ARTIFACT_ID)
                            .from(ARTIFACT_SHARES)
                            .where(
                                ShareRepository.grants(viewer.user(), viewer.groups(), viewer.at()))
                            .and(ARTIFACT_SHARES.ACCESS.eq(Access.WRITE.name())))));
  }

  private static Select<Record1<UUID>> shared(Viewer viewer) {
    return DSL.select(ARTIFACT_SHARES.ARTIFACT_ID)
        .from(ARTIFACT_SHARES)
        .where(ShareRepository.grants(viewer.user(), viewer.groups(), viewer.at()));
  }
}
