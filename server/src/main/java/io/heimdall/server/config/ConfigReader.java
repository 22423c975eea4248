package io.heimdall.server.config;

import io.heimdall.server.security.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads keys and gathers what is wrong with them. A value that is wrong counts as absent until
/// [#verify] tells.
final class ConfigReader {
  /// Keys of the command line, the launcher and the tests, which share the prefix and the
  /// environment.
  private static final List<String> FOREIGN =
      List.of(
          "HEIMDALL_ADDRESS",
          "HEIMDALL_TOKEN",
          "HEIMDALL_TOKEN_FILE",
          "HEIMDALL_JAVA_OPTS",
          "HEIMDALL_LAUNCHER");

  private static final Pattern SIZE = Pattern.compile("(\\d{1,9})(B|KiB|MiB|GiB)");
  private static final Pattern DURATION = Pattern.compile("(\\d{1,6})(s|min|h|d)");
  private static final List<String> UNITS = List.of("B", "KiB", "MiB", "GiB");
  private static final String FOREIGN_PREFIX = "HEIMDALL_TEST_";

  private final Map<String, String> values;
  private final List<String> problems = new ArrayList<>();

  /// Takes the environment, with flags laid over it.
  ///
  /// @param values values by name; blank ones count as absent
  ConfigReader(Map<String, String> values) {
    this.values = new TreeMap<>(values);
    this.values.values().removeIf(String::isBlank);
    this.values.keySet().forEach(this::refuseUnknown);
  }

  /// A value as it stands.
  Optional<String> text(ConfigKey key) {
    return Optional.ofNullable(values.get(key.name())).map(String::strip);
  }

  /// A value, or what it is where nothing is said.
  String textOrDefault(ConfigKey key) {
    return text(key).orElse(key.fallback());
  }

  /// A secret, given itself or in a file.
  Optional<Secret> secret(ConfigKey key) {
    String file = values.get(key.fileKey());
    if (file == null) {
      return text(key).map(Secret::new);
    }
    if (values.containsKey(key.name())) {
      problem("%s and %s are both set; set one of them".formatted(key, key.fileKey()));
      return Optional.empty();
    }
    try {
      return Optional.of(new Secret(Files.readString(Path.of(file.strip())).strip()));
    } catch (IOException | RuntimeException e) {
      problem("%s names %s, which cannot be read: %s".formatted(key.fileKey(), file, e));
      return Optional.empty();
    }
  }

  /// A whole number.
  int integer(ConfigKey key, int min, int max) {
    String text = textOrDefault(key);
    try {
      int number = Integer.parseInt(text);
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException _) {
      // Told below.
    }
    problem("%s must be a whole number from %d to %d, was %s".formatted(key, min, max, text));
    return min;
  }

  /// A number of bytes, such as `64MiB`.
  long size(ConfigKey key) {
    String text = textOrDefault(key);
    Matcher matcher = SIZE.matcher(text);
    if (!matcher.matches()) {
      problem("%s must be a size such as 512MiB or 4GiB, was %s".formatted(key, text));
      return 0;
    }
    int power = UNITS.indexOf(matcher.group(2));
    return Long.parseLong(matcher.group(1)) << (10 * power);
  }

  /// A number of bytes, empty where nothing is said.
  Optional<Long> optionalSize(ConfigKey key) {
    return text(key).map(_ -> size(key));
  }

  /// A time, such as `90s`.
  Duration duration(ConfigKey key, Duration min, Duration max) {
    String text = textOrDefault(key);
    Matcher matcher = DURATION.matcher(text);
    if (matcher.matches()) {
      long count = Long.parseLong(matcher.group(1));
      Duration found =
          switch (matcher.group(2)) {
            case "s" -> Duration.ofSeconds(count);
            case "min" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
          };
      if (found.compareTo(min) >= 0 && found.compareTo(max) <= 0) {
        return found;
      }
    }
    problem(
        "%s must be a time such as 90s, 15min, 2h or 1d, from %d s to %d s, was %s"
            .formatted(key, min.toSeconds(), max.toSeconds(), text));
    return min;
  }

  /// A length of time, empty where nothing is said.
  Optional<Duration> optionalDuration(ConfigKey key, Duration min, Duration max) {
    return text(key).map(_ -> duration(key, min, max));
  }

  /// A time, or empty where it is switched off.
  Optional<Duration> durationOrOff(ConfigKey key, Duration min, Duration max) {
    String text = textOrDefault(key);
    return text.equals("off") || text.equals("0")
        ? Optional.empty()
        : Optional.of(duration(key, min, max));
  }

  /// A yes or no.
  boolean bool(ConfigKey key) {
    String text = textOrDefault(key);
    if (!text.equals("true") && !text.equals("false")) {
      problem("%s must be true or false, was %s".formatted(key, text));
    }
    return text.equals("true");
  }

  /// A list, separated by commas.
  List<String> list(ConfigKey key) {
    return Arrays.stream(textOrDefault(key).split(","))
        .map(String::strip)
        .filter(item -> !item.isEmpty())
        .toList();
  }

  /// What `parse` makes of a value; what it refuses becomes a problem of the key.
  <T, R> Optional<R> parsed(ConfigKey key, Optional<T> value, Function<T, R> parse) {
    try {
      return value.map(parse);
    } catch (IllegalArgumentException e) {
      problem(key + ": " + e.getMessage());
      return Optional.empty();
    }
  }

  /// Notes what is wrong.
  void problem(String sentence) {
    problems.add(sentence);
  }

  /// Tells everything that is wrong.
  void verify() throws ConfigException {
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
  }

  private void refuseUnknown(String name) {
    boolean ours = name.startsWith("HEIMDALL_") || name.startsWith("MINIO_");
    if (!ours
        || FOREIGN.contains(name)
        || name.startsWith(FOREIGN_PREFIX)
        || ConfigKey.named(name).isPresent()) {
      return;
    }
    problem("%s is not a key; did you mean %s?".formatted(name, Nearest.to(name)));
  }
}
