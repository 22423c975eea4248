package io.heimdall.db.artifact;

import static io.heimdall.db.jooq.Tables.ARTIFACT_SHARES;

import io.heimdall.db.Tx;
import io.heimdall.db.sql.Sql;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jooq.Condition;
import org.jooq.Record2;
import org.jooq.impl.DSL;

/// Whom artifacts are shared with. Stateless.
public final class ShareRepository {

  /// Makes a repository, which holds nothing of its own.
  public ShareRepository() {}

  /// Finds what is granted to a user, by name or by group.
  ///
  /// @param tx the transaction
  /// @param artifactId the artifact
  /// @param user the user's name
  /// @param groups names of the user's groups
  /// @param at shares that have expired by then do not count
  /// @return the most that is granted; empty when nothing is
  public Optional<Access> granted(
      Tx tx, UUID artifactId, String user, Collection<String> groups, Instant at) {
    return Sql.on(tx)
        .select(ARTIFACT_SHARES.ACCESS)
        .from(ARTIFACT_SHARES)
        .where(ARTIFACT_SHARES.ARTIFACT_ID.eq(artifactId))
        .and(grants(user, groups, at))
        .fetch(row -> Access.valueOf(row.value1()))
        .stream()
        .max(Comparator.naturalOrder());
  }

  /// Finds what is granted to a user of each of several artifacts.
  ///
  /// @param tx the transaction
  /// @param artifactIds the artifacts
  /// @param viewer the user
  /// @return the most that is granted, of those of which anything is
  public Map<UUID, Access> granted(Tx tx, Collection<UUID> artifactIds, Viewer viewer) {
    return Sql.on(tx)
        .select(ARTIFACT_SHARES.ARTIFACT_ID, ARTIFACT_SHARES.ACCESS)
        .from(ARTIFACT_SHARES)
        .where(ARTIFACT_SHARES.ARTIFACT_ID.eq(DSL.any(artifactIds.toArray(UUID[]::new))))
        .and(grants(viewer.user(), viewer.groups(), viewer.at()))
        .fetch()
        .stream()
        .collect(
            Collectors.toMap(
                Record2::value1,
                row -> Access.valueOf(row.value2()),
                (one, other) -> one.allows(other) ? one : other));
  }

  /// Tells until when something is granted to a user of an artifact.
  ///
  /// @param tx the transaction
  /// @param artifactId the artifact
  /// @param viewer the user
  /// @return when the last of their shares ends, which is now where they have none any more; empty
  ///   where one has no end
  public Optional<Instant> until(Tx tx, UUID artifactId, Viewer viewer) {
    return Sql.on(tx)
        .select(
            DSL.boolOr(ARTIFACT_SHARES.EXPIRES_AT.isNull()), DSL.max(ARTIFACT_SHARES.EXPIRES_AT))
        .from(ARTIFACT_SHARES)
        .where(ARTIFACT_SHARES.ARTIFACT_ID.eq(artifactId))
        .and(grants(viewer.user(), viewer.groups(), viewer.at()))
        .fetchOptional()
        .filter(row -> !Boolean.TRUE.equals(row.value1()))
        .map(row -> Objects.requireNonNullElse(row.value2(), viewer.at()));
  }

  /// Shares an artifact, or changes how it is shared with the same grantee.
  ///
  /// @param tx the transaction, which has locked the artifact
  /// @param artifactId the artifact
  /// @param share the share
  public void put(Tx tx, UUID artifactId, Share share) {
    int written =
        Sql.on(tx)
            .insertInto(ARTIFACT_SHARES)
            .set(ARTIFACT_SHARES.ARTIFACT_ID, artifactId)
            .set(ARTIFACT_SHARES.GRANTEE_TYPE, share.grantee().type().name())
            .set(ARTIFACT_SHARES.GRANTEE, share.grantee().name())
            .set(ARTIFACT_SHARES.ACCESS, share.access().name())
            .set(ARTIFACT_SHARES.EXPIRES_AT, share.expiresAt())
            .set(ARTIFACT_SHARES.CREATED_AT, share.createdAt())
            .set(ARTIFACT_SHARES.CREATED_BY, share.createdBy())
            .onConflict(
                ARTIFACT_SHARES.ARTIFACT_ID, ARTIFACT_SHARES.GRANTEE_TYPE, ARTIFACT_SHARES.GRANTEE)
            .doUpdate()
            .set(ARTIFACT_SHARES.ACCESS, DSL.excluded(ARTIFACT_SHARES.ACCESS))
            .set(ARTIFACT_SHARES.EXPIRES_AT, DSL.excluded(ARTIFACT_SHARES.EXPIRES_AT))
            .set(ARTIFACT_SHARES.CREATED_AT, DSL.excluded(ARTIFACT_SHARES.CREATED_AT))
            .set(ARTIFACT_SHARES.CREATED_BY, DSL.excluded(ARTIFACT_SHARES.CREATED_BY))
            .execute();
    Sql.expect(written, 1, "share artifact " + artifactId);
  }

