package io.heimdall.client.cli;

import com.google.protobuf.FieldMask;
import io.heimdall.v1.Position;
import io.heimdall.v1.Receiver;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/// What can be said about a receiver besides its name and URL, when it is added or changed.
final class ReceiverFields {

  @Option(
      names = "--driver",
      description = "Protocol it speaks: kiwi, rtl_tcp, http, replay, spyserver, or listen_only.")
  private @Nullable String driver;

  @Option(names = "--location", paramLabel = "TEXT", description = "Where it stands, in words.")
  private @Nullable String location;

  @Option(
      names = "--latitude",
      paramLabel = "DEGREES",
      description = "Degrees north; negative: south.")
  private @Nullable Double latitude;

  @Option(
      names = "--longitude",
      paramLabel = "DEGREES",
      description = "Degrees east; negative: west.")
  private @Nullable Double longitude;

  @Option(names = "--altitude", paramLabel = "METRES", description = "Metres above sea level.")
  private @Nullable Double altitude;

  @Option(
      names = "--min-frequency",
      paramLabel = "FREQUENCY",
      description = "Lowest frequency it receives.")
  private @Nullable Frequency lowest;

  @Option(
      names = "--max-frequency",
      paramLabel = "FREQUENCY",
      description = "Highest frequency it receives.")
  private @Nullable Frequency highest;

  @Option(
      names = "--frequency-offset",
      paramLabel = "FREQUENCY",
      description = "What a converter in front of it adds to its own frequency.")
  private @Nullable Frequency offset;

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      description = "Longest silence before it counts as gone, in whole seconds.")
  private @Nullable Duration timeout;

  @Option(
      names = "--country",
      paramLabel = "CODE",
      description = "The country it stands in, two letters (ISO 3166-1).")
  private @Nullable String country;

  @ArgGroup(exclusive = true)
  private @Nullable Gain gain;

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description = {
        "File with the password its operator gave; - reads what is piped in.",
        "An empty one removes the password."
      })
  private @Nullable InputFile password;

  @Option(
      names = "--retries",
      paramLabel = "N",
      description = "How often a failure that passes is tried again.")
  private @Nullable Integer retries;

  /// How loud it is where a plan does not say.
  static final class Gain {
    @Option(
        names = "--gain",
        required = true,
        paramLabel = "DB",
        description = "Manual gain in dB of its own scale.")
    private @Nullable Double db;

    @Option(
        names = "--automatic-gain",
        required = true,
        negatable = true,
        description = "Let it set its gain itself; its levels mean nothing in dBm then.")
    private @Nullable Boolean automatic;

    void applyTo(Receiver.Builder receiver, FieldMask.Builder mask) {
      if (db != null) {
        receiver.setGainDb(db);
        mask.addPaths("gain_db");
      }
      if (automatic != null) {
        receiver.setAutomaticGain(automatic);
        mask.addPaths("automatic_gain");
      }
    }
  }

  /// Sets on the receiver what was given, and names each field in the mask.
  void applyTo(Receiver.Builder receiver, FieldMask.Builder mask, Console console) {
    if (driver != null) {
      receiver.setDriver(driver);
      mask.addPaths("driver");
    }
    if (location != null) {
      receiver.setLocationName(location);
      mask.addPaths("location_name");
    }
    applyPosition(receiver, mask);
    if (lowest != null) {
      receiver.setMinFrequencyHz(lowest.hz());
      mask.addPaths("min_frequency_hz");
    }
    if (highest != null) {
      receiver.setMaxFrequencyHz(highest.hz());
      mask.addPaths("max_frequency_hz");
    }
    if (offset != null) {
      receiver.setFrequencyOffsetHz(offset.hz());
      mask.addPaths("frequency_offset_hz");
    }
    if (timeout != null) {
      receiver.setTimeoutSeconds(wholeSeconds(timeout));
      mask.addPaths("timeout_seconds");
    }
    applyRest(receiver, mask, console);
  }

  private void applyRest(Receiver.Builder receiver, FieldMask.Builder mask, Console console) {
    if (country != null) {
      receiver.setCountry(country.toUpperCase(Locale.ROOT));
      mask.addPaths("country");
    }
    if (gain != null) {
      gain.applyTo(receiver, mask);
    }
    if (password != null) {
      receiver.setPassword(password.readSecret(console));
      mask.addPaths("password");
    }
    if (retries != null) {
      receiver.setRetryCount(retries);
      mask.addPaths("retry_count");
    }
  }

  private void applyPosition(Receiver.Builder receiver, FieldMask.Builder mask) {
    if (latitude == null && longitude == null && altitude == null) {
      return;
    }
    if (latitude == null || longitude == null) {
      throw new UsageFailure("A position needs both --latitude and --longitude.");
    }
    Position.Builder position =
        Position.newBuilder().setLatitudeDeg(latitude).setLongitudeDeg(longitude);
    if (altitude != null) {
      position.setAltitudeM(altitude);
    }
    receiver.setPosition(position);
    mask.addPaths("position");
  }

  private static int wholeSeconds(Duration timeout) {
    long seconds = timeout.toSeconds();
    if (!timeout.equals(Duration.ofSeconds(seconds)) || seconds > Integer.MAX_VALUE) {
      throw new UsageFailure("A timeout is a whole number of seconds.");
    }
    return Math.toIntExact(seconds);
  }
}
