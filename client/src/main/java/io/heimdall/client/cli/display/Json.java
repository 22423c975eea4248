package io.heimdall.client.cli.display;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.util.JsonFormat;
import tools.jackson.databind.json.JsonMapper;

/// Writes what programs read: one JSON document per line, names in snake_case.
public final class Json {

  private static final JsonFormat.Printer MESSAGES =
      JsonFormat.printer()
          .preservingProtoFieldNames()
          .alwaysPrintFieldsWithNoPresence()
          .omittingInsignificantWhitespace();

  private static final JsonMapper RECORDS = JsonMapper.builder().build();

  private Json() {}

  /// Writes a message of the contract in the protobuf JSON mapping, fields at their default
  /// included; 64-bit integers are strings there.
  ///
  /// @param message the message
  /// @return one line
  public static String of(MessageOrBuilder message) {
    try {
      return MESSAGES.print(message);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("A message of the contract is always printable.", e);
    }
  }

  /// Makes a message a part of a document of maps and lists.
  ///
  /// @param message the message
  /// @return what [#of(Object)] writes as [#of(MessageOrBuilder)] does
  public static Object part(MessageOrBuilder message) {
    return RECORDS.readTree(of(message));
  }

  /// Writes maps, lists and values.
  ///
  /// @param value what to write
  /// @return one line
  public static String of(Object value) {
    return RECORDS.writeValueAsString(value);
  }
}
