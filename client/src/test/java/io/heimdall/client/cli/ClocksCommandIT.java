package io.heimdall.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.heimdall.client.FakeHeimdall;
import io.heimdall.v1.ClockTest;
import io.heimdall.v1.FailureReason;
import io.heimdall.v1.ListClockTestsRequest;
import io.heimdall.v1.Receiver;
import io.heimdall.v1.TestClocksRequest;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

final class ClocksCommandIT {

  private FakeHeimdall server;
  private Shell shell;

  @BeforeEach
  void start() throws IOException {
    server = new FakeHeimdall();
    shell = Shell.with(server);
    server.receivers().put(Receiver.newBuilder().setReceiverId(3).setName("Zurich").build());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static ClockTest.Builder good() {
    return ClockTest.newBuilder()
        .setReceiverId(3)
        .setTestTime(Samples.TEN_O_CLOCK)
        .setStation("DCF77")
        .setCarrierFrequencyHz(77_500)
        .setCarrierOffsetHz(0.011_93)
        .setCarrierOffsetSigmaHz(0.000_1)
        .setClockErrorPpm(0.153_9)
        .setCn0Dbhz(79.31)
        .setSecondMarks(18)
        .setSecondMarkOffsetUs(224.8)
        .setSecondMarkSigmaUs(1.3)
        .setScore(93.4);
  }

  private static ClockTest bad() {
    return ClockTest.newBuilder()
        .setReceiverId(4)
        .setTestTime(Samples.TEN_O_CLOCK)
        .setStation("WWV")
        .setCarrierFrequencyHz(10_000_000)
        .setFailureReason(FailureReason.FAILURE_REASON_NO_CARRIER)
        .setMessage("nothing heard")
        .build();
  }

  private TestClocksRequest asked() {
    return server.receivers().requests(TestClocksRequest.class).getLast();
  }

  @Test
  void writesALineForEachClock() {
    server.receivers().findsClocks(good().build(), bad());

    assertThat(shell.run("receivers clocks")).isEqualTo(1);

    assertThat(shell.outLines())
        .containsExactly(
            "receiver 3 (Zurich): DCF77 77.5 kHz +0.0119 ± 0.0001 Hz, +0.154 ppm, 18 second marks"
                + " +225 ± 1 us, score 93",
            "receiver 4 (): NO_CARRIER: nothing heard");
    assertThat(shell.err()).contains("1 of 2 clocks could be judged.");
    assertThat(asked().getReceiverIdsList()).isEmpty();
    assertThat(asked().getStation()).isEmpty();
    assertThat(asked().hasDuration()).isFalse();
  }

  @Test
  void failsWhereThereWasNothingToTest() {
    assertThat(shell.run("receivers clocks")).isEqualTo(1);
    assertThat(shell.err()).contains("No clock was tested");
  }

  @Test
  void passesEverythingOnAndWritesJsonLines() {
    server
        .receivers()
        .findsClocks(good().clearSecondMarkOffsetUs().clearSecondMarkSigmaUs().build());

    int code =
        shell.run(
            List.of(
                "receivers",
                "clocks",
                "3",
                "5",
                "--json",
                "--station",
                "WWV 10000",
                "--duration",
                "1m"));

    assertThat(code).isZero();
    assertThat(asked().getReceiverIdsList()).containsExactly(3, 5);
    assertThat(asked().getStation()).isEqualTo("WWV 10000");
    assertThat(asked().getDuration().getSeconds()).isEqualTo(60);
    assertThat(JsonMapper.shared().readTree(shell.out()).path("score").asDouble()).isEqualTo(93.4);
  }

  @Test
  void listsEarlierTestsAcrossPages() {
    server.receivers().findsClocks(good().build(), bad(), good().setSecondMarks(9).build());

    assertThat(shell.run("receivers clocks --history 3")).isZero();

    assertThat(shell.outLines())
        .hasSize(4)
        .first()
        .asString()
        .matches(
            "TESTED \\(UTC\\) +STATION +CARRIER +OFFSET Hz +ERROR ppm +C/N0 dBHz +MARKS +MARKS LATE"
                + " us +SCORE +PROBLEM");
    assertThat(shell.outLines().get(1))
        .matches(
            "2025-11-21 10:00:00 +DCF77 +77.5 kHz +\\+0.0119 ± 0.0001 +\\+0.154 +79.3 +18 +\\+225 ±"
                + " 1 +93 +-");
    assertThat(shell.outLines().get(2)).endsWith("NO_CARRIER: nothing heard");
    assertThat(server.receivers().requests(ListClockTestsRequest.class))
        .hasSize(2)
        .allMatch(request -> request.getReceiverId() == 3);
    assertThat(server.receivers().requests(TestClocksRequest.class)).isEmpty();
    assertThat(shell.run("receivers clocks --history 3 --json")).isZero();
    assertThat(shell.outLines()).hasSize(3);
  }

  @Test
  void refusesToTestAndListAtOnce() {
    assertThat(shell.run("receivers clocks 3 --history 3")).isEqualTo(2);
    assertThat(shell.err()).contains("--history tests nothing");
    assertThat(shell.run("receivers clocks --duration 20")).isEqualTo(2);
  }
}
