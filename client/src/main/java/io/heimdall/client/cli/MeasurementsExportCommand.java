package io.heimdall.client.cli;

import io.heimdall.client.HeimdallClient;
import io.heimdall.client.ReplyStream;
import io.heimdall.client.cli.display.Json;
import io.heimdall.client.cli.export.Columns;
import io.heimdall.client.cli.export.Format;
import io.heimdall.client.cli.export.RowWriter;
import io.heimdall.v1.Measurement;
import io.heimdall.v1.StreamMeasurementsRequest;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `heimdall measurements export`: measurements become a file for other programs.
@Command(
    name = "export",
    description = {
      "Write measurements to a file, the oldest first, all of them as of one moment: CSV, JSON"
          + " lines or Parquet, which pandas, DuckDB and spreadsheets read.",
      "",
      "Columns that the old system had keep their names, most others are called as in the contract;"
          + " a name that is not known is answered with all that are. Times are UTC. What was not"
          + " detected, or is not calibrated, is empty. The file gets its name once it is complete."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  heimdall measurements export -o all.parquet",
      "  heimdall measurements export --since 7d --columns window_start,websdr_id,snr_db -o -",
      "  heimdall measurements export --filter 'detected = true' --format jsonl -o snr.jsonl"
    })
final class MeasurementsExportCommand extends ServerCommand {

  private static final String STANDARD_OUTPUT = "-";

  @Mixin private MeasurementOptions options = new MeasurementOptions();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE|-",
      required = true,
      description = "The file, or - for standard output.")
  private Path output = Path.of(STANDARD_OUTPUT);

  @Option(
      names = {"-f", "--format"},
      description =
          "One of ${COMPLETION-CANDIDATES}. Default: what the file's name ends with, else csv.")
  private @Nullable Format format;

  @Option(
      names = "--columns",
      paramLabel = "A,B,C|all",
      description = "Which columns, in which order. Default: the usual ones.")
  private Columns columns = Columns.usual();

  MeasurementsExportCommand(Console console) {
    super(console);
  }

  @Override
  int run(HeimdallClient client) throws IOException {
    var progress = new RowProgress(console());
    if (output.toString().equals(STANDARD_OUTPUT)) {
      if (!format().isText()) {
        throw new UsageFailure("Standard output takes csv and jsonl; parquet needs a file.");
      }
      // Not System.out, which says nothing when nobody reads it any more.
      write(client, NewFile.buffered(new FileOutputStream(FileDescriptor.out)), progress);
      console().note(sentence(progress.rows(), "standard output"));
      return ExitCode.OK;
    }
    try (var file = new NewFile(output)) {
      write(client, file.stream(), progress);
      file.finish();
    }
    console()
        .print(
            json()
                ? Json.of(document(progress.rows()))
                : sentence(progress.rows(), output.toString()));
    return ExitCode.OK;
  }

  private void write(HeimdallClient client, OutputStream out, RowProgress progress)
      throws IOException {
    StreamMeasurementsRequest request =
        StreamMeasurementsRequest.newBuilder()
            .setFilter(options.filter())
            .setReadMask(columns.mask())
            .build();
    try (RowWriter rows = format().write(columns, out);
        ReplyStream<Measurement> measurements = client.measurements().stream(request)) {
      while (measurements.hasNext()) {
        rows.write(measurements.next());
        progress.add();
      }
    } finally {
      progress.end();
    }
  }

  private Format format() {
    if (format != null) {
      return format;
    }
    for (Format each : Format.values()) {
      if (output.toString().endsWith("." + each)) {
        return each;
      }
    }
    return Format.csv;
  }

  private static String sentence(long rows, String target) {
    return "%d measurements in %s".formatted(rows, target);
  }

  private Map<String, Object> document(long rows) {
    var document = new LinkedHashMap<String, Object>();
    document.put("file", output.toString());
    document.put("format", format().name());
    document.put("measurements_count", rows);
    return document;
  }
}
