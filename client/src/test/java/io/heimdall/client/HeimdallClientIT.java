package io.heimdall.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.heimdall.v1.AcquisitionPlan;
import io.heimdall.v1.Gap;
import io.heimdall.v1.ListReceiversRequest;
import io.heimdall.v1.ReadIqRequest;
import io.heimdall.v1.Receiver;
import io.heimdall.v1.SampleChunk;
import io.heimdall.v1.StreamSamplesRequest;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class HeimdallClientIT {

  private static final ReadIqRequest READ =
      ReadIqRequest.newBuilder().setAcquisitionId("a1").setReceiverId(8).build();

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

  private static Receiver receiver(int id) {
    return Receiver.newBuilder().setReceiverId(id).setName("r" + id).build();
  }

  private static Gap gap(long first, long count) {
    return Gap.newBuilder().setFirstSample(first).setSampleCount(count).build();
  }

  private static List<SampleChunk> all(ReplyStream<SampleChunk> chunks) {
    try (chunks) {
      var list = new java.util.ArrayList<SampleChunk>();
      chunks.forEachRemaining(list::add);
      assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(chunks::next);
      return list;
    }
  }

  @Test
  void walksThroughAllPagesButFetchesNoneBeforeItIsNeeded() {
    for (int id = 1; id <= 5; id++) {
      server.receivers().put(receiver(id));
    }

    var two = client.receivers().list(ListReceiversRequest.getDefaultInstance()).limit(2).toList();
    assertThat(server.calls()).containsExactly("ListReceivers");
    var five = client.receivers().list(ListReceiversRequest.getDefaultInstance()).toList();

    assertThat(two).extracting(Receiver::getReceiverId).containsExactly(1, 2);
    assertThat(five).extracting(Receiver::getReceiverId).containsExactly(1, 2, 3, 4, 5);
  }

  @Test
  void triesAReadAgainWhenTheServerIsUnavailable() {
    server.receivers().put(receiver(3));
    server.receivers().unavailableTimes(2);

    assertThat(client.receivers().get(3).getName()).isEqualTo("r3");
    assertThat(server.calls()).containsExactly("GetReceiver", "GetReceiver", "GetReceiver");
  }

  @Test
  void neverSendsAWriteTwice() {
    server
        .acquisitions()
        .refuses(FakeHeimdall.refusal(Status.Code.UNAVAILABLE, "STARTING", "Not yet."));

    assertThatExceptionOfType(HeimdallException.class)
        .isThrownBy(() -> client.acquisitions().start(AcquisitionPlan.getDefaultInstance()));

    assertThat(server.calls()).containsExactly("StartAcquisition");
  }

  @Test
  void tellsCodeReasonMetadataAndFieldsOfARefusal() {
    server
        .acquisitions()
        .refuses(
            FakeHeimdall.refusal(
                Status.Code.INVALID_ARGUMENT,
                "FIELD_INVALID",
                "The request is not valid.",
                Map.of("plan.duration", "must be at least 10 ms")));

    assertThatExceptionOfType(HeimdallException.class)
        .isThrownBy(() -> client.acquisitions().start(AcquisitionPlan.getDefaultInstance()))
        .withMessage("The request is not valid. (plan.duration: must be at least 10 ms)")
        .satisfies(e -> {
          assertThat(e.code()).isEqualTo(Status.Code.INVALID_ARGUMENT);
          assertThat(e.reason()).isEqualTo("FIELD_INVALID");
          assertThat(e.metadata()).containsEntry("origin", "test");
          assertThat(e.violations())
              .containsExactly(
                  new HeimdallException.FieldViolation("plan.duration", "must be at least 10 ms"));
        });
  }

  @Test
  void saysWhoDidNotAnswer() throws IOException {
    int free;
    try (var socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }
    var options = ClientOptions.of(new ServerAddress("127.0.0.1", free), Optional.empty());

    try (HeimdallClient lonely = HeimdallClient.connect(options)) {
      assertThatExceptionOfType(HeimdallException.class)
          .isThrownBy(() -> lonely.receivers().get(1))
          .withMessage(
              "There is no answer from a server at 127.0.0.1:%d: connection refused."
                  .formatted(free));
    }
  }

  @Test
  void saysThatTheDeadlineHasPassed() throws IOException {
    try (var mute = new ServerSocket(0)) {
      var options =
          new ClientOptions(
              new ServerAddress("127.0.0.1", mute.getLocalPort()),
              Optional.empty(),
              Duration.ofMillis(50),
              Duration.ofSeconds(1),
              Duration.ofSeconds(1));
      try (HeimdallClient hasty = HeimdallClient.connect(options)) {
        assertThatExceptionOfType(HeimdallException.class)
            .isThrownBy(() -> hasty.receivers().get(1))
            .withMessageContaining("did not answer within");
      }
    }
  }

  @Test
  void readsSamplesAcrossGaps() {
    server
        .storage()
        .thenReads(FakeStorage.chunk(0, 4), FakeStorage.chunk(6, 2, gap(4, 2)), end(8, gap(8, 2)));

    assertThat(all(client.recordings().read(READ)))
        .extracting(SampleChunk::getFirstSample)
        .containsExactly(0L, 6L, 10L);
  }

  private static SampleChunk end(long at, Gap gap) {
    return FakeStorage.chunk(at + gap.getSampleCount(), 0, gap);
  }

  @Test
  void continuesAReadAtTheFirstSampleNotReceived() {
    server.storage().thenBreaksAfter(FakeStorage.chunk(10, 5));
    server.storage().thenReads(FakeStorage.chunk(17, 13, gap(15, 2)));

    var request = READ.toBuilder().setFirstSample(10).setSampleCount(20).build();
    List<SampleChunk> chunks = all(client.recordings().read(request));

    assertThat(chunks).extracting(SampleChunk::getFirstSample).containsExactly(10L, 17L);
    assertThat(server.storage().requests(ReadIqRequest.class))
        .extracting(ReadIqRequest::getFirstSample, ReadIqRequest::getSampleCount)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(10L, 20L),
            org.assertj.core.groups.Tuple.tuple(15L, 15L));
  }

  @Test
  void asksForNothingMoreWhenAReadBreaksAfterItsLastSample() {
    server.storage().thenBreaksAfter(FakeStorage.chunk(0, 5));

    assertThat(all(client.recordings().read(READ.toBuilder().setSampleCount(5).build())))
        .hasSize(1);
    assertThat(server.storage().requests(ReadIqRequest.class)).hasSize(1);
  }

  @Test
  void hasReadEverythingWhenAReadToTheEndBreaksAfterItsLastSample() {
    server.storage().thenBreaksAfter(FakeStorage.chunk(0, 5));
    server.storage().thenIsBeyond(5);

    assertThat(all(client.recordings().read(READ))).hasSize(1);
  }

  @Test
  void refusesARangeBeyondTheEnd() {
    server.storage().thenIsBeyond(5);

    var request = READ.toBuilder().setFirstSample(5).build();
    assertThatExceptionOfType(HeimdallException.class)
        .isThrownBy(() -> all(client.recordings().read(request)))
        .matches(e -> e.reason().equals("SAMPLES_OUT_OF_RANGE"));
  }

  @Test
  void acceptsALossThatBeganBeforeTheRange() {
    server.storage().thenReads(FakeStorage.chunk(6, 2, gap(2, 4)));

    var request = READ.toBuilder().setFirstSample(5).build();
    assertThat(all(client.recordings().read(request))).hasSize(1);
  }

  @Test
  void refusesSamplesThatWereDamaged() {
    SampleChunk good = FakeStorage.chunk(0, 4);
    refused(good.toBuilder().setCrc32C(good.getCrc32C() + 1).build(), "checksum is wrong");
    refused(good.toBuilder().setSamples(ByteString.EMPTY).build(), "has 0 bytes");
    refused(FakeStorage.chunk(1, 4), "do not join");
  }

  private void refused(SampleChunk chunk, String why) {
    server.storage().thenReads(chunk);

    try (ReplyStream<SampleChunk> chunks = client.recordings().read(READ)) {
      assertThatExceptionOfType(HeimdallException.class)
          .isThrownBy(chunks::hasNext)
          .withMessageContaining(why)
          .matches(e -> e.code() == Status.Code.DATA_LOSS);
    }
  }

  @Test
  void receivesLiveSamples() {
    server.acquisitions().streams(FakeStorage.chunk(0, 4), FakeStorage.chunk(4, 4));

    assertThat(all(client.acquisitions().samples(StreamSamplesRequest.getDefaultInstance())))
        .hasSize(2);
  }
}
