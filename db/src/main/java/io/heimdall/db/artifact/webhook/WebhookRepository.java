package io.heimdall.db.artifact.webhook;

import static io.heimdall.db.jooq.Tables.ARTIFACT_WEBHOOKS;
import static org.jooq.impl.DSL.currentInstant;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.row;
import static org.jooq.impl.DSL.when;

import io.heimdall.db.Page;
import io.heimdall.db.Tx;
import io.heimdall.db.sql.Sql;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.Record;
import org.jooq.SelectJoinStep;
import org.jspecify.annotations.Nullable;

/// The webhooks. Stateless.
public final class WebhookRepository {

  /// Makes a repository, which holds nothing of its own.
  public WebhookRepository() {}

  /// Adds a webhook.
  ///
  /// @param tx the transaction
  /// @param id its id
  /// @param owner whose it is
  /// @param spec what it is like
  /// @param secret what deliveries are signed with
  /// @param sequence only events behind this number are for it
  /// @return the webhook
  public Webhook create(
      Tx tx, UUID id, WebhookOwner owner, WebhookSpec spec, SealedSecret secret, long sequence) {
    int inserted =
        Sql.on(tx)
            .insertInto(ARTIFACT_WEBHOOKS)
            .set(ARTIFACT_WEBHOOKS.ID, id)
            .set(ARTIFACT_WEBHOOKS.OWNER, owner.name())
            .set(ARTIFACT_WEBHOOKS.OWNER_ROLE, owner.role())
            .set(ARTIFACT_WEBHOOKS.OWNER_GROUPS, owner.groups().toArray(String[]::new))
            .set(ARTIFACT_WEBHOOKS.URL, spec.url())
            .set(ARTIFACT_WEBHOOKS.DESCRIPTION, spec.description())
            .set(ARTIFACT_WEBHOOKS.FILTER, spec.filter())
            .set(ARTIFACT_WEBHOOKS.CHANGES, spec.changes().toArray(String[]::new))
            .set(ARTIFACT_WEBHOOKS.PAUSED, spec.paused())
            .set(ARTIFACT_WEBHOOKS.SECRET_SEALED, secret.bytes())
            .set(ARTIFACT_WEBHOOKS.SEQUENCE, sequence)
            .execute();
    Sql.expect(inserted, 1, "add webhook " + id);
    return find(tx, id).orElseThrow();
  }

  /// Finds a webhook, whosever it is.
  ///
  /// @param tx the transaction
  /// @param id its id
  /// @return the webhook; empty when there is none
  public Optional<Webhook> find(Tx tx, UUID id) {
    return select(tx).where(ARTIFACT_WEBHOOKS.ID.eq(id)).fetchOptional(WebhookRow::webhook);
  }

  /// Finds a webhook of somebody.
  ///
  /// @param tx the transaction
  /// @param owner whose
  /// @param id its id
  /// @return the webhook; empty when they have none of that id
  public Optional<Webhook> find(Tx tx, String owner, UUID id) {
    return find(tx, id).filter(webhook -> webhook.owner().name().equals(owner));
  }

  /// Finds a webhook of somebody, and keeps others from changing it until the transaction ends.
  ///
  /// @param tx the transaction
  /// @param owner whose
  /// @param id its id
  /// @return the webhook; empty when they have none of that id
  public Optional<Webhook> lock(Tx tx, String owner, UUID id) {
    return select(tx)
        .where(ARTIFACT_WEBHOOKS.ID.eq(id))
        .and(ARTIFACT_WEBHOOKS.OWNER.eq(owner))
        .forUpdate()
        .fetchOptional(WebhookRow::webhook);
  }

  /// Finds a webhook, and keeps others from changing it until the transaction ends.
  ///
  /// @param tx the transaction
  /// @param id its id
  /// @return the webhook; empty when there is none
  public Optional<Webhook> lock(Tx tx, UUID id) {
    return select(tx)
        .where(ARTIFACT_WEBHOOKS.ID.eq(id))
        .forUpdate()
        .fetchOptional(WebhookRow::webhook);
  }

  /// Counts the webhooks of somebody.
  ///
  /// @param tx the transaction
  /// @param owner whose
  /// @return how many
  public int count(Tx tx, String owner) {
    return Sql.on(tx).fetchCount(ARTIFACT_WEBHOOKS, ARTIFACT_WEBHOOKS.OWNER.eq(owner));
  }

  /// Lists the webhooks of somebody, the newest first.
  ///
  /// @param tx the transaction
  /// @param owner whose
  /// @param after the key to go on after; null for the first page
  /// @param limit the most webhooks to return
  /// @return a page
  public Page<Webhook, WebhookKey> list(
      Tx tx, String owner, @Nullable WebhookKey after, int limit) {
    Condition following =
        after == null
            ? noCondition()
            : row(ARTIFACT_WEBHOOKS.CREATED_AT, ARTIFACT_WEBHOOKS.ID)
                .lt(after.createdAt(), after.id());
    List<Webhook> found =
        select(tx)
            .where(ARTIFACT_WEBHOOKS.OWNER.eq(owner))
            .and(following)
            .orderBy(ARTIFACT_WEBHOOKS.CREATED_AT.desc(), ARTIFACT_WEBHOOKS.ID.desc())
            .limit(limit + 1)
            .fetch(WebhookRow::webhook);
    return Page.of(found, limit, Webhook::key);
  }

