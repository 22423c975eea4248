package io.heimdall.server.artifact.webhook;

import io.heimdall.db.Page;
import io.heimdall.db.Transactions;
import io.heimdall.db.Tx;
import io.heimdall.db.artifact.ArtifactEventLog;
import io.heimdall.db.artifact.webhook.Webhook;
import io.heimdall.db.artifact.webhook.WebhookKey;
import io.heimdall.db.artifact.webhook.WebhookOwner;
import io.heimdall.db.artifact.webhook.WebhookRepository;
import io.heimdall.db.artifact.webhook.WebhookSecrets;
import io.heimdall.db.artifact.webhook.WebhookSpec;
import io.heimdall.db.audit.AuditEntry;
import io.heimdall.db.audit.AuditLog;
import io.heimdall.server.artifact.ArtifactFields;
import io.heimdall.server.failure.FailureException;
import io.heimdall.server.filter.FilterExpression;
import io.heimdall.server.post.PostFailure;
import io.heimdall.server.post.PostUrls;
import io.heimdall.server.post.Poster;
import io.heimdall.server.post.SigningSecret;
import io.heimdall.server.security.Caller;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// Which webhooks there are. To everybody but its owner a webhook does not exist. Each change is
/// one transaction with its line in the audit log, which has neither secrets nor URLs. Safe for any
/// number of threads; calls block for the database, and for the resolution of names.
///
/// Methods that are given an id throw a [FailureException] with WEBHOOK_NOT_FOUND, and those that
/// are given a revision one with ETAG_MISMATCH.
public final class WebhookRegistry {

  private static final int MOST = 100;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Transactions transactions;
  private final Poster poster;
  private final WebhookSecretSeal seal;
  private final InstantSource clock;
  private final WebhookRepository webhooks = new WebhookRepository();
  private final ArtifactEventLog events = new ArtifactEventLog();
  private final AuditLog audit = new AuditLog();

  WebhookRegistry(
      Transactions transactions, Poster poster, WebhookSecretSeal seal, InstantSource clock) {
    this.transactions = transactions;
    this.poster = poster;
    this.seal = seal;
    this.clock = clock;
  }

  /// A webhook whose secret is told.
  ///
  /// @param webhook the webhook
  /// @param secret its secret, told once
  public record Told(Webhook webhook, SigningSecret secret) {}

  /// Makes a webhook, which is told of what is committed from now on.
  ///
  /// @param caller whose it is to be
  /// @param spec what it is to be like
  /// @return the webhook and its secret
  /// @throws FailureException with WEBHOOK_URL_INVALID, FILTER_INVALID or TOO_MANY_WEBHOOKS
  public Told create(Caller caller, WebhookSpec spec) {
    verifyFilter(spec.filter());
    verifyUrl(spec.url());
    UUID id = UUID.randomUUID();
    var secret = SigningSecret.fresh();
    Webhook made =
        transactions.inTransaction(tx -> {
          // One at a time from here on.
          long last = events.numberAll(tx);
          if (webhooks.count(tx, caller.name()) >= MOST) {
            throw WebhookFailures.tooMany(MOST);
          }
          Webhook created =
              webhooks.create(tx, id, owner(caller), spec, seal.seal(id, secret), last);
          note(tx, caller, "create", created, Map.of("host", host(spec), "paused", spec.paused()));
          return created;
        });
    return new Told(made, secret);
  }

  /// Shows a webhook.
  ///
  /// @param caller who asks
  /// @param id which one
  /// @return the webhook
  public Webhook get(Caller caller, UUID id) {
    return transactions.inSnapshot(
        tx -> webhooks.find(tx, caller.name(), id).orElseThrow(() -> WebhookFailures.notFound(id)));
  }

  /// Lists a caller's webhooks, the newest first.
  ///
  /// @param caller who asks
  /// @param after the key to go on after; null for the first page
  /// @param limit the most webhooks to return
  /// @return a page
  public Page<Webhook, WebhookKey> list(Caller caller, @Nullable WebhookKey after, int limit) {
    return transactions.inSnapshot(tx -> webhooks.list(tx, caller.name(), after, limit));
  }

