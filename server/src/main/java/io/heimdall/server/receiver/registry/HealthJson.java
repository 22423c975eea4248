package io.heimdall.server.receiver.registry;

import io.heimdall.server.receiver.FailureReason;
import io.heimdall.server.receiver.ReceiverHealth;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// How the last check of a receiver is kept: a JSON object without the fields that are not known.
public final class HealthJson {
  private static final JsonMapper JSON = JsonMapper.shared();

  private HealthJson() {}

  /// Writes what was found.
  ///
  /// @param health what was found
  /// @param activated whether the check made the receiver active
  /// @return a JSON object
  static String encode(ReceiverHealth health, boolean activated) {
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
    node.put("activated", activated);
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
        optional(node, "failure").map(JsonNode::asString).map(HealthJson::reason),
        node.path("message").asString(""),
        optional(node, "latency_nanos").map(JsonNode::asLong).map(Duration::ofNanos),
        integer(node, "free_slots"),
        integer(node, "total_slots"),
        node.path("gps_good").asBoolean(false),
        optional(node, "position").map(HealthJson::position),
        optional(node, "software").map(JsonNode::asString));
  }

  /// Whether the check made the receiver active.
  ///
  /// @param text what [#encode] wrote
  /// @return true when it did
  public static boolean activated(String text) {
    return JSON.readTree(text).path("activated").asBoolean(false);
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

  /// A name that a newer server wrote is one we cannot explain.
  private static FailureReason reason(String name) {
    return Arrays.stream(FailureReason.values())
        .filter(reason -> reason.name().equals(name))
        .findFirst()
        .orElse(FailureReason.INTERNAL);
  }
}
