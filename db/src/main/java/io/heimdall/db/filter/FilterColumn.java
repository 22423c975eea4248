package io.heimdall.db.filter;

/// What can be compared with in rows of one kind.
public interface FilterColumn {

  /// What its values are.
  ///
  /// @return the kind
  Kind kind();

  /// What a value is.
  enum Kind {
    /// A whole number.
    WHOLE,
    /// A number.
    NUMBER,
    /// True or false.
    FLAG,
    /// A text.
    TEXT,
    /// An instant.
    TIME,
    /// A UUID.
    ID,
    /// Several texts, or none.
    TEXTS
  }
}
