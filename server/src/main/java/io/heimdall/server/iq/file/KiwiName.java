package io.heimdall.server.iq.file;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the name of a file of KiwiSDR's own client says: `20171127T104156Z_77500_DF0KL_iq.wav` was
/// begun then, on 77,500 Hz, by the station DF0KL.
///
/// @param start when it begins, to the second
/// @param frequencyHz the frequency in its middle; 0 for a name that says none
/// @param station who received it
record KiwiName(Optional<Instant> start, long frequencyHz, Optional<String> station) {

  private static final Pattern NAME =
      Pattern.compile("(\\d{8}T\\d{6})Z_(\\d{1,12})_(.{1,100})_iq\\.wav");
  private static final DateTimeFormatter START = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss");

  static KiwiName of(String fileName) {
    Matcher name = NAME.matcher(fileName);
    if (!name.matches()) {
      return new KiwiName(Optional.empty(), 0, Optional.empty());
    }
    return new KiwiName(
        start(name.group(1)), Long.parseLong(name.group(2)), Optional.of(name.group(3)));
  }

  private static Optional<Instant> start(String text) {
    try {
      return Optional.of(LocalDateTime.parse(text, START).toInstant(ZoneOffset.UTC));
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }
}
