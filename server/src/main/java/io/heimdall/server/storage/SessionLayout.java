package io.heimdall.server.storage;

import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The names of everything stored under `sessions/`, made and parsed here and nowhere else.
///
/// ```
/// sessions/{task_id}/websdr_{id}.npy                  the single segment of epoch 1
/// sessions/{task_id}/websdr_{id}.e{epoch}.{nnnn}.npy  one of several
/// sessions/{task_id}/websdr_{id}_metadata.json
/// sessions/{task_id}/websdr_{id}[.e{epoch}.{nnnn}].sigmf-meta
/// ```
///
/// An acquisition of several frequencies puts each into `{hop:03}_{frequency_hz}/`.
public final class SessionLayout {

  /// What every key of a session begins with.
  public static final String ROOT = "sessions/";

  private static final String SAMPLES = ".npy";
  private static final String SIGMF = ".sigmf-meta";
  private static final String METADATA = "_metadata.json";

  private static final Pattern KEY =
      Pattern.compile(
          "sessions/(?<task>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/"
              + "(?:(?<hop>\\d{3})_(?<frequency>\\d{1,18})/)?"
              + "websdr_(?<receiver>[1-9]\\d{0,8})"
              + "(?:\\.e(?<epoch>[1-9]\\d{0,17})\\.(?<index>\\d{4,9}))?"
              + "(?<kind>\\.npy|\\.sigmf-meta|_metadata\\.json)");

  private SessionLayout() {}

  /// What every key of one session begins with.
  ///
  /// @param taskId the acquisition
  /// @return a prefix that ends in `/`
  public static String sessionPrefix(UUID taskId) {
    return ROOT + taskId + "/";
  }

  /// The key of the single complete segment of epoch 1.
  ///
  /// @param recording the recording
  /// @return the key
  public static String plainSegment(RecordingName recording) {
    return stem(recording) + SAMPLES;
  }

  /// The key of one of several segments.
  ///
  /// @param segment the segment
  /// @return the key
  public static String segment(SegmentName segment) {
    return stem(segment.recording()) + part(segment) + SAMPLES;
  }

  /// The key of a recording's metadata.
  ///
  /// @param recording the recording
  /// @return the key
  public static String metadata(RecordingName recording) {
    return stem(recording) + METADATA;
  }

  /// The key of the SigMF metadata over a segment.
  ///
  /// @param samplesKey the segment's own key
  /// @return the key beside it
  public static String sigmfMeta(String samplesKey) {
    if (!samplesKey.endsWith(SAMPLES)) {
      throw new IllegalArgumentException("not the key of a segment: " + samplesKey);
    }
    return samplesKey.substring(0, samplesKey.length() - SAMPLES.length()) + SIGMF;
  }

  /// The last part of a key.
  ///
  /// @param key any key
  /// @return what follows the last `/`
  public static String fileName(String key) {
    return key.substring(key.lastIndexOf('/') + 1);
  }

  /// Takes a key apart.
  ///
  /// @param key any object key
  /// @return its parts, or nothing when this layout does not make such keys
  public static Optional<SessionKey> parse(String key) {
    Matcher matcher = KEY.matcher(key);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    var recording =
        new RecordingName(
            UUID.fromString(matcher.group("task")),
            Integer.parseInt(matcher.group("receiver")),
            hop(matcher));
    Optional<SegmentName> segment = segment(matcher, recording);
    SessionKey.Kind kind = kind(matcher.group("kind"));
    if (kind == SessionKey.Kind.METADATA && segment.isPresent()) {
      return Optional.empty();
    }
    return Optional.of(new SessionKey(recording, kind, segment));
  }

  private static String stem(RecordingName recording) {
    String directory =
        recording
            .hop()
            .map(hop -> String.format(Locale.ROOT, "%03d_%d/", hop.index(), hop.frequencyHz()))
            .orElse("");
    return sessionPrefix(recording.taskId()) + directory + "websdr_" + recording.receiverId();
  }

  private static String part(SegmentName segment) {
    return String.format(Locale.ROOT, ".e%d.%04d", segment.epoch(), segment.index());
  }

  private static Optional<Hop> hop(Matcher matcher) {
    return Optional.ofNullable(matcher.group("hop"))
        .map(index -> new Hop(Integer.parseInt(index), Long.parseLong(matcher.group("frequency"))));
  }

  private static Optional<SegmentName> segment(Matcher matcher, RecordingName recording) {
    return Optional.ofNullable(matcher.group("epoch"))
        .map(epoch ->
            new SegmentName(
                recording, Long.parseLong(epoch), Integer.parseInt(matcher.group("index"))));
  }

  private static SessionKey.Kind kind(String suffix) {
    return switch (suffix) {
      case SAMPLES -> SessionKey.Kind.SAMPLES;
      case SIGMF -> SessionKey.Kind.SIGMF_META;
      case METADATA -> SessionKey.Kind.METADATA;
      default -> throw new IllegalStateException("the pattern knows no suffix " + suffix);
    };
  }
}
