package io.heimdall.client.cli;

import io.heimdall.client.HeimdallClient;
import io.heimdall.client.cli.display.Json;
import io.heimdall.client.cli.units.ReceiverIds;
import io.heimdall.v1.ListRecordingsRequest;
import io.heimdall.v1.Recording;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `heimdall recordings export`: recordings become SigMF.
@Command(
    name = "export",
    description = {
      "Write recordings as SigMF: websdr_ID.sigmf-meta with websdr_ID.sigmf-data.",
      "",
      "No sample is ever rounded: where a data type cannot hold one, the export fails. Without"
          + " --datatype it is the one a recording was imported as, or ci16_le where that holds"
          + " every sample, or cf32_le. Lost samples are stated as captures with an index and a"
          + " time of their own, and left out of the data. A file that is there already is left as"
          + " it is, and nothing exported, unless --force is given."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class ExportCommand extends ServerCommand {

  @Parameters(index = "0", paramLabel = "ACQUISITION", description = "Its id.")
  private String acquisition = "";

  @Parameters(
      index = "1",
      paramLabel = "IDS",
      arity = "0..1",
      description = "Which receivers: 3 or 1,2,5-7. Default: all that were stored.")
  private ReceiverIds receivers = ReceiverIds.NONE;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      description = "The directory to write into. Default: this one.")
  private Path output = Path.of("");

  @Option(
      names = "--datatype",
      description = "One of ${COMPLETION-CANDIDATES}. Default: see above.")
  private SigmfDatatype.@Nullable Option datatype;

  @Option(names = "--force", description = "Replace files that are there already.")
  private boolean force;

  ExportCommand(Console console) {
    super(console);
  }

  @Override
  int run(HeimdallClient client) throws IOException {
    var export =
        new SigmfExport(
            client.recordings(),
            output,
            Optional.ofNullable(datatype).map(SigmfDatatype.Option::datatype));
    List<Recording> chosen = chosen(client);
    if (!force) {
      chosen.forEach(export::refuseToReplace);
    }
    for (Recording recording : chosen) {
      SigmfExport.Written written = export.write(recording);
      console().print(json() ? Json.of(written.toJson()) : written.sentence());
    }
    return ExitCode.OK;
  }

  private List<Recording> chosen(HeimdallClient client) {
    List<Recording> found =
        client
            .recordings()
            .list(
                ListRecordingsRequest.newBuilder()
                    .setAcquisitionId(acquisition)
                    .addAllReceiverIds(receivers.ids())
                    .build())
            .filter(recording -> recording.getSamplesStored() > 0)
            .toList();
    if (found.isEmpty()) {
      throw new CommandFailure(
          "Acquisition %s has no samples stored of these receivers.".formatted(acquisition));
    }
    return found;
  }
}
