package io.heimdall.server.artifact.webhook;

import io.heimdall.db.Transactions;
import io.heimdall.server.artifact.Rights;
import io.heimdall.server.artifact.event.ArtifactEvents;
import io.heimdall.server.artifact.event.SeenEvents;
import io.heimdall.server.post.Poster;
import io.heimdall.server.receiver.wire.AddressPolicy;
import io.heimdall.server.security.SealingKey;
import java.time.Duration;
import java.time.InstantSource;

/// Everything about webhooks.
public final class Webhooks implements AutoCloseable {

  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(15);

  private final WebhookRegistry registry;
  private final WebhookDeliveries deliveries;
  private final WebhookTrial trial;
  private final WebhookDispatch dispatch;

  private Webhooks(
      WebhookRegistry registry,
      WebhookDeliveries deliveries,
      WebhookTrial trial,
      WebhookDispatch dispatch) {
    this.registry = registry;
    this.deliveries = deliveries;
    this.trial = trial;
    this.dispatch = dispatch;
  }

  /// What webhooks need.
  ///
  /// @param transactions where they are kept
  /// @param events what they tell of
  /// @param key encrypts their secrets, the same on all nodes
  /// @param clock the host's UTC
  public record Needs(
      Transactions transactions, ArtifactEvents events, SealingKey key, InstantSource clock) {}

  /// Opens them, and begins to send.
  ///
  /// @param needs what they need
  /// @param config where they may lead
  /// @param pace how fast they are served
  /// @return the webhooks, which the caller closes before the events and the database
  public static Webhooks open(Needs needs, WebhookConfig config, WebhookPace pace) {
    var poster =
        new Poster(
            AddressPolicy.publicAnd(config.allowedRanges()),
            config.plainText() ? Poster.PlainText.ANYWHERE : Poster.PlainText.THIS_MACHINE,
            ANSWER_TIMEOUT,
            0);
    var seal = new WebhookSecretSeal(needs.key());
    var transactions = needs.transactions();
    var seen = new SeenEvents(new Rights(needs.clock()));
    int attempts = pace.backOff().attempts();
    var registry = new WebhookRegistry(transactions, poster, seal, needs.clock());
    var attempt =
        new DeliveryAttempt(transactions, seen, poster, seal, pace.backOff(), needs.clock());
    var dispatch =
        new WebhookDispatch(
            transactions, new FanOut(transactions, needs.events(), seen, attempts), attempt, pace);
    dispatch.start();
    return new Webhooks(
        registry,
        new WebhookDeliveries(transactions, attempts),
        new WebhookTrial(registry, poster, seal, needs.clock()),
        dispatch);
  }

  /// Which there are.
  ///
  /// @return the registry
  public WebhookRegistry registry() {
    return registry;
  }

  /// What was sent, and what is on its way.
  ///
  /// @return the deliveries
  public WebhookDeliveries deliveries() {
    return deliveries;
  }

  /// Tries them.
  ///
  /// @return the trial
  public WebhookTrial trial() {
    return trial;
  }

  /// Sends nothing more from here. When this returns nothing is being sent, unless it takes too
  /// long, which is then logged.
  @Override
  public void close() {
    dispatch.close();
  }
}
