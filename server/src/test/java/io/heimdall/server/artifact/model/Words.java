package io.heimdall.server.artifact.model;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.heimdall.v1.Artifact;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The words of artifacts, in the order in which phrases are found.
final class Words {

  /// As the database orders the names of labels: short ones first.
  private static final Comparator<String> BY_LENGTH =
      Comparator.comparingInt((String name) -> name.getBytes(StandardCharsets.UTF_8).length)
          .thenComparing(Specs.BY_CODE_POINT);

  private Words() {}

  static List<String> of(Artifact artifact) {
    List<String> words = new ArrayList<>();
    add(words, artifact.getName());
    add(words, artifact.getTitle());
    artifact.getTagsList().forEach(tag -> add(words, tag));
    add(words, artifact.getDescription());
    add(words, artifact.getLabels());
    return words;
  }

  private static void add(List<String> words, String text) {
    Arrays.stream(text.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+"))
        .filter(word -> !word.isEmpty())
        .forEach(words::add);
  }

  private static void add(List<String> words, Struct labels) {
    labels.getFieldsMap().entrySet().stream()
        .sorted(Map.Entry.comparingByKey(BY_LENGTH))
        .forEach(label -> {
          add(words, label.getKey());
          add(words, label.getValue());
        });
  }

  private static void add(List<String> words, Value value) {
    switch (value.getKindCase()) {
      case STRUCT_VALUE -> add(words, value.getStructValue());
      case LIST_VALUE -> value.getListValue().getValuesList().forEach(each -> add(words, each));
      default -> add(words, text(value));
    }
  }

  /// A label as text, as filters compare it.
  static String text(Value value) {
    return switch (value.getKindCase()) {
      case STRING_VALUE -> value.getStringValue();
      case NUMBER_VALUE -> Long.toString((long) value.getNumberValue());
      case BOOL_VALUE -> Boolean.toString(value.getBoolValue());
      default -> "null";
    };
  }

  static boolean hasPhrase(List<String> words, String phrase) {
    return Collections.indexOfSubList(words, List.of(phrase.split(" "))) >= 0;
  }
}
