package io.heimdall.db.artifact;

import static io.heimdall.db.jooq.Tables.ARTIFACTS;
import static io.heimdall.db.jooq.Tables.ARTIFACT_FILES;
import static io.heimdall.db.jooq.Tables.ARTIFACT_VERSIONS;

import io.heimdall.db.Tx;
import io.heimdall.db.sql.Sql;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jooq.impl.DSL;

/// Removes versions that are too many or too old, and files that no version needs any more.
/// Stateless.
public final class VersionTrim {

  private static final String TOO_OLD_OR_TOO_MANY =
      """
      delete from artifact_versions
      using (
        select
          version as counted,
          row_number() over (order by version desc) as place,
          lag(created_at) over (order by version desc) as replaced_at
        from artifact_versions
        where artifact_id = {0}
      ) as kept, artifacts
      where artifact_versions.artifact_id = {0}
        and artifact_versions.version = kept.counted
        and artifacts.id = {0}
        and artifact_versions.version <> artifacts.version
        and (
          kept.place > artifacts.max_versions
          or kept.replaced_at + make_interval(secs => artifacts.max_version_age_seconds) <= {1}
        )
      returning artifact_versions.version
      """;

  /// Finds artifacts of which a version may be too old: the one after it is that old.
  private static final String WITH_OLD_VERSIONS =
      """
      select id
      from artifacts
      where max_version_age_seconds is not null
        and exists (
          select
          from artifact_versions as newer
            join artifact_versions as older
              on older.artifact_id = newer.artifact_id and older.version < newer.version
          where newer.artifact_id = artifacts.id
            and newer.created_at + make_interval(secs => max_version_age_seconds) <= {0}
        )
      order by id
      limit {1}
      """;

  /// Makes one, which holds nothing of its own.
  public VersionTrim() {}

  /// What was removed.
  ///
  /// @param versions the versions, in order
  /// @param objectKeys objects that nothing needs any more
  public record Trimmed(List<Integer> versions, List<String> objectKeys) {}

  /// Removes the versions of an artifact that its rule does not keep.
  ///
  /// @param tx the transaction, which has locked the artifact
  /// @param artifactId the artifact
  /// @param at the host's time; versions are too old by it, and by the database's
  /// @return what was removed
  public Trimmed trim(Tx tx, UUID artifactId, Instant at) {
    List<Integer> versions =
        Sql.on(tx)
            .resultQuery(TOO_OLD_OR_TOO_MANY, DSL.val(artifactId), Sql.due(at))
            .fetch(0, Integer.class)
            .stream()
            .sorted()
            .toList();
    return new Trimmed(
        versions, versions.isEmpty() ? List.of() : removeUnneededFiles(tx, artifactId));
  }

  /// Removes the files of an artifact that none of its versions needs.
  private static List<String> removeUnneededFiles(Tx tx, UUID artifactId) {
    var keys = new ArrayList<String>();
    Sql.on(tx)
        .deleteFrom(ARTIFACT_FILES)
        .where(ARTIFACT_FILES.ARTIFACT_ID.eq(artifactId))
        .and(
            DSL.notExists(
                DSL.selectOne()
                    .from(ARTIFACT_VERSIONS)
                    .where(ARTIFACT_VERSIONS.FILE_ID.eq(ARTIFACT_FILES.ID))))
        .returning(ARTIFACT_FILES.OBJECT_KEY, ARTIFACT_FILES.PUBLIC_KEY)
        .fetch()
        .forEach(file -> {
          keys.add(file.getObjectKey());
          if (file.getPublicKey() != null) {
            keys.add(file.getPublicKey());
          }
        });
    return keys;
  }

  /// Finds artifacts of which a version may be too old.
  ///
  /// @param tx the transaction
  /// @param at the host's time; a version is too old by it, and by the database's
  /// @param limit the most to return
  /// @return their ids
  public List<UUID> due(Tx tx, Instant at, int limit) {
    return Sql.on(tx)
        .resultQuery(WITH_OLD_VERSIONS, Sql.due(at), DSL.val(limit))
        .fetch(ARTIFACTS.ID);
  }
}
