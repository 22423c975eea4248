package io.heimdall.server.grpc.page;

import io.heimdall.db.acquisition.AcquisitionKey;
import io.heimdall.db.artifact.ArtifactKey;
import io.heimdall.db.artifact.ArtifactOrder;
import io.heimdall.db.artifact.UploadKey;
import io.heimdall.db.artifact.webhook.WebhookKey;
import io.heimdall.db.measurement.MeasurementKey;
import io.heimdall.db.plan.RecurringPlanKey;
import io.heimdall.db.recording.RecordingId;
import io.heimdall.db.recording.RecordingKey;
import io.heimdall.server.artifact.BestMatches;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/// Keys of rows as text, for page tokens. Anybody can write a token, so what is read here need not
/// be what was written: whatever is no key throws an [IllegalArgumentException], a
/// [DateTimeException] or an [IndexOutOfBoundsException], and what is one costs no more than a key
/// that was written.
public final class PageKeys {
  private static final String SEPARATOR = "|";
  private static final int FIRST_YEAR = 1;
  private static final int LAST_YEAR = 9999;

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
    return new AcquisitionKey(instant(parts.get(0)), UUID.fromString(parts.get(1)));
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
    return new RecurringPlanKey(instant(parts.get(0)), UUID.fromString(parts.get(1)));
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
        instant(parts.get(0)),
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
        instant(parts.get(0)),
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
    return new UploadKey(instant(parts.get(0)), UUID.fromString(parts.get(1)));
  }

  /// Writes a key.
  ///
  /// @param key the key of a row
  /// @return its text
  public static String write(WebhookKey key) {
    return join(key.createdAt(), key.id());
  }

  /// Reads a key.
  ///
  /// @param text what was written
  /// @return the key
  public static WebhookKey webhook(String text) {
    List<String> parts = split(text);
    return new WebhookKey(instant(parts.get(0)), UUID.fromString(parts.get(1)));
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
  /// @param order the order of the list
  /// @return the key
  public static ArtifactKey artifact(String text, ArtifactOrder order) {
    int separator = text.indexOf(SEPARATOR);
    String value = text.substring(separator + 1);
    switch (order.by()) {
      case CREATE_TIME, UPDATE_TIME -> instant(value);
      case SIZE_BYTES -> Long.parseLong(value);
      case NAME -> {}
    }
    return new ArtifactKey(value, UUID.fromString(text.substring(0, separator)));
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
    ArtifactKey oldest =
        parts.get(3).isEmpty() ? null : newest(parts.get(3), UUID.fromString(parts.get(4)));
    Float rank = parts.get(2).isEmpty() ? null : Float.valueOf(parts.get(2));
    if (rank != null && !Float.isFinite(rank)) {
      throw new IllegalArgumentException("no rank: " + rank);
    }
    return new BestMatches.Place(oldest, newest(parts.get(0), UUID.fromString(parts.get(1))), rank);
  }

  private static ArtifactKey newest(String createdAt, UUID id) {
    return new ArtifactKey(instant(createdAt).toString(), id);
  }

  /// Reads an instant.
  ///
  /// @param text what was written
  /// @return the instant, of the years 1 to 9999
  public static Instant instant(String text) {
    Instant instant = Instant.parse(text);
    int year = instant.atOffset(ZoneOffset.UTC).getYear();
    if (year < FIRST_YEAR || year > LAST_YEAR) {
      throw new IllegalArgumentException("no time of a row: " + text);
    }
    return instant;
  }

  private static String join(Object... parts) {
    return String.join(SEPARATOR, Arrays.stream(parts).map(String::valueOf).toList());
  }

  private static List<String> split(String text) {
    return List.of(text.split("\\|", -1));
  }
}
