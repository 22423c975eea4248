package io.heimdall.db.artifact.webhook;

import static io.heimdall.db.jooq.Tables.ARTIFACT_DELIVERIES;
import static io.heimdall.db.jooq.Tables.ARTIFACT_WEBHOOKS;
import static org.jooq.impl.DSL.currentInstant;

import io.heimdall.db.Tx;
import io.heimdall.db.sql.Sql;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/// What is due to be sent, shared by all nodes: whoever takes a delivery has it to themselves until
/// a lease ends, and what has become of it is written only by who took it last. The database's
/// clock tells what is due. Stateless.
public final class DeliveryQueue {

  /// A webhook that fails so often in a row has one delivery sent at a time.
  private static final int FAILING = 3;

  /// Makes a queue, which holds nothing of its own.
  public DeliveryQueue() {}

  /// Takes deliveries of the one webhook that has something due, has waited longest and is not
  /// served as much as it may be.
  ///
  /// @param tx the transaction
  /// @param perWebhook how many of a webhook are sent at a time, by all nodes
  /// @param most the most to take, 1 or more
  /// @param lease for how long they are taken
  /// @return the deliveries, the attempt that is made now counted; none where nothing is due
  public List<Delivery> take(Tx tx, int perWebhook, int most, Duration lease) {
    return Sql.on(tx)
        .fetchOptional(
            """
            select webhook.id
            from artifact_webhooks as webhook
            where not webhook.paused
              and exists (
                select from artifact_deliveries as due
                where due.webhook_id = webhook.id
                  and due.state = 'WAITING'
                  and due.due_at <= now()
              )
              and (
                select count(*) from artifact_deliveries as leased
                where leased.webhook_id = webhook.id and leased.leased_until > now()
              ) < case when webhook.failures < {0} then {1} else 1 end
            order by webhook.served_at, webhook.id
            limit 1
            for update of webhook skip locked
            """,
            DSL.val(FAILING), DSL.val(perWebhook))
        .map(row -> take(tx, row.get(0, UUID.class), perWebhook, most, lease))
        .orElse(List.of());
  }

  private static List<Delivery> take(
      Tx tx, UUID webhookId, int perWebhook, int most, Duration lease) {
    List<UUID> taken =
        Sql.on(tx)
            .fetch(
                """
                update artifact_deliveries as taken
                set
                  attempts = attempts + 1,
                  attempted_at = now(),
                  due_at = now() + {3} * interval '1 millisecond',
                  leased_until = now() + {3} * interval '1 millisecond'
                from (
                  select due.id
                  from artifact_deliveries as due
                  where due.webhook_id = {0} and due.state = 'WAITING' and due.due_at <= now()
                  order by due.due_at, due.sequence
                  limit (
                    select greatest(0, least(
                      {2},
                      case when webhook.failures < {4} then {1} else 1 end - (
                        select count(*) from artifact_deliveries as leased
                        where leased.webhook_id = {0} and leased.leased_until > now()
                      )))
                    from artifact_webhooks as webhook
                    where webhook.id = {0}
                  )
                  for update skip locked
                ) as chosen
                where taken.id = chosen.id
                returning taken.id
                """,
                DSL.val(webhookId),
                DSL.val(perWebhook),
                DSL.val(most),
                DSL.val(lease.toMillis()),
                DSL.val(FAILING))
            .getValues(0, UUID.class);
    int served =
        Sql.on(tx)
            .execute(
                "update artifact_webhooks set served_at = clock_timestamp() where id = {0}",
                DSL.val(webhookId));
    Sql.expect(served, 1, "serve webhook " + webhookId);
    return Sql.on(tx)
        .select(WebhookRow.DELIVERY)
        .from(ARTIFACT_DELIVERIES)
        .where(ARTIFACT_DELIVERIES.ID.eq(DSL.any(taken.toArray(UUID[]::new))))
        .orderBy(ARTIFACT_DELIVERIES.SEQUENCE)
        .fetch(WebhookRow::delivery);
  }

