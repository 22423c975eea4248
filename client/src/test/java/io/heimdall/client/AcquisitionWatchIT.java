package io.heimdall.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.grpc.Status;
import io.heimdall.v1.AcquireRequest;
import io.heimdall.v1.Acquisition;
import io.heimdall.v1.AcquisitionEvent;
import io.heimdall.v1.AcquisitionPlan;
import io.heimdall.v1.Heartbeat;
import io.heimdall.v1.WatchAcquisitionRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class AcquisitionWatchIT {

  private static final AcquisitionPlan PLAN =
      AcquisitionPlan.newBuilder().addCenterFrequenciesHz(77_500).build();

  private FakeHeimdall server;
  private HeimdallClient client;

  @BeforeEach
  void start() throws IOException {
    server = new FakeHeimdall();
    client = server.client();
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  private static AcquisitionEvent snapshot(long sequence) {
    return AcquisitionEvent.newBuilder()
        .setSequence(sequence)
        .setSnapshot(Acquisition.newBuilder().setAcquisitionId("a1").setSequence(sequence))
        .build();
  }

  private static AcquisitionEvent beat(long sequence) {
    return AcquisitionEvent.newBuilder()
        .setSequence(sequence)
        .setHeartbeat(Heartbeat.getDefaultInstance())
        .build();
  }

  private static List<Long> sequences(AcquisitionWatch watch) {
    var sequences = new ArrayList<Long>();
    watch.forEachRemaining(event -> sequences.add(event.getSequence()));
    return sequences;
  }

  @Test
  void deliversEventsInOrderAndEnds() {
    server.acquisitions().thenSends(snapshot(3), beat(4), beat(5));

    try (AcquisitionWatch watch = client.acquisitions().acquire(PLAN)) {
      assertThat(sequences(watch)).containsExactly(3L, 4L, 5L);
      assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(watch::next);
    }
  }

  @Test
  void continuesALostConnectionAfterTheLastEventSeen() {
    server.acquisitions().thenBreaksAfter(snapshot(3), beat(4));
    server.acquisitions().thenBreaksAfter(beat(5));
    server.acquisitions().thenSends(beat(6));
    var lost = new ArrayList<HeimdallException>();

    try (AcquisitionWatch watch = client.acquisitions().acquire(PLAN)) {
      watch.onConnectionLost(lost::add);

      assertThat(sequences(watch)).containsExactly(3L, 4L, 5L, 6L);
    }

    assertThat(lost).extracting(HeimdallException::reason).containsOnly("SERVER_STOPPING");
    assertThat(server.acquisitions().requests(WatchAcquisitionRequest.class))
        .extracting(WatchAcquisitionRequest::getAfterSequence)
        .containsExactly(4L, 5L);
  }

  @Test
  void goesOnWithoutANoticeWhenTheServerEndsALongWatch() {
    server
        .acquisitions()
        .thenFails(
            FakeHeimdall.refusal(Status.Code.UNAVAILABLE, "WATCH_ENDED", "Watch again."),
            snapshot(3),
            beat(4));
    server.acquisitions().thenSends(beat(5));
    var lost = new ArrayList<HeimdallException>();

    try (AcquisitionWatch watch = client.acquisitions().watch("a1")) {
      watch.onConnectionLost(lost::add);

      assertThat(sequences(watch)).containsExactly(3L, 4L, 5L);
    }

    assertThat(lost).isEmpty();
  }

  @Test
  void takesASnapshotWhereTheEventsItNeedsAreGone() {
    server.acquisitions().thenBreaksAfter(snapshot(3));
    server
        .acquisitions()
        .thenFails(FakeHeimdall.refusal(Status.Code.OUT_OF_RANGE, "SEQUENCE_COMPACTED", "Gone."));
    server.acquisitions().thenSends(snapshot(90), beat(91));

    try (AcquisitionWatch watch = client.acquisitions().watch("a1")) {
      assertThat(sequences(watch)).containsExactly(3L, 90L, 91L);
    }

    assertThat(server.acquisitions().requests(WatchAcquisitionRequest.class))
        .extracting(WatchAcquisitionRequest::hasAfterSequence)
        .containsExactly(false, true, false);
  }

  @Test
  void startsNothingTwiceWhenTheConnectionBreaksBeforeTheFirstEvent() {
    server.acquisitions().thenBreaksAfter();
    server.acquisitions().thenSends(snapshot(1));

    try (AcquisitionWatch watch = client.acquisitions().acquire(PLAN)) {
      assertThat(sequences(watch)).containsExactly(1L);
    }

    List<AcquireRequest> requests = server.acquisitions().requests(AcquireRequest.class);
    assertThat(requests).hasSize(2);
    assertThat(requests.get(0).getRequestId())
        .isNotEmpty()
        .isEqualTo(requests.get(1).getRequestId());
  }

  @Test
  void takesSilenceForALostConnection() {
    server.acquisitions().thenFallsSilentAfter(snapshot(1));
    server.acquisitions().thenSends(beat(2));
    var options =
        new ClientOptions(
            server.address(),
            server.options().token(),
            Duration.ofSeconds(30),
            Duration.ofSeconds(2),
            Duration.ofMinutes(1));
    var lost = new ArrayList<HeimdallException>();

    try (HeimdallClient impatient = HeimdallClient.connect(options);
        AcquisitionWatch watch = impatient.acquisitions().watch("a1")) {
      watch.onConnectionLost(lost::add);

      assertThat(sequences(watch)).containsExactly(1L, 2L);
    }

    assertThat(lost).hasSize(1);
    assertThat(lost.getFirst()).hasMessageContaining("Nothing came from 127.0.0.1:");
  }

  @Test
  void givesUpWhenTheTimeToReconnectIsOver() {
    server.acquisitions().thenBreaksAfter(snapshot(1));
    var options =
        new ClientOptions(
            server.address(),
            server.options().token(),
            Duration.ofSeconds(30),
            Duration.ofSeconds(45),
            Duration.ZERO);

    try (HeimdallClient hasty = HeimdallClient.connect(options);
        AcquisitionWatch watch = hasty.acquisitions().watch("a1")) {
      watch.next();

      assertThatExceptionOfType(HeimdallException.class)
          .isThrownBy(watch::hasNext)
          .matches(HeimdallException::isTransient);
    }
  }

  @Test
  void doesNotTryAgainWhatTheServerRefuses() {
    server
        .acquisitions()
        .refuses(
            FakeHeimdall.refusal(
                Status.Code.FAILED_PRECONDITION, "NO_ACTIVE_RECEIVER", "No receiver is active."));

    try (AcquisitionWatch watch = client.acquisitions().acquire(PLAN)) {
      assertThatExceptionOfType(HeimdallException.class)
          .isThrownBy(watch::hasNext)
          .withMessage("No receiver is active.")
          .matches(e -> e.reason().equals("NO_ACTIVE_RECEIVER"));
    }

    assertThat(server.calls()).containsExactly("Acquire");
  }

  @Test
  void closingWakesTheReader() throws InterruptedException {
    server.acquisitions().thenFallsSilentAfter(snapshot(1));
    var ended = new ArrayList<Status.Code>();
    AcquisitionWatch watch = client.acquisitions().watch("a1");
    watch.next();
    Thread reader =
        Thread.ofVirtual()
            .start(() -> {
              try {
                boolean _ = watch.hasNext();
              } catch (HeimdallException e) {
                ended.add(e.code());
              }
            });

    watch.close();

    assertThat(reader.join(Duration.ofSeconds(10))).isTrue();
    assertThat(ended).containsExactly(Status.Code.CANCELLED);
  }
}
