package io.heimdall.server.grpc;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import com.google.protobuf.FieldMask;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.heimdall.server.RunningServer;
import io.heimdall.server.simulator.Simulator;
import io.heimdall.server.simulator.SimulatorOptions;
import io.heimdall.server.simulator.wire.Fault;
import io.heimdall.server.simulator.wire.Faults;
import io.heimdall.v1.AcquireRequest;
import io.heimdall.v1.AcquisitionPlan;
import io.heimdall.v1.AcquisitionServiceGrpc;
import io.heimdall.v1.AcquisitionState;
import io.heimdall.v1.CheckReceiversRequest;
import io.heimdall.v1.CreateReceiverRequest;
import io.heimdall.v1.GetAcquisitionRequest;
import io.heimdall.v1.GetReceiverRequest;
import io.heimdall.v1.ImportReceiversRequest;
import io.heimdall.v1.ListMeasurementsRequest;
import io.heimdall.v1.ListReceiversRequest;
import io.heimdall.v1.ListRecordingsRequest;
import io.heimdall.v1.MeasurementServiceGrpc;
import io.heimdall.v1.Receiver;
import io.heimdall.v1.ReceiverServiceGrpc;
import io.heimdall.v1.ReceiverServiceGrpc.ReceiverServiceBlockingStub;
import io.heimdall.v1.StorageServiceGrpc;
import io.heimdall.v1.UpdateReceiverRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A password that a receiver needs goes through everything the server does and is found nowhere:
/// in no answer, no log, and no file of the database, its write-ahead log, the store and the spool.
class PasswordSecrecyIT {

  private static final String PASSWORD = Faults.PASSWORD;
  private static final String NAME = "Locked receiver 4711";

  private final Log log = new Log();
  private final List<String> answers = new ArrayList<>();

  @Test
  void isUsedAndShownNowhere(@TempDir Path data) throws Exception {
    Logger root = Logger.getLogger("io.heimdall");
    root.addHandler(log);
    Level before = root.getLevel();
    root.setLevel(Level.ALL);
    try (Simulator simulator =
            Simulator.start(SimulatorOptions.synthetic(1).withFault(1, Fault.PASSWORD));
        RunningServer running = RunningServer.alone(data)) {
      use(running, simulator.receiver(1).url().toString());
    } finally {
      root.removeHandler(log);
      root.setLevel(before);
    }

    assertThat(answers).anyMatch(answer -> answer.contains("has_password: true"));
    assertThat(answers).allMatch(answer -> !answer.contains(PASSWORD));
    assertThat(log.lines).isNotEmpty().allMatch(line -> !line.contains(PASSWORD));
    assertThat(filesWith(data, NAME)).as("where the search would find it").isNotEmpty();
    assertThat(filesWith(data, PASSWORD)).isEmpty();
  }

  private void use(RunningServer running, String url) throws IOException {
    var receivers = ReceiverServiceGrpc.newBlockingStub(running.owner());
    var request =
        CreateReceiverRequest.newBuilder()
            .setRequestId(UUID.randomUUID().toString())
            .setReceiver(
                Receiver.newBuilder()
                    .setName(NAME)
                    .setDriver("kiwi")
                    .setUrl(url)
                    .setActivateWhenProven(true)
                    .setPassword(PASSWORD))
            .build();
    int id = note(receivers.createReceiver(request)).getReceiver().getReceiverId();
    note(receivers.createReceiver(request));
    refused(() -> receivers.createReceiver(request.toBuilder().clearRequestId().build()));
    change(receivers, id);
    check(receivers, id);
    acquire(running, id);
    note(receivers.listReceivers(ListReceiversRequest.getDefaultInstance()));
    note(
        receivers.importReceivers(
            ImportReceiversRequest.newBuilder()
                .setRequestId(UUID.randomUUID().toString())
                .setDocument(
                    ByteString.copyFromUtf8(
                        "name,url,password\nListed,http://listed.invalid,%s\n".formatted(PASSWORD)))
                .build()));
    refused(() ->
        receivers.importReceivers(
            ImportReceiversRequest.newBuilder()
                .setDocument(
                    ByteString.copyFromUtf8(
                        "name,url,passwort\nWrong,http://wrong.invalid,%s\n".formatted(PASSWORD)))
                .build()));
    note(
        receivers.updateReceiver(
            UpdateReceiverRequest.newBuilder()
                .setReceiver(Receiver.newBuilder().setReceiverId(id))
                .setUpdateMask(FieldMask.newBuilder().addPaths("password"))
                .build()));
    var get = GetReceiverRequest.newBuilder().setReceiverId(id).build();
    assertThat(note(receivers.getReceiver(get)).getReceiver().getHasPassword()).isFalse();
  }

