package io.heimdall.server.receiver.kiwi;

import io.heimdall.server.receiver.ReceiverHealth.Position;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Positions as KiwiSDRs write them, `(latitude, longitude)`.
public final class KiwiPosition {

  private static final Pattern POSITION =
      Pattern.compile("\\(\\s*(-?\\d+(?:\\.\\d+)?)\\s*,\\s*(-?\\d+(?:\\.\\d+)?)\\s*\\)");

  /// What the software shows where nobody has set a position.
  private static final List<Position> PLACEHOLDERS =
      List.of(
          new Position(-37.631120, 176.172210),
          new Position(-37.631016, 176.172019),
          new Position(0, 0),
          new Position(-69, 90));

  private static final double SAME_PLACE_DEG = 1e-5;

  private KiwiPosition() {}

  /// Reads a position; the values that stand for "not set" are none.
  ///
  /// @param text what the receiver or a directory shows
  /// @return the position; empty where it is none
  public static Optional<Position> parse(String text) {
    Matcher matcher = POSITION.matcher(text);
    if (!matcher.find()) {
      return Optional.empty();
    }
    var position =
        new Position(Double.parseDouble(matcher.group(1)), Double.parseDouble(matcher.group(2)));
    boolean real =
        Math.abs(position.latitudeDeg()) <= 90
            && Math.abs(position.longitudeDeg()) <= 180
            && PLACEHOLDERS.stream().noneMatch(placeholder -> samePlace(placeholder, position));
    return real ? Optional.of(position) : Optional.empty();
  }

  private static boolean samePlace(Position a, Position b) {
    return Math.abs(a.latitudeDeg() - b.latitudeDeg()) < SAME_PLACE_DEG
        && Math.abs(a.longitudeDeg() - b.longitudeDeg()) < SAME_PLACE_DEG;
  }
}
