package io.heimdall.client.cli;

import io.heimdall.v1.Position;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A place on the command line, such as `52.24,6.85`.
///
/// @param latitudeDeg degrees north
/// @param longitudeDeg degrees east
record Place(double latitudeDeg, double longitudeDeg) {

  private static final String NUMBER = "\\s*([+-]?\\d{1,3}(?:\\.\\d{1,12})?)\\s*";
  private static final Pattern PAIR = Pattern.compile(NUMBER + "," + NUMBER);

  static Place parse(String text) {
    Matcher matcher = PAIR.matcher(text);
    if (matcher.matches()) {
      double latitude = Double.parseDouble(matcher.group(1));
      double longitude = Double.parseDouble(matcher.group(2));
      if (Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180) {
        return new Place(latitude, longitude);
      }
    }
    throw new IllegalArgumentException(
        "'%s' is not a place; write degrees north and east like 52.24,6.85.".formatted(text));
  }

  Position position() {
    return Position.newBuilder().setLatitudeDeg(latitudeDeg).setLongitudeDeg(longitudeDeg).build();
  }
}
