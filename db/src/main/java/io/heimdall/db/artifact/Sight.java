package io.heimdall.db.artifact;

import static io.heimdall.db.jooq.Tables.ARTIFACTS;
import static io.heimdall.db.jooq.Tables.ARTIFACT_SHARES;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Record1;
import org.jooq.Select;
import org.jooq.SelectConditionStep;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/// What somebody may see, as SQL: as one condition, for which the index of what artifacts hold has
/// them by who sees them; or, to count by indexes that have no words, as parts that have no
/// artifact in common, each of which an index of its own finds.
final class Sight {

  /// What artifact_sight() of the schema begins with.
  private static final String OWNER = "o";

  private static final String EVERYBODY = "p";
  private static final String USER = "u";
  private static final String GROUP = "g";

  private Sight() {}

  /// What is seen of what is looked for. Of what is one owner's, less need be looked at.
  ///
  /// @param query what is looked for, and by whom
  /// @return a condition
  static Condition seen(ArtifactQuery query) {
    Viewer viewer = query.viewer();
    Optional<String> owner = Implied.owner(query.predicate());
    Condition shown = query.deletedToo() ? DSL.noCondition() : ARTIFACTS.DELETED_AT.isNull();
    Condition owned = owner.map(name -> inSight(List.of(OWNER + name))).orElse(DSL.noCondition());
    if (viewer.everything() || owner.filter(viewer.user()::equals).isPresent()) {
      return owned.and(shown);
    }
    Condition others =
        ARTIFACTS
            .DELETED_AT
            .isNull()
            .and(
                DSL.condition("{0} = 'PUBLIC'", ARTIFACTS.VISIBILITY)
                    .or(
                        DSL.exists(
                            shared(viewer).and(ARTIFACT_SHARES.ARTIFACT_ID.eq(ARTIFACTS.ID)))));
    return owned
        .and(inSight(tokens(viewer)))
        .and(ARTIFACTS.OWNER.eq(viewer.user()).and(shown).or(others));
  }

  /// Whether the index of what artifacts hold leaves anything out of what is seen.
  static boolean indexed(ArtifactQuery query) {
    return !query.viewer().everything() || Implied.owner(query.predicate()).isPresent();
  }

  /// What an index finds by who sees it.
  private static Condition inSight(List<String> tokens) {
    return DSL.condition(
        "artifact_sight({0}, {1}, {2}, {3}) && {4}::text[]",
        ARTIFACTS.OWNER,
        ARTIFACTS.VISIBILITY,
        ARTIFACTS.DELETED_AT,
        ARTIFACTS.SHARED_WITH,
        DSL.val(tokens.toArray(String[]::new)));
  }

  private static List<String> tokens(Viewer viewer) {
    List<String> tokens = new ArrayList<>();
    tokens.add(OWNER + viewer.user());
    tokens.add(EVERYBODY);
    tokens.add(USER + viewer.user());
    viewer.groups().forEach(group -> tokens.add(GROUP + group));
    return tokens;
  }

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
    return List.of(
        own.and(shown),
        DSL.condition("{0} = 'PUBLIC'", ARTIFACTS.VISIBILITY).and(others(viewer)),
        sharedByOthers(viewer));
  }

  /// What is seen only because somebody shares it.
  static Condition sharedByOthers(Viewer viewer) {
    return DSL.condition("{0} = 'PRIVATE'", ARTIFACTS.VISIBILITY)
        .and(others(viewer))
        .and(ARTIFACTS.ID.in(shared(viewer)));
  }

  private static Condition others(Viewer viewer) {
    return ARTIFACTS.OWNER.ne(viewer.user()).and(ARTIFACTS.DELETED_AT.isNull());
  }

  /// The tags of what somebody may see, one row each; as far as possible from the index that counts
  /// them.
  ///
  /// @param seen parts that together are seen
  /// @param where what holds besides
  static Select<Record1<String>> tags(List<Condition> seen, Condition where) {
    List<Select<Record1<String>>> parts = new ArrayList<>();
    for (Condition part : seen) {
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

  private static SelectConditionStep<Record1<UUID>> shared(Viewer viewer) {
    return DSL.select(ARTIFACT_SHARES.ARTIFACT_ID)
        .from(ARTIFACT_SHARES)
        .where(ShareRepository.grants(viewer.user(), viewer.groups(), viewer.at()));
  }
}
