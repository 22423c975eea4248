package io.heimdall.db.artifact.usage;

import java.time.LocalDate;
import java.util.Comparator;

/// What traffic is counted by.
///
/// @param user who sent or fetched
/// @param day the day of UTC
/// @param contentType the media type; [#OTHER]: any that is not told apart
public record TrafficKey(String user, LocalDate day, String contentType)
    implements Comparable<TrafficKey> {

  /// Stands for all types that are not told apart, and for what is not known.
  public static final String OTHER = "";

  private static final Comparator<TrafficKey> ORDER =
      Comparator.comparing(TrafficKey::user)
          .thenComparing(TrafficKey::day)
          .thenComparing(TrafficKey::contentType);

  /// The same where types are not told apart.
  ///
  /// @return the key of [#OTHER]
  public TrafficKey other() {
    return new TrafficKey(user, day, OTHER);
  }

  @Override
  public int compareTo(TrafficKey other) {
    return ORDER.compare(this, other);
  }
}
