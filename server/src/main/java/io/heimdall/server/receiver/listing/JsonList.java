package io.heimdall.server.receiver.listing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A JSON array of objects with plain values. Whatever an object holds becomes a field; null counts
/// as absent.
final class JsonList {

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private JsonList() {}

  static ReceiverList read(String document) {
    JsonNode root = parse(document);
    if (!root.isArray()) {
      throw ListFormat.unreadable("the document is not a JSON array of receivers");
    }
    List<ListedReceiver> receivers = new ArrayList<>();
    for (JsonNode entry : root) {
      receivers.add(
          new ListedReceiver(receivers.size() + 1, fields(entry, receivers.size() + 1), ""));
    }
    return new ReceiverList(receivers, List.of());
  }

  private static JsonNode parse(String document) {
    try {
      return JSON.readTree(document);
    } catch (JacksonException e) {
      var location = e.getLocation();
      // The parser's message may repeat a value.
      throw ListFormat.unreadable(
          "the document is not JSON as of line %d, column %d; a field named twice is an error too"
              .formatted(
                  location == null ? 0 : location.getLineNr(),
                  location == null ? 0 : location.getColumnNr()));
    }
  }

  private static Map<String, String> fields(JsonNode entry, int place) {
    if (!entry.isObject()) {
      throw ListFormat.unreadable("entry %d is not a JSON object".formatted(place));
    }
    Map<String, String> fields = new HashMap<>();
    entry
        .properties()
        .forEach(property -> {
          JsonNode value = property.getValue();
          if (value.isContainer()) {
            throw ListFormat.unreadable(
                "%s of entry %d is not a plain value".formatted(property.getKey(), place));
          }
          if (!value.isNull() && !value.asString().isEmpty()) {
            fields.put(property.getKey(), value.asString());
          }
        });
    return fields;
  }
}
