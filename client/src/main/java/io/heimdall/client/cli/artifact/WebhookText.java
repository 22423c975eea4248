package io.heimdall.client.cli.artifact;

import io.heimdall.client.cli.display.AcquisitionText;
import io.heimdall.client.cli.display.Table;
import io.heimdall.client.cli.display.Text;
import io.heimdall.client.cli.units.Units;
import io.heimdall.v1.TestWebhookResponse;
import io.heimdall.v1.Webhook;
import io.heimdall.v1.WebhookDelivery;
import io.heimdall.v1.WebhookSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// Webhooks and their deliveries, for people.
public final class WebhookText {

  private WebhookText() {}

  /// Lists webhooks.
  ///
  /// @param webhooks the webhooks
  /// @return a row for each
  public static Table webhooks(Stream<Webhook> webhooks) {
    Table table =
        new Table()
            .text("WEBHOOK")
            .text("STATE")
            .number("FAILED")
            .text("TELLS OF")
            .text("URL")
            .text("DESCRIPTION");
    webhooks.forEach(webhook ->
        table.row(
            webhook.getId(),
            state(webhook),
            Integer.toString(webhook.getFailureCount()),
            changes(webhook.getSpec()),
            webhook.getSpec().getUrl(),
            webhook.getSpec().getDescription().isEmpty()
                ? Text.NONE
                : Text.oneLine(webhook.getSpec().getDescription())));
    return table;
  }

  /// Everything about a webhook.
  ///
  /// @param webhook the webhook
  /// @return lines
  public static List<String> lines(Webhook webhook) {
    WebhookSpec spec = webhook.getSpec();
    List<String> lines = new ArrayList<>();
    lines.add("%s, %s".formatted(webhook.getId(), state(webhook)));
    lines.add(spec.getUrl());
    addUnlessEmpty(lines, "for", spec.getDescription());
    lines.add("tells of: " + changes(spec));
    addUnlessEmpty(lines, "filter", spec.getFilter());
    addUnlessEmpty(lines, "paused because", webhook.getPauseReason());
    lines.add(
        "made %s, changed %s UTC, etag %s"
            .formatted(
                AcquisitionText.time(webhook.getCreateTime()),
                AcquisitionText.time(webhook.getUpdateTime()),
                webhook.getEtag()));
    lines.add(
        "event %d; %d failed since the last delivery"
            .formatted(webhook.getSequence(), webhook.getFailureCount()));
    if (webhook.getMissedEventCount() > 0) {
      lines.add(
          "%d events were not kept until they could be looked at"
              .formatted(webhook.getMissedEventCount()));
    }
    if (webhook.hasPreviousSecretExpireTime()) {
      lines.add(
          "signs with the previous secret, too, until %s UTC"
              .formatted(AcquisitionText.time(webhook.getPreviousSecretExpireTime())));
    }
    return lines.stream().map(Text::oneLine).toList();
  }

  private static void addUnlessEmpty(List<String> lines, String what, String text) {
    if (!text.isEmpty()) {
      lines.add(what + ": " + text);
    }
  }

  private static String state(Webhook webhook) {
    return webhook.getSpec().getPaused() ? "paused" : "active";
  }

  private static String changes(WebhookSpec spec) {
    return spec.getChangesCount() == 0 ? "everything" : String.join(", ", spec.getChangesList());
  }

  /// Lists deliveries.
  ///
  /// @param deliveries the deliveries
  /// @return a row for each
  public static Table deliveries(Stream<WebhookDelivery> deliveries) {
    Table table =
        new Table()
            .text("DELIVERY")
            .number("EVENT")
            .text("CHANGE")
            .text("ARTIFACT")
            .text("STATE")
            .number("TRIED")
            .text("NEXT (UTC)")
            .text("LAST");
    deliveries.forEach(delivery ->
        table.row(
            delivery.getId(),
            Long.toString(delivery.getSequence()),
            delivery.getChange(),
            delivery.getArtifactId(),
            Text.bare(delivery.getState(), "WEBHOOK_DELIVERY_STATE_").toLowerCase(Locale.ROOT),
            Integer.toString(delivery.getAttemptCount()),
            delivery.hasNextAttemptTime()
                ? AcquisitionText.time(delivery.getNextAttemptTime())
                : Text.NONE,
            last(delivery)));
    return table;
  }

  private static String last(WebhookDelivery delivery) {
    if (!delivery.getLastError().isEmpty()) {
      return Text.oneLine(delivery.getLastError());
    }
    return delivery.getLastStatusCode() == 0
        ? Text.NONE
        : Integer.toString(delivery.getLastStatusCode());
  }

  /// What a URL answered that was tried.
  ///
  /// @param answer the answer
  /// @return a line
  public static String answer(TestWebhookResponse answer) {
    String within = Units.duration(AcquisitionText.duration(answer.getDuration()));
    return answer.getError().isEmpty()
        ? "It answered %d within %s.".formatted(answer.getStatusCode(), within)
        : "It took nothing: %s (within %s).".formatted(Text.oneLine(answer.getError()), within);
  }
}
