package io.heimdall.server.grpc.page;

import io.heimdall.db.acquisition.AcquisitionKey;
import io.heimdall.db.artifact.ArtifactKey;
import io.heimdall.db.artifact.UploadKey;
import io.heimdall.db.measurement.MeasurementKey;
import io.heimdall.db.plan.RecurringPlanKey;
import io.heimdall.db.recording.RecordingId;
import io.heimdall.db.recording.RecordingKey;
import io.heimdall.server.artifact.BestMatches;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/// Keys of rows as text, for page tokens. What is read here has passed the token's digest, so it is
/// what was written.
public final class PageKeys {
  private static final String SEPARATOR = "|";

  private PageKeys() {}

  /// Writes a key.
  ///
  /// @param key the key of a row
  /// @return its text
  public static String write(AcquisitionKey key) {
    return join(key.createdAt(), key.id());
  }

  /// Reads a key.
  ///
  /// @param text what was written
  /// @return the key
  public static AcquisitionKey acquisition(String text) {
    List<String> parts = split(text);
    return new AcquisitionKey(Instant.parse(parts.get(0)), UUID.fromString(parts.get(1)));
  }

  /// Writes a key.
  ///
  /// @param key the key of a row
  /// @return its text
  public static String write(RecurringPlanKey key) {
    return join(key.createdAt(), key.id());
  }

  /// Reads a key.
  ///
  /// @param text what was written
  /// @return the key
  public static RecurringPlanKey recurringPlan(String text) {
    List<String> parts = split(text);
    return new RecurringPlanKey(Instant.parse(parts.get(0)), UUID.fromString(parts.get(1)));
  }

  /// Writes a key.
  ///
  /// @param key the key of a row
  /// @return its text
  public static String write(RecordingKey key) {
    RecordingId id = key.id();
    return join(key.createdAt(), id.acquisitionId(), id.receiverId(), id.hop());
  }

  /// Reads a key.
  ///
  /// @param text what was written
  /// @return the key
  public static RecordingKey recording(String text) {
    List<String> parts = split(text);
    return new RecordingKey(
        Instant.parse(parts.get(0)),
        new RecordingId(
            UUID.fromString(parts.get(1)),
            Integer.parseInt(parts.get(2)),
            Integer.parseInt(parts.get(3))));
  }

  /// Writes a key.
  ///
  /// @param key the key of a row
  /// @return its text
  public static String write(MeasurementKey key) {
    return join(
        key.windowStart(),
        key.acquisitionId(),
        key.receiverId(),
        key.hop(),
        key.algorithmVersion());
  }

  /// Reads a key.
  ///
  /// @param text what was written
  /// @return the key
  public static MeasurementKey measurement(String text) {
    List<String> parts = split(text);
    return new MeasurementKey(
        Instant.parse(parts.get(0)),
        UUID.fromString(parts.get(1)),
        Integer.parseInt(parts.get(2)),
        Integer.parseInt(parts.get(3)),
        Integer.parseInt(parts.get(4)));
  }

  /// Writes a key.
  ///
  /// @param key the key of a row
  /// @return its text
  public static String write(UploadKey key) {
    return join(key.createdAt(), key.id());
  }

  /// Reads a key.
  ///
  /// @param text what was written
  /// @return the key
  public static UploadKey upload(String text) {
    List<String> parts = split(text);
    return new UploadKey(Instant.parse(parts.get(0)), UUID.fromString(parts.get(1)));
  }

  /// Writes a key.
  ///
  /// @param key the key of a row
  /// @return its text
  public static String write(ArtifactKey key) {
    return join(key.id(), key.value());
  }

  /// Reads a key.
  ///
  /// @param text what was written
  /// @return the key
  public static ArtifactKey artifact(String text) {
    int separator = text.indexOf(SEPARATOR);
    return new ArtifactKey(
        text.substring(separator + 1), UUID.fromString(text.substring(0, separator)));
  }

  /// Writes a place among those that fit best.
  ///
  /// @param place the place
  /// @return its text
  public static String write(BestMatches.Place place) {
    return join(
        place.last().value(),
        place.last().id(),
        place.rank() == null ? "" : place.rank(),
        place.oldest() == null ? "" : place.oldest().value(),
        place.oldest() == null ? "" : place.oldest().id());
  }

  /// Reads a place among those that fit best.
  ///
  /// @param text what was written
  /// @return the place
  public static BestMatches.Place bestMatch(String text) {
    List<String> parts = split(text);
    return new BestMatches.Place(
        parts.get(3).isEmpty()
            ? null
            : new ArtifactKey(parts.get(3), UUID.fromString(parts.get(4))),
        new ArtifactKey(parts.get(0), UUID.fromString(parts.get(1))),
        parts.get(2).isEmpty() ? null : Float.valueOf(parts.get(2)));
  }

  private static String join(Object... parts) {
    return String.join(SEPARATOR, Arrays.stream(parts).map(String::valueOf).toList());
  }

  private static List<String> split(String text) {
    return List.of(text.split("\\|", -1));
  }
}