  /// Changes what a webhook is like. URL and filter are looked at where they change or it goes on:
  /// one that may not go on as it is can still be paused.
  ///
  /// @param caller who changes it
  /// @param id which one
  /// @param revision the revision that the caller has seen; empty: whatever it is
  /// @param change makes what it is like from now on of what it was like
  /// @return the webhook
  /// @throws FailureException also with WEBHOOK_URL_INVALID or FILTER_INVALID
  public Webhook update(
      Caller caller, UUID id, OptionalLong revision, UnaryOperator<WebhookSpec> change) {
    // Names are resolved outside the transaction.
    Step looked = Step.of(get(caller, id).spec(), change);
    if (looked.changesFilter()) {
      verifyFilter(looked.after().filter());
    }
    if (looked.changesUrl()) {
      verifyUrl(looked.after().url());
    }
    return transactions.inTransaction(tx -> {
      Webhook before = lock(tx, caller, id, revision);
      Step step = Step.of(before.spec(), change);
      if (!looked.covers(step)) {
        // Somebody else has changed it meanwhile to what nobody has looked at here.
        throw WebhookFailures.changed(id);
      }
      WebhookSpec after = step.after();
      Webhook changed = webhooks.update(tx, id, owner(caller), after);
      note(tx, caller, "update", changed, Map.of("host", host(after), "paused", after.paused()));
      return changed;
    });
  }

  /// A change of what a webhook is like.
  private record Step(WebhookSpec before, WebhookSpec after) {

    static Step of(WebhookSpec before, UnaryOperator<WebhookSpec> change) {
      return new Step(before, change.apply(before));
    }

    boolean goesOn() {
      return before.paused() && !after.paused();
    }

    boolean changesUrl() {
      return goesOn() || !after.url().equals(before.url());
    }

    boolean changesFilter() {
      return goesOn() || !after.filter().equals(before.filter());
    }

    /// Whether another needs nothing to be looked at that was not for this one.
    boolean covers(Step other) {
      return after.url().equals(other.after.url())
          && after.filter().equals(other.after.filter())
          && (changesUrl() || !other.changesUrl())
          && (changesFilter() || !other.changesFilter());
    }
  }

  /// Gives a webhook another secret.
  ///
  /// @param caller who does it
  /// @param id which one
  /// @param revision the revision that the caller has seen; empty: whatever it is
  /// @param overlap how long the present one signs, too
  /// @return the webhook and its new secret
  public Told rotate(Caller caller, UUID id, OptionalLong revision, Duration overlap) {
    var secret = SigningSecret.fresh();
    Instant until = clock.instant().plus(overlap).truncatedTo(ChronoUnit.MICROS);
    Webhook rotated =
        transactions.inTransaction(tx -> {
          Webhook before = lock(tx, caller, id, revision);
          var secrets =
              overlap.isPositive()
                  ? new WebhookSecrets(seal.seal(id, secret), before.secrets().current(), until)
                  : new WebhookSecrets(seal.seal(id, secret), null, null);
          Webhook changed = webhooks.rotate(tx, id, owner(caller), secrets);
          note(tx, caller, "rotate", changed, Map.of("overlapSeconds", overlap.toSeconds()));
          return changed;
        });
    return new Told(rotated, secret);
  }

  /// Deletes a webhook with its deliveries.
  ///
  /// @param caller who does it
  /// @param id which one
  /// @param revision the revision that the caller has seen; empty: whatever it is
  public void delete(Caller caller, UUID id, OptionalLong revision) {
    transactions.runInTransaction(tx -> {
      Webhook before = lock(tx, caller, id, revision);
      webhooks.delete(tx, id);
      note(tx, caller, "delete", before, Map.of("host", host(before.spec())));
    });
  }

  private Webhook lock(Tx tx, Caller caller, UUID id, OptionalLong revision) {
    Webhook found =
        webhooks.lock(tx, caller.name(), id).orElseThrow(() -> WebhookFailures.notFound(id));
    WebhookFailures.verify(found, revision);
    return found;
  }

  private static void verifyFilter(String filter) {
    var _ = FilterExpression.read(new ArtifactFields(), "webhook.filter", filter);
  }

  private void verifyUrl(String text) {
    try {
      poster.verify(PostUrls.read(text));
    } catch (IllegalArgumentException | PostFailure e) {
      throw WebhookFailures.urlInvalid(String.valueOf(e.getMessage()));
    }
  }

  private static WebhookOwner owner(Caller caller) {
    return new WebhookOwner(caller.name(), caller.role().name(), caller.groups());
  }

  /// Paths and queries of such URLs are often secrets.
  private static String host(WebhookSpec spec) {
    URI url = URI.create(spec.url());
    return url.getScheme() + "://" + url.getRawAuthority();
  }

  private void note(
      Tx tx, Caller caller, String action, Webhook webhook, Map<String, Object> detail) {
    audit.append(
        tx,
        new AuditEntry(
            caller.name(),
            "webhook." + action,
            "webhook",
            webhook.id().toString(),
            JSON.writeValueAsString(detail)));
  }
}
