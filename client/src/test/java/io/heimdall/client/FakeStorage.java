package io.heimdall.client;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import com.google.rpc.ErrorInfo;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import io.heimdall.v1.AggregateMeasurementsRequest;
import io.heimdall.v1.AggregateMeasurementsResponse;
import io.heimdall.v1.CheckStorageRequest;
import io.heimdall.v1.CheckStorageResponse;
import io.heimdall.v1.Gap;
import io.heimdall.v1.IqFileChunk;
import io.heimdall.v1.ListMeasurementsRequest;
import io.heimdall.v1.ListMeasurementsResponse;
import io.heimdall.v1.ListRecordingsRequest;
import io.heimdall.v1.ListRecordingsResponse;
import io.heimdall.v1.Measurement;
import io.heimdall.v1.MeasurementAggregate;
import io.heimdall.v1.MeasurementServiceGrpc;
import io.heimdall.v1.ReadIqRequest;
import io.heimdall.v1.ReadIqResponse;
import io.heimdall.v1.Recording;
import io.heimdall.v1.SampleChunk;
import io.heimdall.v1.SampleFormat;
import io.heimdall.v1.StorageServiceGrpc;
import io.heimdall.v1.StreamMeasurementsRequest;
import io.heimdall.v1.StreamMeasurementsResponse;
import io.heimdall.v1.WriteIqRequest;
import io.heimdall.v1.WriteIqResponse;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// Recordings, measurements and scripts of samples, one per call of ReadIq.
public final class FakeStorage extends StorageServiceGrpc.StorageServiceImplBase {

  private record Script(List<SampleChunk> chunks, @Nullable StatusRuntimeException failure) {}

  private final List<Recording> recordings = new CopyOnWriteArrayList<>();
  private final List<Measurement> measurements = new CopyOnWriteArrayList<>();
  private final List<MeasurementAggregate> summaries = new CopyOnWriteArrayList<>();
  private final List<MeasurementAggregate> courses = new CopyOnWriteArrayList<>();
  private volatile @Nullable Timestamp rowsFrom;
  private final Queue<Script> scripts = new ConcurrentLinkedQueue<>();
  private final List<Object> requests = new CopyOnWriteArrayList<>();
  private final List<byte[]> files = new CopyOnWriteArrayList<>();
  private volatile @Nullable StatusRuntimeException refusal;
  private volatile String courseRefusal = "";
  private final AtomicInteger breaks = new AtomicInteger();
  private volatile CheckStorageResponse check =
      CheckStorageResponse.newBuilder()
          .setReachable(true)
          .setBucketPresent(true)
          .setWritable(true)
          .setVersioning(false)
          .setFreeBytes(3L << 30)
          .setLatencyMs(12.3)
          .setEndpoint("http://127.0.0.1:9000")
          .setBucket("heimdall-raw-iq")
          .build();

  FakeStorage() {}

  /// Says what ListRecordings shows.
  ///
  /// @param held in order
  public void holds(Recording... held) {
    recordings.addAll(List.of(held));
  }

  /// Says what AggregateMeasurements shows where it is not asked for spans of one length.
  ///
  /// @param held in order
  public void summarised(MeasurementAggregate... held) {
    summaries.addAll(List.of(held));
  }

  /// Says from when on AggregateMeasurements knows more than sums.
  ///
  /// @param time when
  public void keepsRowsFrom(Timestamp time) {
    rowsFrom = time;
  }

  /// Says what AggregateMeasurements shows where it is.
  ///
  /// @param held in order
  public void coursed(MeasurementAggregate... held) {
    courses.addAll(List.of(held));
  }

  /// AggregateMeasurements is refused where it is asked for spans of one length.
  ///
  /// @param reason why
  public void refusesCourses(String reason) {
    courseRefusal = reason;
  }

  /// Says what ListMeasurements shows.
  ///
  /// @param held in order
  public void measured(Measurement... held) {
    measurements.addAll(List.of(held));
  }

  /// Says what CheckStorage answers.
  ///
  /// @param response the answer
  public void checksAs(CheckStorageResponse response) {
    check = response;
  }

  /// The next ReadIq sends these and ends well.
  ///
  /// @param chunks in order
  public void thenReads(SampleChunk... chunks) {
    scripts.add(new Script(List.of(chunks), null));
  }

  /// The next ReadIq sends these and breaks.
  ///
  /// @param chunks in order
  public void thenBreaksAfter(SampleChunk... chunks) {
    scripts.add(
        new Script(
            List.of(chunks),
            FakeHeimdall.refusal(Status.Code.UNAVAILABLE, "STORE_UNAVAILABLE", "Later.")));
  }

  /// The next ReadIq is refused as one beyond the end of the recording.
  ///
  /// @param endSample where the recording ends
  public void thenIsBeyond(long endSample) {
    var info =
        ErrorInfo.newBuilder()
            .setDomain("heimdall")
            .setReason("SAMPLES_OUT_OF_RANGE")
            .putMetadata("endSample", Long.toString(endSample));
    var status =
        com.google.rpc.Status.newBuilder()
            .setCode(Status.Code.OUT_OF_RANGE.value())
            .addDetails(Any.pack(info.build()));
    scripts.add(new Script(List.of(), StatusProto.toStatusRuntimeException(status.build())));
  }

  /// The requests of one type.
  ///
  /// @param type the type
  /// @param <T> the type
  /// @return in order
  public <T> List<T> requests(Class<T> type) {
    return requests.stream().filter(type::isInstance).map(type::cast).toList();
  }

