package io.heimdall.server.grpc;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.protobuf.Duration;
import io.grpc.Status;
import io.heimdall.server.RunningServer;
import io.heimdall.server.simulator.SimulatedReceiver;
import io.heimdall.server.simulator.Simulator;
import io.heimdall.server.simulator.SimulatorOptions;
import io.heimdall.server.simulator.signal.Emitter;
import io.heimdall.server.simulator.signal.Place;
import io.heimdall.v1.ClockTest;
import io.heimdall.v1.CreateReceiverRequest;
import io.heimdall.v1.FailureReason;
import io.heimdall.v1.ListClockTestsRequest;
import io.heimdall.v1.Position;
import io.heimdall.v1.Receiver;
import io.heimdall.v1.ReceiverServiceGrpc;
import io.heimdall.v1.ReceiverServiceGrpc.ReceiverServiceBlockingStub;
import io.heimdall.v1.TestClocksRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Clocks of simulated receivers, tested by a whole server: on a carrier that is off by a known
/// amount, and on real recordings of DCF77 that are played again.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClockTestsIT {
  private static final Place MAINFLINGEN = new Place(50.0155, 9.0108);

  /// Where the antennas of the recordings stand.
  private static final Map<String, Place> SITES =
      Map.of(
          "DF0KL", new Place(53.665337, 7.282766),
          "F1JEK", new Place(45.779290, 0.614638),
          "HB9RYZ", new Place(47.1721, 8.42683));

  private RunningServer running;
  private ReceiverServiceBlockingStub receivers;

  @BeforeAll
  void start(@TempDir Path data) throws Exception {
    running = RunningServer.in(data);
    receivers = ReceiverServiceGrpc.newBlockingStub(running.owner());
  }

  @AfterAll
  void stop() {
    running.close();
  }

  private int create(SimulatedReceiver simulated, Place place) {
    var receiver =
        Receiver.newBuilder()
            .setName(simulated.name() + " " + UUID.randomUUID())
            .setDriver("kiwi")
            .setUrl(simulated.url().toString())
            .setMinFrequencyHz(10_000)
            .setMaxFrequencyHz(30_000_000)
            .setPosition(
                Position.newBuilder()
                    .setLatitudeDeg(place.latitudeDeg())
                    .setLongitudeDeg(place.longitudeDeg()));
    return receivers
        .createReceiver(CreateReceiverRequest.newBuilder().setReceiver(receiver).build())
        .getReceiver()
        .getReceiverId();
  }

  private List<ClockTest> test(List<Integer> ids, String station, long seconds) {
    var request =
        TestClocksRequest.newBuilder()
            .addAllReceiverIds(ids)
            .setStation(station)
            .setDuration(Duration.newBuilder().setSeconds(seconds))
            .build();
    var tests = new ArrayList<ClockTest>();
    receivers.testClocks(request).forEachRemaining(response -> tests.add(response.getTest()));
    return tests;
  }

  private List<ClockTest> history(int id) {
    return receivers
        .listClockTests(ListClockTestsRequest.newBuilder().setReceiverId(id).build())
        .getTestsList();
  }

  /// 0.775 Hz at 77.5 kHz are 10 ppm, which score a third. A carrier without drops has no marks.
  @Test
  void findTheErrorOfAClockAndRememberIt() throws Exception {
    var emitter = new Emitter(MAINFLINGEN, 77_500.775);
    var options =
        SimulatorOptions.synthetic(1)
            .withScene(new SimulatorOptions.Synthetic(2, emitter, 1))
            .withSpeed(4);
    try (Simulator simulator = Simulator.start(options)) {
      List<Integer> ids =
          simulator.receivers().stream()
              .map(one -> create(one, one.truth().place().orElseThrow()))
              .toList();

      List<ClockTest> tests = test(ids, "", 6);

      assertThat(tests).extracting(ClockTest::getReceiverId).hasSameElementsAs(ids);
      for (ClockTest found : tests) {
        assertThat(found.getFailureReason()).isEqualTo(FailureReason.FAILURE_REASON_UNSPECIFIED);
        assertThat(found.getStation()).isEqualTo("DCF77");
        assertThat(found.getCarrierFrequencyHz()).isEqualTo(77_500);
        assertThat(found.getClockErrorPpm()).isCloseTo(10, within(0.3));
        assertThat(found.getScore()).isCloseTo(33.3, within(0.5));
        assertThat(found.getSecondMarks()).isZero();
        assertThat(found.hasSecondMarkOffsetUs()).isFalse();
        assertThat(history(found.getReceiverId())).containsExactly(found);
      }
      pagesBackwards(ids.getFirst(), tests);
    }
  }

  private void pagesBackwards(int id, List<ClockTest> first) {
    List<ClockTest> second = test(List.of(id), "DCF77", 2);
    var request = ListClockTestsRequest.newBuilder().setReceiverId(id).setPageSize(1);

    var newest = receivers.listClockTests(request.build());
    var oldest = receivers.listClockTests(request.setPageToken(newest.getNextPageToken()).build());

    assertThat(newest.getTestsList()).isEqualTo(second);
    assertThat(oldest.getTestsList())
        .containsExactlyElementsOf(
            first.stream().filter(one -> one.getReceiverId() == id).toList());
    assertThat(oldest.getNextPageToken()).isEmpty();
    Refused.by(() -> receivers.listClockTests(request.setPageToken("nonsense").build()))
        .with(Status.Code.INVALID_ARGUMENT, "PAGE_TOKEN_INVALID");
  }

  @Test
  void tellOfAReceiverThatHearsNothing() throws Exception {
    var emitter = new Emitter(MAINFLINGEN, 60_000);
    var options =
        SimulatorOptions.synthetic(1)
            .withScene(new SimulatorOptions.Synthetic(1, emitter, 1))
            .withSpeed(4);
    try (Simulator simulator = Simulator.start(options)) {
      int id = create(simulator.receivers().getFirst(), MAINFLINGEN);

      List<ClockTest> tests = test(List.of(id), "WWV 2500", 3);

      assertThat(tests).hasSize(1);
      ClockTest silent = tests.getFirst();
      assertThat(silent.getFailureReason()).isEqualTo(FailureReason.FAILURE_REASON_NO_CARRIER);
      assertThat(silent.getMessage()).contains("WWV").contains("2500.0 kHz");
      assertThat(silent.hasCarrierOffsetHz()).isFalse();
      assertThat(silent.hasClockErrorPpm()).isFalse();
      assertThat(silent.hasScore()).isFalse();
      assertThat(history(id)).containsExactly(silent);
    }
  }

  @Test
  void refuseWhatIsNotThere() {
    Refused.by(() -> test(List.of(4711), "", 2))
        .with(Status.Code.NOT_FOUND, "RECEIVER_NOT_FOUND")
        .withMetadata("receiverId", "4711");
    Refused.by(() -> test(List.of(1), "BBC", 2))
        .with(Status.Code.INVALID_ARGUMENT, "TIME_STATION_UNKNOWN")
        .atField("station")
        .saying("DCF77 (77.5 kHz)");
    Refused.by(() -> test(List.of(1), "", 121))
        .with(Status.Code.INVALID_ARGUMENT, "FIELD_INVALID")
        .atField("duration");
    Refused.by(() -> history(4711)).with(Status.Code.NOT_FOUND, "RECEIVER_NOT_FOUND");
  }

  /// The offsets of the carriers are those that another implementation found in the same files; a
  /// KiwiSDR of 2017 tunes in steps of 0.0155 Hz, so that they are not 0. Second marks through its
  /// filters are late by 0.1 to 0.35 ms.
  @Test
  void scoreTheClocksOfRealReceivers() throws Exception {
    Path data = testData();
    var options = SimulatorOptions.replay(data.resolve("iq")).withSpeed(4);
    try (Simulator simulator = Simulator.start(options)) {
      Map<Integer, String> stations =
          simulator.receivers().stream()
              .collect(Collectors.toMap(this::createSite, ClockTestsIT::site));

      List<ClockTest> tests = test(List.copyOf(stations.keySet()), "DCF77", 20);

      assertThat(tests).hasSize(3);
      Map<String, ClockTest> bySite =
          tests.stream()
              .collect(
                  Collectors.toMap(
                      test -> stations.get(test.getReceiverId()), Function.identity()));
      for (String site : SITES.keySet()) {
        verify(
            site,
            requireNonNull(bySite.get(site)),
            data.resolve("vectors").resolve("expected.json"));
      }
    }
  }

  private static void verify(String site, ClockTest test, Path vectors) {
    JsonNode truth =
        JsonMapper.shared()
            .readTree(vectors.toFile())
            .get("real")
            .get("real_" + site + "_2017")
            .get("peak");
    double truePpm = truth.get("freq_hz").asDouble() / 77_500 * 1e6;
    System.out.printf(
        "%s: %.4f ± %.4f Hz, %.3f ppm (vectors %.3f ppm), C/N0 %.1f dB·Hz, %d marks %.1f ± %.1f"
            + " µs, score %.1f%n",
        site,
        test.getCarrierOffsetHz(),
        test.getCarrierOffsetSigmaHz(),
        test.getClockErrorPpm(),
        truePpm,
        test.getCn0Dbhz(),
        test.getSecondMarks(),
        test.getSecondMarkOffsetUs(),
        test.getSecondMarkSigmaUs(),
        test.getScore());
    assertThat(test.getMessage()).isEmpty();
    assertThat(test.getClockErrorPpm()).isCloseTo(truePpm, within(0.1));
    assertThat(test.getCarrierOffsetSigmaHz()).isLessThan(0.002);
    assertThat(test.getScore()).isBetween(90.0, 100.0);
    assertThat(test.getSecondMarks()).isGreaterThanOrEqualTo(16);
    assertThat(test.getSecondMarkOffsetUs()).isBetween(100.0, 350.0);
    assertThat(test.getSecondMarkSigmaUs()).isLessThan(30);
  }

  private int createSite(SimulatedReceiver simulated) {
    return create(simulated, requireNonNull(SITES.get(site(simulated))));
  }

  private static String site(SimulatedReceiver simulated) {
    return SITES.keySet().stream().filter(simulated.name()::contains).findFirst().orElseThrow();
  }

  private static Path testData() {
    String folder = System.getenv("HEIMDALL_TEST_DATA");
    assumeTrue(folder != null, "HEIMDALL_TEST_DATA names no folder with real recordings");
    Path data = Path.of(folder);
    assumeTrue(Files.isDirectory(data.resolve("iq")), "no recordings in " + data);
    return data;
  }
}
