package io.heimdall.server.artifact.model;

import com.google.protobuf.Value;
import io.heimdall.v1.Artifact;
import io.heimdall.v1.Visibility;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A filter: its text as the service takes it, and for which artifacts it holds. A comparison with
/// a label that is not there is neither true nor false, and so is what is made of it.
record Filter(String text, Holds holds) {

  static final Filter NONE = new Filter("", _ -> true);

  /// Whether a filter holds; null: neither.
  interface Holds {
    @Nullable Boolean of(Artifact artifact);
  }

  boolean matches(Artifact artifact) {
    return Boolean.TRUE.equals(holds.of(artifact));
  }

  Filter and(Filter other) {
    if (text.isEmpty() || other.text.isEmpty()) {
      return text.isEmpty() ? other : this;
    }
    return new Filter(
        "(%s) AND (%s)".formatted(text, other.text),
        artifact -> and(holds.of(artifact), other.holds.of(artifact)));
  }

  private Filter or(Filter other) {
    return new Filter(
        "(%s OR %s)".formatted(text, other.text),
        artifact -> not(and(not(holds.of(artifact)), not(other.holds.of(artifact)))));
  }

  private Filter not() {
    return new Filter("NOT (%s)".formatted(text), artifact -> not(holds.of(artifact)));
  }

  private static @Nullable Boolean not(@Nullable Boolean one) {
    return one == null ? null : !one;
  }

  private static @Nullable Boolean and(@Nullable Boolean one, @Nullable Boolean other) {
    if (Boolean.FALSE.equals(one) || Boolean.FALSE.equals(other)) {
      return false;
    }
    boolean known = one != null && other != null;
    return known ? Boolean.TRUE : null;
  }

  /// Artifacts of some owners.
  static Filter owners(Iterable<String> names) {
    Filter any = new Filter("owner = \"nobody\"", _ -> false);
    for (String name : names) {
      any = any.or(comparison("owner = \"%s\"".formatted(name), a -> a.getOwner().equals(name)));
    }
    return any;
  }

  private static Filter comparison(String text, Function<Artifact, Boolean> holds) {
    return new Filter(text, holds::apply);
  }

  /// A filter of every kind there is.
  static Filter drawn(Drawn drawn) {
    Filter one = comparison(drawn);
    return switch (drawn.number(5)) {
      case 0 -> one.and(comparison(drawn));
      case 1 -> one.or(comparison(drawn));
      case 2 -> one.not();
      case 3 -> one.or(comparison(drawn).not()).and(comparison(drawn));
      default -> one;
    };
  }

  private static Filter comparison(Drawn drawn) {
    String word = drawn.word();
    int number = drawn.number(4);
    return switch (drawn.number(13)) {
      case 0 -> comparison("tags:" + quoted(word), a -> a.getTagsList().contains(word));
      case 1 -> comparison("name = \"%s*\"".formatted(word), a -> a.getName().startsWith(word));
      case 2 -> comparison("title != " + quoted(word), a -> !a.getTitle().equals(word));
      case 3 -> comparison("title:*", a -> !a.getTitle().isEmpty());
      case 4 -> comparison("size_bytes > " + number * 50, a -> a.getSizeBytes() > number * 50L);
      case 5 -> comparison("version >= " + number, a -> a.getVersion() >= number);
      case 6 ->
          comparison("visibility = PUBLIC", a -> a.getVisibility() == Visibility.VISIBILITY_PUBLIC);
      case 7 ->
          comparison("content_type = \"text/*\"", a -> a.getContentType().startsWith("text/"));
      case 8 ->
          comparison(
              "description = \"*%s*\"".formatted(word), a -> a.getDescription().contains(word));
      case 9 -> label(drawn.labelName(), "=", word);
      case 10 -> label(drawn.labelName(), "!=", word);
      case 11 -> {
        String source = drawn.sourceText();
        yield comparison(
            "derived_from:" + quoted(source),
            a -> a.getDerivedFromList().stream().map(Specs::text).anyMatch(source::equals));
      }
      default -> {
        String name = drawn.labelName();
        yield comparison(
            "labels." + name + ":*",
            a -> {
              Value value = a.getLabels().getFieldsMap().get(name);
              return value != null && value.getKindCase() != Value.KindCase.NULL_VALUE;
            });
      }
    };
  }

  private static Filter label(String name, String operator, String word) {
    return new Filter(
        "labels.%s %s %s".formatted(name, operator, quoted(word)),
        artifact -> {
          Value value = artifact.getLabels().getFieldsMap().get(name);
          if (value == null || value.getKindCase() == Value.KindCase.NULL_VALUE) {
            return null;
          }
          return Words.text(value).equals(word) == operator.equals("=");
        });
  }

  private static String quoted(String text) {
    return '"' + text + '"';
  }
}