  /// Takes a share back.
  ///
  /// @param tx the transaction
  /// @param artifactId the artifact
  /// @param grantee whose
  /// @return whether there was one
  public boolean remove(Tx tx, UUID artifactId, Share.Grantee grantee) {
    return Sql.on(tx)
            .deleteFrom(ARTIFACT_SHARES)
            .where(ARTIFACT_SHARES.ARTIFACT_ID.eq(artifactId))
            .and(ARTIFACT_SHARES.GRANTEE_TYPE.eq(grantee.type().name()))
            .and(ARTIFACT_SHARES.GRANTEE.eq(grantee.name()))
            .execute()
        == 1;
  }

  /// Removes shares of an artifact that have expired.
  ///
  /// @param tx the transaction
  /// @param artifactId the artifact
  /// @param at by when
  public void removeExpired(Tx tx, UUID artifactId, Instant at) {
    var _ =
        Sql.on(tx)
            .deleteFrom(ARTIFACT_SHARES)
            .where(ARTIFACT_SHARES.ARTIFACT_ID.eq(artifactId))
            .and(ARTIFACT_SHARES.EXPIRES_AT.le(at))
            .execute();
  }

  /// Lists the shares of an artifact that have not expired, groups before users, by name.
  ///
  /// @param tx the transaction
  /// @param artifactId the artifact
  /// @param at shares that have expired by then are left out
  /// @return the shares
  public List<Share> list(Tx tx, UUID artifactId, Instant at) {
    return Sql.on(tx)
        .select(ARTIFACT_SHARES.fields())
        .from(ARTIFACT_SHARES)
        .where(ARTIFACT_SHARES.ARTIFACT_ID.eq(artifactId))
        .and(unexpired(at))
        .orderBy(ARTIFACT_SHARES.GRANTEE_TYPE, ARTIFACT_SHARES.GRANTEE)
        .fetch(row ->
            new Share(
                new Share.Grantee(
                    Share.Type.valueOf(row.get(ARTIFACT_SHARES.GRANTEE_TYPE)),
                    row.get(ARTIFACT_SHARES.GRANTEE)),
                Access.valueOf(row.get(ARTIFACT_SHARES.ACCESS)),
                row.get(ARTIFACT_SHARES.EXPIRES_AT),
                row.get(ARTIFACT_SHARES.CREATED_AT),
                row.get(ARTIFACT_SHARES.CREATED_BY)));
  }

  private static Condition unexpired(Instant at) {
    return ARTIFACT_SHARES.EXPIRES_AT.isNull().or(ARTIFACT_SHARES.EXPIRES_AT.gt(at));
  }

  /// Whether a share is one of a user's that has not expired.
  static Condition grants(String user, Collection<String> groups, Instant at) {
    Condition toUser =
        ARTIFACT_SHARES
            .GRANTEE_TYPE
            .eq(Share.Type.USER.name())
            .and(ARTIFACT_SHARES.GRANTEE.eq(user));
    Condition toGroup =
        groups.isEmpty()
            ? DSL.falseCondition()
            : ARTIFACT_SHARES
                .GRANTEE_TYPE
                .eq(Share.Type.GROUP.name())
                .and(ARTIFACT_SHARES.GRANTEE.eq(DSL.any(groups.toArray(String[]::new))));
    return toUser.or(toGroup).and(unexpired(at));
  }
}
