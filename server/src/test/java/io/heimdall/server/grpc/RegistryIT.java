package io.heimdall.server.grpc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.protobuf.ByteString;
import com.google.protobuf.FieldMask;
import io.grpc.Status;
import io.heimdall.server.RunningServer;
import io.heimdall.server.receiver.ScriptedServer;
import io.heimdall.server.simulator.Simulator;
import io.heimdall.server.simulator.SimulatorOptions;
import io.heimdall.v1.AcquisitionPlan;
import io.heimdall.v1.AcquisitionServiceGrpc;
import io.heimdall.v1.CheckReceiversRequest;
import io.heimdall.v1.CreateReceiverRequest;
import io.heimdall.v1.FailureReason;
import io.heimdall.v1.GetReceiverRequest;
import io.heimdall.v1.ImportReceiversRequest;
import io.heimdall.v1.ImportReceiversResponse;
import io.heimdall.v1.ListReceiversRequest;
import io.heimdall.v1.Position;
import io.heimdall.v1.Receiver;
import io.heimdall.v1.ReceiverCheck;
import io.heimdall.v1.ReceiverServiceGrpc;
import io.heimdall.v1.ReceiverServiceGrpc.ReceiverServiceBlockingStub;
import io.heimdall.v1.SkippedReceiver;
import io.heimdall.v1.StartAcquisitionRequest;
import io.heimdall.v1.UpdateReceiverRequest;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// The registry of a whole server, as clients see it.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RegistryIT {

  private static final String OPENWEBRX =
      "{\"receiver\": {\"name\": \"Club\"}, \"sdrs\": [], \"max_clients\": 20}";

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

  /// Answers one path, and 404 to everything else.
  private static ScriptedServer serving(String path, String page) {
    return new ScriptedServer(socket -> {
      boolean found = ScriptedServer.readRequest(socket).split(" ", 3)[1].equals(path);
      byte[] body = (found ? page : "none").getBytes(UTF_8);
      ScriptedServer.write(
          socket,
          "HTTP/1.1 %s\r\nContent-Length: %d\r\n\r\n"
              .formatted(found ? "200 OK" : "404 None", body.length));
      socket.getOutputStream().write(body);
    });
  }

  private static Receiver.Builder receiver(String driver, URI url) {
    return Receiver.newBuilder()
        .setName("Receiver " + UUID.randomUUID())
        .setDriver(driver)
        .setUrl(url.toString());
  }

  private Receiver create(Receiver.Builder receiver) {
    return receivers
        .createReceiver(CreateReceiverRequest.newBuilder().setReceiver(receiver).build())
        .getReceiver();
  }

  private Receiver update(Receiver.Builder receiver, String... fields) {
    return receivers
        .updateReceiver(
            UpdateReceiverRequest.newBuilder()
                .setReceiver(receiver)
                .setUpdateMask(FieldMask.newBuilder().addAllPaths(List.of(fields)))
                .build())
        .getReceiver();
  }

  private ReceiverCheck check(int id) {
    return receivers
        .checkReceivers(CheckReceiversRequest.newBuilder().addReceiverIds(id).build())
        .next()
        .getCheck();
  }

  @Test
  void keepsEverythingSaidOfAReceiver() throws IOException {
    try (ScriptedServer nothing = serving("/", "")) {
      Receiver made =
          create(
              receiver("http", nothing.url())
                  .setCountry("NL")
                  .setGainDb(33.5)
                  .setRetryCount(0)
                  .setActive(false)
                  .setPositionFromReceiver(true));

      assertThat(made.getCountry()).isEqualTo("NL");
      assertThat(made.getGainDb()).isEqualTo(33.5);
      assertThat(made.hasRetryCount()).isTrue();
      assertThat(made.getRetryCount()).isZero();
      assertThat(made.getPositionFromReceiver()).as("only the server says so").isFalse();
      Receiver changed =
          update(
              made.toBuilder().setAutomaticGain(true).setCountry(""), "automatic_gain", "country");
      assertThat(changed.hasGainDb()).isFalse();
      assertThat(changed.getAutomaticGain()).isTrue();
      assertThat(changed.getCountry()).isEmpty();
      Refused.by(() -> create(receiver("http", nothing.url()).setCountry("nl")))
          .with(Status.Code.INVALID_ARGUMENT, "FIELD_INVALID")
          .atField("receiver.country");
      Refused.by(() -> create(receiver("http", nothing.url()).setGainDb(1).setAutomaticGain(true)))
          .with(Status.Code.INVALID_ARGUMENT, "FIELD_INVALID");
    }
  }

  @Test
  void refusesAStationThatGivesNoIqAndTakesItAsListenOnly() throws IOException {
    try (ScriptedServer station = serving("/status.json", OPENWEBRX)) {
      for (String driver : List.of("kiwi", "http")) {
        Refused.by(() -> create(receiver(driver, station.url())))
            .with(Status.Code.INVALID_ARGUMENT, "RECEIVER_GIVES_NO_IQ")
            .atField("receiver.url")
            .saying("is OpenWebRX, which gives no IQ")
            .saying("the driver listen_only");
      }

      Receiver kept = create(receiver("listen_only", station.url()));

      assertThat(kept.getActive()).isFalse();
      assertThat(kept.getActivateWhenProven()).isFalse();
      Refused.by(() -> update(kept.toBuilder().setActive(true), "active"))
          .with(Status.Code.FAILED_PRECONDITION, "RECEIVER_LISTEN_ONLY");
      Refused.by(() -> create(receiver("listen_only", station.url()).setActive(true)))
          .with(Status.Code.FAILED_PRECONDITION, "RECEIVER_LISTEN_ONLY");
      Refused.by(() -> update(kept.toBuilder().setDriver("kiwi"), "driver"))
          .with(Status.Code.INVALID_ARGUMENT, "RECEIVER_GIVES_NO_IQ");
      assertThat(check(kept.getReceiverId()))
          .matches(ReceiverCheck::getReachable)
          .matches(found -> !found.getDeliversIq())
          .matches(found -> found.getFailureReason() == FailureReason.FAILURE_REASON_NO_IQ)
          .matches(found -> found.getMessage().contains("gives no IQ"));
      var plan =
          AcquisitionPlan.newBuilder()
              .addCenterFrequenciesHz(7_000_000)
              .addReceiverIds(kept.getReceiverId());
      plan.getDurationBuilder().setSeconds(1);
      var acquisitions = AcquisitionServiceGrpc.newBlockingStub(running.owner());
      Refused.by(() ->
              acquisitions.startAcquisition(
                  StartAcquisitionRequest.newBuilder().setPlan(plan).build()))
          .with(Status.Code.FAILED_PRECONDITION, "RECEIVER_LISTEN_ONLY")
          .withMetadata("receiverId", Integer.toString(kept.getReceiverId()))
          .saying("gives sound and no IQ");
    }
  }

  @Test
  void looksAgainOnlyWhereDriverOrUrlChange() throws IOException {
    try (ScriptedServer station = serving("/status.json", OPENWEBRX);
        ScriptedServer nothing = serving("/", "")) {
      Receiver made = create(receiver("http", nothing.url()).setActive(false));
      int before = nothing.accepted();

      update(made.toBuilder().clearEtag().setTimeoutSeconds(7), "timeout_seconds");

      assertThat(nothing.accepted()).isEqualTo(before);
      Refused.by(() -> update(made.toBuilder().clearEtag().setUrl(station.url().toString()), "url"))
          .with(Status.Code.INVALID_ARGUMENT, "RECEIVER_GIVES_NO_IQ");
      Receiver moved = update(made.toBuilder().clearEtag().setUrl(nothing.url() + "/sub"), "url");
      assertThat(moved.getUrl()).endsWith("/sub");
      assertThat(nothing.accepted()).isGreaterThan(before);
    }
  }

  @Test
  void tellsAPasswordToNobodyElse() throws IOException {
    try (ScriptedServer here = serving("/", "");
        ScriptedServer there = serving("/", "")) {
      Receiver made = create(receiver("http", here.url()).setActive(false).setPassword("sesame"));
      var edited = made.toBuilder().clearEtag();

      assertThat(update(edited.setUrl(here.url() + "/sub"), "url").getHasPassword()).isTrue();
      assertThat(update(edited.setTimeoutSeconds(9), "timeout_seconds").getHasPassword()).isTrue();
      assertThat(update(edited.setUrl(there.url().toString()), "url").getHasPassword()).isFalse();

      edited.setPassword("simsim").setUrl(here.url().toString());
      assertThat(update(edited, "url", "password").getHasPassword()).isTrue();
      assertThat(update(edited.setDriver("kiwi"), "driver").getHasPassword()).isFalse();
    }
  }

  @Test
  void hasAnActiveReceiverWaitForProof() {
    Receiver made = create(receiver("http", URI.create("http://127.0.0.1:1")));
    assertThat(made.getActive()).isTrue();

    Receiver changed = update(made.toBuilder().setActivateWhenProven(true), "activate_when_proven");

    assertThat(changed.getActive()).isFalse();
    assertThat(changed.getActivateWhenProven()).isTrue();
  }

  @Test
  void answersARepeatedRequestWithoutLookingAgain() throws IOException {
    String id = UUID.randomUUID().toString();
    CreateReceiverRequest request;
    Receiver first;
    try (ScriptedServer nothing = serving("/", "")) {
      request =
          CreateReceiverRequest.newBuilder()
              .setRequestId(id)
              .setReceiver(receiver("http", nothing.url()).setActive(false).setPassword("sesame"))
              .build();
      first = receivers.createReceiver(request).getReceiver();
      int looks = nothing.accepted();

      assertThat(receivers.createReceiver(request).getReceiver()).isEqualTo(first);
      assertThat(nothing.accepted()).isEqualTo(looks);
    }
    assertThat(first.getHasPassword()).isTrue();
    var other = request.toBuilder();
    other.getReceiverBuilder().setPassword("another");
    Refused.by(() -> receivers.createReceiver(other.build()))
        .with(Status.Code.INVALID_ARGUMENT, "REQUEST_ID_REUSED");
  }

  @Test
  void listsByCountryAndAroundAPlace() throws IOException {
    try (ScriptedServer nothing = serving("/", "")) {
      var near = receiver("http", nothing.url()).setCountry("FJ").setActive(false);
      near.getPositionBuilder().setLatitudeDeg(-17.8).setLongitudeDeg(179.9);
      Receiver fiji = create(near);
      var request =
          ListReceiversRequest.newBuilder()
              .setNear(Position.newBuilder().setLatitudeDeg(-17.8).setLongitudeDeg(-179.9))
              .setMaxDistanceKm(50);

      assertThat(receivers.listReceivers(request.build()).getReceiversList())
          .extracting(Receiver::getReceiverId)
          .containsExactly(fiji.getReceiverId());
      assertThat(
              receivers
                  .listReceivers(ListReceiversRequest.newBuilder().setCountry("FJ").build())
                  .getReceiversList())
          .extracting(Receiver::getReceiverId)
          .containsExactly(fiji.getReceiverId());
      Refused.by(() -> receivers.listReceivers(request.clone().setMaxDistanceKm(0).build()))
          .with(Status.Code.INVALID_ARGUMENT, "FIELD_INVALID");
      String token =
          receivers
              .listReceivers(ListReceiversRequest.newBuilder().setPageSize(1).build())
              .getNextPageToken();
      Refused.by(() -> receivers.listReceivers(request.clone().setPageToken(token).build()))
          .with(Status.Code.INVALID_ARGUMENT, "PAGE_TOKEN_INVALID");
    }
  }

  private ImportReceiversResponse bring(String document) {
    return receivers.importReceivers(list(document).build());
  }

  private static ImportReceiversRequest.Builder list(String document) {
    return ImportReceiversRequest.newBuilder().setDocument(ByteString.copyFromUtf8(document));
  }

  private Receiver stored(int id) {
    return receivers
        .getReceiver(GetReceiverRequest.newBuilder().setReceiverId(id).build())
        .getReceiver();
  }

  @Test
  void importsAListOnce() {
    String csv =
        """
        name,url,driver,country,latitude,longitude,gain_db,active,password
        Csv one,http://one.invalid:8073,kiwi,CH,46.9,7.4,,,
        Csv two,http://two.invalid,http,,,,30,false,hunter2
        Csv three,http://ONE.invalid:8073/sub,kiwi,,,,,true,
        Csv four,https://four.invalid,listen_only,,,,,,
        """;

    ImportReceiversResponse dry = receivers.importReceivers(list(csv).setDryRun(true).build());
    ImportReceiversResponse first = bring(csv);
    ImportReceiversResponse second = bring(csv);

    assertThat(dry.getAddedCount()).isEqualTo(3);
    assertThat(dry.getReceiverIdsList()).isEmpty();
    assertThat(first.getAddedCount()).isEqualTo(3);
    assertThat(first.getExistingCount()).as("the third has the address of the first").isEqualTo(1);
    assertThat(second.getAddedCount()).isZero();
    assertThat(second.getExistingCount()).isEqualTo(4);
    Receiver one = stored(first.getReceiverIds(0));
    assertThat(one.getName()).isEqualTo("Csv one");
    assertThat(one.getActivateWhenProven()).as("nothing is said of its activity").isTrue();
    assertThat(one.getPosition().getLatitudeDeg()).isEqualTo(46.9);
    Receiver two = stored(first.getReceiverIds(1));
    assertThat(two.getHasPassword()).isTrue();
    assertThat(two.getPassword()).isEmpty();
    assertThat(two.getGainDb()).isEqualTo(30);
    assertThat(two.getActive()).isFalse();
    Receiver four = stored(first.getReceiverIds(2));
    assertThat(four.getActive() || four.getActivateWhenProven()).isFalse();
  }

  @Test
  void addsAllOrNothingUnlessToldToLeaveOut() {
    String json =
        """
        [{"name": "Json one", "url": "http://json1.invalid:8073"},
         {"name": "Json two", "url": "ftp://json2.invalid"},
         {"name": "Json three", "url": "http://json3.invalid", "latitude": 91, "longitude": 0},
         {"name": "JSON ONE", "url": "http://json4.invalid"},
         {"name": "Json five", "url": "http://json5.invalid", "lattitude": 1},
         {"name": "Json six", "url": "http://10.0.0.1"},
         {"name": "Json seven", "url": "http://json7.invalid", "retry_count": 1.5},
         {"name": "Json eight", "url": "http://json8.invalid", "driver": "listen_only",
          "active": true}]
        """;

    Refused.by(() -> bring(json))
        .with(Status.Code.INVALID_ARGUMENT, "IMPORT_INVALID")
        .withMetadata("place", "2")
        .saying("nothing was added: the entry at 2 (Json two)");
    assertThat(names()).doesNotContain("Json one");

    ImportReceiversResponse done =
        receivers.importReceivers(list(json).setSkipInvalid(true).build());

    assertThat(done.getAddedCount()).isEqualTo(1);
    assertThat(names()).contains("Json one");
    assertThat(done.getSkippedList())
        .extracting(SkippedReceiver::getPlace)
        .containsExactly(2, 3, 4, 5, 6, 7, 8);
    assertThat(done.getSkippedList())
        .extracting(SkippedReceiver::getMessage)
        .satisfiesExactly(
            why -> assertThat(why).contains("http or https"),
            why -> assertThat(why).contains("latitude"),
            why -> assertThat(why).contains("another receiver has the name"),
            why -> assertThat(why).contains("'lattitude'"),
            why -> assertThat(why).contains("HEIMDALL_ALLOW_RECEIVERS"),
            why -> assertThat(why).contains("whole number"),
            why -> assertThat(why).contains("never active"));
    Refused.by(() -> bring("[{")).with(Status.Code.INVALID_ARGUMENT, "IMPORT_INVALID");
  }

  @Test
  void importsADirectoryOfTheSizeOfTheRealOne() {
    var script = new StringBuilder("var kiwisdr_com = [\n");
    for (int n = 0; n < 860; n++) {
      script.append(
          ("{\"name\":\"KiwiSDR\",\"offline\":\"%s\",\"url\":\"http://k%d.invalid:8073\","
                  + "\"gps\":\"(%d.5, 7.25)\",\"loc\":\"Town %d, Germany\"},\n")
              .formatted(n % 43 == 0 ? "yes" : "no", n, n % 90, n));
    }
    script.append("]\n;\n");
    String id = UUID.randomUUID().toString();
    var request = list(script.toString()).setRequestId(id).build();

    ImportReceiversResponse done = receivers.importReceivers(request);

    assertThat(done.getAddedCount()).isEqualTo(840);
    assertThat(done.getSkippedCount()).isEqualTo(20);
    assertThat(done.getReceiverIdsList()).hasSize(840).isSorted();
    Receiver some = stored(done.getReceiverIds(500));
    assertThat(some.getName()).matches("KiwiSDR \\(k\\d+\\.invalid:8073\\)");
    assertThat(some.getActive()).isFalse();
    assertThat(some.getActivateWhenProven()).isTrue();
    assertThat(some.getCountry()).isEqualTo("DE");
    assertThat(receivers.importReceivers(request)).isEqualTo(done);
    Refused.by(() -> receivers.importReceivers(request.toBuilder().setSkipInvalid(true).build()))
        .with(Status.Code.INVALID_ARGUMENT, "REQUEST_ID_REUSED");
  }

  @Test
  void addsAListThatTwoBringAtTheSameTimeOnce() throws Exception {
    var csv = new StringBuilder("name,url\n");
    for (int n = 0; n < 200; n++) {
      csv.append("Race %d,http://race%d.invalid:8073\n".formatted(n, n));
    }
    var brought = new ArrayList<Future<ImportReceiversResponse>>();

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int n = 0; n < 4; n++) {
        brought.add(threads.submit(() -> bring(csv.toString())));
      }
    }

    int added = 0;
    for (Future<ImportReceiversResponse> one : brought) {
      added += one.get().getAddedCount();
      assertThat(one.get().getAddedCount() + one.get().getExistingCount()).isEqualTo(200);
    }
    assertThat(added).isEqualTo(200);
    assertThat(names()).filteredOn(name -> name.startsWith("Race ")).hasSize(200);
  }

  @Test
  void takesOverWhereAReceiverSaysItIsUntilSomebodySays() throws IOException {
    try (Simulator simulator = Simulator.start(SimulatorOptions.synthetic(1))) {
      Receiver made = create(receiver("kiwi", simulator.receiver(1).url()).setActive(false));
      int id = made.getReceiverId();
      var place = simulator.receiver(1).truth().place().orElseThrow();

      assertThat(check(id).getDeliversIq()).isTrue();

      Receiver told = stored(id);
      assertThat(told.getPosition().getLatitudeDeg()).isCloseTo(place.latitudeDeg(), within(1e-5));
      assertThat(told.getPosition().getLongitudeDeg())
          .isCloseTo(place.longitudeDeg(), within(1e-5));
      assertThat(told.getPositionFromReceiver()).isTrue();
      assertThat(told.getEtag()).as("not a change somebody made").isEqualTo(made.getEtag());
      var said = told.toBuilder().clearEtag();
      said.getPositionBuilder().setLatitudeDeg(1).setLongitudeDeg(2);
      Receiver changed = update(said, "position");
      assertThat(changed.getPositionFromReceiver()).isFalse();
      check(id);
      assertThat(stored(id).getPosition()).isEqualTo(changed.getPosition());
      assertThat(update(made.toBuilder().clearEtag().clearPosition(), "position").hasPosition())
          .isFalse();
      check(id);
      assertThat(stored(id).getPosition()).isEqualTo(told.getPosition());
      assertThat(stored(id).getPositionFromReceiver()).isTrue();
    }
  }

  private List<String> names() {
    var names = new ArrayList<String>();
    var request = ListReceiversRequest.newBuilder().setPageSize(1000);
    String token = "";
    do {
      var page = receivers.listReceivers(request.setPageToken(token).build());
      page.getReceiversList().forEach(one -> names.add(one.getName()));
      token = page.getNextPageToken();
    } while (!token.isEmpty());
    return names;
  }
}
