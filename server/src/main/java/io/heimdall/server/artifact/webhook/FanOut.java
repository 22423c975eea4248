package io.heimdall.server.artifact.webhook;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.WARNING;

import io.heimdall.db.DatabaseException;
import io.heimdall.db.Transactions;
import io.heimdall.db.Tx;
import io.heimdall.db.artifact.ArtifactEvent;
import io.heimdall.db.artifact.ArtifactEventLog;
import io.heimdall.db.artifact.webhook.Webhook;
import io.heimdall.db.artifact.webhook.WebhookCursors;
import io.heimdall.db.filter.FilterPredicate;
import io.heimdall.server.artifact.ArtifactFields;
import io.heimdall.server.artifact.event.ArtifactEvents;
import io.heimdall.server.artifact.event.ArtifactWatch;
import io.heimdall.server.artifact.event.SeenEvents;
import io.heimdall.server.failure.FailureException;
import io.heimdall.server.filter.FilterExpression;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Makes deliveries of what happens to artifacts: webhook by webhook, a page of events and the
/// webhook's place among them in one transaction. Who dies in between has done nothing; who comes
/// second leaves the webhook to the first. Every node does it.
final class FanOut {

  private static final System.Logger LOG = System.getLogger(FanOut.class.getName());
  private static final int PAGE = 256;
  private static final int MOST_WEBHOOKS = 1000;

  /// What is left then is done when it is looked next.
  private static final int MOST_PAGES = 100;

  /// A webhook of which so many deliveries wait gets no more. What happens stays in the log of
  /// events for it, and is missed when that is compacted.
  private static final int MOST_WAITING = 10_000;

  private final Transactions transactions;
  private final ArtifactEvents events;
  private final SeenEvents seen;
  private final int attempts;
  private final ArtifactEventLog log = new ArtifactEventLog();
  private final WebhookCursors cursors = new WebhookCursors();
  private final WebhookPausing pausing = new WebhookPausing();

  FanOut(Transactions transactions, ArtifactEvents events, SeenEvents seen, int attempts) {
    this.transactions = transactions;
    this.events = events;
    this.seen = seen;
    this.attempts = attempts;
  }

  /// Makes deliveries of all that has happened.
  void run() {
    if (!transactions.inSnapshot(cursors::any)) {
      return;
    }
    long last = events.catchUp();
    List<UUID> behind = transactions.inSnapshot(tx -> cursors.behind(tx, last, MOST_WEBHOOKS));
    for (int page = 0; !behind.isEmpty() && page < MOST_PAGES; page++) {
      behind = behind.stream().filter(this::moved).toList();
    }
  }

  /// Brings a webhook a page further. One that cannot be moved does not hold the others.
  ///
  /// @return whether there may be more for it
  private boolean moved(UUID id) {
    try {
      return transactions.inTransaction(tx -> move(tx, id));
    } catch (DatabaseException e) {
      throw e;
    } catch (RuntimeException e) {
      LOG.log(ERROR, "events could not be looked at for webhook " + id, e);
      return false;
    }
  }

  private boolean move(Tx tx, UUID id) {
    return cursors.take(tx, id).map(webhook -> move(tx, webhook)).orElse(false);
  }

  private boolean move(Tx tx, Webhook webhook) {
    if (cursors.waiting(tx, webhook.id(), MOST_WAITING) == MOST_WAITING) {
      return false;
    }
    long sequence = webhook.standing().sequence();
    List<ArtifactEvent> rows = log.after(tx, sequence, PAGE);
    if (rows.isEmpty()) {
      long compacted = log.range(tx).compacted();
      if (compacted > sequence) {
        cursors.move(tx, webhook.id(), List.of(), compacted, compacted - sequence, attempts);
      }
      return false;
    }
    @Nullable FilterPredicate predicate;
    try {
      predicate =
          FilterExpression.read(new ArtifactFields(), "filter", webhook.spec().filter())
              .orElse(null);
    } catch (FailureException e) {
      // It could be read when it was set, by another release.
      LOG.log(WARNING, "webhook {0} is paused: {1}", webhook.id(), e.getMessage());
      pausing.pause(tx, webhook.id(), WebhookPausing.Cause.FILTER_UNREADABLE);
      return false;
    }
    long missed = rows.getFirst().sequence() - 1 - sequence;
    List<ArtifactEvent> wanted =
        rows.stream().filter(row -> webhook.spec().tellsOf(row.change())).toList();
    List<ArtifactEvent> told =
        seen.of(tx, WebhookCaller.of(webhook.owner()), predicate, wanted).stream()
            .map(ArtifactWatch.Item.Event::event)
            .toList();
    cursors.move(tx, webhook.id(), told, rows.getLast().sequence(), missed, attempts);
    return rows.size() == PAGE;
  }
}
