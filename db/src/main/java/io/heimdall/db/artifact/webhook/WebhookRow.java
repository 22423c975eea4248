package io.heimdall.db.artifact.webhook;

import static io.heimdall.db.jooq.Tables.ARTIFACT_DELIVERIES;
import static io.heimdall.db.jooq.Tables.ARTIFACT_WEBHOOKS;
import static io.heimdall.db.sql.Sql.map;
import static org.jooq.Records.mapping;

import io.heimdall.db.artifact.ArtifactEvent;
import java.util.List;
import java.util.Set;
import org.jooq.Field;
import org.jooq.Record;

/// Webhooks and deliveries from their rows.
final class WebhookRow {

  static final List<Field<?>> WEBHOOK =
      List.of(
          ARTIFACT_WEBHOOKS.ID,
          ARTIFACT_WEBHOOKS.OWNER,
          ARTIFACT_WEBHOOKS.OWNER_ROLE,
          ARTIFACT_WEBHOOKS.OWNER_GROUPS,
          ARTIFACT_WEBHOOKS.URL,
          ARTIFACT_WEBHOOKS.DESCRIPTION,
          ARTIFACT_WEBHOOKS.FILTER,
          ARTIFACT_WEBHOOKS.CHANGES,
          ARTIFACT_WEBHOOKS.PAUSED,
          ARTIFACT_WEBHOOKS.SECRET_SEALED,
          ARTIFACT_WEBHOOKS.PREVIOUS_SECRET_SEALED,
          ARTIFACT_WEBHOOKS.PREVIOUS_SECRET_UNTIL,
          ARTIFACT_WEBHOOKS.REVISION,
          ARTIFACT_WEBHOOKS.PAUSE_REASON,
          ARTIFACT_WEBHOOKS.SEQUENCE,
          ARTIFACT_WEBHOOKS.MISSED_EVENTS,
          ARTIFACT_WEBHOOKS.FAILURES,
          ARTIFACT_WEBHOOKS.CREATED_AT,
          ARTIFACT_WEBHOOKS.UPDATED_AT);

  static final List<Field<?>> DELIVERY =
      List.of(
          ARTIFACT_DELIVERIES.ID,
          ARTIFACT_DELIVERIES.WEBHOOK_ID,
          ARTIFACT_DELIVERIES.SEQUENCE,
          ARTIFACT_DELIVERIES.ARTIFACT_ID,
          ARTIFACT_DELIVERIES.OWNER,
          ARTIFACT_DELIVERIES.HAPPENED_AT,
          ARTIFACT_DELIVERIES.ACTOR,
          ARTIFACT_DELIVERIES.CHANGE,
          ARTIFACT_DELIVERIES.REVISION,
          ARTIFACT_DELIVERIES.STATE,
          ARTIFACT_DELIVERIES.ATTEMPTS,
          ARTIFACT_DELIVERIES.LAST_ATTEMPT,
          ARTIFACT_DELIVERIES.ATTEMPTED_AT,
          ARTIFACT_DELIVERIES.STATUS,
          ARTIFACT_DELIVERIES.ERROR,
          ARTIFACT_DELIVERIES.DUE_AT,
          ARTIFACT_DELIVERIES.ENDED_AT);

  private WebhookRow() {}

  static Webhook webhook(Record row) {
    byte[] previous = row.get(ARTIFACT_WEBHOOKS.PREVIOUS_SECRET_SEALED);
    return new Webhook(
        row.get(ARTIFACT_WEBHOOKS.ID),
        new WebhookOwner(
            row.get(ARTIFACT_WEBHOOKS.OWNER),
            row.get(ARTIFACT_WEBHOOKS.OWNER_ROLE),
            Set.of(row.get(ARTIFACT_WEBHOOKS.OWNER_GROUPS))),
        new WebhookSpec(
            row.get(ARTIFACT_WEBHOOKS.URL),
            row.get(ARTIFACT_WEBHOOKS.DESCRIPTION),
            row.get(ARTIFACT_WEBHOOKS.FILTER),
            List.of(row.get(ARTIFACT_WEBHOOKS.CHANGES)),
            row.get(ARTIFACT_WEBHOOKS.PAUSED)),
        new WebhookSecrets(
            new SealedSecret(row.get(ARTIFACT_WEBHOOKS.SECRET_SEALED)),
            previous == null ? null : new SealedSecret(previous),
            row.get(ARTIFACT_WEBHOOKS.PREVIOUS_SECRET_UNTIL)),
        map(
            row.into(
                ARTIFACT_WEBHOOKS.REVISION,
                ARTIFACT_WEBHOOKS.PAUSE_REASON,
                ARTIFACT_WEBHOOKS.SEQUENCE,
                ARTIFACT_WEBHOOKS.MISSED_EVENTS,
                ARTIFACT_WEBHOOKS.FAILURES),
            mapping(Webhook.Standing::new)),
        row.get(ARTIFACT_WEBHOOKS.CREATED_AT),
        row.get(ARTIFACT_WEBHOOKS.UPDATED_AT));
  }

  static Delivery delivery(Record row) {
    return new Delivery(
        row.get(ARTIFACT_DELIVERIES.ID),
        row.get(ARTIFACT_DELIVERIES.WEBHOOK_ID),
        map(
            row.into(
                ARTIFACT_DELIVERIES.SEQUENCE,
                ARTIFACT_DELIVERIES.ARTIFACT_ID,
                ARTIFACT_DELIVERIES.OWNER,
                ARTIFACT_DELIVERIES.HAPPENED_AT,
                ARTIFACT_DELIVERIES.ACTOR,
                ARTIFACT_DELIVERIES.CHANGE,
                ARTIFACT_DELIVERIES.REVISION),
            mapping(ArtifactEvent::new)),
        DeliveryState.valueOf(row.get(ARTIFACT_DELIVERIES.STATE)),
        map(
            row.into(
                ARTIFACT_DELIVERIES.ATTEMPTS,
                ARTIFACT_DELIVERIES.LAST_ATTEMPT,
                ARTIFACT_DELIVERIES.ATTEMPTED_AT,
                ARTIFACT_DELIVERIES.STATUS,
                ARTIFACT_DELIVERIES.ERROR),
            mapping(Delivery.Attempts::new)),
        row.get(ARTIFACT_DELIVERIES.DUE_AT),
        row.get(ARTIFACT_DELIVERIES.ENDED_AT));
  }
}
