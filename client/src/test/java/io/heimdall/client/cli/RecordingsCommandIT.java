package io.heimdall.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.heimdall.client.FakeHeimdall;
import io.heimdall.client.FakeStorage;
import io.heimdall.v1.Gap;
import io.heimdall.v1.GapCause;
import io.heimdall.v1.ListRecordingsRequest;
import io.heimdall.v1.ReadIqRequest;
import io.heimdall.v1.Recording;
import io.heimdall.v1.SampleFormat;
import io.heimdall.v1.Segment;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class RecordingsCommandIT {

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

  @Test
  void listsRecordings() {
    server
        .storage()
        .holds(
            Samples.recording(8),
            Recording.getDefaultInstance(),
            Samples.recording(9).toBuilder().addSegments(Segment.getDefaultInstance()).build());

    assertThat(shell.run("recordings list -a %s --since 2h --before 1h".formatted(Samples.ID)))
        .isZero();
    assertThat(shell.outLines().get(1)).endsWith("websdr_8.npy");
    assertThat(shell.outLines().get(2)).endsWith("-");
    assertThat(shell.outLines().get(3)).endsWith("websdr_9.npy and 1 more");
    assertThat(server.storage().requests(ListRecordingsRequest.class).getFirst().getCreatedFrom())
        .isEqualTo(Samples.TEN_O_CLOCK);
    assertThat(shell.run("recordings list --json")).isZero();
    assertThat(shell.outLines()).hasSize(3);
  }

  private static Gap gap(long first, long count) {
    return Gap.newBuilder()
        .setFirstSample(first)
        .setSampleCount(count)
        .setCause(GapCause.GAP_CAUSE_STAMP)
        .build();
  }

  @Test
  void fetchesWhatNumpyReads() throws IOException {
    server.storage().thenReads(FakeStorage.chunk(0, 3), FakeStorage.chunk(5, 2, gap(3, 2)));
    Path file = directory.resolve("iq.npy");

    assertThat(shell.run("recordings fetch %s 8 -o %s".formatted(Samples.ID, file))).isZero();
    assertThat(shell.outLines())
        .containsExactly(
            "receiver 8: 5 samples in " + file, "  lost: 2 samples at sample 3 (STAMP)");
    byte[] bytes = Files.readAllBytes(file);
    assertThat(bytes).hasSize(128 + 5 * 8);
    assertThat(new String(bytes, 1, 127, StandardCharsets.ISO_8859_1))
        .startsWith("NUMPY\u0001\u0000v\u0000")
        .contains("{'descr': '<c8', 'fortran_order': False, 'shape': (5,), }")
        .endsWith(" \n");
    ByteBuffer samples = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).position(128);
    assertThat(samples.getFloat(128 + 2 * 8)).isEqualTo(2);
    assertThat(samples.getFloat(128 + 3 * 8)).isEqualTo(5);
    assertThat(directory).isDirectoryContaining(file::equals);
  }

  @Test
  void fillsGapsWithZeros() throws IOException {
    server
        .storage()
        .thenReads(
            FakeStorage.chunk(1, 2),
            FakeStorage.chunk(5, 1, gap(3, 2)),
            FakeStorage.chunk(9, 0, gap(6, 3)));
    Path file = directory.resolve("iq.cf32");

    int code =
        shell.run(
            "recordings fetch %s 8 -o %s -f complex64 --fill-gaps --first-sample 1 --samples 8 --json"
                .formatted(Samples.ID, file));

    assertThat(code).isZero();
    ByteBuffer samples = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(samples.capacity()).isEqualTo(8 * 8);
    assertThat(samples.getFloat(8)).isEqualTo(2);
    assertThat(samples.getFloat(2 * 8)).isZero();
    assertThat(samples.getFloat(4 * 8)).isEqualTo(5);
    JsonNode said = JSON.readTree(shell.out());
    assertThat(said.path("samples_count").asInt()).isEqualTo(8);
    assertThat(said.path("first_sample").asInt()).isEqualTo(1);
    assertThat(said.path("gaps")).hasSize(2);
    assertThat(said.path("gaps").get(0).path("cause").asString()).isEqualTo("STAMP");
  }

  @Test
  void fetchesAllReceiversIntoADirectory() {
    server.storage().holds(Samples.recording(8), Samples.recording(9));
    server.storage().thenReads(FakeStorage.chunk(0, 3));
    server.storage().thenReads(FakeStorage.chunk(0, 3));
    Path target = directory.resolve("new");

    assertThat(shell.run("recordings fetch %s -o %s".formatted(Samples.ID, target))).isZero();
    assertThat(target.resolve("websdr_8.npy")).exists();
    assertThat(target.resolve("websdr_9.npy")).exists();
  }

  @Test
  void asksForSixteenBitsWhereTheyAreWanted() {
    server.storage().thenReads();

    assertThat(shell.run("recordings fetch %s 8 -f int16 -o %s".formatted(Samples.ID, directory)))
        .isZero();
    assertThat(server.storage().requests(ReadIqRequest.class).getFirst().getFormat())
        .isEqualTo(SampleFormat.SAMPLE_FORMAT_INT16);
    assertThat(directory.resolve("websdr_8.ci16")).isEmptyFile();
  }

  @Test
  void leavesNoFileBehindWhenItFails() {
    server
        .storage()
        .thenReads(
            FakeStorage.chunk(0, 3), FakeStorage.chunk(3, 1).toBuilder().setCrc32C(1).build());

    assertThat(shell.run("recordings fetch %s 8 -o %s".formatted(Samples.ID, directory)))
        .isEqualTo(1);
    assertThat(shell.err()).contains("checksum is wrong. [CHUNK_DAMAGED]");
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void refusesToWriteManyOrNpyToStandardOutput() {
    assertThat(shell.run("recordings fetch %s 8 -o -".formatted(Samples.ID))).isEqualTo(2);
    assertThat(shell.err()).contains("--format complex64 or int16");
    assertThat(shell.run("recordings fetch %s 8,9 -f int16 -o -".formatted(Samples.ID)))
        .isEqualTo(2);
  }

  @Test
  void saysThatNothingIsStored() {
    assertThat(shell.run("recordings fetch " + Samples.ID)).isEqualTo(1);
    assertThat(shell.err()).contains("has no samples stored");
  }
}
