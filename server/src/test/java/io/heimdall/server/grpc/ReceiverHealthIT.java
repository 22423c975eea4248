package io.heimdall.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.protobuf.FieldMask;
import com.google.protobuf.util.Timestamps;
import io.grpc.Status;
import io.heimdall.server.RunningServer;
import io.heimdall.server.simulator.SimulatedReceiver;
import io.heimdall.server.simulator.Simulator;
import io.heimdall.server.simulator.SimulatorOptions;
import io.heimdall.v1.CheckReceiversRequest;
import io.heimdall.v1.CreateReceiverRequest;
import io.heimdall.v1.GetReceiverRequest;
import io.heimdall.v1.ListReceiverChecksRequest;
import io.heimdall.v1.ListReceiverChecksResponse;
import io.heimdall.v1.ListReceiversRequest;
import io.heimdall.v1.Receiver;
import io.heimdall.v1.ReceiverCheck;
import io.heimdall.v1.ReceiverServiceGrpc;
import io.heimdall.v1.ReceiverServiceGrpc.ReceiverServiceBlockingStub;
import io.heimdall.v1.UpdateReceiverRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Checks of receivers, by themselves and over time, of a whole server as clients see it.
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReceiverHealthIT {

  private RunningServer running;
  private Simulator simulator;
  private ReceiverServiceBlockingStub receivers;
  private int active;
  private int waiting;

  @BeforeAll
  void start(@TempDir Path data) throws Exception {
    running = RunningServer.in(data, Map.of("HEIMDALL_CHECK_EVERY", "1s"));
    simulator = Simulator.start(SimulatorOptions.synthetic(2));
    receivers = ReceiverServiceGrpc.newBlockingStub(running.owner());
    active = create("Active", simulator.receiver(1), false);
    waiting = create("Waiting", simulator.receiver(2), true);
  }

  @AfterAll
  void stop() {
    simulator.close();
    running.close();
  }

  private int create(String name, SimulatedReceiver simulated, boolean whenProven) {
    var receiver =
        Receiver.newBuilder()
            .setName(name)
            .setDriver("kiwi")
            .setUrl(simulated.url().toString())
            .setActivateWhenProven(whenProven);
    return receivers
        .createReceiver(CreateReceiverRequest.newBuilder().setReceiver(receiver).build())
        .getReceiver()
        .getReceiverId();
  }

  @Test
  void checksWhatIsActiveByItselfAgainAndAgain() {
    until(() -> good(checks(active, 1000).getChecksList()) >= 3);

    List<ReceiverCheck> found = checks(active, 1000).getChecksList();
    assertThat(found)
        .filteredOn(ReceiverCheck::getDeliversIq)
        .allMatch(ReceiverCheck::hasClockOffsetMs)
        .allSatisfy(check -> assertThat(check.getSampleRateHz()).isBetween(11_900.0, 12_100.0))
        .isNotEmpty();
    assertThat(found)
        .isSortedAccordingTo((a, b) -> Timestamps.compare(b.getCheckTime(), a.getCheckTime()));
    assertThat(checks(waiting, 10).getChecksList()).as("only people prove it").isEmpty();
    assertThat(simulator.receiver(1).counters().mostOpen()).isEqualTo(1);
    assertThat(get(active).getTrackRecord().hasLastSnrDb()).isFalse();
    assertThat(listed(waiting).getTrackRecord().hasUptime24H()).isFalse();
  }

  @Test
  void reckonUptimeFromTheChecksThatAreListed() {
    until(() -> checks(active, 1000).getChecksCount() >= 3);

    until(() -> {
      List<ReceiverCheck> before = checks(active, 1000).getChecksList();
      Receiver shown = get(active);
      Receiver listed = listed(active);
      boolean quiet = checks(active, 1000).getChecksList().equals(before);
      if (quiet) {
        double uptime = (double) good(before) / before.size();
        assertThat(shown.getTrackRecord().getUptime24H()).isCloseTo(uptime, within(1e-9));
        assertThat(shown.getTrackRecord().getUptime7D()).isCloseTo(uptime, within(1e-9));
        assertThat(listed.getTrackRecord().getUptime7D()).isCloseTo(uptime, within(1e-9));
      }
      return quiet;
    });
  }

  private static long good(List<ReceiverCheck> checks) {
    return checks.stream().filter(ReceiverCheck::getDeliversIq).count();
  }

  @Test
  void pageThroughChecks() {
    until(() -> checks(active, 10).getChecksCount() >= 3);
    ReceiverCheck oldest = checks(active, 1000).getChecksList().getLast();
    var request =
        ListReceiverChecksRequest.newBuilder()
            .setReceiverId(active)
            .setBeforeTime(get(active).getLastCheck().getCheckTime())
            .setPageSize(1);
    var times = new ArrayList<String>();
    String token = "";
    do {
      var page = receivers.listReceiverChecks(request.setPageToken(token).build());
      page.getChecksList().forEach(check -> times.add(Timestamps.toString(check.getCheckTime())));
      token = page.getNextPageToken();
    } while (!token.isEmpty());

    assertThat(times).doesNotHaveDuplicates().endsWith(Timestamps.toString(oldest.getCheckTime()));
    assertThat(times).hasSizeGreaterThanOrEqualTo(2);
    String first =
        receivers.listReceiverChecks(request.clearPageToken().build()).getNextPageToken();
    Refused.by(() ->
            receivers.listReceiverChecks(
                request.setReceiverId(waiting).setPageToken(first).build()))
        .with(Status.Code.INVALID_ARGUMENT, "PAGE_TOKEN_INVALID");
  }

  @Test
  void refuseWhatHasNoHistory() {
    Refused.by(() -> checks(999_999, 1)).with(Status.Code.NOT_FOUND, "RECEIVER_NOT_FOUND");
    Refused.by(() ->
            receivers.listReceiverChecks(
                ListReceiverChecksRequest.newBuilder()
                    .setReceiverId(active)
                    .setFromTime(Timestamps.fromSeconds(2))
                    .setBeforeTime(Timestamps.fromSeconds(1))
                    .build()))
        .with(Status.Code.INVALID_ARGUMENT, "TIME_RANGE_REVERSED")
        .atField("before_time");
  }

  @Test
  void leaveAloneWhatSomebodySwitchesOffButCheckItWhenAsked() {
    int off = create("Off", simulator.receiver(2), true);
    Receiver changed =
        receivers
            .updateReceiver(
                UpdateReceiverRequest.newBuilder()
                    .setReceiver(Receiver.newBuilder().setReceiverId(off).setActive(false))
                    .setUpdateMask(FieldMask.newBuilder().addPaths("active"))
                    .build())
            .getReceiver();
    assertThat(changed.getActivateWhenProven()).isFalse();
    assertThat(changed.hasTrackRecord()).isTrue();

    List<ReceiverCheck> found = new ArrayList<>();
    receivers
        .checkReceivers(CheckReceiversRequest.newBuilder().addReceiverIds(off).build())
        .forEachRemaining(response -> found.add(response.getCheck()));

    assertThat(found).hasSize(1).allMatch(ReceiverCheck::getDeliversIq);
    assertThat(found).noneMatch(ReceiverCheck::getActivated);
    assertThat(checks(off, 10).getChecksList()).isEqualTo(found);
  }

  private ListReceiverChecksResponse checks(int id, int most) {
    return receivers.listReceiverChecks(
        ListReceiverChecksRequest.newBuilder().setReceiverId(id).setPageSize(most).build());
  }

  private Receiver get(int id) {
    return receivers
        .getReceiver(GetReceiverRequest.newBuilder().setReceiverId(id).build())
        .getReceiver();
  }

  private Receiver listed(int id) {
    return receivers
        .listReceivers(ListReceiversRequest.getDefaultInstance())
        .getReceiversList()
        .stream()
        .filter(receiver -> receiver.getReceiverId() == id)
        .findFirst()
        .orElseThrow();
  }

  private static void until(BooleanSupplier condition) {
    long deadlineNanos = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("it has come true in time").isLessThan(deadlineNanos);
      LockSupport.parkNanos(50_000_000);
    }
  }
}
