package io.heimdall.client.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import io.heimdall.client.FakeHeimdall;
import io.heimdall.v1.AcquireRequest;
import io.heimdall.v1.AcquisitionState;
import io.heimdall.v1.Measurement;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Runs the demonstration with a launcher whose `simulate` and `serve` are shell scripts: the one
/// announces a receiver whose truth this test tells, the other a server that this test plays.
final class DemoCommandIT {

  private static final String TRUTH =
      """
      {"emitter_frequency_hz": 77600.0, "sample_rate_hz": 12000.25,
       "level_dbm": -80.5, "cn0_dbhz": 41.25}
      """;

  @TempDir private Path directory;
  private FakeHeimdall server;
  private HttpServer receiver;
  private Shell shell;

  @BeforeEach
  void start() throws IOException {
    assumeTrue(
        directory.getFileSystem().supportedFileAttributeViews().contains("posix"),
        "needs a POSIX shell");
    server = new FakeHeimdall();
    receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext(
        "/truth",
        exchange -> {
          exchange.sendResponseHeaders(200, TRUTH.length());
          exchange.getResponseBody().write(TRUTH.getBytes(UTF_8));
          exchange.close();
        });
    receiver.start();
    shell = Shell.without().set("HEIMDALL_LAUNCHER", launcher("exec sleep 600").toString());
    var ended = Samples.acquisition(AcquisitionState.ACQUISITION_STATE_SUCCEEDED, Samples.done(8));
    server.acquisitions().thenSends(Samples.event(1, ended));
    server.acquisitions().shows(ended);
    server.storage().holds(Samples.recording(8));
  }

  @AfterEach
  void stop() {
    receiver.stop(0);
    server.close();
  }

