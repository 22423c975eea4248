package io.heimdall.db.artifact.webhook;

import static io.heimdall.db.jooq.Tables.ARTIFACT_DELIVERIES;
import static io.heimdall.db.jooq.Tables.ARTIFACT_WEBHOOKS;

import io.heimdall.db.Tx;
import io.heimdall.db.artifact.ArtifactEvent;
import io.heimdall.db.sql.Sql;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Up to where the events of artifacts have become deliveries of each webhook. A webhook's number
/// and its deliveries move in one transaction, so that no event is left out and none comes twice.
/// Stateless.
public final class WebhookCursors {

  /// Makes one, which holds nothing of its own.
  public WebhookCursors() {}

  /// Whether any webhook is not paused.
  ///
  /// @param tx the transaction
  /// @return whether there is one
  public boolean any(Tx tx) {
    return Sql.on(tx)
        .fetchExists(
            Sql.on(tx)
                .selectOne()
                .from(ARTIFACT_WEBHOOKS)
                .where(ARTIFACT_WEBHOOKS.PAUSED.isFalse()));
  }

  /// Finds webhooks that events are behind of, the one that is furthest behind first.
  ///
  /// @param tx the transaction
  /// @param last the number of the last event
  /// @param limit the most to return
  /// @return their ids
  public List<UUID> behind(Tx tx, long last, int limit) {
    return Sql.on(tx)
        .select(ARTIFACT_WEBHOOKS.ID)
        .from(ARTIFACT_WEBHOOKS)
        .where(ARTIFACT_WEBHOOKS.PAUSED.isFalse())
        .and(ARTIFACT_WEBHOOKS.SEQUENCE.lt(last))
        .orderBy(ARTIFACT_WEBHOOKS.SEQUENCE, ARTIFACT_WEBHOOKS.ID)
        .limit(limit)
        .fetch(ARTIFACT_WEBHOOKS.ID);
  }

  /// Takes a webhook to move it on.
  ///
  /// @param tx the transaction
  /// @param id which one
  /// @return the webhook; empty where another has it, or it is paused or gone
  public Optional<Webhook> take(Tx tx, UUID id) {
    return WebhookRepository.select(tx)
        .where(ARTIFACT_WEBHOOKS.ID.eq(id))
        .and(ARTIFACT_WEBHOOKS.PAUSED.isFalse())
        .forUpdate()
        .skipLocked()
        .fetchOptional(WebhookRow::webhook);
  }

  /// Counts deliveries of a webhook that are not over.
  ///
  /// @param tx the transaction
  /// @param id which one
  /// @param most no more are counted
  /// @return how many, or so many
  public int waiting(Tx tx, UUID id, int most) {
    return Sql.on(tx)
        .fetchCount(
            Sql.on(tx)
                .selectOne()
                .from(ARTIFACT_DELIVERIES)
                .where(ARTIFACT_DELIVERIES.WEBHOOK_ID.eq(id))
                .and(ARTIFACT_DELIVERIES.STATE.eq(DeliveryState.WAITING.name()))
                .limit(most));
  }

  /// Makes deliveries of events, and moves the webhook on.
  ///
  /// @param tx the transaction, which has taken the webhook
  /// @param id which one
  /// @param events what is to be sent, each once
  /// @param sequence the number up to which nothing else is
  /// @param missed how many events before it were not kept until now
  /// @param attempts how often each is tried
  public void move(
      Tx tx, UUID id, List<ArtifactEvent> events, long sequence, long missed, int attempts) {
    insert(tx, id, events, attempts);
    int moved =
        Sql.on(tx)
            .update(ARTIFACT_WEBHOOKS)
            .set(ARTIFACT_WEBHOOKS.SEQUENCE, sequence)
            .set(ARTIFACT_WEBHOOKS.MISSED_EVENTS, ARTIFACT_WEBHOOKS.MISSED_EVENTS.plus(missed))
            .where(ARTIFACT_WEBHOOKS.ID.eq(id))
            .execute();
    Sql.expect(moved, 1, "move webhook " + id);
  }

  private static void insert(Tx tx, UUID id, List<ArtifactEvent> events, int attempts) {
    if (events.isEmpty()) {
      return;
    }
    var rows =
        Sql.on(tx)
            .insertInto(
                ARTIFACT_DELIVERIES,
                ARTIFACT_DELIVERIES.ID,
                ARTIFACT_DELIVERIES.WEBHOOK_ID,
                ARTIFACT_DELIVERIES.SEQUENCE,
                ARTIFACT_DELIVERIES.ARTIFACT_ID,
                ARTIFACT_DELIVERIES.OWNER,
                ARTIFACT_DELIVERIES.HAPPENED_AT,
                ARTIFACT_DELIVERIES.ACTOR,
                ARTIFACT_DELIVERIES.CHANGE,
                ARTIFACT_DELIVERIES.REVISION,
                ARTIFACT_DELIVERIES.LAST_ATTEMPT);
    for (ArtifactEvent event : events) {
      rows =
          rows.values(
              UUID.randomUUID(),
              id,
              event.sequence(),
              event.artifactId(),
              event.owner(),
              event.at(),
              event.actor(),
              event.change(),
              event.revision(),
              attempts);
    }
    Sql.expect(rows.execute(), events.size(), "make deliveries of webhook " + id);
  }
}
