package io.heimdall.client.cli.artifact;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.heimdall.client.cli.display.Json;
import java.util.Map;
import java.util.stream.Collectors;

/// Labels as people write them: names and texts.
public final class Labels {

  private Labels() {}

  /// Puts labels among those that are there.
  ///
  /// @param there those that are there
  /// @param given names and texts; an empty text takes the label away
  /// @return all labels
  public static Struct with(Struct there, Map<String, String> given) {
    Struct.Builder labels = there.toBuilder();
    given.forEach((name, text) -> {
      if (text.isEmpty()) {
        labels.removeFields(name);
      } else {
        labels.putFields(name, Value.newBuilder().setStringValue(text).build());
      }
    });
    return labels.build();
  }

  /// Writes labels on one line; what is no text as JSON.
  ///
  /// @param labels the labels
  /// @return for example `case=beacon, snr={"db":12}`
  public static String text(Struct labels) {
    return labels.getFieldsMap().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(label -> label.getKey() + "=" + text(label.getValue()))
        .collect(Collectors.joining(", "));
  }

  private static String text(Value value) {
    return value.getKindCase() == Value.KindCase.STRING_VALUE
        ? value.getStringValue()
        : Json.of(value);
  }
}
