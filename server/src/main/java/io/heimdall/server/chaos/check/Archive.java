package io.heimdall.server.chaos.check;

import io.grpc.Channel;
import io.heimdall.server.chaos.client.Caller;
import io.heimdall.server.chaos.client.Reply;
import io.heimdall.server.chaos.client.SampleReader;
import io.heimdall.server.simulator.signal.CounterClock;
import io.heimdall.v1.Acquisition;
import io.heimdall.v1.AcquisitionServiceGrpc;
import io.heimdall.v1.GetAcquisitionRequest;
import io.heimdall.v1.ListMeasurementsRequest;
import io.heimdall.v1.ListRecordingsRequest;
import io.heimdall.v1.Measurement;
import io.heimdall.v1.MeasurementFilter;
import io.heimdall.v1.MeasurementServiceGrpc;
import io.heimdall.v1.ReadIqRequest;
import io.heimdall.v1.Recording;
import io.heimdall.v1.StorageServiceGrpc;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/// What the servers say of an acquisition once all is quiet. A call that fails then is a breach.
final class Archive {

  private static final long DEADLINE_SECONDS = 30;
  private static final int PAGE = 500;

  private final Caller caller;
  private final SplittableRandom random;
  private final Findings findings;

  Archive(Caller caller, long seed, Findings findings) {
    this.caller = caller;
    this.random = new SplittableRandom(seed);
    this.findings = findings;
  }

  Optional<Acquisition> acquisition(String id) throws InterruptedException {
    var request = GetAcquisitionRequest.newBuilder().setAcquisitionId(id).build();
    return ask(
        "get",
        id,
        channel ->
            AcquisitionServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
                .getAcquisition(request)
                .getAcquisition());
  }

  List<Recording> recordings(String id) throws InterruptedException {
    var request = ListRecordingsRequest.newBuilder().setAcquisitionId(id).setPageSize(PAGE).build();
    return ask(
            "list recordings",
            id,
            channel ->
                StorageServiceGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
                    .listRecordings(request)
                    .getRecordingsList())
        .orElse(List.of());
  }

  List<Measurement> measurements(String id) throws InterruptedException {
    var request =
        ListMeasurementsRequest.newBuilder()
            .setFilter(MeasurementFilter.newBuilder().setAcquisitionId(id))
            .setPageSize(PAGE)
            .build();
    return ask(
            "list measurements",
            id,
            channel ->
                MeasurementServiceGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
                    .listMeasurements(request)
                    .getMeasurementsList())
        .orElse(List.of());
  }

  Optional<SampleReader.Read> samples(Recording recording, CounterClock clock)
      throws InterruptedException {
    var request =
        ReadIqRequest.newBuilder()
            .setAcquisitionId(recording.getAcquisitionId())
            .setReceiverId(recording.getReceiverId())
            .setHop(recording.getHop())
            .build();
    return ask(
        "read all",
        recording.getAcquisitionId(),
        channel -> SampleReader.read(channel, request, clock));
  }

  private <T> Optional<T> ask(String what, String id, Function<Channel, T> call)
      throws InterruptedException {
    Reply<T> reply = caller.insist(what, id, random, call);
    if (reply instanceof Reply.Ok<T> ok) {
      return Optional.of(ok.value());
    }
    findings.breach("%s: %s fails although all is quiet: %s", id, what, reply);
    return Optional.empty();
  }
}
