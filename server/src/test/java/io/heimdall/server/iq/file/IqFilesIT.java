package io.heimdall.server.iq.file;

import static io.heimdall.server.iq.file.SampleFiles.chunk;
import static io.heimdall.server.iq.file.SampleFiles.fmt;
import static io.heimdall.server.iq.file.SampleFiles.join;
import static io.heimdall.server.iq.file.SampleFiles.riff;
import static io.heimdall.server.iq.file.SampleFiles.samples;
import static io.heimdall.server.iq.file.SampleFiles.sigmfMeta;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.heimdall.server.iq.IqBlock;
import io.heimdall.server.iq.TimingClass;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class IqFilesIT {

  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final FileHints HINTS = new FileHints(433_920_000, 250_000, null);
  private static final IqFiles FILES = new IqFiles(InstantSource.fixed(NOW));

  @TempDir Path directory;

  private Path file(String name, byte[] bytes) throws IOException {
    return Files.write(directory.resolve(name), bytes);
  }

  private static IqFileSource source(Path path, FileHints hints) throws IOException {
    return IqFileSource.at(path, hints, FileHints.NONE);
  }

  /// Everything a file gives.
  @SuppressWarnings("ArrayRecordComponent") // never compared as a whole
  private record Content(IqFileFacts facts, float[] parts, List<Long> starts, long end) {}

  private static Content read(IqFileSource source) throws IOException {
    try (IqFileReader reader = FILES.open(source)) {
      var block = new IqBlock(IqFileReader.BLOCK_SAMPLES);
      float[] parts = new float[0];
      List<Long> starts = new ArrayList<>();
      long next = -1;
      while (reader.next(block)) {
        int at = parts.length;
        parts = Arrays.copyOf(parts, at + 2 * block.count());
        for (int n = 0; n < block.count(); n++) {
          parts[at + 2 * n] = block.i()[n];
          parts[at + 2 * n + 1] = block.q()[n];
        }
        if (block.firstSample() != next) {
          starts.add(block.firstSample());
        }
        next = block.endSample();
      }
      return new Content(reader.facts(), parts, starts, reader.nextSample());
    }
  }

  private static void refuses(IqFileSource source, String... words) {
    assertThatThrownBy(() -> FILES.verify(source))
        .isInstanceOf(IqFileException.class)
        .message()
        .contains(words);
  }

  private static float expected(Datatype type, byte[] bytes, int part) {
    ByteBuffer all = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    return switch (type) {
      case CF32_LE -> all.getFloat(4 * part);
      case CF64_LE -> (float) all.getDouble(8 * part);
      case CI16_LE -> all.getShort(2 * part) / 32768f;
      case CI8 -> bytes[part] / 128f;
      case CU8 -> ((bytes[part] & 0xff) - 127.5f) / 127.5f;
    };
  }

  private static void hold(Content content, Datatype type, byte[] bytes) {
    assertThat(content.parts()).hasSize(2 * bytes.length / type.bytesPerSample());
    for (int part = 0; part < content.parts().length; part++) {
      assertThat(content.parts()[part]).isEqualTo(expected(type, bytes, part));
    }
  }

  @ParameterizedTest
  @EnumSource(value = Datatype.class, names = "CF64_LE", mode = EnumSource.Mode.EXCLUDE)
  void readsSigmfOfEveryDatatypeAsPairAndAsArchive(Datatype type) throws IOException {
    byte[] bytes = samples(type, 5000);
    String meta = sigmfMeta(type, bytes, SampleFiles.oneCapture());
    Path pair = SampleFiles.sigmf(directory, meta, bytes);
    Path archive = file("x.sigmf", SampleFiles.archive(meta, bytes));

    Content fromMeta = read(source(pair, FileHints.NONE));
    Content fromData = read(source(directory.resolve("x.sigmf-data"), FileHints.NONE));
    Content fromArchive = read(source(archive, FileHints.NONE));

    hold(fromMeta, type, bytes);
    hold(fromData, type, bytes);
    hold(fromArchive, type, bytes);
    assertThat(fromArchive.facts().format()).isEqualTo(IqFileFormat.SIGMF_ARCHIVE);
    assertThat(fromMeta.facts())
        .isEqualTo(
            new IqFileFacts(
                IqFileFormat.SIGMF,
                type,
                48_000,
                915_000_000,
                StartTime.of(Instant.parse("2025-11-21T10:00:00.5Z"), StartTime.Origin.FILE),
                Optional.empty(),
                Optional.empty(),
                Map.of(
                    "author",
                    "jane.doe@domain.org",
                    "description",
                    "All zero complex float32 example file.")));
    assertThat(FILES.verify(source(archive, FileHints.NONE)).samples()).isEqualTo(5000);
  }

  @Test
  void findsTheLossesThatCapturesState() throws IOException {
    byte[] bytes = samples(Datatype.CI8, 300);
    String indexed =
        """
        [{"core:sample_start": 0, "core:global_index": 7, "core:frequency": 1e6},
         {"core:sample_start": 100, "core:global_index": 107},
         {"core:sample_start": 200, "core:global_index": 1207}]\
        """;
    String dated =
        """
        [{"core:sample_start": 0, "core:datetime": "2025-01-01T00:00:00Z", "core:frequency": 1e6},
         {"core:sample_start": 100, "core:datetime": "2025-01-01T00:00:00.002083Z"},
         {"core:sample_start": 200, "core:datetime": "2025-01-01T00:00:01.000Z"}]\
        """;

    Content byIndex =
        read(
            source(
                SampleFiles.sigmf(directory, sigmfMeta(Datatype.CI8, bytes, indexed), bytes),
                FileHints.NONE));
    Content byTime =
        read(
            source(
                SampleFiles.sigmf(directory, sigmfMeta(Datatype.CI8, bytes, dated), bytes),
                FileHints.NONE));

    assertThat(byIndex.starts()).containsExactly(0L, 1200L);
    assertThat(byIndex.end()).isEqualTo(1300);
    assertThat(byTime.starts()).containsExactly(0L, 48_000L);
    hold(byTime, Datatype.CI8, bytes);
  }

  private List<Long> startsBy(String... datetimes) throws IOException {
    byte[] bytes = samples(Datatype.CI8, 100 * datetimes.length);
    StringBuilder captures = new StringBuilder("[");
    for (int k = 0; k < datetimes.length; k++) {
      captures.append(
          "%s{\"core:sample_start\": %d, \"core:frequency\": 1e6%s}"
              .formatted(
                  k == 0 ? "" : ", ",
                  100 * k,
                  datetimes[k].isEmpty() ? "" : ", \"core:datetime\": \"" + datetimes[k] + '"'));
    }
    String meta = sigmfMeta(Datatype.CI8, bytes, captures.append("]").toString());
    return read(source(SampleFiles.sigmf(directory, meta, bytes), FileHints.NONE)).starts();
  }

  @Test
  void takesTheCoarsenessOfTimesAndTheErrorOfClocksForNoLoss() throws IOException {
    // 100 samples take 2.083 ms; the times have whole seconds.
    assertThat(startsBy("2025-01-01T00:00:00Z", "2025-01-01T00:00:01Z")).containsExactly(0L);
    assertThat(startsBy("2025-01-01T00:00:00.9Z", "2025-01-01T00:00:01.0Z")).containsExactly(0L);
    assertThat(startsBy("2025-01-01T00:00:00Z", "2025-01-01T00:00:02Z"))
        .containsExactly(0L, 96_000L);
    // Each is late by 0.9 ms; together that would be a loss.
    assertThat(
            startsBy(
                "2025-01-01T00:00:00.000000Z",
                "2025-01-01T00:00:00.002983Z",
                "2025-01-01T00:00:00.005966Z"))
        .containsExactly(0L);
    // One without a time is passed over.
    assertThat(startsBy("2025-01-01T00:00:00.000Z", "", "2025-01-01T00:00:01.000Z"))
        .containsExactly(0L, 48_000L);
  }

  @Test
  void allowsForTheErrorOfAClockOverALongCapture() throws IOException {
    byte[] bytes = samples(Datatype.CI8, 2_880_100);
    String late =
        """
        [{"core:sample_start": 0, "core:datetime": "2025-01-01T00:00:00.000Z",
          "core:frequency": 1e6},
         {"core:sample_start": 2880000, "core:datetime": "2025-01-01T00:01:00.FRACTIONZ"}]\
        """;

    List<List<Long>> starts = new ArrayList<>();
    for (String fraction : List.of("005", "007")) {
      String meta = sigmfMeta(Datatype.CI8, bytes, late.replace("FRACTION", fraction));
      starts.add(read(source(SampleFiles.sigmf(directory, meta, bytes), FileHints.NONE)).starts());
    }

    // 100 ppm of a minute are 6 ms.
    assertThat(starts).containsExactly(List.of(0L), List.of(0L, 2_880_336L));
  }

  @Test
  void refusesADatasetThatIsNotBesideItsMetadata() throws IOException {
    byte[] bytes = samples(Datatype.CU8, 100);
    for (String name : List.of("/etc/passwd", "../x", "..", ".", "", "a\\\\b", "a\\u0000b")) {
      String meta =
          sigmfMeta(Datatype.CU8, bytes, SampleFiles.oneCapture())
              .replace("\"global\": {", "\"global\": {\"core:dataset\": \"" + name + "\",");

      Path path = SampleFiles.sigmf(directory, meta, bytes);

      assertThatThrownBy(() -> source(path, HINTS))
          .as(name)
          .isInstanceOf(IqFileException.class)
          .hasMessageContaining("no name of a file beside it");
    }
  }

  @Test
  void skipsWhatANonConformingDatasetSaysIsNoSample() throws IOException {
    byte[] bytes = samples(Datatype.CF32_LE, 20);
    byte[] npy = SampleFiles.npy("<c8", "(20,)", bytes);
    String meta =
        """
        {"global": {"core:datatype": "cf32_le", "core:sample_rate": 12000.5, "core:version": "1.2.5",
                    "core:dataset": "iq.npy", "core:trailing_bytes": 16},
         "captures": [{"core:sample_start": 0, "core:header_bytes": 128, "core:frequency": 7e6,
           "core:geolocation": {"type": "Point", "coordinates": [7.28, 53.66, 12.5]}},
          {"core:sample_start": 10}], "annotations": []}\
        """;
    file("iq.npy", npy);
    Path metaFile = Files.writeString(directory.resolve("iq.sigmf-meta"), meta);

    Content content = read(source(metaFile, FileHints.NONE));

    hold(content, Datatype.CF32_LE, Arrays.copyOf(bytes, 18 * 8));
    assertThat(content.starts()).containsExactly(0L);
    assertThat(content.facts().position())
        .hasValueSatisfying(place -> assertThat(place.latitudeDeg()).isEqualTo(53.66));
  }

  @Test
  void refusesMetadataThatDisagreesWithItsData() throws IOException {
    byte[] bytes = samples(Datatype.CI16_LE, 100);
    String meta = sigmfMeta(Datatype.CI16_LE, bytes, SampleFiles.oneCapture());

    refusesSigmf(meta.replace("ci16_le", "ci32_le"), bytes, "core:datatype is 'ci32_le'");
    refusesSigmf(meta, Arrays.copyOf(bytes, 399), "3 bytes of the 4 of sample 99, from byte 396");
    refusesSigmf(meta, Arrays.copyOf(bytes, 396), "core:sha512", "396 bytes");
    refusesSigmf(meta.replace(": 0, \"core:f", ": 100, \"core:f"), bytes, "is 100", "sample 99");
    refusesSigmf(meta.replace(": 1\n", ": 2\n"), bytes, "core:num_channels is 2");
    refusesSigmf(meta.replace("48000", "-1"), bytes, "core:sample_rate is -1");
    refusesSigmf(meta.replace("2025-11", "2025-13"), bytes, "core:datetime of capture 0");
    refusesSigmf(meta.replace("\"captures\"", "\"x\": 1, \"captures\""), bytes);
    refusesSigmf("{", bytes, "no JSON");
    refusesSigmf("[]", bytes, "needs an object 'global'");
    refusesSigmf(meta, new byte[0], "no sample");
    refusesCaptures("[{\"core:sample_start\": 5}, {\"core:sample_start\": 5}]", "they must rise");
    refusesCaptures(
        "[{\"core:sample_start\": 0, \"core:global_index\": 0, \"core:frequency\": 1e6},"
            + " {\"core:sample_start\": 50, \"core:global_index\": 49}]",
        "core:global_index of capture 1 is 49",
        "reach to 50");
    refusesCaptures(
        "[{\"core:sample_start\": 0, \"core:frequency\": 1e6},"
            + " {\"core:sample_start\": 50, \"core:frequency\": 2e6}]",
        "a recording has one frequency");
    refusesCaptures(
        "[{\"core:sample_start\": 0, \"core:header_bytes\": 9223372036854775807}]", "no samples");
    refusesSigmf(
        meta.replace(
            "\"core:num_channels\"",
            "\"core:trailing_bytes\": 9223372036854775807, \"core:num_channels\""),
        bytes,
        "no samples");
    refusesSigmf(
        meta.replace(
                "\"core:num_channels\"",
                "\"core:trailing_bytes\": 9223372036854775807, \"core:num_channels\"")
            .replace(": 0, \"core:f", ": 0, \"core:header_bytes\": 400, \"core:f"),
        bytes,
        "no samples");
    refusesCaptures("[{\"core:global_index\": 0}]", "capture 0 has no core:sample_start");
  }

  private void refusesSigmf(String meta, byte[] bytes, String... words) throws IOException {
    Path pair = SampleFiles.sigmf(directory, meta, bytes);
    if (words.length == 0) {
      assertThat(FILES.verify(source(pair, FileHints.NONE)).samples()).isEqualTo(100);
    } else {
      assertThatThrownBy(() -> FILES.verify(source(pair, FileHints.NONE)))
          .isInstanceOf(IqFileException.class)
          .message()
          .contains(words);
    }
  }

  private void refusesCaptures(String captures, String... words) throws IOException {
    byte[] bytes = samples(Datatype.CI16_LE, 100);
    refusesSigmf(sigmfMeta(Datatype.CI16_LE, bytes, captures), bytes, words);
  }

  @Test
  void refusesArchivesThatAreNone() throws IOException {
    byte[] bytes = samples(Datatype.CU8, 100);
    String meta = sigmfMeta(Datatype.CU8, bytes, SampleFiles.oneCapture());
    byte[] archive = SampleFiles.archive(meta, bytes);
    byte[] spoilt = archive.clone();
    spoilt[513]++;

    refuses(
        source(file("a.sigmf", Arrays.copyOf(archive, archive.length - 1436)), HINTS),
        "the archive ends at");
    refuses(source(file("b.sigmf", spoilt), HINTS), "no header of a tar");
    refuses(source(file("c.sigmf", new byte[1024]), HINTS), "0 .sigmf-meta and 0 .sigmf-data");
    refuses(
        source(
            file(
                "d.sigmf",
                join(
                    SampleFiles.tar("a.sigmf-meta", '0', new byte[] {'{', '}'}),
                    SampleFiles.tar("b.sigmf-data", '0', bytes))),
            HINTS),
        "not of one recording");
    byte[] one = SampleFiles.tar("a.sigmf-meta", '0', new byte[] {'{', '}'});
    byte[] two = SampleFiles.tar("b.sigmf-meta", '0', new byte[] {'{', '}'});
    // What follows the second one is not looked at.
    refuses(
        source(file("e.sigmf", join(one, two, new byte[] {1})), HINTS),
        "both a.sigmf-meta and b.sigmf-meta");
    byte[] name = ("a".repeat(4097) + "\0").getBytes(StandardCharsets.US_ASCII);
    refuses(
        source(file("f.sigmf", join(SampleFiles.tar("x", 'L', name), one)), HINTS),
        "4097 characters, expected at most 4096");
  }

  @Test
  void takesExtendedHeadersByTheirStatedLengths() throws IOException {
    byte[] bytes = samples(Datatype.CU8, 100);
    byte[] meta =
        sigmfMeta(Datatype.CU8, bytes, SampleFiles.oneCapture()).getBytes(StandardCharsets.UTF_8);

    Content content =
        read(
            source(
                file(
                    "named.sigmf",
                    join(
                        pax(
                            record("comment", "9 path=no\n9 size=7")
                                + record("path", "y/y.sigmf-meta")),
                        SampleFiles.tar("short", '0', meta),
                        pax(record("path", "y/y.sigmf-data") + record("size", "200")),
                        SampleFiles.tar("short", '0', bytes),
                        new byte[1024])),
                HINTS));

    assertThat(content.parts()).hasSize(200);
    for (String records :
        List.of(
            "1".repeat(60_000), "30 path=too short\n", "x path=y\n", "0 path=y\n", "9 path=yy")) {
      refuses(
          source(file("spoilt.sigmf", join(pax(records), SampleFiles.tar("a", '0', meta))), HINTS),
          "byte 0 of an extended header of its tar begins no record");
    }
  }

  /// Of less than a hundred bytes, of which two say so.
  private static String record(String key, String value) {
    return "%d %s=%s\n".formatted(5 + key.length() + value.length(), key, value);
  }

  private static byte[] pax(String records) {
    return SampleFiles.tar("./PaxHeaders/x", 'x', records.getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void readsWavesOfEveryKind() throws IOException {
    byte[] shorts = samples(Datatype.CI16_LE, 5000);
    byte[] floats = samples(Datatype.CF32_LE, 5000);
    byte[] list = chunk("LIST", new byte[] {1, 2, 3});

    Content pcm =
        read(
            source(
                file(
                    "pcm.wav",
                    riff(
                        fmt(1, 2, 96_000, 16),
                        list,
                        SampleFiles.auxi(7_100_000),
                        chunk("data", shorts))),
                FileHints.NONE));
    Content wide =
        read(source(file("f.wav", riff(fmt(3, 2, 96_000, 32), chunk("data", floats))), HINTS));
    Content extensible =
        read(
            source(
                file("e.wav", riff(SampleFiles.extensible(3, 48_000, 32), chunk("data", floats))),
                HINTS));

    hold(pcm, Datatype.CI16_LE, shorts);
    hold(wide, Datatype.CF32_LE, floats);
    hold(extensible, Datatype.CF32_LE, floats);
    assertThat(pcm.facts().centerFrequencyHz()).isEqualTo(7_100_000);
    assertThat(pcm.facts().sampleRateHz()).isEqualTo(96_000);
    assertThat(pcm.facts().start().instant()).isEqualTo("2017-11-27T10:41:56.250Z");
    assertThat(wide.facts().sampleRateHz()).isEqualTo(250_000);
    assertThat(wide.facts().start()).isEqualTo(StartTime.of(NOW, StartTime.Origin.UNKNOWN));
  }

  @Test
  void readsAWaveWhoseRecorderWasEndedToTheEndOfTheFile() throws IOException {
    byte[] shorts = samples(Datatype.CI16_LE, 5000);
    byte[] killed = riff(fmt(1, 2, 96_000, 16), chunk("data", shorts));
    ByteBuffer sizes = ByteBuffer.wrap(killed).order(ByteOrder.LITTLE_ENDIAN);

    sizes.putInt(40, 0);
    refuses(source(file("stated.wav", killed), HINTS), "no sample");
    for (int unstated : new int[] {0, -1}) {
      for (int data : new int[] {0, -1}) {
        sizes.putInt(4, unstated).putInt(40, data);

        Content content = read(source(file("killed.wav", killed), HINTS));

        hold(content, Datatype.CI16_LE, shorts);
      }
    }
  }

  @Test
  void leavesOutWhatAnAuxiliaryChunkCannotKnow() throws IOException {
    byte[] shorts = samples(Datatype.CI16_LE, 50);
    byte[] auxi = SampleFiles.auxi(0);
    ByteBuffer.wrap(auxi).order(ByteOrder.LITTLE_ENDIAN).putShort(8, (short) 1601);
    byte[] wave = riff(fmt(1, 2, 96_000, 16), auxi, chunk("data", shorts));

    Content content =
        read(source(file("20171127T104156Z_77500_DF0KL_iq.wav", wave), FileHints.NONE));

    assertThat(content.facts().centerFrequencyHz()).isEqualTo(77_500);
    assertThat(content.facts().start().instant()).isEqualTo("2017-11-27T10:41:56Z");
  }

  @Test
  void refusesWavesThatAreCutOffOrOfAnotherKind() throws IOException {
    byte[] data = chunk("data", samples(Datatype.CI16_LE, 100));
    byte[] whole = riff(fmt(1, 2, 96_000, 16), data);

    refuses(source(file("a.wav", Arrays.copyOf(whole, 200)), HINTS), "444 bytes, and it has 200");
    refuses(source(file("b.wav", join(whole, new byte[2])), HINTS), "444 bytes, and it has 446");
    refuses(source(file("c.wav", riff(fmt(1, 1, 96_000, 16), data)), HINTS), "1 channels");
    refuses(source(file("d.wav", riff(fmt(1, 2, 96_000, 24), data)), HINTS), "24 bits in format 1");
    refuses(source(file("e.wav", riff(data)), HINTS), "before a chunk 'fmt '");
    refuses(source(file("f.wav", riff(fmt(1, 2, 96_000, 16))), HINTS), "no chunk 'data'");
    refuses(
        source(file("g.wav", riff(fmt(1, 2, 96_000, 16), chunk("data", new byte[402]))), HINTS),
        "2 bytes of the 4 of sample 100, from byte 444 on");
    refuses(source(file("h.wav", new byte[50]), HINTS), "not RIFF/WAVE");
    byte[] absurd = whole.clone();
    absurd[43] = 0x7f;
    refuses(source(file("i.wav", absurd), HINTS), "chunk 'data' at byte 36", "400 bytes into it");
  }

  @Test
  void placesTheSamplesOfAKiwiByItsStamps() throws IOException {
    byte[] bytes = SampleFiles.kiwi(60, 12_001.25, 40, 300);
    Path path = file("20171127T104156Z_77500_DF0KL_iq.wav", bytes);

    Content content = read(source(path, FileHints.NONE));
    FileSurvey survey = FILES.verify(source(path, FileHints.NONE));

    assertThat(content.starts()).containsExactly(0L, 41 * 512L + 300);
    hold(content, Datatype.CI16_LE, samples(Datatype.CI16_LE, 60 * 512));
    assertThat(content.facts().station()).hasValue("DF0KL");
    assertThat(content.facts().centerFrequencyHz()).isEqualTo(77_500);
    assertThat(survey.gaps()).isEqualTo(1);
    assertThat(survey.endSample()).isEqualTo(60 * 512 + 300);
    assertThat(survey.anchor().timingClass()).isEqualTo(TimingClass.GPS_FIT);
    assertThat(survey.anchor().sampleRateHz()).isCloseTo(12_001.25, within(1e-4));
    // 124934.5 s of week 1977, less 18 leap seconds.
    assertThat(survey.anchor().utcNanos())
        .isCloseTo(StartTime.nanos(Instant.parse("2017-11-27T10:41:56.5Z")), within(1_000L));
  }

  @Test
  void refusesStampsThatHaveLostTheirSamples() throws IOException {
    byte[] bytes = SampleFiles.kiwi(20, 12_001.25, 99, 0);
    int pair = 2074;
    byte[] unnamed = bytes.clone();
    unnamed[36 + 3 * pair + 18] = 'x';
    byte[] late = bytes.clone();
    late[36 + 3 * pair + 13] = 0x7f;
    String name = "20171127T104156Z_77500_DF0KL_iq.wav";

    refuses(source(file(name, unnamed), FileHints.NONE), "stamp at byte 6266 has no samples");
    refuses(source(file(name, late), FileHints.NONE), "at byte 6266", "no time of the week");
  }

  @Test
  void needsTheWeekOfStampsFromTheNameOrTheCaller() throws IOException {
    Path path = file("nameless.wav", SampleFiles.kiwi(20, 12_001.25, 99, 0));
    var told = new FileHints(77_500, 0, Instant.parse("2017-11-28T00:00:00Z"));

    assertThatThrownBy(() -> FILES.verify(source(path, HINTS)))
        .isInstanceOf(FactMissingException.class)
        .hasMessageContaining("which week");
    assertThat(FILES.verify(source(path, told)).anchor().utcNanos())
        .isCloseTo(StartTime.nanos(Instant.parse("2017-11-27T10:41:56.5Z")), within(1_000L));
  }

  @ParameterizedTest
  @CsvSource({
    "<c8,CF32_LE,'(50,)'",
    "<c16,CF64_LE,'(50,)'",
    "<i2,CI16_LE,'(50, 2)'",
    "|i1,CI8,'(50, 2)'",
    "|u1,CU8,'(50, 2)'"
  })
  void readsArraysOfNumpy(String descr, Datatype type, String shape) throws IOException {
    byte[] bytes = samples(type, 50);

    Content content = read(source(file("x.npy", SampleFiles.npy(descr, shape, bytes)), HINTS));

    hold(content, type, bytes);
  }

  @Test
  void refusesArraysThatAreNoSamples() throws IOException {
    byte[] bytes = samples(Datatype.CF32_LE, 50);

    refuses(source(file("a.npy", SampleFiles.npy("<f8", "(50,)", bytes)), HINTS), "dtype is '<f8'");
    refuses(
        source(file("b.npy", SampleFiles.npy("<c8", "(25, 2)", bytes)), HINTS),
        "shape is [25, 2]",
        "(n,)");
    refuses(
        source(file("c.npy", SampleFiles.npy("<c8", "(51,)", bytes)), HINTS),
        "51 samples",
        "0 bytes into sample 50");
    refuses(source(file("d.npy", SampleFiles.npy("<c8", "(49,)", bytes)), HINTS), "8 bytes follow");
    refuses(
        source(file("e.npy", Arrays.copyOf(SampleFiles.npy("<c8", "(50,)", bytes), 525)), HINTS),
        "5 bytes into sample 49");
    refuses(
        source(file("f.npy", SampleFiles.npy("<c8", "(900000000000000000,)", bytes)), HINTS),
        "900000000000000000 samples");
    refuses(source(file("g.npy", new byte[64]), HINTS), "not a .npy file");
  }

  @Test
  void refusesWhatIsNoNumber() throws IOException {
    byte[] bytes = samples(Datatype.CF32_LE, 6000);
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putFloat(5000 * 8 + 4, Float.NaN);

    refuses(
        source(file("x.npy", SampleFiles.npy("<c8", "(6000,)", bytes)), HINTS),
        "sample 5000, at byte 40128",
        "NaN");
  }

  @Test
  void readsPlainBytesWhenToldRateAndFrequency() throws IOException {
    byte[] bytes = samples(Datatype.CU8, 9000);
    Path path = file("x.cu8", bytes);

    hold(read(source(path, HINTS)), Datatype.CU8, bytes);
    refuses(
        source(file("odd.cu8", Arrays.copyOf(bytes, 17)), HINTS), "1 bytes of the 2 of sample 8");
    assertThatThrownBy(() -> FILES.open(source(path, new FileHints(1, 0, null))))
        .isInstanceOf(FactMissingException.class)
        .hasMessageContaining("sample rate");
    assertThatThrownBy(() -> FILES.open(source(path, new FileHints(0, 1, null))))
        .isInstanceOf(FactMissingException.class)
        .hasMessageContaining("which frequency");
    refuses(source(file("x.bin", bytes), HINTS), "what it is shows neither");
  }

  @Test
  void datesRealRecordingsAsTheReferenceDoes() throws IOException {
    String folder = System.getenv("HEIMDALL_TEST_DATA");
    assumeTrue(folder != null, "HEIMDALL_TEST_DATA names no folder with real recordings");
    Map<String, Double> rates =
        Map.of("DF0KL", 12_001.14497, "F1JEK", 12_001.20192, "HB9RYZ", 12_001.13215);
    for (var station : rates.entrySet()) {
      Path path = Path.of(folder, "iq", "20171127T104156Z_77500_" + station.getKey() + "_iq.wav");

      FileSurvey survey = FILES.verify(source(path, FileHints.NONE));

      assertThat(survey.anchor().timingClass()).isEqualTo(TimingClass.GPS_FIT);
      assertThat(survey.anchor().sampleRateHz()).isCloseTo(station.getValue(), within(0.01));
      assertThat(survey.gaps()).isZero();
    }
  }
}
