package io.heimdall.db.receiver;

import static io.heimdall.db.jooq.Tables.RECEIVERS;
import static io.heimdall.db.jooq.Tables.RECEIVER_CHECKS;
import static io.heimdall.db.sql.Sql.when;
import static org.jooq.Records.mapping;
import static org.jooq.impl.DSL.currentInstant;
import static org.jooq.impl.DSL.row;
import static org.jooq.impl.DSL.select;

import io.heimdall.db.Page;
import io.heimdall.db.Tx;
import io.heimdall.db.receiver.ReceiverSpec.Activity;
import io.heimdall.db.sql.Chunks;
import io.heimdall.db.sql.Sql;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The checks of receivers: the last one of each, their history, and what follows from it.
/// Stateless.
public final class ReceiverCheckRepository {

  /// Makes a repository, which holds nothing of its own.
  public ReceiverCheckRepository() {}

  /// Finds what earlier checks have left of a receiver that is not deleted, and keeps others from
  /// changing it until the transaction ends.
  ///
  /// @param tx the transaction
  /// @param id its id
  /// @return its standing; empty when there is no such receiver
  public Optional<CheckStanding> lock(Tx tx, int id) {
    return Sql.on(tx)
        .select(
            RECEIVERS.DRIVER,
            RECEIVERS.ACTIVE,
            RECEIVERS.ACTIVATE_WHEN_PROVEN,
            RECEIVERS.DEACTIVATED_BY_CHECKS,
            RECEIVERS.LAST_CHECK_OK,
            RECEIVERS.FAILED_CHECKS,
            RECEIVERS.FAILING_SINCE)
        .from(RECEIVERS)
        .where(RECEIVERS.ID.eq(id))
        .and(RECEIVERS.DELETED_AT.isNull())
        .forUpdate()
        .fetchOptional(found ->
            new CheckStanding(
                found.get(RECEIVERS.DRIVER),
                ReceiverRow.activity(found),
                Boolean.TRUE.equals(found.get(RECEIVERS.LAST_CHECK_OK)),
                found.get(RECEIVERS.FAILED_CHECKS),
                found.get(RECEIVERS.FAILING_SINCE)));
  }

  /// Keeps what a check found, as the receiver's last one and in its history. Not a change of the
  /// receiver: its revision stays, unless its activity changes.
  ///
  /// @param tx the transaction, which has locked the receiver
  /// @param id its id
  /// @param check what was found
  /// @param before what earlier checks have left of it
  /// @param verdict what the check makes of it
  public void keep(Tx tx, int id, ReceiverCheck check, CheckStanding before, CheckVerdict verdict) {
    boolean changed = verdict.activity() != before.activity();
    var update =
        Sql.on(tx)
            .update(RECEIVERS)
            .set(RECEIVERS.LAST_CHECK_AT, check.at())
            .set(RECEIVERS.LAST_CHECK_OK, check.ok())
            .set(RECEIVERS.LAST_CHECK, check.detailJson())
            .set(RECEIVERS.FAILED_CHECKS, verdict.failedChecks())
            .set(RECEIVERS.FAILING_SINCE, verdict.failingSince());
    if (changed) {
      update =
          update
              .set(RECEIVERS.ACTIVE, verdict.activity() == Activity.ACTIVE)
              .set(RECEIVERS.ACTIVATE_WHEN_PROVEN, verdict.activity() == Activity.WHEN_PROVEN)
              .set(RECEIVERS.DEACTIVATED_BY_CHECKS, verdict.activity() == Activity.DEACTIVATED)
              .set(RECEIVERS.REVISION, RECEIVERS.REVISION.plus(1))
              .set(RECEIVERS.UPDATED_AT, currentInstant());
    }
    Sql.expect(update.where(RECEIVERS.ID.eq(id)).execute(), 1, "keep the check of receiver " + id);
    // Of two checks in the same microsecond one is enough.
    var _ =
        Sql.on(tx)
            .insertInto(RECEIVER_CHECKS)
            .set(RECEIVER_CHECKS.RECEIVER_ID, id)
            .set(RECEIVER_CHECKS.AT, check.at())
            .set(RECEIVER_CHECKS.OK, check.ok())
            .set(RECEIVER_CHECKS.DETAIL, check.detailJson())
            .onConflict(RECEIVER_CHECKS.RECEIVER_ID, RECEIVER_CHECKS.AT)
            .doNothing()
            .execute();
  }

  /// Lists checks of a receiver, the newest first.
  ///
  /// @param tx the transaction
  /// @param filter which ones
  /// @param after the page key to go on after; null for the first page
  /// @param limit the most checks to return
  /// @return a page
  public Page<ReceiverCheck, Instant> list(
      Tx tx, CheckFilter filter, @Nullable Instant after, int limit) {
    List<ReceiverCheck> found =
        Sql.on(tx)
            .select(RECEIVER_CHECKS.AT, RECEIVER_CHECKS.OK, RECEIVER_CHECKS.DETAIL)
            .from(RECEIVER_CHECKS)
            .where(RECEIVER_CHECKS.RECEIVER_ID.eq(filter.receiverId()))
            .and(when(filter.from(), RECEIVER_CHECKS.AT::ge))
            .and(when(filter.before(), RECEIVER_CHECKS.AT::lt))
            .and(when(after, RECEIVER_CHECKS.AT::lt))
            .orderBy(RECEIVER_CHECKS.AT.desc())
            .limit(limit + 1)
            .fetch(mapping(ReceiverCheck::new));
    return Page.of(found, limit, ReceiverCheck::at);
  }

  /// Drops the chunks that are old as a whole, where the table is cut into chunks and nobody reads
  /// one of them for long.
  ///
  /// @param tx the transaction
  /// @param before checks before this time are old
  public void dropChunks(Tx tx, Instant before) {
    Chunks.drop(tx, RECEIVER_CHECKS, before);
  }

  /// Removes old checks, some at a time.
  ///
  /// @param tx the transaction
  /// @param before those before this time are old
  /// @param most the most to remove
  /// @return how many were removed; fewer than the most when none is left
  public int forget(Tx tx, Instant before, int most) {
    return Sql.on(tx)
        .deleteFrom(RECEIVER_CHECKS)
        .where(
            row(RECEIVER_CHECKS.RECEIVER_ID, RECEIVER_CHECKS.AT)
                .in(
                    select(RECEIVER_CHECKS.RECEIVER_ID, RECEIVER_CHECKS.AT)
                        .from(RECEIVER_CHECKS)
                        .where(RECEIVER_CHECKS.AT.lt(before))
                        .orderBy(RECEIVER_CHECKS.AT)
                        .limit(most)))
        .execute();
  }
}
