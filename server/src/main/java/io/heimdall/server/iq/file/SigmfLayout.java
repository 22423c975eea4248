package io.heimdall.server.iq.file;

import static java.lang.Math.max;
import static java.util.Objects.requireNonNull;

import io.heimdall.db.receiver.Position;
import io.heimdall.server.iq.Gap;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The samples of a SigMF recording: each capture is a run of them. Where captures state
/// `core:global_index`, what it skips is lost. Where they do not, but state `core:datetime`, what
/// those skip is. They come of hosts' clocks, so what is less than a millisecond, than the
/// resolution they are written with, or than what a clock goes wrong by meanwhile, is none.
final class SigmfLayout {

  private static final double LEAST_SKIP_SECONDS = 1e-3;

  /// By how much the clocks of a host and of a receiver differ, at most.
  private static final double CLOCKS_APART = 100e-6;

  private static final double NANOS_PER_SECOND = 1e9;

  private static final Pattern FRACTION = Pattern.compile(":\\d\\d[.,](\\d{1,9})");

  /// Beyond any recording there can be; keeps sums of indexes from running over.
  private static final long MOST_INDEX = 1L << 60;

  private final FileBytes bytes;
  private final SigmfMeta meta;
  private final StatedFacts stated;

  /// A range of a file's bytes.
  ///
  /// @param offset where it begins
  /// @param length how long it is
  record Region(long offset, long length) {}

  /// A capture as the metadata has it.
  ///
  /// @param sampleStart the place of its first sample in the file
  /// @param headerBytes bytes before its samples that are none
  /// @param globalIndex the number of its first sample; -1 for none stated
  /// @param frequencyHz the frequency in its middle; 0 for none stated
  /// @param start when its first sample was taken; null for none stated
  /// @param resolutionSeconds of what unit its start is a whole number
  private record Capture(
      long sampleStart,
      long headerBytes,
      long globalIndex,
      double frequencyHz,
      @Nullable Instant start,
      double resolutionSeconds) {}

  SigmfLayout(FileBytes bytes, SigmfMeta meta, StatedFacts stated) {
    this.bytes = bytes;
    this.meta = meta;
    this.stated = stated;
  }

  /// Finds the samples.
  ///
  /// @param format what the file is
  /// @param data where the dataset is in the file
  /// @param now the time that stands in where nobody says one
  Layout read(IqFileFormat format, Region data, Instant now) throws IOException {
    Datatype type = meta.datatype();
    List<Capture> captures = captures();
    long headers = 0;
    for (Capture capture : captures) {
      headers = inFile(headers + capture.headerBytes());
    }
    long none = headers + inFile(meta.trailingBytes());
    if (none > data.length()) {
      throw meta.refused(
          "%d bytes are said to be no samples, and the data has %d".formatted(none, data.length()));
    }
    long samples = bytes.samples(data.offset() + headers, data.length() - none, type);
    verifyOrder(captures, samples);
    stated.sampleRateHz(meta.sampleRateHz());
    describe(captures.getFirst());
    IqFileFacts facts = stated.facts(format, type, now);
    return new Layout(facts, Spans.of(spans(captures, Span.whole(data.offset(), samples), type)));
  }

  private void describe(Capture first) throws IqFileException {
    if (first.frequencyHz() != 0) {
      stated.centerFrequencyHz(first.frequencyHz());
    }
    if (first.start() != null) {
      long before = Math.round(first.sampleStart() / stated.rateHz() * NANOS_PER_SECOND);
      stated.start(first.start().minusNanos(before));
    }
    Position position = position(meta.captures().path(0).path("core:geolocation"));
    if (position == null) {
      position = position(meta.global().path("core:geolocation"));
    }
    if (position != null) {
      stated.position(position);
    }
    meta.describe(stated);
  }

  /// Without any capture all samples are one.
  private List<Capture> captures() throws IqFileException {
    long firstNumber = meta.firstNumber();
    List<Capture> captures = new ArrayList<>();
    for (JsonNode node : meta.captures()) {
      captures.add(capture(node, captures.size(), firstNumber));
    }
    if (captures.isEmpty()) {
      captures.add(new Capture(0, 0, -1, 0, null, 0));
    }
    return captures;
  }

  private Capture capture(JsonNode node, int index, long firstNumber) throws IqFileException {
    String where = "capture " + index;
    long start = meta.whole(node, "core:sample_start", -1, where);
    if (start < firstNumber) {
      throw meta.refused(
          start < 0
              ? where + " has no core:sample_start"
              : "core:sample_start of %s is %d, and core:offset is %d"
                  .formatted(where, start, firstNumber));
    }
    long globalIndex = meta.whole(node, "core:global_index", -1, where);
    if (globalIndex > MOST_INDEX || start > MOST_INDEX) {
      throw meta.refused("an index of %s is beyond any recording".formatted(where));
    }
    JsonNode frequency = node.path("core:frequency");
    return new Capture(
        start - firstNumber,
        inFile(meta.whole(node, "core:header_bytes", 0, where)),
        globalIndex,
        frequency.isNumber() ? frequency.doubleValue() : 0,
        datetime(node.path("core:datetime"), where),
        resolutionSeconds(node.path("core:datetime").asString("")));
  }

  /// A number of bytes, or one more than there are in the file where it is larger: sums of such do
  /// not run over.
  private long inFile(long count) {
    return Math.min(count, bytes.size() + 1);
  }

  /// Writers cut times off, at the second the coarsest ones.
  private static double resolutionSeconds(String datetime) {
    Matcher fraction = FRACTION.matcher(datetime);
    return fraction.find() ? Math.pow(10, -fraction.group(1).length()) : 1;
  }