  private void change(ReceiverServiceBlockingStub receivers, int id) {
    var change =
        UpdateReceiverRequest.newBuilder()
            .setReceiver(
                Receiver.newBuilder().setReceiverId(id).setPassword(PASSWORD).setTimeoutSeconds(9))
            .setUpdateMask(FieldMask.newBuilder().addPaths("password").addPaths("timeout_seconds"));
    note(receivers.updateReceiver(change.build()));
    var tooLong = change.clone();
    tooLong.getReceiverBuilder().setPassword(PASSWORD.repeat(100));
    refused(() -> receivers.updateReceiver(tooLong.build()));
    var stale = change.clone();
    stale.getReceiverBuilder().setEtag("\"1\"");
    refused(() -> receivers.updateReceiver(stale.build()));
  }

  private void check(ReceiverServiceBlockingStub receivers, int id) {
    var request = CheckReceiversRequest.newBuilder().addReceiverIds(id).build();
    assertThat(note(receivers.checkReceivers(request).next()).getCheck().getDeliversIq())
        .as("the password opens it")
        .isTrue();
  }

  private void acquire(RunningServer running, int id) throws IOException {
    var acquisitions = AcquisitionServiceGrpc.newBlockingStub(running.owner());
    var plan = AcquisitionPlan.newBuilder().addCenterFrequenciesHz(7_000_000).addReceiverIds(id);
    plan.getDurationBuilder().setNanos(500_000_000);
    String acquisition = "";
    var responses = acquisitions.acquire(AcquireRequest.newBuilder().setPlan(plan).build());
    while (responses.hasNext()) {
      var response = note(responses.next());
      if (response.getEvent().hasSnapshot()) {
        acquisition = response.getEvent().getSnapshot().getAcquisitionId();
      }
    }
    var ended =
        note(
            acquisitions.getAcquisition(
                GetAcquisitionRequest.newBuilder().setAcquisitionId(acquisition).build()));
    assertThat(ended.getAcquisition().getState())
        .isEqualTo(AcquisitionState.ACQUISITION_STATE_SUCCEEDED);
    note(
        StorageServiceGrpc.newBlockingStub(running.owner())
            .listRecordings(ListRecordingsRequest.getDefaultInstance()));
    note(
        MeasurementServiceGrpc.newBlockingStub(running.owner())
            .listMeasurements(ListMeasurementsRequest.getDefaultInstance()));
  }

  private <T> T note(T answer) {
    answers.add(answer.toString());
    return answer;
  }

  private void refused(ThrowingCallable call) {
    var thrown = catchThrowableOfType(StatusRuntimeException.class, call);
    assertThat(thrown).as("the call should fail").isNotNull();
    answers.add(thrown + " " + StatusProto.fromThrowable(thrown));
  }

  private static List<Path> filesWith(Path directory, String text) throws IOException {
    String needle = new String(text.getBytes(UTF_8), ISO_8859_1);
    var found = new ArrayList<Path>();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (new String(Files.readAllBytes(file), ISO_8859_1).contains(needle)) {
          found.add(file);
        }
      }
    }
    return found;
  }

  private static final class Log extends Handler {
    private final Queue<String> lines = new ConcurrentLinkedQueue<>();

    @Override
    public void publish(LogRecord entry) {
      lines.add(entry.getMessage() + Arrays.toString(entry.getParameters()));
      if (entry.getThrown() != null) {
        lines.add(entry.getThrown().toString());
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
