package io.heimdall.server.artifact.model;

import io.heimdall.v1.Artifact;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/// Words that are looked for: their text as the service takes it, and which artifacts have them.
record Query(String text, Predicate<List<String>> holds) {

  static final Query NONE = new Query("", _ -> true);

  boolean matches(Artifact artifact) {
    return holds.test(Words.of(artifact));
  }

  /// A query of every kind there is.
  static Query drawn(Drawn drawn) {
    String one = drawn.word();
    String other = drawn.word();
    return switch (drawn.number(5)) {
      case 0 -> new Query(one + " " + other, words -> words.contains(one) && words.contains(other));
      case 1 ->
          new Query(one + " -" + other, words -> words.contains(one) && !words.contains(other));
      case 2 ->
          new Query(one + " or " + other, words -> words.contains(one) || words.contains(other));
      case 3 -> {
        String phrase = one + " " + other;
        yield new Query('"' + phrase + '"', words -> Words.hasPhrase(words, phrase));
      }
      default -> new Query(one.toUpperCase(Locale.ROOT), words -> words.contains(one));
    };
  }
}
