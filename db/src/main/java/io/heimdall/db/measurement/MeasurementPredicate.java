package io.heimdall.db.measurement;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/// A condition on one measurement. As in SQL it is true, false or, where a value that is compared
/// is not there, neither; and what is neither stays so when it is negated.
public sealed interface MeasurementPredicate {

  /// Holds where all parts hold.
  ///
  /// @param parts one or more
  record All(List<MeasurementPredicate> parts) implements MeasurementPredicate {

    /// Copies the parts.
    public All {
      parts = List.copyOf(parts);
    }
  }

  /// Holds where any part holds.
  ///
  /// @param parts one or more
  record Any(List<MeasurementPredicate> parts) implements MeasurementPredicate {

    /// Copies the parts.
    public Any {
      parts = List.copyOf(parts);
    }
  }

  /// Holds where its part is false.
  ///
  /// @param part what is negated
  record Not(MeasurementPredicate part) implements MeasurementPredicate {}

  /// Holds where a field has a value.
  ///
  /// @param field the field
  record Present(MeasurementField field) implements MeasurementPredicate {}

  /// Compares a field with a value.
  ///
  /// @param field the field, on the left
  /// @param comparison how
  /// @param value the value, of the field's kind, on the right
  record Compared(MeasurementField field, Comparison comparison, Value value)
      implements MeasurementPredicate {

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
  record Contained(MeasurementField field, Place place, String text)
      implements MeasurementPredicate {

    /// Refuses a field that has no texts.
    public Contained {
      if (field.kind() != MeasurementField.Kind.TEXT) {
        throw new IllegalArgumentException(field + " is no text");
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
    default MeasurementField.Kind kind() {
      return switch (this) {
        case Whole _ -> MeasurementField.Kind.WHOLE;
        case Real _ -> MeasurementField.Kind.NUMBER;
        case Flag _ -> MeasurementField.Kind.FLAG;
        case Text _ -> MeasurementField.Kind.TEXT;
        case Time _ -> MeasurementField.Kind.TIME;
        case Uuid _ -> MeasurementField.Kind.ID;
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
