package io.heimdall.client.cli.display;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import io.heimdall.v1.Acquisition;
import io.heimdall.v1.AcquisitionEvent;
import io.heimdall.v1.AcquisitionPlan;
import io.heimdall.v1.AcquisitionState;
import io.heimdall.v1.AcquisitionStateChanged;
import io.heimdall.v1.FailureReason;
import io.heimdall.v1.ReceiverProgress;
import io.heimdall.v1.ReceiverState;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ProgressBoardTest {

  private static final Instant NOW = Instant.ofEpochSecond(1000);

  private static ReceiverProgress receiver(int id, String name, ReceiverState state, long count) {
    return ReceiverProgress.newBuilder()
        .setReceiverId(id)
        .setName(name)
        .setState(state)
        .setSamplesExpected(1000)
        .setSamplesReceived(count)
        .build();
  }

  private static AcquisitionView view(ReceiverProgress... receivers) {
    var view = new AcquisitionView();
    view.apply(
        AcquisitionEvent.newBuilder()
            .setSnapshot(
                Acquisition.newBuilder()
                    .setState(AcquisitionState.ACQUISITION_STATE_RUNNING)
                    .setPercent(50)
                    .setWindowEndTime(Timestamp.newBuilder().setSeconds(1004).setNanos(1))
                    .setPlan(
                        AcquisitionPlan.newBuilder()
                            .addCenterFrequenciesHz(77_500)
                            .setDuration(Duration.newBuilder().setSeconds(10)))
                    .addAllReceivers(List.of(receivers)))
            .build());
    return view;
  }

  private static AcquisitionView typical() {
    return view(
        receiver(8, "sim-8", ReceiverState.RECEIVER_STATE_RECEIVING, 500).toBuilder()
            .setSnrDb(31.24)
            .setSamplesLost(12)
            .build(),
        receiver(9, "sim-9", ReceiverState.RECEIVER_STATE_RECEIVING, 250),
        receiver(10, "sim-10", ReceiverState.RECEIVER_STATE_FAILED, 0).toBuilder()
            .setFailureReason(FailureReason.FAILURE_REASON_BUSY)
            .build(),
        receiver(11, "sim-11", ReceiverState.RECEIVER_STATE_DONE, 990));
  }

  private static List<String> lines(AcquisitionView view, int columns, int rows) {
    return new ProgressBoard(false).lines(view, new Screen.Size(columns, rows), NOW);
  }

  @Test
  void drawsABarForEachReceiverAndOneForAll() {
    assertThat(lines(typical(), 70, 24))
        .containsExactly(
            "77.5 kHz for 10s: running",
            " 8 sim-8   ##########...........   51%  receiving    31.2 dB  lost 12",
            " 9 sim-9   #####................   25%  receiving   no signal",
            "10 sim-10  .....................    0%  failed      BUSY",
            "11 sim-11  #####################  100%  done",
            "total      ##########...........   50%  5s left");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 10, 20, 30, 40, 50, 60, 70, 80, 100, 200})
  void neverReachesTheLastColumn(int columns) {
    assertThat(lines(typical(), columns, 24))
        .allSatisfy(line -> assertThat(line.length()).isLessThan(Math.max(2, columns)));
  }

  @Test
  void leavesTheBarsOutOnANarrowTerminal() {
    assertThat(lines(typical(), 48, 24).get(2)).isEqualTo(" 9 sim-9    25%  receiving   no signal");
  }

  @Test
  void saysHowManyReceiversALowTerminalHides() {
    assertThat(lines(typical(), 80, 7)).hasSize(5).element(3).isEqualTo("… and 2 more");
  }

  @Test
  void isAtAHundredPerCentOnceItHasEnded() {
    AcquisitionView view = typical();
    view.apply(
        AcquisitionEvent.newBuilder()
            .setStateChanged(
                AcquisitionStateChanged.newBuilder()
                    .setState(AcquisitionState.ACQUISITION_STATE_FAILED)
                    .setMessage("Too few.")
                    .setWindowStartTime(Timestamp.newBuilder().setSeconds(990))
                    .setWindowEndTime(Timestamp.newBuilder().setSeconds(2000)))
            .build());

    assertThat(view.ended()).isTrue();
    assertThat(view.acquisition().getMessage()).isEqualTo("Too few.");
    assertThat(lines(view, 80, 24)).last().asString().contains("100%").doesNotContain("left");
  }

  @Test
  void keepsNamesFromSteeringTheTerminal() {
    var evil = view(receiver(8, "a\u001b[2Jb", ReceiverState.RECEIVER_STATE_WAITING, 0));

    assertThat(lines(evil, 80, 24)).noneMatch(line -> line.contains("\u001b"));
  }

  @Test
  void drawsInPlaceAndOnlyWhatHasChanged() {
    var text = new StringWriter();
    Screen screen = () -> Optional.of(new Screen.Size(80, 24));
    AcquisitionView view = typical();
    var event = AcquisitionEvent.getDefaultInstance();

    try (var live =
        new LiveProgress(new PrintWriter(text), screen, InstantSource.fixed(NOW), true)) {
      live.show(view, event);
      assertThat(text.toString()).doesNotContain("\u001b[6A").contains("█", "░");
      text.getBuffer().setLength(0);

      live.show(view, event);
      assertThat(text.toString()).isEmpty();

      live.note("The connection is lost.");
      assertThat(text.toString())
          .startsWith("\u001b[6A\u001b[JThe connection is lost.")
          .endsWith("\u001b[K\n\u001b[J");
    }
  }

  @Test
  void asksTheRealTerminalIfThereIsOne() {
    assertThat(TerminalScreen.find("Linux", "xterm").size())
        .satisfiesAnyOf(
            size -> assertThat(size).isEmpty(),
            size -> assertThat(size.orElseThrow().columns()).isPositive());
    assertThat(TerminalScreen.find("Linux", "dumb")).isSameAs(Screen.NONE);
    assertThat(TerminalScreen.find("Windows 11", "xterm").size()).isEmpty();
  }
}
