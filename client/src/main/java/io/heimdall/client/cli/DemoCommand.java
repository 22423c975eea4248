package io.heimdall.client.cli;

import io.heimdall.client.AccessToken;
import io.heimdall.client.AcquisitionWatch;
import io.heimdall.client.ClientOptions;
import io.heimdall.client.HeimdallClient;
import io.heimdall.client.cli.demo.Comparison;
import io.heimdall.client.cli.demo.Stage;
import io.heimdall.client.cli.demo.Truth;
import io.heimdall.client.cli.units.Units;
import io.heimdall.v1.AcquisitionPlan;
import io.heimdall.v1.Measurement;
import io.heimdall.v1.Receiver;
import io.heimdall.v1.Recording;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `heimdall demo`: everything at once, with the truth beside each measured value.
@Command(
    name = "demo",
    description = {
      "Start seven simulated receivers and a server, acquire from all of them at once, and show"
          + " what was measured beside what is true. Needs nothing but this program; everything is"
          + " stopped and removed at the end.",
      "",
      "With --replay the receivers play KiwiSDR IQ recordings instead.",
      "",
      "Exit code 0: every receiver delivered, and SNR and offset agree with the truth."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  heimdall demo",
      "  heimdall demo --duration 30s --keep",
      "  heimdall demo --replay recordings/"
    })
final class DemoCommand implements Callable<Integer> {

  private static final Duration SYNTHETIC = Duration.ofSeconds(10);
  private static final Duration REPLAYED = Duration.ofSeconds(20);

  /// A KiwiSDR recording's name: time, frequency in Hz, station.
  private static final Pattern RECORDING = Pattern.compile("[^_]+_(\\d+)_.*iq\\.wav");

  private final Console console;

  @Option(
      names = "--replay",
      paramLabel = "DIR",
      description = "Play the recordings *_iq.wav of this directory.")
  private @Nullable Path replay;

  @Option(
      names = "--duration",
      paramLabel = "DURATION",
      description = "How long to acquire. Default: 10s, with --replay 20s.")
  private @Nullable Duration duration;

  @Option(
      names = "--speed",
      paramLabel = "N",
      description = "Let the receivers run N times faster than time. Default: ${DEFAULT-VALUE}.")
  private double speed = 1;

  @Option(names = "--keep", description = "Keep the data directory, and say where it is.")
  private boolean keep;

  DemoCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    long replayedHz = replay == null ? 0 : replayedFrequency(replay);
    console.note("Starting simulated receivers and a server; the first time takes a moment.");
    try (Stage stage = Stage.open(launcher(), simulation(), keep);
        HeimdallClient client =
            HeimdallClient.connect(
                ClientOptions.of(stage.server(), AccessToken.find(Map.of(), stage.data())))) {
      Map<Integer, Truth> truths = register(client, stage);
      long centerHz = replay == null ? roundedDown(truths) : replayedHz;
      AcquisitionPlan plan = plan(centerHz, truths.keySet().stream().toList());
      try (AcquisitionWatch watch = client.acquisitions().acquire(plan)) {
        AcquisitionResult result = new Following(console, false).result(client, watch, _ -> {});
        return shown(result, truths, stage);
      }
    }
  }

  private Path launcher() {
    String launcher = console.environment().getOrDefault("HEIMDALL_LAUNCHER", "");
    if (launcher.isBlank()) {
      throw new CommandFailure(
          "'demo' starts other commands and needs the file 'heimdall' for it.");
    }
    return Path.of(launcher);
  }

  private List<String> simulation() {
    var arguments = new ArrayList<String>();
    if (replay != null) {
      arguments.addAll(List.of("--replay", replay.toAbsolutePath().toString()));
    }
    if (speed != 1) {
      arguments.addAll(List.of("--speed", String.valueOf(speed)));
    }
    return arguments;
  }

  private static long replayedFrequency(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      List<Long> frequencies =
          files
              .map(file -> RECORDING.matcher(file.getFileName().toString()))
              .filter(Matcher::matches)
              .map(matcher -> Long.valueOf(matcher.group(1)))
              .distinct()
              .toList();
      if (frequencies.size() != 1) {
        throw new CommandFailure(
            "%s holds recordings (TIME_FREQUENCY_STATION_iq.wav) of %d frequencies; one is needed."
                .formatted(directory, frequencies.size()));
      }
      return frequencies.getFirst();
    }
  }

  private static Map<Integer, Truth> register(HeimdallClient client, Stage stage)
      throws IOException, InterruptedException {
    var truths = new LinkedHashMap<Integer, Truth>();
    for (Stage.SimulatedReceiver simulated : stage.receivers()) {
      Receiver receiver =
          client
              .receivers()
              .create(
                  Receiver.newBuilder()
                      .setName(simulated.name())
                      .setDriver("kiwi")
                      .setUrl(simulated.url())
                      .build());
      truths.put(receiver.getReceiverId(), Truth.ask(simulated.url()));
    }
    return truths;
  }

  /// The receivers are tuned to whole kilohertz, so that the emitter has an offset to be found.
  private static long roundedDown(Map<Integer, Truth> truths) {
    double emitterHz =
        truths.values().stream().mapToDouble(Truth::emitterFrequencyHz).min().orElseThrow();
    return Math.floorDiv((long) Math.floor(emitterHz), 1000) * 1000;
  }

  private AcquisitionPlan plan(long centerHz, List<Integer> receivers) {
    Duration asked = duration == null ? (replay == null ? SYNTHETIC : REPLAYED) : duration;
    return AcquisitionPlan.newBuilder()
        .addCenterFrequenciesHz(centerHz)
        .setDuration(
            com.google.protobuf.Duration.newBuilder()
                .setSeconds(asked.toSeconds())
                .setNanos(asked.toNanosPart()))
        .addAllReceiverIds(receivers)
        .putLabels("purpose", "demo")
        .build();
  }

  private int shown(AcquisitionResult result, Map<Integer, Truth> truths, Stage stage) {
    var rows = new ArrayList<Comparison.Row>();
    truths.forEach((id, truth) -> {
      Measurement measurement = result.measurements().get(id);
      if (measurement != null) {
        rows.add(new Comparison.Row(measurement, truth));
      }
    });
    var comparison = new Comparison(rows);
    boolean complete = result.complete() == truths.size() && rows.size() == truths.size();
    if (!complete) {
      console.print(result.table());
      console.print("");
    }
    console.print(comparison.table());
    console.print("");
    console.print(
        "%d of %d receivers delivered every sample over the same UTC window at %s."
            .formatted(
                result.complete(),
                truths.size(),
                Units.frequency(result.acquisition().getPlan().getCenterFrequenciesHz(0))));
    console.print(comparison.verdict());
    objects(result, stage);
    return complete && comparison.agrees() ? ExitCode.OK : ExitCode.FAILED;
  }

  private void objects(AcquisitionResult result, Stage stage) {
    console.print("");
    console.print("Objects in bucket %s:".formatted(result.bucket()));
    List<String> keys =
        result.recordings().values().stream()
            .sorted(Comparator.comparingInt(Recording::getReceiverId))
            .flatMap(recording -> keys(recording).stream())
            .toList();
    keys.forEach(key -> console.print("  " + key));
    String first = keys.stream().filter(key -> key.endsWith(".npy")).findFirst().orElse("");
    if (first.isEmpty()) {
      return;
    }
    int receiver = Collections.min(result.recordings().keySet());
    console.print("");
    if (keep) {
      Path file = stage.data().resolve("s3/objects").resolve(result.bucket()).resolve(first);
      console.print("They are kept. Read one with numpy:");
      console.print("  " + numpy(file.toString()));
      console.print("Or start the server again with its data:");
      console.print("  heimdall serve --data " + stage.data());
    } else {
      console.print("They go with the demonstration; 'heimdall demo --keep' keeps them.");
      console.print("From a running server, read one with numpy so:");
      String id = result.acquisition().getAcquisitionId();
      console.print("  heimdall recordings fetch %s %d".formatted(id, receiver));
      console.print("  " + numpy("websdr_%d.npy".formatted(receiver)));
    }
  }

  private static String numpy(String file) {
    return "python3 -c \"import numpy as np; iq = np.load('%s'); print(iq.dtype, iq.shape)\""
        .formatted(file);
  }

  private static List<String> keys(Recording recording) {
    var keys = new ArrayList<String>();
    recording.getSegmentsList().forEach(segment -> keys.add(segment.getObjectKey()));
    if (!recording.getMetadataObjectKey().isEmpty()) {
      keys.add(recording.getMetadataObjectKey());
    }
    return keys;
  }
}
