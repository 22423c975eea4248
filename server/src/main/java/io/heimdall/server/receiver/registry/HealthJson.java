package io.heimdall.server.receiver.registry;

import io.heimdall.server.receiver.FailureReason;
import io.heimdall.server.receiver.ReceiverHealth;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// How a check of a receiver is kept: a JSON object without the fields that are not known.
public final class HealthJson {
  private static final JsonMapper JSON = JsonMapper.shared();

  private HealthJson() {}

  /// Writes what was found.
  ///
  /// @param health what was found
  /// @param effect what the check made of the receiver
  /// @return a JSON object
  static String encode(ReceiverHealth health, CheckEffect effect) {
    ObjectNode node = JSON.createObjectNode();
    node.put("reachable", health.reachable());
    node.put("delivers_iq", health.deliversIq());
    health.failure().ifPresent(failure -> node.put("failure", failure.name()));
    node.put("message", health.message());
    health.latency().ifPresent(latency -> node.put("latency_nanos", latency.toNanos()));
    health.freeSlots().ifPresent(slots -> node.put("free_slots", slots));
    health.totalSlots().ifPresent(slots -> node.put("total_slots", slots));
    node.put("gps_good", health.gpsGood());
    health
        .position()
        .ifPresent(position ->
            node.putObject("position")
                .put("latitude_deg", position.latitudeDeg())
                .put("longitude_deg", position.longitudeDeg()));
    health.software().ifPresent(software -> node.put("software", software));
    health.sampleRateHz().ifPresent(rate -> node.put("sample_rate_hz", rate));
    health.clockOffset().ifPresent(offset -> node.put("clock_offset_nanos", offset.toNanos()));
    node.put("activated", effect == CheckEffect.ACTIVATED);
    node.put("deactivated", effect == CheckEffect.DEACTIVATED);
    return JSON.writeValueAsString(node);
  }

  /// Reads what was found.
  ///
  /// @param text what [#encode] wrote, or an earlier version of it
  /// @return what was found
  public static ReceiverHealth decode(String text) {
    JsonNode node = JSON.readTree(text);
    return new ReceiverHealth(
        node.path("reachable").asBoolean(false),
        node.path("delivers_iq").asBoolean(false),
        optional(node, "failure").map(JsonNode::asString).map(FailureReason::named),
        node.path("message").asString(""),
        optional(node, "latency_nanos").map(JsonNode::asLong).map(Duration::ofNanos),
        integer(node, "free_slots"),
        integer(node, "total_slots"),
        node.path("gps_good").asBoolean(false),
        optional(node, "position").map(HealthJson::position),
        optional(node, "software").map(JsonNode::asString),
        optional(node, "sample_rate_hz")
            .map(rate -> OptionalDouble.of(rate.asDouble()))
            .orElse(OptionalDouble.empty()),
        optional(node, "clock_offset_nanos").map(JsonNode::asLong).map(Duration::ofNanos),
        true);
  }

  /// What the check made of the receiver.
  ///
  /// @param text what [#encode] wrote, or an earlier version of it
  /// @return what it made of it
  public static CheckEffect effect(String text) {
    JsonNode node = JSON.readTree(text);
    if (node.path("activated").asBoolean(false)) {
      return CheckEffect.ACTIVATED;
    }
    return node.path("deactivated").asBoolean(false) ? CheckEffect.DEACTIVATED : CheckEffect.NONE;
  }

  private static Optional<JsonNode> optional(JsonNode node, String field) {
    return Optional.ofNullable(node.get(field)).filter(value -> !value.isNull());
  }

  private static OptionalInt integer(JsonNode node, String field) {
    return optional(node, field)
        .map(value -> OptionalInt.of(value.asInt()))
        .orElse(OptionalInt.empty());
  }

  private static ReceiverHealth.Position position(JsonNode node) {
    return new ReceiverHealth.Position(
        node.path("latitude_deg").asDouble(), node.path("longitude_deg").asDouble());
  }
}
