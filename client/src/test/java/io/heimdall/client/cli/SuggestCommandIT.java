package io.heimdall.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.heimdall.client.FakeHeimdall;
import io.heimdall.v1.AcquisitionState;
import io.heimdall.v1.Receiver;
import io.heimdall.v1.StartAcquisitionRequest;
import io.heimdall.v1.SuggestReceiversRequest;
import io.heimdall.v1.SuggestReceiversResponse;
import io.heimdall.v1.SuggestedReceiver;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `receivers suggest`, and `acquire --auto`, which takes what is suggested.
final class SuggestCommandIT {

  private FakeHeimdall server;
  private Shell shell;

  @BeforeEach
  void start() throws IOException {
    server = new FakeHeimdall();
    shell = Shell.with(server);
    server.acquisitions().shows(Samples.acquisition(AcquisitionState.ACQUISITION_STATE_PENDING));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static SuggestedReceiver.Builder suggested(int id, String name) {
    return SuggestedReceiver.newBuilder()
        .setReceiver(Receiver.newBuilder().setReceiverId(id).setName(name))
        .setScore(0.8765)
        .setUptime(0.955)
        .addReasons("Its samples carry GPS time.")
        .addReasons("Two channels were free.");
  }

  private static SuggestReceiversResponse response(SuggestedReceiver.Builder... all) {
    var response = SuggestReceiversResponse.newBuilder();
    List.of(all).forEach(response::addReceivers);
    return response.build();
  }

  private SuggestReceiversRequest asked() {
    return server.receivers().requests(SuggestReceiversRequest.class).getLast();
  }

  @Test
  void showsSuggestionsInATable() {
    server
        .receivers()
        .suggests(
            77_500,
            response(
                    suggested(3, "Zurich")
                        .setDistanceKm(319.1)
                        .setBearingDeg(187.6)
                        .setMedianSnrDb(31.25),
                    suggested(12, "Nowhere"))
                .toBuilder()
                .setGdop(1.1547)
                .build());

    assertThat(shell.run("receivers suggest --near 50.0155,9.0108 --frequency 77.5kHz")).isZero();

    assertThat(shell.outLines())
        .containsExactly(
            "ID  NAME     SCORE   KM  BEARING  UPTIME %  SNR dB",
            " 3  Zurich    0.88  319      188        96    31.3",
            "12  Nowhere   0.88    -        -        96       -");
    assertThat(shell.err()).contains("diluted by 1.15");
    assertThat(asked().getNear().getLatitudeDeg()).isEqualTo(50.0155);
    assertThat(asked().getNear().getLongitudeDeg()).isEqualTo(9.0108);
    assertThat(asked().getFrequencyHz()).isEqualTo(77_500);
    assertThat(asked().getCount()).isZero();
    assertThat(asked().getMaxDistanceKm()).isZero();
    assertThat(asked().getIncludeInactive()).isFalse();
  }

  @Test
  void passesEverythingOnAndWritesOneDocument() {
    server.receivers().suggests(10_000_000, response(suggested(3, "Zurich")));

    int code =
        shell.run(
            "receivers suggest --json --frequency 10MHz --near -33.9,18.4 --count 3"
                + " --within 2000km --include-inactive");

    assertThat(code).isZero();
    assertThat(asked().getCount()).isEqualTo(3);
    assertThat(asked().getNear().getLatitudeDeg()).isEqualTo(-33.9);
    assertThat(asked().getMaxDistanceKm()).isEqualTo(2_000);
    assertThat(asked().getIncludeInactive()).isTrue();
    assertThat(shell.outLines()).hasSize(1);
    JsonNode document = JsonMapper.shared().readTree(shell.out());
    assertThat(document.at("/receivers/0/receiver/receiver_id").asInt()).isEqualTo(3);
    assertThat(document.at("/receivers/0/score").asDouble()).isEqualTo(0.8765);
  }

  @Test
  void saysWhyWhenAsked() {
    server.receivers().suggests(77_500, response(suggested(3, "Zurich")));

    assertThat(shell.run("receivers suggest --frequency 77.5kHz --reasons")).isZero();

    assertThat(shell.outLines())
        .contains("receiver 3 (Zurich): Its samples carry GPS time. Two channels were free.");
  }

  @Test
  void failsWhereThereIsNothingToSuggest() {
    assertThat(shell.run("receivers suggest --frequency 77.5kHz")).isEqualTo(1);
    assertThat(shell.err()).contains("No receiver covers it.");
  }

  @Test
  void refusesWhatDoesNotGoTogether() {
    assertThat(shell.run("receivers suggest")).isEqualTo(2);
    assertThat(shell.run("receivers suggest --frequency 77.5kHz --within 5km")).isEqualTo(2);
    assertThat(shell.run("receivers suggest --frequency 77.5kHz --near 50")).isEqualTo(2);
    assertThat(shell.err()).contains("'50' is not a place");
    assertThat(shell.run("receivers suggest --frequency 77.5kHz --near 91,0")).isEqualTo(2);
    assertThat(shell.run("receivers suggest --frequency 77.5kHz --near 1,2 --within 5"))
        .isEqualTo(2);
    assertThat(shell.err()).contains("'5' has no unit");
    assertThat(server.receivers().requests(SuggestReceiversRequest.class)).isEmpty();
  }

  @Test
  void acquiresWithTheReceiversSuggested() {
    server
        .receivers()
        .suggests(
            77_500, response(suggested(3, "Zurich"), suggested(9, "Roof"), suggested(1, "Third")));

    int code = shell.run("acquire 77.5kHz --duration 1s --auto 2 --near 50.02,9.01 --detach");

    assertThat(code).isZero();
    assertThat(plan().getReceiverIdsList()).containsExactly(3, 9);
    assertThat(asked().getCount()).isEqualTo(2);
    assertThat(asked().getNear().getLatitudeDeg()).isEqualTo(50.02);
    assertThat(shell.err()).contains("Chosen: 3 (Zurich), 9 (Roof).").doesNotContain("Only");
    assertThat(shell.run("acquire 77.5kHz --duration 1s --auto 4 --detach")).isZero();
    assertThat(shell.err()).contains("Only 3 of 4 receivers cover it and are active.");
  }

  private io.heimdall.v1.AcquisitionPlan plan() {
    return server.acquisitions().requests(StartAcquisitionRequest.class).getLast().getPlan();
  }

  @Test
  void acquiresWithReceiversThatCoverAllFrequencies() {
    server
        .receivers()
        .suggests(
            77_500, response(suggested(3, "Zurich"), suggested(9, "Roof"), suggested(1, "Third")));
    server.receivers().suggests(60_000, response(suggested(1, "Third"), suggested(9, "Roof")));

    assertThat(shell.run("acquire 77.5kHz,60kHz --duration 1s --auto 2 --detach")).isZero();

    assertThat(plan().getReceiverIdsList()).containsExactly(9, 1);
  }

  @Test
  void acquiresNothingWithoutASuggestion() {
    assertThat(shell.run("acquire 77.5kHz --duration 1s --auto 2 --detach")).isEqualTo(1);
    assertThat(shell.err()).contains("No active receiver covers 77.5 kHz.");
    assertThat(shell.run("acquire 77.5kHz --duration 1s --auto 2 --receivers 1")).isEqualTo(2);
    assertThat(shell.err()).contains("--auto and --receivers exclude each other");
    assertThat(shell.run("acquire 77.5kHz --duration 1s --auto 0")).isEqualTo(2);
    assertThat(shell.run("acquire 77.5kHz --duration 1s --near 1,2")).isEqualTo(2);
    assertThat(shell.err()).contains("--near goes together with --auto");
    assertThat(server.acquisitions().requests(StartAcquisitionRequest.class)).isEmpty();
  }
}
