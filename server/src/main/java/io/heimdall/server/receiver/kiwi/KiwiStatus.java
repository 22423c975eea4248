package io.heimdall.server.receiver.kiwi;

import io.heimdall.server.receiver.PlainText;
import io.heimdall.server.receiver.ReceiverHealth.Position;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a KiwiSDR's `/status` page says, one `key=value` per line. Every key may be missing:
/// versions differ, and so do programs that imitate the receiver.
///
/// @param values the lines
record KiwiStatus(Map<String, String> values) {

  /// A receiver without such a page.
  static final KiwiStatus UNKNOWN = new KiwiStatus(Map.of());

  private static final double HZ_PER_KHZ = 1_000;
  private static final Pattern BAND = Pattern.compile("(\\d+(?:\\.\\d+)?)-(\\d+(?:\\.\\d+)?)");

  KiwiStatus {
    values = Map.copyOf(values);
  }

  /// Reads a page; control characters in it become spaces.
  ///
  /// @return empty where it is no KiwiSDR's
  static Optional<KiwiStatus> parse(String page) {
    Map<String, String> values = new HashMap<>();
    page.lines()
        .forEach(line -> {
          int equals = line.indexOf('=');
          if (equals > 0) {
            values.put(
                line.substring(0, equals).strip(),
                PlainText.of(line.substring(equals + 1)).strip());
          }
        });
    return values.containsKey("status") && values.containsKey("offline")
        ? Optional.of(new KiwiStatus(values))
        : Optional.empty();
  }

  boolean offline() {
    return text("offline").equals("yes") || text("status").equals("offline");
  }

  boolean wantsPassword() {
    return text("auth").equals("password");
  }

  /// Channels that programs other than browsers may hold; 0 keeps them out.
  OptionalInt programChannels() {
    return integer("ext_api");
  }

  OptionalInt users() {
    return integer("users");
  }

  OptionalInt usersMax() {
    return integer("users_max");
  }

  OptionalInt freeChannels() {
    return users().isPresent() && usersMax().isPresent()
        ? OptionalInt.of(Math.max(0, usersMax().getAsInt() - users().getAsInt()))
        : OptionalInt.empty();
  }

  /// Whether every channel is taken, and none by a listener who would have to give way.
  boolean isFull() {
    return freeChannels().orElse(1) == 0 && integer("preempt").orElse(0) <= 0;
  }

  boolean hidesStamps() {
    return text("tdoa_ch").equals("-1");
  }

  OptionalDouble meterCalibrationDb() {
    return number("sm_cal");
  }

  /// What a converter in front of the receiver adds, where its operator has said so.
  double frequencyOffsetHz() {
    return number("freq_offset").orElse(0) * HZ_PER_KHZ;
  }

  /// Whether a frequency lies in a band the receiver serves; true where it names none.
  boolean serves(double frequencyHz) {
    Matcher band = BAND.matcher(text("bands"));
    boolean named = false;
    while (band.find()) {
      named = true;
      if (frequencyHz >= Double.parseDouble(band.group(1))
          && frequencyHz <= Double.parseDouble(band.group(2))) {
        return true;
      }
    }
    return !named;
  }

  /// Where the receiver is; the values that stand for "not set" are no position.
  Optional<Position> position() {
    return KiwiPosition.parse(text("gps"));
  }

  Optional<String> software() {
    return Optional.of(text("sw_version")).filter(text -> !text.isEmpty());
  }

  String text(String key) {
    return values.getOrDefault(key, "");
  }

  private OptionalInt integer(String key) {
    String text = text(key);
    return text.matches("-?\\d{1,9}")
        ? OptionalInt.of(Integer.parseInt(text))
        : OptionalInt.empty();
  }

  private OptionalDouble number(String key) {
    String text = text(key);
    return text.matches("-?\\d{1,12}(\\.\\d{1,12})?")
        ? OptionalDouble.of(Double.parseDouble(text))
        : OptionalDouble.empty();
  }
}
