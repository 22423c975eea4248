package io.heimdall.client.cli;

import io.heimdall.client.HeimdallClient;
import io.heimdall.client.HeimdallException;
import io.heimdall.client.cli.display.AcquisitionText;
import io.heimdall.client.cli.display.Json;
import io.heimdall.client.cli.units.Units;
import io.heimdall.client.cli.units.WireTimes;
import io.heimdall.v1.IqFileFormat;
import io.heimdall.v1.IqFileOpening;
import io.heimdall.v1.Recording;
import io.heimdall.v1.WriteIqResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `heimdall recordings import`: files of samples become recordings.
@Command(
    name = "import",
    description = {
      "Store files of samples as recordings, each as an acquisition of its own, with its metrics.",
      "",
      "Read are WAVE of KiwiSDR (with its GPS stamps) and others, SigMF (.sigmf-meta with its"
          + " .sigmf-data, or a .sigmf archive), NumPy .npy, and .cu8 of rtl_sdr. What a file does"
          + " not say has to be said here. The samples are kept bit for bit."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  heimdall recordings import 20171127T104156Z_77500_DF0KL_iq.wav",
      "  heimdall recordings import g001.cu8 --frequency 433.92MHz --rate 250kS/s",
      "  heimdall recordings import beacon.sigmf-meta --label case=beacon"
    })
final class ImportCommand extends ServerCommand {

  @Parameters(
      paramLabel = "FILE",
      arity = "1..*",
      description = "What to import; of a SigMF recording either of its two files.")
  private List<Path> files = List.of();

  @Option(
      names = "--frequency",
      paramLabel = "FREQUENCY",
      description = "What is 0 Hz in the samples. Default: as the file says.")
  private @Nullable Frequency frequency;

  @Option(
      names = "--rate",
      paramLabel = "RATE",
      description = "Samples per second: 250kS/s. Default: as the file says.")
  private @Nullable SampleRate rate;

  @Option(
      names = "--start",
      paramLabel = "TIME",
      description =
          "When the first sample was taken: 2025-11-21T10:00:00Z. Default: as the file"
              + " says, or else now.")
  private @Nullable Instant start;

  @Option(
      names = {"-r", "--receiver"},
      paramLabel = "ID",
      description =
          "Whose recording it is. Default: a receiver named after the file's station,"
              + " which is added where there is none.")
  private int receiver;

  @Option(
      names = "--label",
      paramLabel = "KEY=VALUE",
      description = "A note to keep with it. May be given several times.")
  private Map<String, String> labels = new LinkedHashMap<>();

  ImportCommand(Console console) {
    super(console);
  }

  @Override
  int run(HeimdallClient client) throws IOException {
    boolean all = true;
    for (Path file : files) {
      try {
        store(client, file);
      } catch (HeimdallException | CommandFailure | IOException e) {
        if (files.size() == 1) {
          throw e;
        }
        all = false;
        console()
            .note(
                json()
                    ? FailureReport.json(e, Map.of("file", file.toString()))
                    : "%s: %s".formatted(file, FailureReport.text(e)));
      }
    }
    return all ? ExitCode.OK : ExitCode.FAILED;
  }

  private void store(HeimdallClient client, Path file) throws IOException {
    SigmfParts parts = SigmfParts.of(file);
    Path data = parts.data();
    String name = String.valueOf(data.getFileName());
    var progress = new TransferProgress(console(), name, Files.size(data));
    WriteIqResponse stored;
    try {
      stored = client.recordings().write(opening(parts, name), data, progress);
    } finally {
      progress.end();
    }
    console().print(json() ? Json.of(stored) : sentence(name, stored));
  }

  private IqFileOpening opening(SigmfParts parts, String name) {
    IqFileOpening.Builder opening =
        IqFileOpening.newBuilder()
            .setFileName(name)
            .setReceiverId(receiver)
            .setCenterFrequencyHz(frequency == null ? 0 : frequency.hz())
            .setSampleRateHz(rate == null ? 0 : rate.hz())
            .putAllLabels(labels)
            .setRequestId(UUID.randomUUID().toString());
    parts
        .meta()
        .ifPresent(text -> opening.setFormat(IqFileFormat.IQ_FILE_FORMAT_SIGMF).setSigmfMeta(text));
    if (start != null) {
      opening.setStartTime(WireTimes.timestamp(start));
    }
    return opening.build();
  }

  private static String sentence(String name, WriteIqResponse stored) {
    Recording recording = stored.getRecording();
    return String.format(
        Locale.ROOT,
        "%s: %d samples (%d lost) of %s (%d) on %s at %.5f Hz, begun %s, time %s, as acquisition"
            + " %s",
        name,
        recording.getSamplesStored(),
        recording.getSamplesLost(),
        recording.getReceiverName(),
        recording.getReceiverId(),
        Units.frequency(recording.getCenterFrequencyHz()),
        recording.getAnchor().getSampleRateHz(),
        AcquisitionText.time(recording.getStartTime()),
        AcquisitionText.timing(recording.getAnchor().getTimingClass()),
        recording.getAcquisitionId());
  }
}
