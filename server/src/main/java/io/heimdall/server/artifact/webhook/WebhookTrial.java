package io.heimdall.server.artifact.webhook;

import io.heimdall.db.artifact.webhook.Webhook;
import io.heimdall.server.post.Answer;
import io.heimdall.server.post.Message;
import io.heimdall.server.post.PostFailure;
import io.heimdall.server.post.PostUrls;
import io.heimdall.server.post.Poster;
import io.heimdall.server.security.Caller;
import io.heimdall.server.security.SealException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// Tries webhooks. Safe for any number of threads.
public final class WebhookTrial {

  private static final int AT_A_TIME = 8;

  private final WebhookRegistry registry;
  private final Poster poster;
  private final WebhookSecretSeal seal;
  private final InstantSource clock;
  private final Semaphore places = new Semaphore(AT_A_TIME);

  WebhookTrial(
      WebhookRegistry registry, Poster poster, WebhookSecretSeal seal, InstantSource clock) {
    this.registry = registry;
    this.poster = poster;
    this.seal = seal;
    this.clock = clock;
  }

  /// What a URL answered.
  ///
  /// @param status the HTTP status; null: there was no answer
  /// @param error why this would be no delivery; empty: it would be one
  /// @param duration how long it took
  public record Result(@Nullable Integer status, String error, Duration duration) {}

  /// Sends one event that says nothing.
  ///
  /// @param caller who asks
  /// @param id which webhook
  /// @return what the URL answered
  /// @throws InterruptedException when the thread is interrupted
  /// @throws io.heimdall.server.failure.FailureException with WEBHOOK_NOT_FOUND or TOO_MANY_CALLS
  public Result test(Caller caller, UUID id) throws InterruptedException {
    Webhook webhook = registry.get(caller, id);
    if (!places.tryAcquire()) {
      throw WebhookFailures.tooManyTests(AT_A_TIME);
    }
    long begun = System.nanoTime();
    try {
      Answer answer = send(webhook);
      return new Result(answer.status(), DeliveryAttempt.error(answer), since(begun));
    } catch (PostFailure | SealException e) {
      return new Result(null, String.valueOf(e.getMessage()), since(begun));
    } finally {
      places.release();
    }
  }

  private Answer send(Webhook webhook) throws PostFailure, SealException, InterruptedException {
    Instant now = clock.instant();
    UUID id = UUID.randomUUID();
    var message =
        new Message(
            id.toString(),
            now,
            WebhookPayload.test(id, webhook.id(), now),
            seal.open(webhook, now));
    return poster.post(PostUrls.read(webhook.spec().url()), message);
  }

  private static Duration since(long begunNanos) {
    return Duration.ofNanos(System.nanoTime() - begunNanos);
  }
}
