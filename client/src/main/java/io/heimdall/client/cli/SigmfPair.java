package io.heimdall.client.cli;

import io.heimdall.v1.Position;
import io.heimdall.v1.Recording;
import io.heimdall.v1.TimeAnchor;
import io.heimdall.v1.TimingClass;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A pair of SigMF files while it is written. They have their names only once both are complete.
///
/// Source: SigMF 1.2.5, sigmf-spec.md.
final class SigmfPair implements AutoCloseable {

  private static final String VERSION = "1.2.5";
  private static final double NANOS_PER_SECOND = 1e9;
  private static final long SECOND_NANOS = 1_000_000_000L;
  private static final List<String> NOTES =
      List.of("author", "description", "license", "meta_doi", "data_doi");
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
  private static final DateTimeFormatter DATETIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSSSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final Path data;
  private final Path meta;
  private final PartFile dataPart;
  private final PartFile metaPart;
  private final SigmfDatatype datatype;
  private final FileChannel channel;
  private final MessageDigest digest = sha512();
  private final List<Run> runs = new ArrayList<>();
  private long samples;
  private long next = -1;

  /// Consecutive samples.
  ///
  /// @param sampleStart their place in the file
  /// @param index the index of the first one in the recording
  private record Run(long sampleStart, long index) {}

  /// Begins.
  ///
  /// @param name the files' common name, without an ending
  /// @param datatype how samples are written
  SigmfPair(Path name, SigmfDatatype datatype) throws IOException {
    this.data = filesOf(name).getFirst();
    this.meta = filesOf(name).getLast();
    this.dataPart = new PartFile(data);
    this.metaPart = new PartFile(meta);
    this.datatype = datatype;
    this.channel =
        FileChannel.open(dataPart.path(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  /// The two files of a pair, the data first.
  ///
  /// @param name their common name, without an ending
  static List<Path> filesOf(Path name) {
    return List.of(
        name.resolveSibling(name.getFileName() + ".sigmf-data"),
        name.resolveSibling(name.getFileName() + ".sigmf-meta"));
  }

  Path data() {
    return data;
  }

  long samples() {
    return samples;
  }

  /// Writes samples; where their index is not the next one, those in between are lost.
  void write(long index, int count, ByteBuffer encoded) throws IOException {
    if (index != next) {
      runs.add(new Run(samples, index));
    }
    digest.update(encoded.duplicate());
    while (encoded.hasRemaining()) {
      channel.write(encoded);
    }
    samples += count;
    next = index + count;
  }

  /// Completes both files and gives them their names, the data first. Metadata of an earlier pair
  /// goes before that, so that it never stands beside data that are not its own.
  void finish(Recording recording) throws IOException {
    channel.close();
    Files.writeString(metaPart.path(), JSON.writeValueAsString(metadata(recording)) + "\n");
    Files.deleteIfExists(meta);
    dataPart.finish();
    metaPart.finish();
  }

  private ObjectNode metadata(Recording recording) {
    ObjectNode root = JSON.createObjectNode();
    global(recording, root.putObject("global"));
    ArrayNode captures = root.putArray("captures");
    for (Run run : runs) {
      capture(recording, run, captures.addObject());
    }
    root.putArray("annotations");
    return root;
  }

  private void global(Recording recording, ObjectNode global) {
    Map<String, String> facts = recording.getFactsMap();
    global.put("core:datatype", datatype.word());
    global.put("core:version", VERSION);
    global.put("core:sample_rate", rateHz(recording));
    global.put("core:sha512", HexFormat.of().formatHex(digest.digest()));
    global.put("core:hw", facts.getOrDefault("hw", recording.getReceiverName()));
    global.put("core:recorder", facts.getOrDefault("recorder", "Heimdall"));
    for (String note : NOTES) {
      if (facts.containsKey(note)) {
        global.put("core:" + note, facts.get(note));
      }
    }
    if (recording.hasPosition()) {
      Position position = recording.getPosition();
      ObjectNode point = global.putObject("core:geolocation").put("type", "Point");
      ArrayNode coordinates = point.putArray("coordinates");
      coordinates.add(position.getLongitudeDeg()).add(position.getLatitudeDeg());
      if (position.hasAltitudeM()) {
        coordinates.add(position.getAltitudeM());
      }
    }
  }

  private static void capture(Recording recording, Run run, ObjectNode capture) {
    capture.put("core:sample_start", run.sampleStart());
    capture.put("core:global_index", run.index());
    capture.put("core:frequency", recording.getCenterFrequencyHz());
    TimeAnchor anchor = recording.getAnchor();
    long nanos =
        anchor.getUtcUnixNanos()
            + Math.round(
                (run.index() - anchor.getSampleIndex()) / rateHz(recording) * NANOS_PER_SECOND);
    capture.put(
        "core:datetime",
        DATETIME.format(
            Instant.ofEpochSecond(
                Math.floorDiv(nanos, SECOND_NANOS), Math.floorMod(nanos, SECOND_NANOS))));
  }

  /// The rate as measured, where stamps have measured it.
  private static double rateHz(Recording recording) {
    TimeAnchor anchor = recording.getAnchor();
    return anchor.getTimingClass() == TimingClass.TIMING_CLASS_HOST_ARRIVAL
        ? recording.getSampleRateHz()
        : anchor.getSampleRateHz();
  }

  private static MessageDigest sha512() {
    try {
      return MessageDigest.getInstance("SHA-512");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-512", e);
    }
  }

  @Override
  public void close() throws IOException {
    try (dataPart;
        metaPart) {
      channel.close();
    }
  }
}
