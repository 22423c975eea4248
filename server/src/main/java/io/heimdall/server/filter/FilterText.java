package io.heimdall.server.filter;

import io.heimdall.db.filter.FilterPredicate.Place;
import io.heimdall.server.failure.Failure;
import io.heimdall.server.failure.FailureException;
import io.heimdall.server.failure.FieldViolation;
import io.heimdall.server.failure.Reason;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The text of an expression, taken from its beginning to its end. Places are counted from 1.
final class FilterText {

  private static final String OF_NAMES = "_.";
  private static final char WILDCARD = '*';
  private static final char ESCAPE = '\\';

  private final String path;
  private final String ofValues;
  private final String text;
  private int next;

  /// @param path the field of the request whose text it is
  /// @param ofValues what values may hold without quotes, besides letters and digits
  /// @param text the text
  FilterText(String path, String ofValues, String text) {
    this.path = path;
    this.ofValues = ofValues;
    this.text = text;
    int zero = text.indexOf(0);
    if (zero >= 0) {
      throw invalid(zero + 1, "a character 0 stands at character %d".formatted(zero + 1));
    }
  }

  /// A value as it was written.
  ///
  /// @param text its characters, wildcards left out
  /// @param part which part of a text they are; empty where no wildcard stands at an end of them
  /// @param place where it begins
  record Written(String text, Optional<Place> part, int place) {}

  /// Where the next character is that is no space.
  int place() {
    while (next < text.length() && Character.isWhitespace(text.charAt(next))) {
      next++;
    }
    return next + 1;
  }

  boolean atEnd() {
    return place() > text.length();
  }

  boolean isNext(char character) {
    return !atEnd() && text.charAt(next) == character;
  }

  /// Takes a piece of text if it is next.
  boolean take(String piece) {
    boolean there = !atEnd() && text.startsWith(piece, next);
    next += there ? piece.length() : 0;
    return there;
  }

  /// Whether a word is next as a whole.
  boolean isWord(String word) {
    return !atEnd() && word.equals(text.substring(next, endOf(OF_NAMES)));
  }

  /// Takes a word if it is next as a whole.
  boolean takeWord(String word) {
    boolean there = isWord(word);
    next += there ? word.length() : 0;
    return there;
  }

  /// Takes letters, digits, `_` and `.`, and what is quoted behind a last `.`.
  ///
  /// @return them; empty where there are none
  String takeName() {
    String name = atEnd() ? "" : taken(endOf(OF_NAMES));
    boolean quoted =
        name.endsWith(".")
            && next < text.length()
            && (text.charAt(next) == '"' || text.charAt(next) == '\'');
    return quoted ? name + takeQuoted() : name;
  }

  /// Takes what is quoted next, in which nothing but escapes is special.
  private String takeQuoted() {
    int place = next + 1;
    int end = endOfQuoted(place);
    next = end + 1;
    return unescaped(place, end);
  }

  private String unescaped(int first, int end) {
    return text.substring(first, end).replaceAll("(?s)\\\\(.)", "$1");
  }

  /// Takes what stands on the right of a comparison.
  Written takeValue() {
    int place = place();
    if (isNext('"') || isNext('\'')) {
      return quoted(place);
    }
    String value = atEnd() ? "" : taken(endOf(ofValues));
    if (value.isEmpty()) {
      throw invalid(place, "a value is expected at " + here(place));
    }
    return new Written(value, Optional.empty(), place);
  }

  private Written quoted(int place) {
    int end = endOfQuoted(place);
    int first = place;
    boolean openStart = first < end && text.charAt(first) == WILDCARD;
    first += openStart ? 1 : 0;
    boolean openEnd = first < end && text.charAt(end - 1) == WILDCARD && !isEscaped(end - 1, first);
    String value = unescaped(first, openEnd ? end - 1 : end);
    next = end + 1;
    return new Written(value, part(openStart, openEnd), place);
  }

  private int endOfQuoted(int place) {
    char quote = text.charAt(place - 1);
    for (int end = place; end < text.length(); end++) {
      char character = text.charAt(end);
      if (character == quote) {
        return end;
      }
      end += character == ESCAPE ? 1 : 0;
    }
    throw invalid(place, "the quote at character %d is not closed".formatted(place));
  }

  /// Whether an odd number of escapes stand before a character.
  private boolean isEscaped(int index, int first) {
    int escapes = 0;
    while (index - escapes - 1 >= first && text.charAt(index - escapes - 1) == ESCAPE) {
      escapes++;
    }
    return escapes % 2 == 1;
  }

  private static Optional<Place> part(boolean openStart, boolean openEnd) {
    if (openStart && openEnd) {
      return Optional.of(Place.ANYWHERE);
    }
    if (openStart) {
      return Optional.of(Place.AT_THE_END);
    }
    return openEnd ? Optional.of(Place.AT_THE_START) : Optional.empty();
  }

  private String taken(int end) {
    String piece = text.substring(next, end);
    next = end;
    return piece;
  }

  private int endOf(String besides) {
    int end = next;
    while (end < text.length() && isOf(text.charAt(end), besides)) {
      end++;
    }
    return end;
  }

  private static boolean isOf(char character, String besides) {
    return Character.isLetterOrDigit(character) || besides.indexOf(character) >= 0;
  }

  /// Says in words what is at a place.
  String here(int place) {
    return place > text.length()
        ? "the end"
        : "character %d, where '%s' stands"
            .formatted(place, Character.toString(text.codePointAt(place - 1)));
  }

  /// Refuses the expression.
  ///
  /// @param place where it is wrong
  /// @param sentence what is
  FailureException invalid(int place, String sentence) {
    return new Failure.Invalid(
            Reason.FILTER_INVALID,
            sentence,
            List.of(new FieldViolation(path, sentence)),
            Map.of("character", Integer.toString(place)))
        .exception();
  }
}
