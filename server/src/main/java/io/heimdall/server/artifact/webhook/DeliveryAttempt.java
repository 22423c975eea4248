package io.heimdall.server.artifact.webhook;

import static java.lang.System.Logger.Level.INFO;

import io.heimdall.db.Transactions;
import io.heimdall.db.Tx;
import io.heimdall.db.artifact.webhook.Delivery;
import io.heimdall.db.artifact.webhook.DeliveryQueue;
import io.heimdall.db.artifact.webhook.DeliveryState;
import io.heimdall.db.artifact.webhook.Webhook;
import io.heimdall.db.artifact.webhook.WebhookRepository;
import io.heimdall.server.artifact.event.ArtifactWatch;
import io.heimdall.server.artifact.event.SeenEvents;
import io.heimdall.server.post.Answer;
import io.heimdall.server.post.Message;
import io.heimdall.server.post.PostFailure;
import io.heimdall.server.post.PostUrls;
import io.heimdall.server.post.Poster;
import io.heimdall.server.security.SealException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// One attempt to send what was taken: what its owner may see is asked, it is sent outside any
/// transaction, and what has become of it is written. Safe for any number of threads.
final class DeliveryAttempt {

  private static final System.Logger LOG = System.getLogger(DeliveryAttempt.class.getName());
  private static final int GONE = 410;

  private final Transactions transactions;
  private final SeenEvents seen;
  private final Poster poster;
  private final WebhookSecretSeal seal;
  private final BackOff backOff;
  private final InstantSource clock;
  private final DeliveryQueue queue = new DeliveryQueue();
  private final WebhookRepository webhooks = new WebhookRepository();
  private final WebhookPausing pausing = new WebhookPausing();

  DeliveryAttempt(
      Transactions transactions,
      SeenEvents seen,
      Poster poster,
      WebhookSecretSeal seal,
      BackOff backOff,
      InstantSource clock) {
    this.transactions = transactions;
    this.seen = seen;
    this.poster = poster;
    this.seal = seal;
    this.backOff = backOff;
    this.clock = clock;
  }

  private record Ready(Webhook webhook, ArtifactWatch.Item.Event item) {}

  /// What an attempt came to.
  ///
  /// @param answer the answer; null: there was none
  /// @param error why it failed; empty: it did not
  private record Outcome(@Nullable Answer answer, String error) {

    @Nullable Integer status() {
      return answer == null ? null : Integer.valueOf(answer.status());
    }

    boolean gone() {
      return answer != null && answer.status() == GONE;
    }
  }

  /// Sends it.
  ///
  /// @param taken what was taken
  /// @throws InterruptedException when the thread is interrupted; another node sends it once the
  ///   lease has ended
  void run(Delivery taken) throws InterruptedException {
    Optional<Ready> ready = transactions.inTransaction(tx -> ready(tx, taken));
    if (ready.isPresent()) {
      Outcome outcome = send(taken, ready.get());
      String url = ready.get().webhook().spec().url();
      transactions.runInTransaction(tx -> write(tx, taken, url, outcome));
    }
  }

  /// What may be sent. Of a webhook that is gone nothing is left to be told.
  private Optional<Ready> ready(Tx tx, Delivery taken) {
    Optional<Webhook> webhook = webhooks.find(tx, taken.webhookId());
    if (webhook.isEmpty()) {
      return Optional.empty();
    }
    if (taken.attempts().count() > taken.attempts().last()) {
      var _ = queue.end(tx, taken, DeliveryState.DEAD, null, "whoever sent it did not come back");
      return Optional.empty();
    }
    List<ArtifactWatch.Item.Event> items =
        seen.of(tx, WebhookCaller.of(webhook.get().owner()), null, List.of(taken.event()));
    if (items.isEmpty()) {
      var _ = queue.end(tx, taken, DeliveryState.DROPPED, null, "");
      return Optional.empty();
    }
    return Optional.of(new Ready(webhook.get(), items.getFirst()));
  }

  private Outcome send(Delivery taken, Ready ready) throws InterruptedException {
    Instant now = clock.instant();
    try {
      var message =
          new Message(
              taken.id().toString(),
              now,
              WebhookPayload.of(taken, ready.item()),
              seal.open(ready.webhook(), now));
      Answer answer = poster.post(PostUrls.read(ready.webhook().spec().url()), message);
      return new Outcome(answer, error(answer));
    } catch (PostFailure | IllegalArgumentException e) {
      return new Outcome(null, String.valueOf(e.getMessage()));
    } catch (SealException e) {
      return new Outcome(null, "its secret cannot be decrypted; rotate it: " + e.getMessage());
    }
  }

  /// Why an answer is no delivery; empty where it is one.
  static String error(Answer answer) {
    return answer.taken() ? "" : "the answer was " + answer.status();
  }

  /// The webhook's row first, as everybody does who writes both. Who was replaced writes nothing.
  private void write(Tx tx, Delivery taken, String url, Outcome outcome) {
    Optional<Webhook> webhook = webhooks.lock(tx, taken.webhookId());
    Optional<Delivery> now = queue.lock(tx, taken);
    if (webhook.isEmpty() || now.isEmpty()) {
      LOG.log(INFO, "delivery {0} was given to another meanwhile, or is over", taken.id());
      return;
    }
    boolean delivered = outcome.error().isEmpty();
    queue.count(tx, taken.webhookId(), delivered);
    boolean gone = outcome.gone() && webhook.get().spec().url().equals(url);
    if (gone) {
      pausing.pause(tx, taken.webhookId(), WebhookPausing.Cause.GONE);
    }
    Delivery.Attempts attempts = now.get().attempts();
    int left = attempts.last() - attempts.count();
    if (delivered) {
      var _ = queue.end(tx, taken, DeliveryState.DELIVERED, outcome.status(), "");
    } else if (left <= 0 || gone) {
      var _ = queue.end(tx, taken, DeliveryState.DEAD, outcome.status(), outcome.error());
    } else {
      // Somebody has asked for it to be sent again while it was.
      boolean asked = attempts.last() != taken.attempts().last();
      Duration pause = asked ? Duration.ZERO : pause(left, outcome);
      var _ = queue.later(tx, taken, pause, outcome.status(), outcome.error());
    }
  }

  private Duration pause(int left, Outcome outcome) {
    // Counted from when it was begun, or begun again.
    int attempt = Math.max(1, backOff.attempts() - left);
    Duration usual = backOff.after(attempt, RandomGenerator.getDefault());
    Answer answer = outcome.answer();
    return answer == null
        ? usual
        : BackOff.asked(answer.retryAfter(), clock.instant())
            .filter(asked -> asked.compareTo(usual) > 0)
            .orElse(usual);
  }
}
