package io.heimdall.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.util.Timestamps;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.heimdall.server.RunningServer;
import io.heimdall.server.iq.file.Datatype;
import io.heimdall.server.iq.file.SampleFiles;
import io.heimdall.v1.AcquisitionServiceGrpc;
import io.heimdall.v1.IqFileChunk;
import io.heimdall.v1.IqFileFormat;
import io.heimdall.v1.IqFileOpening;
import io.heimdall.v1.ListAcquisitionsRequest;
import io.heimdall.v1.ListReceiversRequest;
import io.heimdall.v1.ReadIqRequest;
import io.heimdall.v1.ReceiverServiceGrpc;
import io.heimdall.v1.StorageServiceGrpc;
import io.heimdall.v1.TimingClass;
import io.heimdall.v1.WriteIqRequest;
import io.heimdall.v1.WriteIqResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Files sent to the whole server over a real socket.
@Timeout(120)
class WriteIqIT {

  @TempDir private static Path directory;
  private static RunningServer server;

  @BeforeAll
  static void start() throws Exception {
    server = RunningServer.in(directory);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static WriteIqRequest open(IqFileOpening.Builder opening) {
    return WriteIqRequest.newBuilder().setOpen(opening).build();
  }

  private static WriteIqRequest chunk(long offset, byte[] bytes) {
    var crc = new CRC32C();
    crc.update(bytes);
    return WriteIqRequest.newBuilder()
        .setChunk(
            IqFileChunk.newBuilder()
                .setOffset(offset)
                .setData(ByteString.copyFrom(bytes))
                .setCrc32C((int) crc.getValue()))
        .build();
  }

  private static IqFileOpening.Builder cu8() {
    return IqFileOpening.newBuilder()
        .setFileName("x.cu8")
        .setCenterFrequencyHz(433_920_000)
        .setSampleRateHz(250_000);
  }

  private static WriteIqResponse send(WriteIqRequest... requests) throws Exception {
    var answer = new CompletableFuture<WriteIqResponse>();
    StreamObserver<WriteIqRequest> call =
        StorageServiceGrpc.newStub(server.owner())
            .writeIq(
                new StreamObserver<>() {
                  @Override
                  public void onNext(WriteIqResponse response) {
                    answer.complete(response);
                  }

                  @Override
                  public void onError(Throwable failure) {
                    answer.completeExceptionally(failure);
                  }

                  @Override
                  public void onCompleted() {}
                });
    for (WriteIqRequest request : requests) {
      call.onNext(request);
    }
    call.onCompleted();
    return answer.get(60, TimeUnit.SECONDS);
  }

  private static Refused refused(String reason, Status.Code code, WriteIqRequest... requests) {
    return Refused.by(
            () -> {
              try {
                send(requests);
              } catch (ExecutionException refused) {
                throw refused.getCause();
              }
            })
        .with(code, reason);
  }

  private static void refuses(String reason, Status.Code code, WriteIqRequest... requests) {
    var _ = refused(reason, code, requests);
  }

  private static byte[] read(WriteIqResponse stored) throws IOException {
    var all =
        StorageServiceGrpc.newBlockingStub(server.owner())
            .readIq(
                ReadIqRequest.newBuilder()
                    .setAcquisitionId(stored.getRecording().getAcquisitionId())
                    .setReceiverId(stored.getRecording().getReceiverId())
                    .build());
    ByteString bytes = ByteString.EMPTY;
    while (all.hasNext()) {
      bytes = bytes.concat(all.next().getChunk().getSamples());
    }
    return bytes.toByteArray();
  }

  /// The samples as SigMF has them, from complex64.
  private static byte[] encoded(Datatype type, byte[] complex64) {
    ByteBuffer from = ByteBuffer.wrap(complex64).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer into =
        ByteBuffer.allocate(complex64.length / 8 * type.bytesPerSample())
            .order(ByteOrder.LITTLE_ENDIAN);
    while (from.hasRemaining()) {
      float value = from.getFloat();
      switch (type) {
        case CF32_LE -> into.putFloat(value);
        case CI16_LE -> into.putShort((short) Math.rint(value * 32768));
        case CI8 -> into.put((byte) Math.rint(value * 128));
        case CU8 -> into.put((byte) (int) Math.rint(value * 127.5 + 127.5));
        case CF64_LE -> throw new AssertionError("SigMF here has none");
      }
    }
    return into.array();
  }

  @ParameterizedTest
  @EnumSource(value = Datatype.class, names = "CF64_LE", mode = EnumSource.Mode.EXCLUDE)
  void givesBackEverySampleOfSigmfAsPairAndAsArchive(Datatype type) throws Exception {
    byte[] bytes = SampleFiles.samples(type, 100_000);
    String meta = SampleFiles.sigmfMeta(type, bytes, SampleFiles.oneCapture());
    byte[] archive = SampleFiles.archive(meta, bytes);
    IqFileOpening.Builder pair =
        IqFileOpening.newBuilder()
            .setFileName("x.sigmf-data")
            .setFormat(IqFileFormat.IQ_FILE_FORMAT_SIGMF)
            .setSigmfMeta(meta);

    WriteIqResponse fromPair = send(open(pair), chunk(0, bytes));
    WriteIqResponse fromArchive =
        send(open(IqFileOpening.newBuilder().setFileName("x.sigmf")), chunk(0, archive));

    assertThat(encoded(type, read(fromPair))).isEqualTo(bytes);
    assertThat(encoded(type, read(fromArchive))).isEqualTo(bytes);
    assertThat(fromPair.getRecording().getFactsMap())
        .containsEntry("datatype", type.word())
        .containsEntry("file", "x.sigmf-data")
        .containsEntry("author", "jane.doe@domain.org");
    assertThat(fromPair.getRecording().getSampleRateHz()).isEqualTo(48_000);
    assertThat(fromPair.getRecording().getCenterFrequencyHz()).isEqualTo(915_000_000);
    assertThat(fromPair.getRecording().getStartTime())
        .isEqualTo(Timestamps.parse("2025-11-21T10:00:00.5Z"));
    assertThat(fromPair.getRecording().getAnchor().getTimingClass())
        .isEqualTo(TimingClass.TIMING_CLASS_HOST_ARRIVAL);
    assertThat(fromPair.getMeasurement().getSamplesCount()).isEqualTo(100_000);
  }

  @Test
  void refusesWhatIsNoFileAndLeavesNothing() throws Exception {
    byte[] bytes = SampleFiles.samples(Datatype.CU8, 1000);
    Status.Code invalid = Status.Code.INVALID_ARGUMENT;
    WriteIqRequest damaged =
        WriteIqRequest.newBuilder()
            .setChunk(chunk(0, bytes).getChunk().toBuilder().setCrc32C(1))
            .build();
    long acquisitions = acquisitions();
    long receivers = receivers();
    List<Path> objects = objects();

    refuses("FILE_INVALID", invalid, open(cu8()), chunk(0, new byte[1001]));
    refuses("FILE_INVALID", invalid, open(cu8().setFileName("x.bin")), chunk(0, bytes));
    refuses("FILE_INVALID", invalid, open(cu8()));
    refuses(
        "FILE_INVALID",
        invalid,
        open(
            cu8()
                .setFileName("x.sigmf-data")
                .setSigmfMeta(
                    SampleFiles.sigmfMeta(Datatype.CU8, bytes, SampleFiles.oneCapture()))),
        chunk(0, new byte[2000]));
    refuses("FILE_FACT_MISSING", invalid, open(cu8().setSampleRateHz(0)), chunk(0, bytes));
    refuses("OFFSET_MISMATCH", invalid, open(cu8()), chunk(1, bytes));
    var _ =
        refused("OFFSET_MISMATCH", invalid, open(cu8()), chunk(0, bytes), chunk(0, bytes))
            .atField("chunk.offset")
            .withMetadata("expectedOffset", "2000");
    var _ =
        refused("CHECKSUM_MISMATCH", invalid, open(cu8()), damaged)
            .atField("chunk.crc32c")
            .withMetadata("offset", "0");
    var _ =
        refused("FILE_TOO_LARGE", invalid, open(cu8().setSizeBytes(1L << 50)))
            .atField("open.size_bytes")
            .withoutRetry();
    refuses("FILE_INVALID", invalid, open(cu8().setSizeBytes(1000)), chunk(0, bytes));
    refuses("FILE_INVALID", invalid, open(cu8().setSizeBytes(3000)), chunk(0, bytes));
    refuses("FIELD_INVALID", invalid, chunk(0, bytes));
    refuses("FIELD_INVALID", invalid);
    refuses("FIELD_INVALID", invalid, open(cu8()), open(cu8()));
    refuses("FIELD_INVALID", invalid, open(cu8().setFileName("")), chunk(0, bytes));
    refuses("FIELD_INVALID", invalid, open(cu8()), chunk(0, bytes), chunk(2000, new byte[0]));
    refuses(
        "START_TIME_INVALID",
        invalid,
        open(cu8().setStartTime(Timestamps.parse("2500-01-01T00:00:00Z"))),
        chunk(0, bytes));
    refuses(
        "RECEIVER_NOT_FOUND",
        Status.Code.NOT_FOUND,
        open(cu8().setReceiverId(99_999)),
        chunk(0, bytes));

    assertThat(acquisitions()).isEqualTo(acquisitions);
    assertThat(receivers()).isEqualTo(receivers);
    assertThat(objects()).isEqualTo(objects);
    assertThat(directory.resolve("spool/received")).isEmptyDirectory();
  }

  @Test
  void leavesNothingOfACallerWhoHangsUp() throws Exception {
    StreamObserver<WriteIqRequest> call =
        StorageServiceGrpc.newStub(server.owner()).writeIq(new Ignoring());
    call.onNext(open(cu8()));
    call.onNext(chunk(0, new byte[1 << 20]));
    await(() -> !received().isEmpty());

    call.onError(Status.CANCELLED.asRuntimeException());

    await(() -> received().isEmpty());
  }

  private static void await(java.util.concurrent.Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!condition.call()) {
      assertThat(System.nanoTime()).isLessThan(end);
      Thread.onSpinWait();
    }
  }

  private static List<Path> received() throws IOException {
    Path files = directory.resolve("spool/received");
    if (!Files.isDirectory(files)) {
      return List.of();
    }
    try (Stream<Path> listed = Files.list(files)) {
      return listed.toList();
    }
  }

  private static final class Ignoring implements StreamObserver<WriteIqResponse> {
    @Override
    public void onNext(WriteIqResponse response) {}

    @Override
    public void onError(Throwable failure) {}

    @Override
    public void onCompleted() {}
  }

  private static long acquisitions() throws IOException {
    return AcquisitionServiceGrpc.newBlockingStub(server.owner())
        .listAcquisitions(ListAcquisitionsRequest.newBuilder().setPageSize(1000).build())
        .getAcquisitionsCount();
  }

  private static long receivers() throws IOException {
    return ReceiverServiceGrpc.newBlockingStub(server.owner())
        .listReceivers(ListReceiversRequest.newBuilder().setPageSize(1000).build())
        .getReceiversCount();
  }

  private static List<Path> objects() throws IOException {
    try (Stream<Path> files = Files.walk(directory.resolve("s3"))) {
      return files.filter(file -> file.toString().contains("sessions")).sorted().toList();
    }
  }
}
