package io.heimdall.server.artifact.webhook;

import io.heimdall.db.artifact.Artifact;
import io.heimdall.db.artifact.ArtifactEvent;
import io.heimdall.db.artifact.webhook.Delivery;
import io.heimdall.server.artifact.event.ArtifactWatch;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What a URL is told, as JSON; `docs/artifacts.md` has its shape. Members may be added, none
/// changes its meaning.
final class WebhookPayload {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private WebhookPayload() {}

  /// An event.
  ///
  /// @param delivery what is sent
  /// @param item what happened, with the artifact as the webhook's owner sees it now
  static String of(Delivery delivery, ArtifactWatch.Item.Event item) {
    ArtifactEvent event = item.event();
    ObjectNode data =
        JSON.createObjectNode()
            .put("artifact_id", event.artifactId().toString())
            .put("owner", event.owner())
            .put("change", event.change())
            .put("actor", event.actor())
            .put("revision", event.revision());
    data.set("artifact", item.artifact() == null ? null : artifact(item.artifact().artifact()));
    ObjectNode document =
        document(delivery.id(), "artifact." + event.change(), event.at(), delivery.webhookId())
            .put("sequence", event.sequence());
    document.set("data", data);
    return JSON.writeValueAsString(document);
  }

  /// What is sent to try a URL.
  static String test(UUID id, UUID webhookId, Instant at) {
    ObjectNode document = document(id, "webhook.test", at, webhookId);
    document.set("data", JSON.createObjectNode());
    return JSON.writeValueAsString(document);
  }

  private static ObjectNode document(UUID id, String type, Instant at, UUID webhookId) {
    return JSON.createObjectNode()
        .put("id", id.toString())
        .put("type", type)
        .put("timestamp", at.toString())
        .put("webhook_id", webhookId.toString());
  }

  private static ObjectNode artifact(Artifact artifact) {
    var spec = artifact.spec();
    ObjectNode node =
        JSON.createObjectNode()
            .put("id", artifact.id().toString())
            .put("owner", artifact.owner())
            .put("name", spec.name())
            .put("title", spec.title())
            .put("description", spec.description());
    node.set("labels", JSON.readTree(spec.labelsJson()));
    node.set("tags", JSON.valueToTree(spec.tags()));
    node.set("derived_from", JSON.valueToTree(spec.derivedFrom()));
    return node.put("visibility", spec.visibility().name())
        .put("content_type", artifact.content().contentType())
        .put("size_bytes", artifact.content().sizeBytes())
        .put("sha256", artifact.content().sha256())
        .put("version", artifact.version())
        .put("revision", artifact.revision())
        .put("create_time", artifact.times().createdAt().toString())
        .put("update_time", artifact.times().updatedAt().toString())
        .put("delete_time", text(artifact.times().deletedAt()));
  }

  private static @Nullable String text(@Nullable Instant instant) {
    return instant == null ? null : instant.toString();
  }
}