  /// A chunk of complex64 samples, sample n being n + n·i, with a right checksum.
  ///
  /// @param first index of its first sample
  /// @param count samples in it
  /// @param gaps losses before it
  /// @return the chunk
  public static SampleChunk chunk(long first, int count, Gap... gaps) {
    ByteBuffer bytes = ByteBuffer.allocate(count * 8).order(ByteOrder.LITTLE_ENDIAN);
    for (long n = first; n < first + count; n++) {
      bytes.putFloat((float) n).putFloat((float) n);
    }
    return SampleChunk.newBuilder()
        .setReceiverId(8)
        .setFirstSample(first)
        .setSampleCount(count)
        .setFormat(SampleFormat.SAMPLE_FORMAT_COMPLEX64)
        .setSamples(ByteString.copyFrom(bytes.array()))
        .setCrc32C(crc(bytes.array()))
        .addAllGapsBefore(List.of(gaps))
        .build();
  }

  static int crc(byte[] bytes) {
    var crc = new CRC32C();
    crc.update(bytes);
    return (int) crc.getValue();
  }

  @Override
  public void listRecordings(
      ListRecordingsRequest request, StreamObserver<ListRecordingsResponse> observer) {
    requests.add(request);
    FakeHeimdall.answer(
        observer, ListRecordingsResponse.newBuilder().addAllRecordings(recordings).build());
  }

  @Override
  public void readIq(ReadIqRequest request, StreamObserver<ReadIqResponse> observer) {
    requests.add(request);
    Script script = scripts.remove();
    script
        .chunks()
        .forEach(chunk -> observer.onNext(ReadIqResponse.newBuilder().setChunk(chunk).build()));
    if (script.failure() != null) {
      observer.onError(script.failure());
    } else {
      observer.onCompleted();
    }
  }

  @Override
  public StreamObserver<WriteIqRequest> writeIq(StreamObserver<WriteIqResponse> observer) {
    return new StreamObserver<>() {
      private final ByteArrayOutputStream file = new ByteArrayOutputStream();
      private boolean refused;

      @Override
      public void onNext(WriteIqRequest request) {
        requests.add(request.hasOpen() ? request.getOpen() : request.getChunk());
        IqFileChunk chunk = request.getChunk();
        byte[] bytes = chunk.getData().toByteArray();
        boolean whole = chunk.getOffset() == file.size() && chunk.getCrc32C() == crc(bytes);
        if (request.hasChunk() && !refused && breaks.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
          refused = true;
          observer.onError(Status.UNAVAILABLE.withDescription("broken").asRuntimeException());
        }
        if (request.hasChunk() && (refusal != null || !whole) && !refused) {
          refused = true;
          observer.onError(
              refusal != null
                  ? refusal
                  : FakeHeimdall.refusal(
                      Status.Code.INVALID_ARGUMENT, "OFFSET_MISMATCH", "It does not join."));
        }
        file.writeBytes(bytes);
      }

      @Override
      public void onError(Throwable failure) {}

      @Override
      public void onCompleted() {
        files.add(file.toByteArray());
        if (!refused) {
          FakeHeimdall.answer(
              observer, WriteIqResponse.newBuilder().setRecording(recordings.getFirst()).build());
        }
      }
    };
  }

  /// The next files break off after their first chunk, as a lost connection does.
  ///
  /// @param times how many of them
  public void breaksOffFiles(int times) {
    breaks.set(times);
  }

  /// The next files are refused after their first chunk, and streams of measurements at their end.
  ///
  /// @param failure how
  public void refusesFiles(StatusRuntimeException failure) {
    refusal = failure;
  }

  /// The files that came whole.
  ///
  /// @return their bytes, in order
  public List<byte[]> files() {
    return List.copyOf(files);
  }

  @Override
  public void checkStorage(
      CheckStorageRequest request, StreamObserver<CheckStorageResponse> observer) {
    FakeHeimdall.answer(observer, check);
  }

  MeasurementServiceGrpc.MeasurementServiceImplBase measurements() {
    return new MeasurementServiceGrpc.MeasurementServiceImplBase() {
      @Override
      public void listMeasurements(
          ListMeasurementsRequest request, StreamObserver<ListMeasurementsResponse> observer) {
        requests.add(request);
        FakeHeimdall.answer(
            observer,
            ListMeasurementsResponse.newBuilder().addAllMeasurements(measurements).build());
      }

      @Override
      public void aggregateMeasurements(
          AggregateMeasurementsRequest request,
          StreamObserver<AggregateMeasurementsResponse> observer) {
        requests.add(request);
        boolean course =
            request.getBucketCase() == AggregateMeasurementsRequest.BucketCase.BUCKET_WIDTH;
        if (course && !courseRefusal.isEmpty()) {
          observer.onError(
              FakeHeimdall.refusal(Status.Code.INVALID_ARGUMENT, courseRefusal, "Fewer."));
          return;
        }
        List<MeasurementAggregate> held = course ? courses : summaries;
        if (rowsFrom != null) {
          observer.onNext(AggregateMeasurementsResponse.newBuilder().setRowsFrom(rowsFrom).build());
        }
        held.forEach(one ->
            observer.onNext(AggregateMeasurementsResponse.newBuilder().addAggregates(one).build()));
        observer.onCompleted();
      }

      @Override
      public void streamMeasurements(
          StreamMeasurementsRequest request, StreamObserver<StreamMeasurementsResponse> observer) {
        requests.add(request);
        for (Measurement each : measurements) {
          observer.onNext(StreamMeasurementsResponse.newBuilder().addMeasurements(each).build());
          observer.onNext(StreamMeasurementsResponse.getDefaultInstance());
        }
        if (refusal != null) {
          observer.onError(refusal);
        } else {
          observer.onCompleted();
        }
      }
    };
  }
}
