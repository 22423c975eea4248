package io.heimdall.server.storage;

import io.heimdall.db.recording.Segment;
import java.math.BigDecimal;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Renders the JSON documents of a session. They are rendered from the database and may be written
/// again at any time.
final class SessionDocuments {

  private static final String CONTENT_TYPE = "application/json";
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final ObjectWriter PRETTY = JSON.writerWithDefaultPrettyPrinter();

  private SessionDocuments() {}

  static Stream<PutRequest> of(SessionRecording recording) {
    Supplier<PutRequest> metadata =
        () -> document(SessionLayout.metadata(recording.name()), SessionMetadata.render(recording));
    return Stream.concat(
        Stream.of(metadata).map(Supplier::get),
        recording.segments().stream().map(segment -> document(recording, segment)));
  }

  private static PutRequest document(SessionRecording recording, Segment segment) {
    return document(
        SessionLayout.sigmfMeta(segment.objectKey()), SigmfMetadata.render(recording, segment));
  }

  private static PutRequest document(String key, ObjectNode content) {
    return PutRequest.replace(key, ObjectBody.of(PRETTY.writeValueAsBytes(content)), CONTENT_TYPE);
  }

  static ObjectNode object() {
    return JSON.createObjectNode();
  }

  /// Puts a number that JSON can hold; anything else, NaN included, is null.
  static void put(ObjectNode node, String key, @Nullable Double value) {
    if (value == null || !Double.isFinite(value)) {
      node.putNull(key);
    } else {
      node.put(key, value);
    }
  }

  /// Hertz as megahertz, exactly.
  static BigDecimal megahertz(long hertz) {
    BigDecimal megahertz = BigDecimal.valueOf(hertz, 6).stripTrailingZeros();
    return megahertz.scale() < 0 ? megahertz.setScale(0) : megahertz;
  }

  /// Hertz as kilohertz, without the digits that a division of floats would add.
  static BigDecimal kilohertz(double hertz) {
    return BigDecimal.valueOf(hertz).movePointLeft(3);
  }
}
