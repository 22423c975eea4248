package io.heimdall.server.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class SimulateCommandIT {

  private final StringWriter err = new StringWriter();
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

  private int run(String... arguments) {
    var out =
        new PrintWriter(new StringWriter()) {
          @Override
          public void println(String line) {
            lines.add(line);
          }
        };
    return new CommandLine(new SimulateCommand())
        .setOut(out)
        .setErr(new PrintWriter(err))
        .execute(arguments);
  }

  private String line() throws InterruptedException {
    return String.valueOf(lines.poll(10, TimeUnit.SECONDS));
  }

  @Test
  void printsALinePerReceiverAndThenReady() throws InterruptedException {
    Thread command = Thread.ofVirtual().start(() -> run("--receivers", "3", "--port", "0"));
    try {
      assertThat(line()).matches("1 http://127\\.0\\.0\\.1:\\d+ Sim Bordeaux");
      assertThat(line()).matches("2 http://127\\.0\\.0\\.1:\\d+ Sim Utrecht");
      assertThat(line()).matches("3 http://127\\.0\\.0\\.1:\\d+ Sim Zurich");
      assertThat(line()).isEqualTo("ready");
    } finally {
      command.interrupt();
      command.join();
    }
  }

  @Test
  void playsRecordings(@TempDir Path directory) throws Exception {
    Recordings.make(directory, "EAST", 20, 1, 124_934.25, 12_001.1);
    Thread command =
        Thread.ofVirtual().start(() -> run("--replay", directory.toString(), "--port", "0"));
    try {
      assertThat(line()).matches("1 http://127\\.0\\.0\\.1:\\d+ EAST");
      assertThat(line()).isEqualTo("ready");
    } finally {
      command.interrupt();
      command.join();
    }
  }

  @Test
  void runsServersOfRtlTcp(@TempDir Path directory) throws Exception {
    Path file = Files.write(directory.resolve("capture.cu8"), new byte[] {1, 2, 3, 4});
    Thread command =
        Thread.ofVirtual()
            .start(() -> run("--rtl-tcp", "tone", "--rtl-tcp", file.toString(), "--port", "0"));
    try {
      assertThat(line()).matches("1 tcp://127\\.0\\.0\\.1:\\d+ tone");
      assertThat(line()).matches("2 tcp://127\\.0\\.0\\.1:\\d+ capture.cu8");
      assertThat(line()).isEqualTo("ready");
    } finally {
      command.interrupt();
      command.join();
    }
  }

  @Test
  void saysWhatIsWrongWithServersOfRtlTcp(@TempDir Path directory) throws Exception {
    Path odd = Files.write(directory.resolve("odd.cu8"), new byte[3]);

    assertThat(run("--rtl-tcp", odd.toString(), "--port", "0")).isEqualTo(1);
    assertThat(run("--rtl-tcp", "nothing.cu8", "--port", "0")).isEqualTo(1);
    assertThat(run("--rtl-tcp", "tone", "--rtl-tcp-fault", "busy", "--port", "0")).isEqualTo(2);
    assertThat(run("--rtl-tcp", "tone", "--rtl-tcp-fault", "loses=1", "--port", "0")).isEqualTo(2);
    assertThat(err.toString())
        .contains("3 bytes, which are no whole number of samples")
        .contains("nothing.cu8 is not a file")
        .contains("no fault 'busy'; there are: no-header, silent")
        .contains("'loses=1' is not NAME or NAME:N");
  }

  @Test
  void listsTheFaultsForAnUnknownOne() {
    assertThat(run("--fault", "bussy=1", "--port", "0")).isEqualTo(2);
    assertThat(err.toString()).contains("no fault 'bussy'; there are: busy, password");
  }

  @Test
  void refusesAFaultOfAReceiverThereIsNot() {
    assertThat(run("--receivers", "2", "--fault", "busy=3", "--port", "0")).isEqualTo(2);
    assertThat(err.toString()).contains("there are only 1 to 2");
  }

  @Test
  void refusesNumbersThatMeanNothing() {
    assertThat(run("--receivers", "0")).isEqualTo(2);
    assertThat(run("--speed", "-1")).isEqualTo(2);
    assertThat(run("--port", "70000")).isEqualTo(2);
    assertThat(err.toString())
        .contains("the number of receivers must be 1 to 2000, not 0")
        .contains("the speed must be 0 to 1000, not -1.0")
        .contains("the port must be 0 to 65535, not 70000");
  }

  @Test
  void saysWhichRecordingIsBad(@TempDir Path directory) {
    assertThat(run("--replay", directory.toString())).isEqualTo(1);
    assertThat(err.toString()).contains("holds no recordings (*_iq.wav)");
  }

  @Test
  void saysWhichPortIsTaken() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = String.valueOf(taken.getLocalPort());

      assertThat(run("--receivers", "1", "--port", port)).isEqualTo(1);
      assertThat(err.toString()).contains("cannot listen on port " + port + ": ");
    }
  }
}
