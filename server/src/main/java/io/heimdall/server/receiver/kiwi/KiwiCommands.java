package io.heimdall.server.receiver.kiwi;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Locale;

/// The commands of the KiwiSDR sound channel, as its server's parser wants them: integers stay
/// integers and free text is percent-encoded.
final class KiwiCommands {

  static final int MAX_GAIN = 120;
  private static final int USUAL_GAIN = 50;
  static final String KEEPALIVE = "SET keepalive";
  static final String NO_SQUELCH = "SET squelch=0 max=0";
  static final String NO_COMPRESSION = "SET compression=0";

  private static final double HZ_PER_KHZ = 1_000;

  private KiwiCommands() {}

  /// Says who we are; `#` stands for no password.
  static String authenticate(String password) {
    return "SET auth t=kiwi p=" + (password.isEmpty() ? "#" : encode(password));
  }

  static String acceptAudioRate(int audioRate) {
    return "SET AR OK in=" + audioRate + " out=44100";
  }

  static String identify(String name) {
    return "SET ident_user=" + encode(name);
  }

  static String tune(double basebandHz, int lowHz, int highHz) {
    return String.format(
        Locale.ROOT,
        "SET mod=iq low_cut=%d high_cut=%d freq=%.3f",
        lowHz,
        highHz,
        basebandHz / HZ_PER_KHZ);
  }

  /// All six fields must be there, or the server never starts the audio.
  static String manualGain(int gain) {
    return gain(0, gain);
  }

  /// As its own interface has it.
  static String automaticGain() {
    return gain(1, USUAL_GAIN);
  }

  private static String gain(int automatic, int manual) {
    return "SET agc=%d hang=0 thresh=-100 slope=6 decay=1000 manGain=%d"
        .formatted(automatic, manual);
  }

  private static String encode(String text) {
    var encoded = new StringBuilder();
    for (byte b : text.getBytes(UTF_8)) {
      char c = (char) (b & 0xff);
      if (c < 0x80 && (Character.isLetterOrDigit(c) || "-._~".indexOf(c) >= 0)) {
        encoded.append(c);
      } else {
        encoded.append(String.format(Locale.ROOT, "%%%02X", (int) c));
      }
    }
    return encoded.toString();
  }
}
