package io.heimdall.server.grpc.message;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.NullValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.heimdall.server.failure.Failure;
import io.heimdall.server.failure.FailureException;
import io.heimdall.server.failure.Reason;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A user's own notes: any JSON object, as the wire's `Struct` and as JSON. The wire has only one
/// kind of number; a whole one is written without a point, so that a filter finds `5` as `5`.
final class Labels {
  private static final int MOST_BYTES = 64 << 10;
  private static final int DEEPEST = 20;

  /// Every whole number up to it is one that a double holds exactly.
  private static final double LARGEST_WHOLE = 1L << 53;

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private Labels() {}

  /// Notes of a request.
  ///
  /// @param field their path in the request
  /// @param labels what came
  /// @return a JSON object
  /// @throws FailureException with FIELD_INVALID where they are too large or too deep, or hold what
  ///   is no JSON
  static String json(String field, Struct labels) {
    String json = JSON.writeValueAsString(object(field, labels, 1));
    int bytes = json.getBytes(UTF_8).length;
    if (bytes > MOST_BYTES) {
      throw invalid(
          field, "%s has %d bytes as JSON, %d are the most".formatted(field, bytes, MOST_BYTES));
    }
    return json;
  }

  /// Notes as they are kept.
  ///
  /// @param json a JSON object
  /// @return the wire's
  static Struct struct(String json) {
    return struct(JSON.readTree(json));
  }

  private static Struct struct(JsonNode object) {
    var struct = Struct.newBuilder();
    object.properties().forEach(entry -> struct.putFields(entry.getKey(), value(entry.getValue())));
    return struct.build();
  }

  private static Value value(JsonNode node) {
    var value = Value.newBuilder();
    if (node.isObject()) {
      value.setStructValue(struct(node));
    } else if (node.isArray()) {
      var list = value.getListValueBuilder();
      node.forEach(element -> list.addValues(value(element)));
    } else if (node.isString()) {
      value.setStringValue(node.asString());
    } else if (node.isNumber()) {
      value.setNumberValue(node.asDouble());
    } else if (node.isBoolean()) {
      value.setBoolValue(node.asBoolean());
    } else {
      value.setNullValue(NullValue.NULL_VALUE);
    }
    return value.build();
  }

  private static ObjectNode object(String field, Struct struct, int depth) {
    if (depth > DEEPEST) {
      throw invalid(field, "%s is deeper than %d levels".formatted(field, DEEPEST));
    }
    ObjectNode object = JSON.createObjectNode();
    struct
        .getFieldsMap()
        .forEach((name, value) -> object.set(name, node(field + "." + name, value, depth)));
    return object;
  }

  private static JsonNode node(String field, Value value, int depth) {
    return switch (value.getKindCase()) {
      case STRUCT_VALUE -> object(field, value.getStructValue(), depth + 1);
      case LIST_VALUE -> list(field, value, depth + 1);
      case STRING_VALUE -> JSON.getNodeFactory().stringNode(value.getStringValue());
      case BOOL_VALUE -> JSON.getNodeFactory().booleanNode(value.getBoolValue());
      case NUMBER_VALUE -> number(field, value.getNumberValue());
      case NULL_VALUE, KIND_NOT_SET -> JSON.getNodeFactory().nullNode();
    };
  }

  private static ArrayNode list(String field, Value value, int depth) {
    if (depth > DEEPEST) {
      throw invalid(field, "%s is deeper than %d levels".formatted(field, DEEPEST));
    }
    ArrayNode list = JSON.createArrayNode();
    value.getListValue().getValuesList().forEach(each -> list.add(node(field, each, depth)));
    return list;
  }

  private static JsonNode number(String field, double number) {
    if (!Double.isFinite(number)) {
      throw invalid(field, "%s is %s, which JSON does not know".formatted(field, number));
    }
    return number == Math.rint(number) && Math.abs(number) <= LARGEST_WHOLE
        ? JSON.getNodeFactory().numberNode((long) number)
        : JSON.getNodeFactory().numberNode(number);
  }

  private static FailureException invalid(String field, String sentence) {
    return new Failure.Invalid(Reason.FIELD_INVALID, field, sentence).exception();
  }
}
