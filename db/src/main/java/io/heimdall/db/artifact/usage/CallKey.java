package io.heimdall.db.artifact.usage;

import java.time.LocalDate;
import java.util.Comparator;

/// What calls are counted by.
///
/// @param user who called; [#NOBODY]: nobody could tell
/// @param day the day of UTC
/// @param method the method
/// @param reason why it failed; [#NONE]: it did not
public record CallKey(String user, LocalDate day, String method, String reason)
    implements Comparable<CallKey> {

  /// Stands for a caller whom nobody knows.
  public static final String NOBODY = "";

  /// Stands for the reason of a call that did not fail.
  public static final String NONE = "";

  private static final Comparator<CallKey> ORDER =
      Comparator.comparing(CallKey::user)
          .thenComparing(CallKey::day)
          .thenComparing(CallKey::method)
          .thenComparing(CallKey::reason);

  @Override
  public int compareTo(CallKey other) {
    return ORDER.compare(this, other);
  }
}
