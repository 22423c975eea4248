package io.heimdall.db.filter;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/// A condition on one row. As in SQL it is true, false or, where a value that is compared is not
/// there, neither; and what is neither stays so when it is negated.
public sealed interface FilterPredicate {

  /// Holds where all parts hold.
  ///
  /// @param parts one or more
  record All(List<FilterPredicate> parts) implements FilterPredicate {

    /// Copies the parts.
    public All {
      parts = List.copyOf(parts);
    }
  }

  /// Holds where any part holds.
  ///
  /// @param parts one or more
  record Any(List<FilterPredicate> parts) implements FilterPredicate {

    /// Copies the parts.
    public Any {
      parts = List.copyOf(parts);
    }
  }

  /// Holds where its part is false.
  ///
  /// @param part what is negated
  record Not(FilterPredicate part) implements FilterPredicate {}

  /// Holds where a field has a value.
  ///
  /// @param field the field
  record Present(FilterColumn field) implements FilterPredicate {}

  /// Compares a field with a value.
  ///
  /// @param field the field, on the left
  /// @param comparison how
  /// @param value the value, of the field's kind, on the right
  record Compared(FilterColumn field, Comparison comparison, Value value)
      implements FilterPredicate {

    /// Refuses a value of another kind.
    public Compared {
      if (value.kind() != field.kind()) {
        throw new IllegalArgumentException(field + " is no " + value.kind());
      }
    }
  }

  /// Holds where a field has this text in it.
  ///
  /// @param field a field of texts
  /// @param place where in the field
  /// @param text the text, case kept; no character of it is special
  record Contained(FilterColumn field, Place place, String text) implements FilterPredicate {

    /// Refuses a field that has no texts.
    public Contained {
      if (field.kind() != FilterColumn.Kind.TEXT) {
        throw new IllegalArgumentException(field + " is no text");
      }
    }
  }

  /// Holds where one of a field's texts is this one.
  ///
  /// @param field a field of several texts
  /// @param text the text, case kept
  record Member(FilterColumn field, String text) implements FilterPredicate {

    /// Refuses a field that has not several texts.
    public Member {
      if (field.kind() != FilterColumn.Kind.TEXTS) {
        throw new IllegalArgumentException(field + " has not several texts");
      }
    }
  }

  /// Where in a field a text must be.
  enum Place {
    /// Where the field begins.
    AT_THE_START,
    /// Where the field ends.
    AT_THE_END,
    /// Anywhere.
    ANYWHERE
  }

  /// How a field is compared with a value.
  enum Comparison {
    /// Both are the same.
    EQUAL,
    /// They are not the same.
    NOT_EQUAL,
    /// The field is smaller.
    LESS,
    /// The field is not larger.
    LESS_OR_EQUAL,
    /// The field is larger.
    GREATER,
    /// The field is not smaller.
    GREATER_OR_EQUAL
  }

  /// What a field is compared with.
  sealed interface Value {

    /// What it is.
    ///
    /// @return the kind
    default FilterColumn.Kind kind() {
      return switch (this) {
        case Whole _ -> FilterColumn.Kind.WHOLE;
        case Real _ -> FilterColumn.Kind.NUMBER;
        case Flag _ -> FilterColumn.Kind.FLAG;
        case Text _ -> FilterColumn.Kind.TEXT;
        case Time _ -> FilterColumn.Kind.TIME;
        case Uuid _ -> FilterColumn.Kind.ID;
      };
    }
  }

  /// A whole number.
  ///
  /// @param value the number
  record Whole(long value) implements Value {}

  /// A number.
  ///
  /// @param value the number, finite
  record Real(double value) implements Value {}

  /// A truth value.
  ///
  /// @param value the value
  record Flag(boolean value) implements Value {}

  /// A text.
  ///
  /// @param value the text
  record Text(String value) implements Value {}

  /// An instant.
  ///
  /// @param value the instant; the table has microseconds
  record Time(Instant value) implements Value {}

  /// A UUID.
  ///
  /// @param value the id
  record Uuid(UUID value) implements Value {}
}
