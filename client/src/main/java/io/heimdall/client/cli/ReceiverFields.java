package io.heimdall.client.cli;

import com.google.protobuf.FieldMask;
import io.heimdall.v1.Position;
import io.heimdall.v1.Receiver;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What can be said about a receiver besides its name and URL, when it is added or changed.
final class ReceiverFields {

  @Option(names = "--driver", description = "Protocol it speaks: kiwi, http, rtl_tcp or spyserver.")
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

  /// Sets on the receiver what was given, and names each field in the mask.
  void applyTo(Receiver.Builder receiver, FieldMask.Builder mask) {
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
