package io.heimdall.db.artifact.webhook;

import static io.heimdall.db.jooq.Tables.ARTIFACT_DELIVERIES;
import static io.heimdall.db.jooq.Tables.ARTIFACT_WEBHOOKS;
import static org.jooq.impl.DSL.currentInstant;

import io.heimdall.db.Page;
import io.heimdall.db.Tx;
import io.heimdall.db.sql.Sql;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Record;
import org.jooq.SelectJoinStep;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/// Deliveries of webhooks, as their owners look at them. Stateless.
public final class DeliveryRepository {

  /// Makes a repository, which holds nothing of its own.
  public DeliveryRepository() {}

  /// Finds a delivery.
  ///
  /// @param tx the transaction
  /// @param id its id
  /// @return the delivery; empty when there is none
  public Optional<Delivery> find(Tx tx, UUID id) {
    return select(tx).where(ARTIFACT_DELIVERIES.ID.eq(id)).fetchOptional(WebhookRow::delivery);
  }

  /// Finds a delivery of a webhook of somebody, and keeps others from changing it until the
  /// transaction ends.
  ///
  /// @param tx the transaction
  /// @param owner whose
  /// @param id its id
  /// @return the delivery; empty when they have none of that id
  public Optional<Delivery> lock(Tx tx, String owner, UUID id) {
    return select(tx)
        .where(ARTIFACT_DELIVERIES.ID.eq(id))
        .and(
            ARTIFACT_DELIVERIES.WEBHOOK_ID.in(
                DSL.select(ARTIFACT_WEBHOOKS.ID)
                    .from(ARTIFACT_WEBHOOKS)
                    .where(ARTIFACT_WEBHOOKS.OWNER.eq(owner))))
        .forUpdate()
        .fetchOptional(WebhookRow::delivery);
  }

  /// Lists deliveries of a webhook, that of the latest event first.
  ///
  /// @param tx the transaction
  /// @param webhookId which one
  /// @param state only those that are so far; null: all
  /// @param before the number of the event to go on before; null for the first page
  /// @param limit the most deliveries to return
  /// @return a page
  public Page<Delivery, Long> list(
      Tx tx, UUID webhookId, @Nullable DeliveryState state, @Nullable Long before, int limit) {
    List<Delivery> found =
        select(tx)
            .where(ARTIFACT_DELIVERIES.WEBHOOK_ID.eq(webhookId))
            .and(Sql.when(state, wanted -> ARTIFACT_DELIVERIES.STATE.eq(wanted.name())))
            .and(Sql.when(before, ARTIFACT_DELIVERIES.SEQUENCE::lt))
            .orderBy(ARTIFACT_DELIVERIES.SEQUENCE.desc())
            .limit(limit + 1)
            .fetch(WebhookRow::delivery);
    return Page.of(found, limit, delivery -> delivery.event().sequence());
  }

  /// Has a delivery tried again, at once, or after the attempt that is under way.
  ///
  /// @param tx the transaction, which has locked it
  /// @param id which one
  /// @param attempts how often, from now on
  /// @return the delivery
  public Delivery again(Tx tx, UUID id, int attempts) {
    int changed =
        Sql.on(tx)
            .update(ARTIFACT_DELIVERIES)
            .set(ARTIFACT_DELIVERIES.STATE, DeliveryState.WAITING.name())
            .set(ARTIFACT_DELIVERIES.LAST_ATTEMPT, ARTIFACT_DELIVERIES.ATTEMPTS.plus(attempts))
            .set(
                ARTIFACT_DELIVERIES.DUE_AT,
                DSL.when(
                        ARTIFACT_DELIVERIES.LEASED_UNTIL.gt(currentInstant()),
                        ARTIFACT_DELIVERIES.DUE_AT)
                    .otherwise(currentInstant()))
            .setNull(ARTIFACT_DELIVERIES.ENDED_AT)
            .where(ARTIFACT_DELIVERIES.ID.eq(id))
            .execute();
    Sql.expect(changed, 1, "try delivery %s again".formatted(id));
    return find(tx, id).orElseThrow();
  }

  /// Removes deliveries that have been over for long.
  ///
  /// @param tx the transaction
  /// @param before those that were over before this time
  /// @param limit the most to remove
  /// @return how many
  public int forget(Tx tx, Instant before, int limit) {
    return Sql.on(tx)
        .deleteFrom(ARTIFACT_DELIVERIES)
        .where(
            ARTIFACT_DELIVERIES.ID.in(
                DSL.select(ARTIFACT_DELIVERIES.ID)
                    .from(ARTIFACT_DELIVERIES)
                    .where(ARTIFACT_DELIVERIES.ENDED_AT.lt(before))
                    .orderBy(ARTIFACT_DELIVERIES.ENDED_AT)
                    .limit(limit)))
        .execute();
  }

  private static SelectJoinStep<? extends Record> select(Tx tx) {
    return Sql.on(tx).select(WebhookRow.DELIVERY).from(ARTIFACT_DELIVERIES);
  }
}
