package io.heimdall.db.artifact;

import static io.heimdall.db.jooq.Tables.ARTIFACTS;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.stream.LongStream;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/// A stretch of time in which artifacts were made.
///
/// @param from its first microsecond
/// @param before the first microsecond after it; not after `from` where the stretch is empty
record Stretch(Instant from, Instant before) {

  /// All time.
  static final Stretch ALWAYS = new Stretch(Instant.MIN, Instant.MAX);

  /// An era of a level lasts 2^(12 + 4 levels) seconds, as artifact_eras() of the schema has it.
  private static final int SHORTEST_BITS = 12;

  private static final int BITS_PER_LEVEL = 4;
  private static final int LONGEST_LEVEL = 3;
  private static final int LEVEL_SHIFT = 24;

  /// To look for more eras would cost more than longer ones hold in vain.
  private static final int ERAS = 16;

  /// The time from an instant on.
  static Stretch since(Instant first) {
    return new Stretch(first, Instant.MAX);
  }

  /// The time up to an instant.
  static Stretch until(Instant last) {
    return new Stretch(Instant.MIN, last.plus(1, ChronoUnit.MICROS));
  }

  /// What both have in common.
  Stretch and(Stretch other) {
    return new Stretch(
        from.isAfter(other.from) ? from : other.from,
        before.isBefore(other.before) ? before : other.before);
  }

  /// Whether there is no time in it.
  boolean empty() {
    return !from.isBefore(before);
  }

  /// Whether an artifact was made in it.
  Condition holds() {
    return ARTIFACTS.CREATED_AT.ge(from).and(ARTIFACTS.CREATED_AT.lt(before));
  }

  /// Whether an artifact was made in it, for the index that finds it by its eras, together with
  /// what else that index has. No other index is to take the times: it would collect all that was
  /// made in the stretch only to intersect it with the same.
  Condition holdsByEras() {
    Field<Instant> made =
        DSL.field("{0} + interval '0'", SQLDataType.INSTANT, ARTIFACTS.CREATED_AT);
    return made.ge(from)
        .and(made.lt(before))
        .and(
            DSL.condition(
                "artifact_eras({0}) && {1}::integer[]", ARTIFACTS.CREATED_AT, DSL.val(eras())));
  }

  /// Eras of one length that hold the stretch.
  Integer[] eras() {
    int level = level(seconds(), ERAS);
    int bits = bits(level);
    long first = from.getEpochSecond() >> bits;
    long last = before.minusNanos(1).getEpochSecond() >> bits;
    return LongStream.rangeClosed(first, last)
        .mapToObj(era -> (int) era | level << LEVEL_SHIFT)
        .toArray(Integer[]::new);
  }

  /// How long it is.
  long seconds() {
    return before.getEpochSecond() - from.getEpochSecond();
  }

  /// How long the eras are of which a stretch consists that begins or ends with one.
  ///
  /// @param seconds how long the stretch is, at least
  static long eraSeconds(long seconds) {
    return 1L << bits(level(seconds, ERAS - 1));
  }

  private static int level(long seconds, int eras) {
    int level = 0;
    while (level < LONGEST_LEVEL && seconds >> bits(level) > eras) {
      level++;
    }
    return level;
  }

  private static int bits(int level) {
    return SHORTEST_BITS + BITS_PER_LEVEL * level;
  }
}
