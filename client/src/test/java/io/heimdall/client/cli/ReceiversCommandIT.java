package io.heimdall.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.heimdall.client.FakeHeimdall;
import io.heimdall.v1.FailureReason;
import io.heimdall.v1.ImportReceiversRequest;
import io.heimdall.v1.ImportReceiversResponse;
import io.heimdall.v1.ListReceiverChecksRequest;
import io.heimdall.v1.ListReceiversRequest;
import io.heimdall.v1.Position;
import io.heimdall.v1.Receiver;
import io.heimdall.v1.ReceiverCheck;
import io.heimdall.v1.ReceiverListFormat;
import io.heimdall.v1.ReceiverRecord;
import io.heimdall.v1.SkippedReceiver;
import io.heimdall.v1.UpdateReceiverRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

final class ReceiversCommandIT {

  @TempDir private Path directory;
  private FakeHeimdall server;
  private Shell shell;

  @BeforeEach
  void start() throws IOException {
    server = new FakeHeimdall();
    shell = Shell.with(server);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static Receiver receiver(int id, String name) {
    return Receiver.newBuilder()
        .setReceiverId(id)
        .setName(name)
        .setDriver("kiwi")
        .setUrl("http://kiwi%d.example.org:8073".formatted(id))
        .setActive(true)
        .build();
  }

  private static ReceiverCheck good(int id) {
    return ReceiverCheck.newBuilder()
        .setReceiverId(id)
        .setCheckTime(Samples.TEN_O_CLOCK)
        .setReachable(true)
        .setDeliversIq(true)
        .setGpsGood(true)
        .setLatencyMs(41.7)
        .setFreeSlots(3)
        .setTotalSlots(4)
        .setActivated(true)
        .build();
  }

  private static ReceiverCheck bad(int id) {
    return ReceiverCheck.newBuilder()
        .setReceiverId(id)
        .setFailureReason(FailureReason.FAILURE_REASON_UNREACHABLE)
        .setMessage("connection refused")
        .build();
  }

  @Test
  void listsAcrossPagesInATable() {
    server
        .receivers()
        .put(
            receiver(1, "Toulouse").toBuilder()
                .setLocationName("France")
                .setCountry("FR")
                .setMinFrequencyHz(10_000)
                .setMaxFrequencyHz(30_000_000)
                .setTrackRecord(
                    ReceiverRecord.newBuilder()
                        .setUptime24H(1)
                        .setUptime7D(0.869)
                        .setLastSnrDb(23.46))
                .build());
    server
        .receivers()
        .put(
            receiver(3, "Twente").toBuilder()
                .setDriver("listen_only")
                .setActive(false)
                .setCountry("NL")
                .setMaxFrequencyHz(30_000_000)
                .build());
    server
        .receivers()
        .put(
            receiver(4, "Silent").toBuilder()
                .setActive(false)
                .setDeactivatedByChecks(true)
                .setMinFrequencyHz(144_000_000)
                .build());
    server
        .receivers()
        .put(
            receiver(2, "Pachmarke").toBuilder()
                .setActive(false)
                .setActivateWhenProven(true)
                .setLastCheck(bad(2))
                .build());
    server
        .receivers()
        .put(receiver(30, "Torino").toBuilder().setActive(false).setLastCheck(good(30)).build());

    assertThat(shell.run("receivers list")).isZero();
    assertThat(shell.outLines())
        .containsExactly(
            "ID  NAME       DRIVER       STATE                  PLACE        BAND            "
                + "  UP 24 h  UP 7 d  SNR dB  LAST CHECK",
            " 1  Toulouse   kiwi         active                 France (FR)  10 kHz to 30 MHz"
                + "    100 %    87 %    23.5  never",
            " 2  Pachmarke  kiwi         waiting for a check    -            -               "
                + "        -       -       -  - UNREACHABLE: connection refused",
            " 3  Twente     listen_only  listen only            NL           to 30 MHz       "
                + "        -       -       -  never",
            " 4  Silent     kiwi         deactivated by checks  -            144 MHz to any  "
                + "        -       -       -  never",
            "30  Torino     kiwi         inactive               -            -               "
                + "        -       -       -  2025-11-21 10:00:00 delivers IQ, GPS time, 42 ms,"
                + " 3 of 4 channels free, now active");
  }

  @Test
  void listsAroundAPlaceOfACountry() {
    assertThat(shell.run("receivers list --country nl --near -52.25,6.85 --within 0.5km")).isZero();

    ListReceiversRequest request =
        server.receivers().requests(ListReceiversRequest.class).getFirst();
    assertThat(request.getCountry()).isEqualTo("NL");
    assertThat(request.getNear())
        .isEqualTo(Position.newBuilder().setLatitudeDeg(-52.25).setLongitudeDeg(6.85).build());
    assertThat(request.getMaxDistanceKm()).isEqualTo(0.5);
    assertThat(shell.run("receivers list --near 52.25,6.85")).isEqualTo(2);
    assertThat(shell.err()).contains("--near and --within go together");
    assertThat(shell.run("receivers list --near 95,6.85 --within 1km")).isEqualTo(2);
    assertThat(shell.err()).contains("'95,6.85' is nowhere");
  }

  @Test
  void neverTakesAPasswordFromTheCommandLine() throws IOException {
    assertThat(shell.run("receivers add Club http://h --password hunter2")).isEqualTo(2);
    assertThat(shell.piping("hunter2\n").run("receivers add Club http://h --password-file -"))
        .isZero();
    assertThat(server.receivers().stored(8).getPassword()).isEqualTo("hunter2");
    assertThat(shell.out()).doesNotContain("hunter2");

    Path file = Files.writeString(directory.resolve("password"), "open sesame\r\n");
    assertThat(shell.run("receivers update 8 --password-file " + file)).isZero();
    assertThat(server.receivers().stored(8).getPassword()).isEqualTo("open sesame");
    Files.writeString(file, "");
    assertThat(shell.run("receivers update 8 --password-file " + file)).isZero();
    UpdateReceiverRequest removal =
        server.receivers().requests(UpdateReceiverRequest.class).getLast();
    assertThat(removal.getUpdateMask().getPathsList()).containsExactly("password");
    assertThat(removal.getReceiver().getPassword()).isEmpty();
    Files.writeString(file, "two\nlines");
    assertThat(shell.run("receivers update 8 --password-file " + file)).isEqualTo(1);
    assertThat(shell.err()).contains("more than one line").doesNotContain("two\n");
  }

  @Test
  void addsAStationToListenToWithoutMakingItActive() {
    assertThat(shell.run("receivers add Twente http://websdr.example.org --driver listen_only"))
        .isZero();

    assertThat(server.receivers().stored(8).hasActive()).isFalse();
  }

  @Test
  void changesGainCountryAndRetries() {
    server.receivers().put(receiver(3, "Giaveno"));

    assertThat(shell.run("receivers update 3 --automatic-gain --country it --retries 7")).isZero();
    assertThat(server.receivers().stored(3))
        .matches(Receiver::getAutomaticGain)
        .matches(r -> r.getCountry().equals("IT") && r.getRetryCount() == 7);
    assertThat(shell.run("receivers update 3 --gain 40")).isZero();
    assertThat(server.receivers().stored(3).getGainDb()).isEqualTo(40);
    assertThat(shell.run("receivers update 3 --gain 40 --automatic-gain")).isEqualTo(2);
  }

  @Test
  void importsAFileAndTellsWhatWasLeftOut() throws IOException {
    Path file = Files.writeString(directory.resolve("stations.csv"), "name,url\nA,http://a\n");
    server
        .receivers()
        .imports(
            ImportReceiversResponse.newBuilder()
                .setAddedCount(1)
                .setExistingCount(2)
                .addSkipped(
                    SkippedReceiver.newBuilder()
                        .setPlace(4)
                        .setName("Old\u001b[2J")
                        .setMessage("the directory says it is offline"))
                .build());

    assertThat(shell.run("receivers import %s --format csv --dry-run".formatted(file))).isZero();
    assertThat(shell.outLines())
        .containsExactly(
            "left out 4 (Old [2J): the directory says it is offline",
            "Would add 1, there already 2, left out 1.");
    ImportReceiversRequest request =
        server.receivers().requests(ImportReceiversRequest.class).getFirst();
    assertThat(request.getDocument().toStringUtf8()).isEqualTo("name,url\nA,http://a\n");
    assertThat(request.getFormat()).isEqualTo(ReceiverListFormat.RECEIVER_LIST_FORMAT_CSV);
    assertThat(request.getDryRun()).isTrue();
    assertThat(request.getSkipInvalid()).isFalse();
    assertThat(request.getRequestId()).isNotEmpty();
    assertThat(shell.piping("[]").run("receivers import - --json --skip-invalid")).isZero();
    assertThat(shell.out()).contains("\"added_count\":1");
    assertThat(server.receivers().requests(ImportReceiversRequest.class).getLast())
        .matches(ImportReceiversRequest::getSkipInvalid)
        .matches(r -> r.getDocument().toStringUtf8().equals("[]"));
    assertThat(shell.run("receivers import /nowhere/at/all")).isEqualTo(1);
    assertThat(shell.err()).contains("'/nowhere/at/all' cannot be read");
  }

  @Test
  void passesFiltersOnAndWritesJsonLines() {
    server.receivers().put(receiver(1, "Toulouse"));
    server.receivers().put(receiver(2, "Pachmarke"));

    assertThat(shell.run("receivers list --json --active --driver kiwi --frequency 7.04MHz"))
        .isZero();
    assertThat(shell.outLines()).hasSize(2);
    assertThat(
            JsonMapper.shared().readTree(shell.outLines().getFirst()).path("receiver_id").asInt())
        .isEqualTo(1);
    ListReceiversRequest request =
        server.receivers().requests(ListReceiversRequest.class).getFirst();
    assertThat(request.getActive()).isTrue();
    assertThat(request.getDriver()).isEqualTo("kiwi");
    assertThat(request.getFrequencyHz()).isEqualTo(7_040_000);
    assertThat(shell.run("receivers list --inactive")).isZero();
    assertThat(server.receivers().requests(ListReceiversRequest.class).getLast())
        .matches(ListReceiversRequest::hasActive)
        .matches(r -> !r.getActive());
    assertThat(shell.run("receivers list --inactive --active")).isEqualTo(2);
  }

  @Test
  void addsAReceiverWithAllThatIsSaid() {
    int code =
        shell.run(
            "receivers add Roof http://10.0.0.7:8000 --driver http --location Enschede"
                + " --latitude 52.2 --longitude -6.9 --altitude 40 --min-frequency 24MHz"
                + " --max-frequency 1.7GHz --frequency-offset 125MHz --timeout 10s --inactive");

    assertThat(code).isZero();
    assertThat(shell.out()).isEqualToIgnoringNewLines("Added receiver 8, Roof.");
    assertThat(server.receivers().stored(8))
        .isEqualTo(
            Receiver.newBuilder()
                .setReceiverId(8)
                .setName("Roof")
                .setDriver("http")
                .setUrl("http://10.0.0.7:8000")
                .setLocationName("Enschede")
                .setPosition(
                    Position.newBuilder()
                        .setLatitudeDeg(52.2)
                        .setLongitudeDeg(-6.9)
                        .setAltitudeM(40))
                .setActive(false)
                .setMinFrequencyHz(24_000_000)
                .setMaxFrequencyHz(1_700_000_000)
                .setFrequencyOffsetHz(125_000_000)
                .setTimeoutSeconds(10)
                .build());
  }

  @Test
  void refusesHalfAPositionAndHalfASecond() {
    assertThat(shell.run("receivers add Roof http://h --latitude 52.2")).isEqualTo(2);
    assertThat(shell.err()).contains("needs both --latitude and --longitude");
    assertThat(shell.run("receivers add Roof http://h --timeout 500ms")).isEqualTo(2);
    assertThat(shell.err()).contains("whole number of seconds");
  }

  @Test
  void saysThatANameIsTaken() {
    server.receivers().put(receiver(1, "Toulouse"));

    assertThat(shell.run("receivers add toulouse http://h")).isEqualTo(1);
    assertThat(shell.err())
        .isEqualToIgnoringNewLines(
            "heimdall: Another receiver is called toulouse. [RECEIVER_NAME_TAKEN]");
  }

  @Test
  void changesOnlyWhatIsGiven() {
    server.receivers().put(receiver(3, "Giaveno"));

    assertThat(shell.run("receivers update 3 --name Aquila --url http://n:1 --inactive --etag e1"))
        .isZero();
    assertThat(shell.out()).isEqualToIgnoringNewLines("Changed receiver 3, Aquila.");
    UpdateReceiverRequest request =
        server.receivers().requests(UpdateReceiverRequest.class).getFirst();
    assertThat(request.getUpdateMask().getPathsList()).containsExactly("name", "url", "active");
    assertThat(request.getReceiver().getEtag()).isEqualTo("e1");
    assertThat(server.receivers().stored(3).getDriver()).isEqualTo("kiwi");
    assertThat(server.receivers().stored(3).getActive()).isFalse();
    assertThat(shell.run("receivers update 3 --active --json")).isZero();
    assertThat(shell.out()).contains("\"active\":true");
  }

  @Test
  void forgetsAPositionAndHasAReceiverWaitForProof() {
    server.receivers().put(receiver(3, "Giaveno"));

    assertThat(shell.run("receivers update 3 --forget-position --when-proven")).isZero();

    UpdateReceiverRequest request =
        server.receivers().requests(UpdateReceiverRequest.class).getFirst();
    assertThat(request.getUpdateMask().getPathsList())
        .containsExactly("active", "activate_when_proven", "position");
    assertThat(request.getReceiver().hasPosition()).isFalse();
    assertThat(request.getReceiver().hasActive()).isTrue();
    assertThat(request.getReceiver().getActive()).isFalse();
    assertThat(request.getReceiver().getActivateWhenProven()).isTrue();
    assertThat(shell.run("receivers update 3 --when-proven --active")).isEqualTo(2);
    assertThat(shell.run("receivers update 3 --forget-position --latitude 1 --longitude 2"))
        .isEqualTo(2);
    assertThat(shell.err()).contains("either given or forgotten");
  }

  @Test
  void refusesToChangeNothing() {
    assertThat(shell.run("receivers update 3")).isEqualTo(2);
    assertThat(shell.err()).contains("give at least one option");
  }

  @Test
  void removesReceivers() {
    server.receivers().put(receiver(3, "Giaveno"));
    server.receivers().put(receiver(4, "Montanaro"));

    assertThat(shell.run("receivers remove 3")).isZero();
    assertThat(shell.out()).isEqualToIgnoringNewLines("Removed receiver 3.");
    assertThat(shell.run("receivers remove --json 4")).isZero();
    assertThat(shell.out()).isEqualToIgnoringNewLines("{\"removed\":4}");
    assertThat(shell.run("receivers remove 4")).isEqualTo(1);
    assertThat(shell.err()).contains("There is no receiver 4. [RECEIVER_NOT_FOUND]");
  }

  @Test
  void checksReceiversAndFailsUnlessAllDeliver() {
    server.receivers().put(receiver(1, "Toulouse"));
    server.receivers().put(receiver(2, "Pachmarke"));
    server.receivers().finds(good(1), bad(2));

    assertThat(shell.run("receivers check 1 2 --frequency 7MHz")).isEqualTo(1);
    assertThat(shell.outLines())
        .containsExactly(
            "receiver 1 (Toulouse): delivers IQ, GPS time, 42 ms, 3 of 4 channels free, now active",
            "receiver 2 (Pachmarke): UNREACHABLE: connection refused");
    assertThat(shell.err()).contains("1 of 2 receivers deliver.");
  }

  @Test
  void succeedsWhenAllDeliver() {
    server.receivers().finds(good(1));

    assertThat(shell.run("receivers check --json")).isZero();
    assertThat(shell.out()).contains("\"delivers_iq\":true");
  }

  @Test
  void showsWhatChecksHaveFoundOverTime() {
    server
        .receivers()
        .finds(
            good(3).toBuilder().setClockOffsetMs(12.4).setSampleRateHz(12001.13).build(),
            bad(3).toBuilder().setCheckTime(Samples.TEN_O_CLOCK).setDeactivated(true).build(),
            good(3).toBuilder().setActivated(false).setGpsGood(false).build());

    assertThat(shell.run("receivers checks 3 --since 2025-11-21T00:00:00Z --limit 3")).isZero();
    assertThat(shell.outLines())
        .containsExactly(
            "CHECKED (UTC)        STATE                 REASON       LATENCY ms  GPS  CLOCK ms "
                + " RATE Hz  FREE",
            "2025-11-21 10:00:00  delivers, now active  -                    42  yes       +12 "
                + " 12001.1  3/4",
            "2025-11-21 10:00:00  silent, now inactive  UNREACHABLE           -  -           -     "
                + "   -  -",
            "2025-11-21 10:00:00  delivers              -                    42  no          -     "
                + "   -  3/4");
    ListReceiverChecksRequest request =
        server.receivers().requests(ListReceiverChecksRequest.class).getFirst();
    assertThat(request.getReceiverId()).isEqualTo(3);
    assertThat(request.getPageSize()).isEqualTo(3);
    assertThat(request.hasFromTime()).isTrue();
    assertThat(request.hasBeforeTime()).isFalse();
    assertThat(shell.run("receivers checks 3 --json --limit 1")).isZero();
    assertThat(shell.outLines()).hasSize(1);
    assertThat(shell.out()).contains("\"clock_offset_ms\":12.4");
  }

  @Test
  void saysWhatACheckTellsOfClockAndRate() {
    server.receivers().put(receiver(1, "Toulouse"));
    server
        .receivers()
        .finds(good(1).toBuilder().setClockOffsetMs(-3.6).setSampleRateHz(12001.13).build());

    assertThat(shell.run("receivers check 1")).isZero();
    assertThat(shell.outLines())
        .containsExactly(
            "receiver 1 (Toulouse): delivers IQ, GPS time, 42 ms, 12001.1 samples/s, clock -4 ms,"
                + " 3 of 4 channels free, now active");
  }
}
