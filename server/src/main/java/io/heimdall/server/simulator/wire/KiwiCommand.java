package io.heimdall.server.simulator.wire;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A client's command, read as strictly as the real server reads it: with `sscanf`, so that a value
/// of the wrong kind makes the command count for nothing.
sealed interface KiwiCommand {

  /// Logs in.
  ///
  /// @param type `kiwi` for a listener
  /// @param password empty for none
  record Auth(String type, String password) implements KiwiCommand {}

  /// Keeps the connection alive.
  record KeepAlive() implements KiwiCommand {}

  /// Sets options; the one other thing allowed before the login.
  record Options() implements KiwiCommand {}

  /// Tunes.
  ///
  /// @param mode the demodulator, `iq` for none
  /// @param lowCutHz lower edge of the passband
  /// @param highCutHz upper edge of the passband
  /// @param frequencyHz the frequency in hertz
  record Tune(String mode, double lowCutHz, double highCutHz, double frequencyHz)
      implements KiwiCommand {

    /// Whether the passband is to change; 0 and 0 mean that it is not.
    boolean setsPassband() {
      return lowCutHz != 0 || highCutHz != 0;
    }
  }

  /// Sets the gain.
  ///
  /// @param automatic whether the receiver sets it
  /// @param manualGainDb the gain when it does not
  record Gain(boolean automatic, int manualGainDb) implements KiwiCommand {}

  /// Agrees on the audio rate.
  ///
  /// @param outputRateHz the client's rate; 0 agrees on nothing
  record AudioRate(int outputRateHz) implements KiwiCommand {}

  /// Asks for little-endian samples.
  record LittleEndian() implements KiwiCommand {}

  /// Says who listens.
  ///
  /// @param name the listener
  record Identity(String name) implements KiwiCommand {}

  /// Anything else.
  record Other() implements KiwiCommand {}

  /// Reads a command.
  ///
  /// @param text as it came
  /// @return the command, [Other] for one that is unknown or does not parse
  static KiwiCommand parse(String text) {
    String line = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    if (line.equals("SET keepalive")) {
      return new KeepAlive();
    }
    if (line.startsWith("SET options")) {
      return new Options();
    }
    if (line.equals("SET little-endian")) {
      return new LittleEndian();
    }
    if (line.startsWith("SET ident_user=")) {
      return new Identity(line.substring(line.indexOf('=') + 1));
    }
    return Patterns.match(line);
  }

  /// Whether the text may come before the login has succeeded.
  static boolean allowedBeforeLogin(String text) {
    return text.equals("SET keepalive")
        || text.startsWith("SET options")
        || text.startsWith("SET auth");
  }

  /// The commands that carry several values.
  final class Patterns {
    private static final String WHOLE = "\\s*([-+]?\\d{1,9})";
    private static final String REAL = "\\s*([-+]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][-+]?\\d+)?)";
    private static final Pattern AUTH =
        Pattern.compile("SET auth t=(\\S{1,16})(?:\\s+p=\\s*(\\S{1,256}))?.*");
    private static final Pattern TUNE =
        Pattern.compile(
            "SET mod=(\\S+)\\s+low_cut="
                + REAL
                + "\\s+high_cut="
                + REAL
                + "\\s+freq="
                + REAL
                + ".*");
    private static final Pattern GAIN =
        Pattern.compile(
            "SET agc="
                + WHOLE
                + "\\s+hang="
                + WHOLE
                + "\\s+thresh="
                + WHOLE
                + "\\s+slope="
                + WHOLE
                + "\\s+decay="
                + WHOLE
                + "\\s+manGain="
                + WHOLE
                + ".*");
    private static final Pattern AUDIO_RATE =
        Pattern.compile("SET AR OK in=" + WHOLE + "\\s+out=" + WHOLE + ".*");

    private Patterns() {}

    private static KiwiCommand match(String line) {
      Matcher auth = AUTH.matcher(line);
      if (auth.matches()) {
        String password = auth.group(2);
        boolean none = password == null || password.equals("#");
        return new Auth(auth.group(1), none ? "" : password);
      }
      Matcher tune = TUNE.matcher(line);
      if (tune.matches()) {
        return new Tune(
            tune.group(1),
            Double.parseDouble(tune.group(2)),
            Double.parseDouble(tune.group(3)),
            Double.parseDouble(tune.group(4)) * 1_000);
      }
      Matcher gain = GAIN.matcher(line);
      if (gain.matches()) {
        return new Gain(!gain.group(1).matches("[-+]?0+"), Integer.parseInt(gain.group(6)));
      }
      Matcher rate = AUDIO_RATE.matcher(line);
      return rate.matches() ? new AudioRate(Integer.parseInt(rate.group(2))) : new Other();
    }
  }
}
