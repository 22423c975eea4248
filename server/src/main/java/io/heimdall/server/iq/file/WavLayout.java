package io.heimdall.server.iq.file;

import io.heimdall.server.iq.StampFit;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/// RIFF/WAVE of two channels, I and Q. `auxi` gives frequency and time as SpectraVue began and
/// HDSDR and SDR# go on to write it; `kiwi` before each `data` is KiwiSDR's stamp.
final class WavLayout {

  /// Two times of 16 bytes each, then the frequency.
  private static final int AUXI_BYTES = 36;

  private static final int AUXI_FREQUENCY_AT = 32;

  /// Half a second of KiwiSDR.
  private static final int STAMPS_OF_A_LINE = 12;

  private final FileBytes bytes;
  private final StatedFacts stated;
  private final Instant now;
  private @Nullable Datatype datatype;

  WavLayout(FileBytes bytes, StatedFacts stated, Instant now) {
    this.bytes = bytes;
    this.stated = stated;
    this.now = now;
  }

  /// Reads the chunks before the samples.
  Layout read() throws IOException {
    var chunks = WavChunks.open(bytes);
    boolean stamped = false;
    for (WavChunks.Chunk chunk = chunks.next(); chunk != null; chunk = chunks.next()) {
      switch (chunk.tag()) {
        case "fmt " -> format(chunk);
        case "auxi" -> auxiliary(chunk);
        case "kiwi" -> stamped = true;
        case "data" -> {
          return layout(stamped);
        }
        default -> {} // Titles, copyright and the like.
      }
    }
    throw bytes.refused("it has no chunk 'data'");
  }

  private Layout layout(boolean stamped) throws IOException {
    Datatype type = datatype;
    if (type == null) {
      throw bytes.refused("its samples begin before a chunk 'fmt ' says how they are written");
    }
    if (stamped && stated.start().isEmpty()) {
      throw new FactMissingException(
          "%s has stamps that say the time of the week, and neither its name nor anybody else says which week: give the time at which it begins"
              .formatted(bytes.name()));
    }
    IqFileFacts facts = stated.facts(IqFileFormat.WAV, type, now);
    if (!stamped) {
      return new Layout(facts, new WavSamples(bytes, WavChunks.open(bytes), type)::nextUnstamped);
    }
    return new Layout(beginningAsStamped(facts), stampedSpans(facts));
  }

  private StampedSpans stampedSpans(IqFileFacts facts) throws IOException {
    return new StampedSpans(
        new WavSamples(bytes, WavChunks.open(bytes), facts.datatype()),
        facts.sampleRateHz(),
        facts.start().utcNanos());
  }

  /// Names tell whole seconds. Where the first stamps make a line, the file begins where that says.
  private IqFileFacts beginningAsStamped(IqFileFacts facts) throws IOException {
    var fit = new StampFit(facts.sampleRateHz());
    StampedSpans spans = stampedSpans(facts);
    int stamps = 0;
    for (Span span = spans.next(); span != null; span = spans.next()) {
      Span.Stamp stamp = span.stamp();
      if (stamp != null && fit.add(span.firstSample(), stamp.utcNanos(), stamp.fixAgeSeconds())) {
        stamps++;
      }
      if (stamps == STAMPS_OF_A_LINE) {
        return facts.beginning(new StartTime(fit.anchorAt(0).utcNanos(), facts.start().origin()));
      }
    }
    return facts;
  }

  private void format(WavChunks.Chunk chunk) throws IOException {
    WavFormat format = WavFormat.read(bytes, chunk);
    datatype = format.datatype();
    stated.sampleRateHz((double) format.sampleRateHz());
  }

  /// What is there but makes no sense is left out: some programs write XML under this tag.
  private void auxiliary(WavChunks.Chunk chunk) throws IOException {
    if (chunk.size() < AUXI_BYTES) {
      return;
    }
    ByteBuffer auxi = bytes.read(chunk.offset(), AUXI_BYTES, "a chunk 'auxi'");
    if (auxi.get(0) == '<' || auxi.get(0) == (byte) 0xff) {
      return;
    }
    long frequencyHz = Integer.toUnsignedLong(auxi.getInt(AUXI_FREQUENCY_AT));
    if (frequencyHz > 0) {
      stated.centerFrequencyHz((double) frequencyHz);
    }
    try {
      Instant start =
          LocalDateTime.of(
                  auxi.getShort(0),
                  auxi.getShort(2),
                  auxi.getShort(6),
                  auxi.getShort(8),
                  auxi.getShort(10),
                  auxi.getShort(12),
                  auxi.getShort(14) * 1_000_000)
              .toInstant(ZoneOffset.UTC);
      // Windows' own beginning of time, 1601, is another way to know none.
      if (StartTime.plausible(start)) {
        stated.start(start);
      }
    } catch (DateTimeException _) {
      // A time of zeros means that the program knew none.
    }
  }
}
