package io.heimdall.server.grpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.heimdall.db.Page;
import io.heimdall.db.measurement.Measurement;
import io.heimdall.db.measurement.MeasurementFilter;
import io.heimdall.db.recording.RecordingFilter;
import io.heimdall.db.recording.RecordingId;
import io.heimdall.db.recording.RecordingKey;
import io.heimdall.server.acquisition.FileImports;
import io.heimdall.server.grpc.call.Callers;
import io.heimdall.server.grpc.call.ResponseStreams;
import io.heimdall.server.grpc.message.FrequencyRange;
import io.heimdall.server.grpc.message.MeasurementMessages;
import io.heimdall.server.grpc.message.RecordingMessages;
import io.heimdall.server.grpc.message.Times;
import io.heimdall.server.grpc.page.PageKeys;
import io.heimdall.server.grpc.page.PageTokens;
import io.heimdall.server.grpc.page.Pages;
import io.heimdall.server.measurement.Measurements;
import io.heimdall.server.recording.RecordingDetail;
import io.heimdall.server.recording.Recordings;
import io.heimdall.server.storage.ObjectStore;
import io.heimdall.server.storage.StoreStatus;
import io.heimdall.v1.CheckStorageRequest;
import io.heimdall.v1.CheckStorageResponse;
import io.heimdall.v1.ListRecordingsRequest;
import io.heimdall.v1.ListRecordingsResponse;
import io.heimdall.v1.ReadIqRequest;
import io.heimdall.v1.ReadIqResponse;
import io.heimdall.v1.SampleChunk;
import io.heimdall.v1.StorageServiceGrpc.StorageServiceImplBase;
import io.heimdall.v1.WriteIqRequest;
import io.heimdall.v1.WriteIqResponse;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The service of stored samples.
final class StorageGrpc extends StorageServiceImplBase {
  private static final int USUAL_PAGE = 100;
  private static final int MOST_PAGE = 1000;
  private static final double NANOS_PER_MILLI = 1e6;

  private final Recordings recordings;
  private final ObjectStore store;
  private final FileImports imports;
  private final Measurements measurements;
  private final ResponseStreams streams;

  StorageGrpc(
      Recordings recordings,
      ObjectStore store,
      FileImports imports,
      Measurements measurements,
      ResponseStreams streams) {
    this.recordings = recordings;
    this.store = store;
    this.imports = imports;
    this.measurements = measurements;
    this.streams = streams;
  }

  @Override
  public void listRecordings(
      ListRecordingsRequest request, StreamObserver<ListRecordingsResponse> observer) {
    Page<RecordingDetail, RecordingKey> page =
        recordings.list(
            filter(request),
            after(request),
            Pages.size(request.getPageSize(), USUAL_PAGE, MOST_PAGE));
    var response = ListRecordingsResponse.newBuilder();
    Pages.fill(page, row -> row.recording().key(), RecordingMessages::of, response::addRecordings)
        .ifPresent(
            key -> response.setNextPageToken(PageTokens.issue(request, PageKeys.write(key))));
    observer.onNext(response.build());
    observer.onCompleted();
  }

  @Override
  public void readIq(ReadIqRequest request, StreamObserver<ReadIqResponse> observer) {
    var id =
        new RecordingId(
            UUID.fromString(request.getAcquisitionId()), request.getReceiverId(), request.getHop());
    RecordingDetail detail = recordings.openForReading(Callers.current(), id);
    var chunks = new StoredChunks(detail, request, store);
    streams.serveBulk(
        observer,
        StoredChunks.MOST_BYTES,
        responses -> {
          for (Optional<SampleChunk> chunk = chunks.next();
              chunk.isPresent();
              chunk = chunks.next()) {
            responses.send(ReadIqResponse.newBuilder().setChunk(chunk.get()).build());
          }
        });
  }

  @Override
  public StreamObserver<WriteIqRequest> writeIq(StreamObserver<WriteIqResponse> observer) {
    return new FileIntake(
        imports,
        Callers.current(),
        (ServerCallStreamObserver<WriteIqResponse>) observer,
        streams,
        this::stored);
  }

  private WriteIqResponse stored(RecordingId id) {
    Measurement measured =
        measurements
            .list(MeasurementFilter.ofAcquisition(id.acquisitionId()), null, 1)
            .rows()
            .getFirst();
    return WriteIqResponse.newBuilder()
        .setRecording(RecordingMessages.of(recordings.get(id)))
        .setMeasurement(MeasurementMessages.of(measured))
        .build();
  }

  @Override
  public void checkStorage(
      CheckStorageRequest request, StreamObserver<CheckStorageResponse> observer) {
    StoreStatus status = store.check();
    var response =
        CheckStorageResponse.newBuilder()
            .setReachable(status.reachable())
            .setBucketPresent(status.bucketPresent())
            .setWritable(status.writable())
            .setEndpoint(store.address().endpoint().toString())
            .setBucket(store.address().bucket())
            .setMessage(status.problem().orElse(""));
    status.freeBytes().ifPresent(response::setFreeBytes);
    status.versioned().ifPresent(response::setVersioning);
    status.roundTrip().ifPresent(time -> response.setLatencyMs(time.toNanos() / NANOS_PER_MILLI));
    observer.onNext(response.build());
    observer.onCompleted();
  }

  private static RecordingFilter filter(ListRecordingsRequest request) {
    Times.Range created =
        Times.Range.of(
            "created_from",
            request.hasCreatedFrom() ? request.getCreatedFrom() : null,
            "created_before",
            request.hasCreatedBefore() ? request.getCreatedBefore() : null);
    FrequencyRange tuned =
        FrequencyRange.of("", request.getMinFrequencyHz(), request.getMaxFrequencyHz());
    return new RecordingFilter(
        request.getAcquisitionId().isEmpty() ? null : UUID.fromString(request.getAcquisitionId()),
        Set.copyOf(request.getReceiverIdsList()),
        tuned.minHz(),
        tuned.maxHz(),
        Set.of(),
        created.from(),
        created.before());
  }

  private static @Nullable RecordingKey after(ListRecordingsRequest request) {
    return request.getPageToken().isEmpty()
        ? null
        : PageTokens.read(request, request.getPageToken(), PageKeys::recording);
  }
}