  /// Finds out whether a delivery is still of who took it, and keeps others from changing it until
  /// the transaction ends.
  ///
  /// @param tx the transaction
  /// @param taken the delivery as it was taken
  /// @return the delivery as it is now; empty where another has it, or it is over or gone
  public Optional<Delivery> lock(Tx tx, Delivery taken) {
    return Sql.on(tx)
        .select(WebhookRow.DELIVERY)
        .from(ARTIFACT_DELIVERIES)
        .where(ARTIFACT_DELIVERIES.ID.eq(taken.id()))
        .and(ARTIFACT_DELIVERIES.ATTEMPTS.eq(taken.attempts().count()))
        .and(ARTIFACT_DELIVERIES.STATE.eq(DeliveryState.WAITING.name()))
        .forUpdate()
        .fetchOptional(WebhookRow::delivery);
  }

  /// Ends a delivery.
  ///
  /// @param tx the transaction
  /// @param taken the delivery as it was taken
  /// @param state what has become of it
  /// @param status the HTTP status; null: there was no answer
  /// @param error why it failed; empty: it did not
  /// @return whether it was still who took it
  public boolean end(
      Tx tx, Delivery taken, DeliveryState state, @Nullable Integer status, String error) {
    int ended =
        Sql.on(tx)
            .update(ARTIFACT_DELIVERIES)
            .set(ARTIFACT_DELIVERIES.STATE, state.name())
            .set(ARTIFACT_DELIVERIES.STATUS, status)
            .set(ARTIFACT_DELIVERIES.ERROR, error)
            .set(ARTIFACT_DELIVERIES.ENDED_AT, currentInstant())
            .setNull(ARTIFACT_DELIVERIES.LEASED_UNTIL)
            .where(ARTIFACT_DELIVERIES.ID.eq(taken.id()))
            .and(ARTIFACT_DELIVERIES.ATTEMPTS.eq(taken.attempts().count()))
            .and(ARTIFACT_DELIVERIES.STATE.eq(DeliveryState.WAITING.name()))
            .execute();
    return ended > 0;
  }

  /// Has a delivery tried again later.
  ///
  /// @param tx the transaction
  /// @param taken the delivery as it was taken
  /// @param pause after how long
  /// @param status the HTTP status; null: there was no answer
  /// @param error why it failed
  /// @return whether it was still who took it
  public boolean later(
      Tx tx, Delivery taken, Duration pause, @Nullable Integer status, String error) {
    Field<Instant> due =
        DSL.field(
            "now() + {0} * interval '1 millisecond'",
            SQLDataType.INSTANT, DSL.val(pause.toMillis()));
    int moved =
        Sql.on(tx)
            .update(ARTIFACT_DELIVERIES)
            .set(ARTIFACT_DELIVERIES.DUE_AT, due)
            .set(ARTIFACT_DELIVERIES.STATUS, status)
            .set(ARTIFACT_DELIVERIES.ERROR, error)
            .setNull(ARTIFACT_DELIVERIES.LEASED_UNTIL)
            .where(ARTIFACT_DELIVERIES.ID.eq(taken.id()))
            .and(ARTIFACT_DELIVERIES.ATTEMPTS.eq(taken.attempts().count()))
            .and(ARTIFACT_DELIVERIES.STATE.eq(DeliveryState.WAITING.name()))
            .execute();
    return moved > 0;
  }

  /// Counts an attempt for or against its webhook.
  ///
  /// @param tx the transaction
  /// @param webhookId which one
  /// @param delivered whether the URL has taken it
  public void count(Tx tx, UUID webhookId, boolean delivered) {
    var _ =
        Sql.on(tx)
            .update(ARTIFACT_WEBHOOKS)
            .set(
                ARTIFACT_WEBHOOKS.FAILURES,
                delivered ? DSL.val(0) : ARTIFACT_WEBHOOKS.FAILURES.plus(1))
            .where(ARTIFACT_WEBHOOKS.ID.eq(webhookId))
            .and(delivered ? ARTIFACT_WEBHOOKS.FAILURES.gt(0) : DSL.noCondition())
            .execute();
  }
}
