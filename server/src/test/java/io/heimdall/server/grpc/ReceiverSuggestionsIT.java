package io.heimdall.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.grpc.Status;
import io.heimdall.server.RunningServer;
import io.heimdall.server.simulator.SimulatedReceiver;
import io.heimdall.server.simulator.Simulator;
import io.heimdall.server.simulator.SimulatorOptions;
import io.heimdall.server.simulator.signal.Place;
import io.heimdall.v1.CheckReceiversRequest;
import io.heimdall.v1.CreateReceiverRequest;
import io.heimdall.v1.Position;
import io.heimdall.v1.Receiver;
import io.heimdall.v1.ReceiverServiceGrpc;
import io.heimdall.v1.ReceiverServiceGrpc.ReceiverServiceBlockingStub;
import io.heimdall.v1.SuggestReceiversRequest;
import io.heimdall.v1.SuggestReceiversResponse;
import io.heimdall.v1.SuggestedReceiver;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Suggestions of a whole server that has checked some of seven simulated receivers.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReceiverSuggestionsIT {
  private static final Place MAINFLINGEN = new Place(50.0155, 9.0108);

  private RunningServer running;
  private Simulator simulator;
  private ReceiverServiceBlockingStub receivers;
  private final List<Integer> ids = new ArrayList<>();
  private int far;
  private int inactive;

  @BeforeAll
  void start(@TempDir Path data) throws Exception {
    running = RunningServer.in(data);
    simulator = Simulator.start(SimulatorOptions.synthetic(4).withPort(0));
    receivers = ReceiverServiceGrpc.newBlockingStub(running.owner());
    for (SimulatedReceiver simulated : simulator.receivers()) {
      Place place = simulated.truth().place().orElseThrow();
      ids.add(
          create(
              simulated.name(),
              simulated.url().toString(),
              receiver -> receiver.setPosition(position(place))));
    }
    String nobody = "http://127.0.0.1:9";
    far = create("Far", nobody, one -> one.setPosition(position(new Place(-41.3, 174.8))));
    inactive = create("Inactive", nobody, one -> one.setActive(false));
    create("Deaf", nobody, one -> one.setMinFrequencyHz(1_000_000));
    receivers
        .checkReceivers(CheckReceiversRequest.newBuilder().addAllReceiverIds(ids).build())
        .forEachRemaining(response -> assertThat(response.getCheck().getDeliversIq()).isTrue());
  }

  @AfterAll
  void stop() {
    simulator.close();
    running.close();
  }

  private int create(String name, String url, UnaryOperator<Receiver.Builder> more) {
    var receiver =
        Receiver.newBuilder()
            .setName(name)
            .setDriver("kiwi")
            .setUrl(url)
            .setMinFrequencyHz(10_000)
            .setMaxFrequencyHz(30_000_000);
    return receivers
        .createReceiver(
            CreateReceiverRequest.newBuilder().setReceiver(more.apply(receiver)).build())
        .getReceiver()
        .getReceiverId();
  }

  private static Position position(Place place) {
    return Position.newBuilder()
        .setLatitudeDeg(place.latitudeDeg())
        .setLongitudeDeg(place.longitudeDeg())
        .build();
  }

  private SuggestReceiversRequest.Builder near() {
    return SuggestReceiversRequest.newBuilder()
        .setFrequencyHz(77_500)
        .setNear(position(MAINFLINGEN));
  }

  private static List<Integer> ids(SuggestReceiversResponse response) {
    return response.getReceiversList().stream()
        .map(one -> one.getReceiver().getReceiverId())
        .toList();
  }

  @Test
  void suggestReceiversAllAroundTheTarget() {
    SuggestReceiversResponse response = receivers.suggestReceivers(near().build());

    assertThat(ids(response)).containsOnlyOnceElementsOf(ids).contains(far).hasSize(5);
    assertThat(ids(response)).doesNotContain(inactive);
    assertThat(response.getGdop()).isBetween(2 / Math.sqrt(5), 2.0);
    for (SuggestedReceiver one : response.getReceiversList()) {
      assertThat(one.getScore()).isBetween(0.0, 1.0);
      assertThat(one.getReasonsList()).isNotEmpty();
      assertThat(one.hasMedianSnrDb()).isFalse();
      Position position = one.getReceiver().getPosition();
      double km =
          MAINFLINGEN.distanceMetresTo(
                  new Place(position.getLatitudeDeg(), position.getLongitudeDeg()))
              / 1000;
      assertThat(one.getDistanceKm()).isCloseTo(km, within(5.0));
      assertThat(one.getBearingDeg()).isBetween(0.0, 360.0);
    }
  }

  @Test
  void leaveOutWhatIsTooFarOrTooMany() {
    assertThat(ids(receivers.suggestReceivers(near().setMaxDistanceKm(2_000).build())))
        .containsExactlyInAnyOrderElementsOf(ids);
    SuggestReceiversResponse two = receivers.suggestReceivers(near().setCount(2).build());
    assertThat(two.getReceiversCount()).isEqualTo(2);
    assertThat(two.hasGdop()).isFalse();
  }

  @Test
  void lookAtInactiveReceiversWhenTold() {
    var request = near().setIncludeInactive(true).setCount(1_000);

    SuggestReceiversResponse response = receivers.suggestReceivers(request.build());

    // The seven that every server begins with wait for proof.
    assertThat(ids(response)).contains(inactive, 1, 7).containsAll(ids);
    assertThat(response.getReceiversList())
        .filteredOn(one -> one.getReceiver().getReceiverId() == inactive)
        .allSatisfy(one -> assertThat(one.getReasonsList()).contains("It is inactive."));
  }

  @Test
  void suggestWithoutATarget() {
    var request = SuggestReceiversRequest.newBuilder().setFrequencyHz(77_500).setCount(3);

    SuggestReceiversResponse response = receivers.suggestReceivers(request.build());

    assertThat(response.getReceiversCount()).isEqualTo(3);
    assertThat(response.hasGdop()).isFalse();
    // Those that were checked have GPS and free channels.
    assertThat(ids).containsAll(ids(response));
    assertThat(response.getReceiversList())
        .allMatch(one -> !one.hasDistanceKm() && !one.hasBearingDeg())
        .isSortedAccordingTo((a, b) -> Double.compare(b.getScore(), a.getScore()));
  }

  @Test
  void suggestNothingWhereNobodyHears() {
    var request = SuggestReceiversRequest.newBuilder().setFrequencyHz(200_000_000).build();

    assertThat(receivers.suggestReceivers(request).getReceiversList()).isEmpty();
    Refused.by(() -> receivers.suggestReceivers(SuggestReceiversRequest.getDefaultInstance()))
        .with(Status.Code.INVALID_ARGUMENT, "FIELD_INVALID")
        .atField("frequency_hz");
  }
}