  private @Nullable Instant datetime(JsonNode node, String where) throws IqFileException {
    if (node.isMissingNode() || node.isNull()) {
      return null;
    }
    try {
      Instant start = OffsetDateTime.parse(node.asString("")).toInstant();
      if (StartTime.plausible(start)) {
        return start;
      }
      throw meta.refused("core:datetime of %s is %s, which cannot be".formatted(where, start));
    } catch (DateTimeException e) {
      throw meta.refused(
          "core:datetime of %s is %s, expected one like 2025-11-21T10:00:00.5Z"
              .formatted(where, node));
    }
  }

  private void verifyOrder(List<Capture> captures, long samples) throws IqFileException {
    for (int k = 0; k < captures.size(); k++) {
      Capture capture = captures.get(k);
      if (capture.sampleStart() >= samples) {
        throw meta.refused(
            "core:sample_start of capture %d is %d, and the data ends after sample %d"
                .formatted(k, capture.sampleStart(), samples - 1));
      }
      Capture before = k == 0 ? null : captures.get(k - 1);
      if (before != null && capture.sampleStart() <= before.sampleStart()) {
        throw meta.refused(
            "core:sample_start of capture %d is %d, that of the one before it is %d: they must rise"
                .formatted(k, capture.sampleStart(), before.sampleStart()));
      }
      double frequencyHz = captures.getFirst().frequencyHz();
      if (capture.frequencyHz() != 0 && capture.frequencyHz() != frequencyHz) {
        throw meta.refused(
            "capture %d is on %s Hz, the first one on %s Hz: a recording has one frequency"
                .formatted(k, capture.frequencyHz(), frequencyHz));
      }
    }
  }

  private List<Span> spans(List<Capture> captures, Span all, Datatype type) throws IqFileException {
    List<Span> spans = new ArrayList<>();
    long offset = all.offsetBytes();
    long place = 0;
    for (int k = 0; k < captures.size(); k++) {
      Capture capture = captures.get(k);
      // What stands before the first capture belongs to it.
      long end = k + 1 < captures.size() ? captures.get(k + 1).sampleStart() : all.sampleCount();
      offset += capture.headerBytes();
      long next = spans.isEmpty() ? 0 : endOf(spans.getLast());
      var joined = new Span(offset, end - place, next, Gap.Cause.SEQUENCE, null);
      spans.add(span(captures, spans, joined));
      offset += (end - place) * type.bytesPerSample();
      place = end;
    }
    return spans;
  }

  /// Moves a capture's samples by what is lost before them.
  private Span span(List<Capture> captures, List<Span> before, Span joined) throws IqFileException {
    int k = before.size();
    Capture first = captures.getFirst();
    Capture capture = captures.get(k);
    if (k == 0) {
      return joined;
    }
    if (capture.globalIndex() >= 0 && first.globalIndex() >= 0) {
      long index = capture.globalIndex() - first.globalIndex() + first.sampleStart();
      if (index < joined.firstSample()) {
        throw meta.refused(
            "core:global_index of capture %d is %d, and the samples before it reach to %d"
                .formatted(
                    k,
                    capture.globalIndex(),
                    joined.firstSample() + first.globalIndex() - first.sampleStart()));
      }
      return moved(joined, index, Gap.Cause.SEQUENCE);
    }
    long skipped = skippedByTime(captures, before, joined.firstSample());
    return moved(joined, joined.firstSample() + skipped, Gap.Cause.STAMP);
  }

  /// What the times of a capture and of the last one before it that has one skip, beyond the
  /// samples between them. Measured so, a rate that is a little wrong never adds up to a loss.
  private long skippedByTime(List<Capture> captures, List<Span> before, long joined)
      throws IqFileException {
    int k = before.size();
    Instant start = captures.get(k).start();
    int j = start == null ? -1 : k - 1;
    while (j >= 0 && captures.get(j).start() == null) {
      j--;
    }
    if (start == null || j < 0) {
      return 0;
    }
    Capture last = captures.get(j);
    Instant begin = requireNonNull(last.start());
    if (start.isBefore(begin)) {
      throw meta.refused(
          "core:datetime of capture %d is %s, that of capture %d is %s: they must rise"
              .formatted(k, start, j, begin));
    }
    double seconds = (StartTime.nanos(start) - StartTime.nanos(begin)) / NANOS_PER_SECOND;
    long from = j == 0 ? last.sampleStart() : before.get(j).firstSample();
    long index = from + Math.round(seconds * stated.rateHz());
    long skipped = Math.min(index, MOST_INDEX) - joined;
    double leastSeconds =
        max(
            max(LEAST_SKIP_SECONDS, seconds * CLOCKS_APART),
            max(last.resolutionSeconds(), captures.get(k).resolutionSeconds()));
    return skipped > max(1, leastSeconds * stated.rateHz()) ? skipped : 0;
  }

  private static Span moved(Span span, long first, Gap.Cause cause) {
    return new Span(
        span.offsetBytes(),
        span.sampleCount(),
        first,
        first == span.firstSample() ? Gap.Cause.SEQUENCE : cause,
        null);
  }

  private static long endOf(Span span) {
    return span.firstSample() + span.sampleCount();
  }

  private static @Nullable Position position(JsonNode point) {
    JsonNode coordinates = point.path("coordinates");
    double longitude = coordinates.path(0).asDouble(Double.NaN);
    double latitude = coordinates.path(1).asDouble(Double.NaN);
    boolean onEarth = Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180;
    if (!point.path("type").asString("").equals("Point") || !onEarth) {
      return null;
    }
    double altitude = coordinates.path(2).asDouble(Double.NaN);
    return new Position(latitude, longitude, Double.isFinite(altitude) ? altitude : null);
  }
}