  /// @param afterServing what `serve` does once it has announced itself
  private Path launcher(String afterServing) throws IOException {
    String script =
        """
        #!/bin/sh
        echo "$$ $*" >>%1$s/started
        case $1 in
          simulate)
            echo "1 http://127.0.0.1:%2$d Sim One"
            echo ready
            exec sleep 600
            ;;
          serve)
            mkdir -p "$HEIMDALL_DATA"
            echo %3$s >"$HEIMDALL_DATA/token"
            echo "data $HEIMDALL_DATA" >>%1$s/started
            echo "gRPC      %4$s"
            %5$s
            ;;
        esac
        """
            .formatted(
                directory,
                receiver.getAddress().getPort(),
                FakeHeimdall.TOKEN,
                server.address(),
                afterServing);
    return Files.writeString(
        Files.createFile(
            directory.resolve("heimdall-" + Integer.toHexString(afterServing.hashCode())),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))),
        script);
  }

  private static Measurement measured() {
    return Samples.measurement(8).toBuilder()
        .setSnrDb(31.25)
        .setSignalBandwidthHz(10)
        .setSnrRefDb(7.2706)
        .setFrequencyOffsetHz(599.99 - 500)
        .build();
  }

  private List<String> started() throws IOException {
    return Files.readAllLines(directory.resolve("started"));
  }

  /// Waits for the processes that the launcher has started; they were children of this JVM.
  private void assertNothingIsLeft() throws Exception {
    for (String line : started()) {
      String word = line.substring(0, line.indexOf(' '));
      if (word.equals("data")) {
        assertThat(Path.of(line.substring("data ".length()))).doesNotExist();
      } else {
        Optional<ProcessHandle> process = ProcessHandle.of(Long.parseLong(word));
        process
            .map(ProcessHandle::onExit)
            .orElse(CompletableFuture.completedFuture(null))
            .get(10, TimeUnit.SECONDS);
      }
    }
  }

  @Test
  void showsMeasuredBesideTrueAndLeavesNothingBehind() throws Exception {
    server.storage().measured(measured());

    assertThat(shell.run("demo --duration 1s --speed 2")).isZero();
    assertThat(shell.outLines().get(1))
        .contains("sim-8", "31.25  31.25", "99.9900  100.0000", "-80.50  -80.50", "GPS_FIT");
    assertThat(shell.out())
        .contains("1 of 1 receivers delivered every sample over the same UTC window at 77.5 kHz.")
        .contains("offset 0.01000 Hz (limit 0.05).")
        .contains("  sessions/%s/websdr_8.npy".formatted(Samples.ID))
        .contains("np.load('websdr_8.npy')");
    assertThat(started())
        .anyMatch(line -> line.endsWith("simulate --port 0 --speed 2.0"))
        .anyMatch(line -> line.endsWith(" serve"));
    assertNothingIsLeft();
    AcquireRequest request = server.acquisitions().requests(AcquireRequest.class).getFirst();
    assertThat(request.getPlan().getCenterFrequenciesHz(0)).isEqualTo(77_000);
    assertThat(request.getPlan().getReceiverIdsList()).containsExactly(8);
    assertThat(request.getPlan().getLabelsMap()).isEqualTo(Map.of("purpose", "demo"));
    assertThat(server.receivers().stored(8).getUrl())
        .isEqualTo("http://127.0.0.1:" + receiver.getAddress().getPort());
  }

  @Test
  void failsWhenAMeasurementIsWrong() throws Exception {
    server.storage().measured(measured().toBuilder().setSnrDb(20).build());

    assertThat(shell.run("demo")).isEqualTo(1);
    assertThat(shell.out()).contains("SNR 11.250 dB in the signal's band");
    assertNothingIsLeft();
  }

  @Test
  void failsWhenAReceiverDidNotDeliver() throws Exception {
    var partial = Samples.acquisition(AcquisitionState.ACQUISITION_STATE_FAILED, Samples.busy(8));
    server.acquisitions().shows(partial);
    server.storage().measured(measured());

    assertThat(shell.run("demo")).isEqualTo(1);
    assertThat(shell.out()).contains("BUSY: All 4 channels are taken.", "0 of 1 receivers");
    assertNothingIsLeft();
  }

  @Test
  void replaysAtTheFrequencyOfTheRecordings() throws Exception {
    Path recordings = Files.createDirectory(directory.resolve("recordings"));
    Files.createFile(recordings.resolve("20171127T104156Z_77500_DF0KL_iq.wav"));
    Files.createFile(recordings.resolve("20171127T104156Z_77500_F1JEK_iq.wav"));
    server.storage().measured(measured());

    assertThat(shell.run("demo --replay " + recordings)).isZero();
    AcquireRequest request = server.acquisitions().requests(AcquireRequest.class).getFirst();
    assertThat(request.getPlan().getCenterFrequenciesHz(0)).isEqualTo(77_500);
    assertThat(request.getPlan().getDuration().getSeconds()).isEqualTo(20);
    assertThat(started()).anyMatch(line -> line.endsWith("--replay " + recordings));
    assertNothingIsLeft();
  }

  @Test
  void refusesADirectoryWithoutRecordings() {
    assertThat(shell.run("demo --replay " + directory)).isEqualTo(1);
    assertThat(shell.err()).contains("of 0 frequencies; one is needed");
  }

  @Test
  void keepsTheDataWhereItIsAskedTo() throws Exception {
    server.storage().measured(measured());

    assertThat(shell.run("demo --keep")).isZero();
    String data =
        started().stream().filter(line -> line.startsWith("data ")).findFirst().orElseThrow();
    Path kept = Path.of(data.substring("data ".length()));
    assertThat(kept.resolve("token")).exists();
    assertThat(shell.out()).contains("heimdall serve --data " + kept);
    try (Stream<Path> files = Files.walk(kept.resolve("..").normalize())) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Test
  void saysWhatTheServerSaidWhenItDoesNotStart() throws Exception {
    shell.set("HEIMDALL_LAUNCHER", brokenLauncher().toString());

    assertThat(shell.run("demo")).isEqualTo(1);
    assertThat(shell.err())
        .contains("The server ended before it was ready.", "no space left on device");
    assertNothingIsLeft();
  }

  private Path brokenLauncher() throws IOException {
    Path launcher = launcher("true");
    String script = Files.readString(launcher);
    return Files.writeString(
        launcher,
        script.replace("echo \"gRPC", "echo no space left on device >&2; exit 1; echo \"gRPC"));
  }

  @Test
  void needsTheLauncher() {
    assertThat(Shell.without().run("demo")).isEqualTo(1);
  }
}
