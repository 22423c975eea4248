package io.heimdall.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.heimdall.client.FakeHeimdall;
import io.heimdall.client.FakeStorage;
import io.heimdall.v1.Gap;
import io.heimdall.v1.GapCause;
import io.heimdall.v1.IqFileChunk;
import io.heimdall.v1.IqFileFormat;
import io.heimdall.v1.IqFileOpening;
import io.heimdall.v1.Position;
import io.heimdall.v1.Recording;
import io.heimdall.v1.SampleChunk;
import io.heimdall.v1.TimeAnchor;
import io.heimdall.v1.TimingClass;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `recordings import` and `recordings export`.
final class FilesCommandIT {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  @TempDir private Path directory;
  private FakeHeimdall server;
  private Shell shell;

  @BeforeEach
  void start() throws IOException {
    server = new FakeHeimdall();
    shell = Shell.with(server);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static byte[] random(int count) {
    byte[] bytes = new byte[count];
    new Random(3).nextBytes(bytes);
    return bytes;
  }

  private IqFileOpening opening() {
    return server.storage().requests(IqFileOpening.class).getFirst();
  }

  @Test
  void sendsAFileInChunksWithWhatIsSaidOfIt() throws IOException {
    server.storage().holds(Samples.recording(8));
    byte[] bytes = random((2 << 20) + 100);
    Path file = Files.write(directory.resolve("x.cu8"), bytes);

    int code =
        shell.run(
            "recordings import %s --frequency 433.92MHz --rate 250kS/s --start 2025-11-21T10:00:00Z"
                    .formatted(file)
                + " --receiver 8 --label case=ism");

    assertThat(code).as(shell.err()).isZero();
    assertThat(server.storage().files()).containsExactly(bytes);
    assertThat(server.storage().requests(IqFileChunk.class)).hasSize(3);
    assertThat(opening().getFileName()).isEqualTo("x.cu8");
    assertThat(opening().getFormat()).isEqualTo(IqFileFormat.IQ_FILE_FORMAT_UNSPECIFIED);
    assertThat(opening().getCenterFrequencyHz()).isEqualTo(433_920_000);
    assertThat(opening().getSampleRateHz()).isEqualTo(250_000);
    assertThat(opening().getStartTime()).isEqualTo(Samples.TEN_O_CLOCK);
    assertThat(opening().getReceiverId()).isEqualTo(8);
    assertThat(opening().getLabelsMap()).containsEntry("case", "ism");
    assertThat(opening().getRequestId()).isNotEmpty();
    assertThat(opening().getSizeBytes()).isEqualTo(bytes.length);
    assertThat(shell.outLines())
        .singleElement()
        .asString()
        .startsWith("x.cu8: 120000 samples (0 lost) of sim-8 (8) on 77.5 kHz")
        .endsWith("as acquisition " + Samples.ID);
    assertThat(shell.err()).contains("x.cu8: 100 % of 2 MiB sent");
  }

  @Test
  void findsTheOtherFileOfASigmfRecording() throws IOException {
    server.storage().holds(Samples.recording(8));
    byte[] bytes = random(100);
    Files.write(directory.resolve("x.sigmf-data"), bytes);
    Files.write(directory.resolve("other.bin"), random(50));
    Path meta = Files.writeString(directory.resolve("x.sigmf-meta"), "{\"global\": {}}");
    Path named =
        Files.writeString(
            directory.resolve("n.sigmf-meta"), "{\"global\": {\"core:dataset\": \"other.bin\"}}");

    assertThat(shell.run("recordings import %s --json".formatted(meta))).isZero();
    assertThat(JSON.readTree(shell.out()).path("recording").path("receiver_id").asInt())
        .isEqualTo(8);
    assertThat(shell.run("recordings import %s".formatted(directory.resolve("x.sigmf-data"))))
        .isZero();
    assertThat(shell.run("recordings import %s".formatted(named))).isZero();

    List<IqFileOpening> openings = server.storage().requests(IqFileOpening.class);
    assertThat(openings)
        .extracting(IqFileOpening::getFileName)
        .containsExactly("x.sigmf-data", "x.sigmf-data", "other.bin");
    assertThat(openings)
        .allMatch(one -> one.getFormat() == IqFileFormat.IQ_FILE_FORMAT_SIGMF)
        .extracting(IqFileOpening::getSigmfMeta)
        .first()
        .isEqualTo("{\"global\": {}}");
    assertThat(server.storage().files().getLast()).hasSize(50);
  }

  @Test
  void sendsNothingThatMetadataNamesElsewhere() throws IOException {
    Path secret = Files.write(directory.resolve("secret"), random(50));
    Path inside = Files.createDirectory(directory.resolve("inside"));
    Path meta = inside.resolve("n.sigmf-meta");
    for (String name : List.of(secret.toString(), "../secret", "..", ".", "", "a\\u0000b")) {
      Files.writeString(meta, "{\"global\": {\"core:dataset\": \"%s\"}}".formatted(name));

      assertThat(shell.run("recordings import %s".formatted(meta))).as(name).isEqualTo(1);
      assertThat(shell.err()).contains("which is no name of a file beside it.");
    }
    Files.createSymbolicLink(inside.resolve("linked"), secret);
    Files.writeString(meta, "{\"global\": {\"core:dataset\": \"linked\"}}");
    assertThat(shell.run("recordings import %s".formatted(meta))).isEqualTo(1);
    assertThat(shell.err()).contains("is a link to another directory");
    assertThat(server.storage().requests(IqFileOpening.class)).isEmpty();
  }

  @Test
  void goesOnAfterMetadataThatIsNone() throws IOException {
    server.storage().holds(Samples.recording(8));
    Path bad = Files.writeString(directory.resolve("bad.sigmf-meta"), "no JSON");
    Path good = Files.write(directory.resolve("x.cu8"), random(100));
    Path missing = directory.resolve("none.wav");

    int code = shell.run("recordings import %s %s %s --json".formatted(bad, missing, good));

    assertThat(code).isEqualTo(1);
    assertThat(server.storage().files()).hasSize(1);
    List<JsonNode> failures =
        shell.err().lines().filter(line -> line.startsWith("{")).map(JSON::readTree).toList();
    assertThat(failures).hasSize(2);
    assertThat(failures.getFirst().path("error").path("file").asString()).isEqualTo(bad.toString());
    assertThat(failures.getFirst().path("error").path("message").asString()).contains("no JSON");
    assertThat(failures.getLast().path("error").path("message").asString())
        .contains("there is no file");
  }

  @Test
  void showsWhyAFileIsRefusedAndGoesOnWithTheOthers() throws IOException {
    server.storage().holds(Samples.recording(8));
    server
        .storage()
        .refusesFiles(
            FakeHeimdall.refusal(
                Status.Code.INVALID_ARGUMENT, "FILE_INVALID", "x.cu8: it ends in a sample"));
    Path file = Files.write(directory.resolve("x.cu8"), random(5 << 20));

    assertThat(shell.run("recordings import %s".formatted(file))).isEqualTo(1);
    assertThat(shell.err()).contains("x.cu8: it ends in a sample [FILE_INVALID]");
    assertThat(shell.run("recordings import %s %s".formatted(file, file))).isEqualTo(1);
    assertThat(shell.err()).containsPattern("(?s)FILE_INVALID.*FILE_INVALID");
    assertThat(shell.run("recordings import %s".formatted(directory.resolve("none.wav"))))
        .isEqualTo(1);
    assertThat(shell.err()).contains("there is no file");
    assertThat(shell.run("recordings import")).isEqualTo(2);
  }

  @Test
  void sendsAFileAgainWhoseConnectionWasLost() throws IOException {
    server.storage().holds(Samples.recording(8));
    server.storage().breaksOffFiles(2);
    byte[] bytes = random(3 << 20);
    Path file = Files.write(directory.resolve("x.cu8"), bytes);

    assertThat(shell.run("recordings import %s".formatted(file))).isZero();

    assertThat(server.storage().files().getLast()).isEqualTo(bytes);
    assertThat(server.storage().requests(IqFileOpening.class))
        .hasSize(3)
        .extracting(IqFileOpening::getRequestId)
        .doesNotContain("")
        .containsOnly(server.storage().requests(IqFileOpening.class).getFirst().getRequestId());
  }

  private static SampleChunk chunk(long first, float[] parts, Gap... gaps) {
    ByteBuffer bytes = ByteBuffer.allocate(parts.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    for (float part : parts) {
      bytes.putFloat(part);
    }
    var crc = new CRC32C();
    crc.update(bytes.array());
    return FakeStorage.chunk(first, 0, gaps).toBuilder()
        .setSampleCount(parts.length / 2)
        .setSamples(ByteString.copyFrom(bytes.array()))
        .setCrc32C((int) crc.getValue())
        .build();
  }

  private static Recording recording(String datatype) {
    return Samples.recording(8).toBuilder()
        .putFacts("datatype", datatype)
        .putFacts("author", "jane.doe@domain.org")
        .setSampleRateHz(48_000)
        .setPosition(Position.newBuilder().setLatitudeDeg(53.5).setLongitudeDeg(7.25))
        .setAnchor(
            TimeAnchor.newBuilder()
                .setSampleIndex(0)
                .setUtcUnixNanos(1_763_719_200_500_000_000L)
                .setSampleRateHz(48_001.5)
                .setTimingClass(TimingClass.TIMING_CLASS_HOST_ARRIVAL))
        .build();
  }

  private static float value(String datatype, byte one) {
    return switch (datatype) {
      case "ci8" -> one / 128f;
      case "cu8" -> ((one & 0xff) - 127.5f) / 127.5f;
      default -> throw new AssertionError(datatype);
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"ci8", "cu8"})
  void writesWhatWasImportedBitForBit(String datatype) throws Exception {
    byte[] bytes = new byte[512];
    float[] parts = new float[512];
    for (int n = 0; n < bytes.length; n++) {
      bytes[n] = (byte) n;
      parts[n] = value(datatype, bytes[n]);
    }
    server.storage().holds(recording(datatype));
    server.storage().thenReads(chunk(0, parts));

    assertThat(shell.run("recordings export %s -o %s".formatted(Samples.ID, directory)))
        .as(shell.err())
        .isZero();

    assertThat(Files.readAllBytes(directory.resolve("websdr_8.sigmf-data"))).isEqualTo(bytes);
    assertThat(shell.outLines())
        .containsExactly(
            "receiver 8: 256 samples, %s, in %s"
                .formatted(datatype, directory.resolve("websdr_8.sigmf-data")));
    JsonNode global = meta().path("global");
    assertThat(global.path("core:datatype").asString()).isEqualTo(datatype);
    assertThat(global.path("core:sha512").asString())
        .isEqualTo(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-512").digest(bytes)));
  }

  private JsonNode meta() throws IOException {
    return JSON.readTree(Files.readString(directory.resolve("websdr_8.sigmf-meta")));
  }

  @Test
  void statesLossesAsCapturesWithTheirIndexAndTime() throws IOException {
    Gap gap =
        Gap.newBuilder()
            .setFirstSample(2)
            .setSampleCount(48_000)
            .setCause(GapCause.GAP_CAUSE_STAMP)
            .build();
    server.storage().holds(recording("cf32_le"));
    server
        .storage()
        .thenReads(chunk(0, new float[] {1, 2, 3, 4}), chunk(48_002, new float[] {5, 6}, gap));

    assertThat(shell.run("recordings export %s 8 -o %s --json".formatted(Samples.ID, directory)))
        .as(shell.err())
        .isZero();

    assertThat(JSON.readTree(shell.out()).path("samples_count").asInt()).isEqualTo(3);
    JsonNode captures = meta().path("captures");
    assertThat(captures).hasSize(2);
    assertThat(captures.get(0).path("core:datetime").asString())
        .isEqualTo("2025-11-21T10:00:00.500000000Z");
    assertThat(captures.get(1).path("core:sample_start").asLong()).isEqualTo(2);
    assertThat(captures.get(1).path("core:global_index").asLong()).isEqualTo(48_002);
    assertThat(captures.get(1).path("core:datetime").asString())
        .isEqualTo("2025-11-21T10:00:01.500041667Z");
    assertThat(captures.get(1).path("core:frequency").asLong()).isEqualTo(77_500);
    JsonNode global = meta().path("global");
    assertThat(global.path("core:sample_rate").asDouble()).isEqualTo(48_000);
    assertThat(global.path("core:author").asString()).isEqualTo("jane.doe@domain.org");
    assertThat(global.path("core:hw").asString()).isEqualTo("sim-8");
    assertThat(global.path("core:geolocation").path("coordinates").get(0).asDouble())
        .isEqualTo(7.25);
    assertThat(directory.toFile().list())
        .containsExactlyInAnyOrder("websdr_8.sigmf-data", "websdr_8.sigmf-meta");
  }

  @Test
  void choosesADatatypeThatHoldsEverySample() throws IOException {
    server.storage().holds(Samples.recording(8));
    SampleChunk whole = chunk(0, new float[] {0.5f, -1f});
    SampleChunk fine = chunk(1, new float[] {0.1f, 0f});
    server.storage().thenReads(whole);
    server.storage().thenReads(whole, fine);
    server.storage().thenReads(whole, fine);
    server.storage().thenReads(whole, fine);
    String line = "recordings export %s --force -o %s".formatted(Samples.ID, directory);

    assertThat(shell.run(line)).isZero();
    assertThat(shell.out()).contains("ci16_le");
    assertThat(Files.readAllBytes(directory.resolve("websdr_8.sigmf-data")))
        .containsExactly(0, 0x40, 0, 0x80);
    assertThat(shell.run(line)).isZero();
    assertThat(shell.out()).contains("2 samples, cf32_le");
    Path before = directory.resolve("websdr_8.sigmf-data");
    byte[] kept = Files.readAllBytes(before);
    assertThat(shell.run(line + " --datatype ci8")).isEqualTo(1);
    assertThat(shell.err()).contains("Sample 1 of receiver 8 is 0.1 + 0.0i, which ci8");
    assertThat(Files.readAllBytes(before)).isEqualTo(kept);
    assertThat(directory.toFile().list()).hasSize(2);
  }

  @Test
  void replacesNoEarlierExportUnlessTold() throws IOException {
    server.storage().holds(recording("cf32_le"));
    Path data = directory.resolve("websdr_8.sigmf-data");
    String line = "recordings export %s -o %s".formatted(Samples.ID, directory);

    for (String there : List.of("websdr_8.sigmf-data", "websdr_8.sigmf-meta")) {
      Path file = Files.writeString(directory.resolve(there), "mine");
      assertThat(shell.run(line)).isEqualTo(1);
      assertThat(shell.err()).contains(file + " is there already; --force replaces it.");
      assertThat(directory.toFile().list()).containsExactly(there);
      assertThat(file).hasContent("mine");
      Files.delete(file);
    }
    Files.writeString(data, "mine");
    server.storage().thenReads(chunk(0, new float[] {1, 2}));

    assertThat(shell.run(line + " --force")).as(shell.err()).isZero();
    assertThat(data).hasSize(8);
  }

  @Test
  void takesAZeroWithASignForNoInteger() throws IOException {
    server.storage().holds(Samples.recording(8));
    SampleChunk signed = chunk(0, new float[] {0.5f, -0f});
    for (String datatype : List.of("ci16_le", "ci8")) {
      server.storage().thenReads(signed);
      String line =
          "recordings export %s -o %s --datatype %s".formatted(Samples.ID, directory, datatype);
      assertThat(shell.run(line)).isEqualTo(1);
      assertThat(shell.err()).contains("which %s does not hold exactly".formatted(datatype));
    }
    server.storage().thenReads(signed);
    server.storage().thenReads(signed);

    assertThat(shell.run("recordings export %s -o %s".formatted(Samples.ID, directory))).isZero();
    assertThat(shell.out()).contains("cf32_le");
  }

  @Test
  void saysThatNothingIsStored() {
    assertThat(shell.run("recordings export " + Samples.ID)).isEqualTo(1);
    assertThat(shell.err()).contains("has no samples stored");
  }
}
