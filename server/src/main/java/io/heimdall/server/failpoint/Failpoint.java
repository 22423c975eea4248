package io.heimdall.server.failpoint;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A place at which a server can be told to end itself.
public enum Failpoint {
  /// An object is about to be written to the store.
  BEFORE_OBJECT_WRITTEN,
  /// An object is in the store, and nobody knows of it.
  AFTER_OBJECT_WRITTEN,
  /// The transaction that lists a segment is about to be committed.
  BEFORE_ROW_COMMITTED,
  /// The transaction that lists a segment is committed.
  AFTER_ROW_COMMITTED,
  /// Events are about to be written, in a transaction that is open.
  BEFORE_EVENT_WRITTEN,
  /// Events are written, in a transaction that is still open.
  AFTER_EVENT_WRITTEN,
  /// A task is done and about to be removed.
  BEFORE_TASK_COMPLETED,
  /// A task is removed.
  AFTER_TASK_COMPLETED;

  /// The name people write.
  ///
  /// @return lower-case words joined by hyphens
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// The names of all.
  ///
  /// @return in the order of a segment's way
  public static List<String> labels() {
    return Arrays.stream(values()).map(Failpoint::label).toList();
  }

  static Optional<Failpoint> named(String label) {
    return Arrays.stream(values()).filter(one -> one.label().equals(label)).findFirst();
  }
}
