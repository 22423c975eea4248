package io.heimdall.client.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hardwood.InputFile;
import dev.hardwood.reader.ParquetFileReader;
import dev.hardwood.reader.RowReader;
import io.grpc.Status;
import io.heimdall.client.FakeHeimdall;
import io.heimdall.client.cli.display.Screen;
import io.heimdall.v1.Measurement;
import io.heimdall.v1.MeasurementFilter;
import io.heimdall.v1.StreamMeasurementsRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class MeasurementsExportIT {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Measurement FULL =
      Samples.measurement(8).toBuilder()
          .setWindowStart(Samples.TEN_O_CLOCK)
          .setReceiverName("a \"quoted\", name")
          .build();
  private static final Measurement BARE =
      Measurement.newBuilder().setStartTime(Samples.TEN_O_CLOCK).build();

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
  void writesTheUsualColumnsAsCsv() throws IOException {
    server.storage().measured(FULL, BARE);

    List<String> lines = exported("out.csv", "").lines().toList();

    assertThat(lines.get(0))
        .isEqualTo(
            "task_id,websdr_id,receiver_name,window_start,timestamp_utc,frequency_mhz,"
                + "sample_rate_khz,samples_count,samples_lost,detected,snr_db,cn0_dbhz,psd_dbm,"
                + "frequency_offset_hz,frequency_offset_sigma_hz,signal_power_dbm,noise_power_dbm,"
                + "signal_power_dbfs,noise_power_dbfs,occupied_bandwidth_hz,occupied_fraction,"
                + "iq_data_path");
    assertThat(lines.get(1))
        .isEqualTo(
            Samples.ID
                + ",8,\"a \"\"quoted\"\", name\",2025-11-21T10:00:00.000000Z,"
                + "2025-11-21T10:00:00.000000Z,0.0775,12.00025,120000,0,false,31.25,,,100.0004,,"
                + "-80.5,,-31.2,,,,");
    assertThat(lines).hasSize(3);
    assertThat(shell.out()).contains("2 measurements in ");
  }

  @Test
  void writesALineForARowOfWhichNothingIsThere() throws IOException {
    server.storage().measured(FULL, BARE);

    assertThat(exported("out.csv", "--columns snr_db")).isEqualTo("snr_db\n31.25\n\"\"\n");
  }

  @Test
  void refusesADirectory() {
    assertThat(shell.run("measurements export -o " + directory)).isEqualTo(1);

    assertThat(shell.err()).contains("'" + directory + "' is a directory; name a file in it.");
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void takesAColumnOnce() throws IOException {
    assertThat(exported("out.csv", "--columns snr_db,hop,snr_db")).isEqualTo("snr_db,hop\n");
  }

  @Test
  void keepsApartWhatIsWrittenToOnePlaceSideBySide() throws IOException {
    Path target = directory.resolve("one.csv");
    try (var first = new NewFile(target);
        var second = new NewFile(target)) {
      first.stream().write("first".getBytes(UTF_8));
      second.stream().write("second, which is longer".getBytes(UTF_8));
      first.stream().close();
      first.finish();
      assertThat(target).hasContent("first");
      second.stream().close();
      second.finish();
    }

    assertThat(target).hasContent("second, which is longer");
    assertThat(directory).isDirectoryNotContaining("glob:**.part");
  }

  @Test
  void asksForWhatItWritesAndNothingElse() throws IOException {
    exported(
        "out.csv",
        "-a %s -r 8 --since 2h --min-frequency 70kHz --min-snr 10 --max-snr 50"
                .formatted(Samples.ID)
            + " --filter detected=true --columns snr_db,timing_class,frequency_mhz");

    StreamMeasurementsRequest request =
        server.storage().requests(StreamMeasurementsRequest.class).getFirst();
    MeasurementFilter filter = request.getFilter();
    assertThat(request.getReadMask().getPathsList())
        .containsExactlyInAnyOrder("snr_db", "anchor", "center_frequency_hz");
    assertThat(filter.getExpression()).isEqualTo("detected=true");
    assertThat(filter.getAcquisitionId()).isEqualTo(Samples.ID);
    assertThat(filter.getReceiverIdsList()).containsExactly(8);
    assertThat(filter.getStartFrom()).isEqualTo(Samples.TEN_O_CLOCK);
    assertThat(filter.getMinFrequencyHz()).isEqualTo(70_000);
    assertThat(filter.getMinSnrDb()).isEqualTo(10);
    assertThat(filter.getMaxSnrDb()).isEqualTo(50);
  }

  @Test
  void writesJsonLines() throws IOException {
    server.storage().measured(FULL, BARE);

    List<JsonNode> lines =
        exported("out.jsonl", "--columns all").lines().map(JSON::readTree).toList();

    assertThat(lines).hasSize(2);
    JsonNode full = lines.getFirst();
    assertThat(full.path("websdr_id").asInt()).isEqualTo(8);
    assertThat(full.path("receiver_name").asString()).isEqualTo("a \"quoted\", name");
    assertThat(full.path("timing_class").asString()).isEqualTo("GPS_FIT");
    assertThat(full.path("detected").isBoolean()).isTrue();
    assertThat(full.path("snr_db").asDouble()).isEqualTo(31.25);
    JsonNode bare = lines.getLast();
    assertThat(bare.path("snr_db").isNull()).isTrue();
    assertThat(bare.path("iq_data_path").isNull()).isTrue();
    assertThat(bare.propertyNames()).isEqualTo(full.propertyNames());
  }

  @Test
  void writesParquetThatAnotherLibraryReads() throws IOException {
    var many = new ArrayList<Measurement>();
    for (int id = 0; id < 50_000; id++) {
      many.add(id % 5 == 0 ? BARE : FULL.toBuilder().setReceiverId(id).setSnrDb(id / 7.0).build());
    }
    server.storage().measured(many.toArray(Measurement[]::new));
    Path file = directory.resolve("out.parquet");

    assertThat(shell.run("measurements export --columns all -o " + file)).isZero();

    try (var parquet = ParquetFileReader.open(InputFile.of(file));
        RowReader rows = parquet.rowReader()) {
      for (int id = 0; id < 50_000; id++) {
        assertThat(rows.hasNext()).isTrue();
        rows.next();
        assertThat(rows.getTimestamp("timestamp_utc"))
            .isEqualTo(Instant.parse("2025-11-21T10:00:00Z"));
        assertThat(rows.isNull("snr_db")).isEqualTo(id % 5 == 0);
        if (id % 5 != 0) {
          assertThat(rows.getLong("websdr_id")).isEqualTo(id);
          assertThat(rows.getDouble("snr_db")).isEqualTo(id / 7.0);
          assertThat(rows.getString("receiver_name")).isEqualTo("a \"quoted\", name");
          assertThat(rows.getBoolean("detected")).isFalse();
        }
      }
      assertThat(rows.hasNext()).isFalse();
    }
  }

  @Test
  void writesNamesWhereThereIsNothingElse() throws IOException {
    assertThat(exported("out.csv", "--columns snr_db,hop")).isEqualTo("snr_db,hop\n");
    assertThat(exported("out.jsonl", "")).isEmpty();
    try (var parquet = parquet("")) {
      assertThat(parquet.getFileMetaData().numRows()).isZero();
    }
  }

  @Test
  void takesTheFormatFromTheNameUnlessItIsGiven() throws IOException {
    server.storage().measured(FULL);

    assertThat(exported("out.txt", "--columns hop --format jsonl")).isEqualTo("{\"hop\":0}\n");
    assertThat(exported("out.txt", "--columns hop")).isEqualTo("hop\n0\n");
  }

  @Test
  void leavesNoFileWhereTheStreamBreaks() throws IOException {
    server.storage().measured(FULL);
    server
        .storage()
        .refusesFiles(
            FakeHeimdall.refusal(Status.Code.ABORTED, "READER_STALLED", "Nothing was read."));
    Path kept = directory.resolve("kept.csv");
    Files.writeString(kept, "before");

    for (String name : List.of("kept.csv", "new.parquet")) {
      assertThat(shell.run("measurements export -o " + directory.resolve(name))).isEqualTo(1);
      assertThat(shell.err()).contains("READER_STALLED");
    }

    assertThat(kept).hasContent("before");
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files).containsExactly(kept);
    }
  }

  @Test
  void namesTheColumnsThereAre() {
    assertThat(shell.run("measurements export -o x.csv --columns snr_db,snr")).isEqualTo(2);
    assertThat(shell.err())
        .contains("There is no column 'snr'; there are: task_id, ", "max_fix_age_s");
    assertThat(shell.run("measurements export")).isEqualTo(2);
    assertThat(shell.err()).contains("--output");
    assertThat(shell.run("measurements export -f parquet -o -")).isEqualTo(2);
    assertThat(shell.err()).contains("parquet needs a file");
  }

  @Test
  void countsWhatHasCome() throws IOException {
    var many = new Measurement[20_000];
    Arrays.fill(many, BARE);
    server.storage().measured(many);
    shell.on(() -> Optional.of(new Screen.Size(80, 24)));
    Path file = directory.resolve("out.csv");

    assertThat(shell.run("measurements export --json -o " + file)).isZero();

    assertThat(shell.err()).contains("\r20,000 measurements");
    JsonNode document = JSON.readTree(shell.out());
    assertThat(document.path("measurements_count").asInt()).isEqualTo(20_000);
    assertThat(document.path("file").asString()).isEqualTo(file.toString());
    assertThat(document.path("format").asString()).isEqualTo("csv");
  }

  private String exported(String name, String options) throws IOException {
    Path file = directory.resolve(name);
    assertThat(shell.run(("measurements export -o " + file + " " + options).strip())).isZero();
    return Files.readString(file);
  }

  private ParquetFileReader parquet(String options) throws IOException {
    Path file = directory.resolve("empty.parquet");
    assertThat(shell.run(("measurements export -o " + file + " " + options).strip())).isZero();
    return ParquetFileReader.open(InputFile.of(file));
  }
}