  /// Changes what a webhook is like. One that goes on, or elsewhere, is not held for one that
  /// fails.
  ///
  /// @param tx the transaction, which has locked it
  /// @param id which one
  /// @param owner whose it is, as they are now
  /// @param spec what it is like from now on
  /// @return the webhook
  public Webhook update(Tx tx, UUID id, WebhookOwner owner, WebhookSpec spec) {
    Condition sameCourse =
        ARTIFACT_WEBHOOKS.URL.eq(spec.url()).and(ARTIFACT_WEBHOOKS.PAUSED.eq(spec.paused()));
    int changed =
        Sql.on(tx)
            .update(ARTIFACT_WEBHOOKS)
            .set(ARTIFACT_WEBHOOKS.OWNER_ROLE, owner.role())
            .set(ARTIFACT_WEBHOOKS.OWNER_GROUPS, owner.groups().toArray(String[]::new))
            .set(ARTIFACT_WEBHOOKS.URL, spec.url())
            .set(ARTIFACT_WEBHOOKS.DESCRIPTION, spec.description())
            .set(ARTIFACT_WEBHOOKS.FILTER, spec.filter())
            .set(ARTIFACT_WEBHOOKS.CHANGES, spec.changes().toArray(String[]::new))
            .set(ARTIFACT_WEBHOOKS.PAUSED, spec.paused())
            .set(
                ARTIFACT_WEBHOOKS.PAUSE_REASON,
                when(sameCourse, ARTIFACT_WEBHOOKS.PAUSE_REASON).otherwise(""))
            .set(
                ARTIFACT_WEBHOOKS.FAILURES,
                when(sameCourse, ARTIFACT_WEBHOOKS.FAILURES).otherwise(0))
            .set(ARTIFACT_WEBHOOKS.REVISION, ARTIFACT_WEBHOOKS.REVISION.plus(1))
            .set(ARTIFACT_WEBHOOKS.UPDATED_AT, currentInstant())
            .where(ARTIFACT_WEBHOOKS.ID.eq(id))
            .execute();
    Sql.expect(changed, 1, "change webhook " + id);
    return find(tx, id).orElseThrow();
  }

  /// Gives a webhook other secrets.
  ///
  /// @param tx the transaction, which has locked it
  /// @param id which one
  /// @param owner whose it is, as they are now
  /// @param secrets what deliveries are signed with from now on
  /// @return the webhook
  public Webhook rotate(Tx tx, UUID id, WebhookOwner owner, WebhookSecrets secrets) {
    SealedSecret previous = secrets.previous();
    int changed =
        Sql.on(tx)
            .update(ARTIFACT_WEBHOOKS)
            .set(ARTIFACT_WEBHOOKS.OWNER_ROLE, owner.role())
            .set(ARTIFACT_WEBHOOKS.OWNER_GROUPS, owner.groups().toArray(String[]::new))
            .set(ARTIFACT_WEBHOOKS.SECRET_SEALED, secrets.current().bytes())
            .set(
                ARTIFACT_WEBHOOKS.PREVIOUS_SECRET_SEALED,
                previous == null ? null : previous.bytes())
            .set(ARTIFACT_WEBHOOKS.PREVIOUS_SECRET_UNTIL, secrets.previousUntil())
            .set(ARTIFACT_WEBHOOKS.REVISION, ARTIFACT_WEBHOOKS.REVISION.plus(1))
            .set(ARTIFACT_WEBHOOKS.UPDATED_AT, currentInstant())
            .where(ARTIFACT_WEBHOOKS.ID.eq(id))
            .execute();
    Sql.expect(changed, 1, "rotate the secret of webhook " + id);
    return find(tx, id).orElseThrow();
  }

  /// Pauses a webhook because of what became of it.
  ///
  /// @param tx the transaction
  /// @param id which one
  /// @param reason why, in words
  /// @return whether it was not paused before
  public boolean pause(Tx tx, UUID id, String reason) {
    return Sql.on(tx)
            .update(ARTIFACT_WEBHOOKS)
            .set(ARTIFACT_WEBHOOKS.PAUSED, true)
            .set(ARTIFACT_WEBHOOKS.PAUSE_REASON, reason)
            .set(ARTIFACT_WEBHOOKS.REVISION, ARTIFACT_WEBHOOKS.REVISION.plus(1))
            .set(ARTIFACT_WEBHOOKS.UPDATED_AT, currentInstant())
            .where(ARTIFACT_WEBHOOKS.ID.eq(id))
            .and(ARTIFACT_WEBHOOKS.PAUSED.isFalse())
            .execute()
        > 0;
  }

  /// Deletes a webhook with its deliveries.
  ///
  /// @param tx the transaction, which has locked it
  /// @param id which one
  public void delete(Tx tx, UUID id) {
    int deleted =
        Sql.on(tx).deleteFrom(ARTIFACT_WEBHOOKS).where(ARTIFACT_WEBHOOKS.ID.eq(id)).execute();
    Sql.expect(deleted, 1, "delete webhook " + id);
  }

  static SelectJoinStep<? extends Record> select(Tx tx) {
    return Sql.on(tx).select(WebhookRow.WEBHOOK).from(ARTIFACT_WEBHOOKS);
  }
}
