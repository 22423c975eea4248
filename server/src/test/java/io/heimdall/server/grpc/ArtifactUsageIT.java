package io.heimdall.server.grpc;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Durations;
import io.grpc.Status;
import io.heimdall.server.artifact.usage.UsageCounts;
import io.heimdall.server.security.Role;
import io.heimdall.v1.Artifact;
import io.heimdall.v1.ArtifactAccess;
import io.heimdall.v1.ArtifactAmount;
import io.heimdall.v1.ArtifactCalls;
import io.heimdall.v1.ArtifactFailures;
import io.heimdall.v1.ArtifactServiceGrpc;
import io.heimdall.v1.ArtifactShare;
import io.heimdall.v1.ArtifactTraffic;
import io.heimdall.v1.ArtifactTransfers;
import io.heimdall.v1.ArtifactTypeAmount;
import io.heimdall.v1.ArtifactTypeTraffic;
import io.heimdall.v1.ArtifactUsageDay;
import io.heimdall.v1.ArtifactUserUsage;
import io.heimdall.v1.CompleteSignedUploadRequest;
import io.heimdall.v1.DeleteArtifactRequest;
import io.heimdall.v1.DownloadArtifactRequest;
import io.heimdall.v1.GetArtifactRequest;
import io.heimdall.v1.GetArtifactUsageRequest;
import io.heimdall.v1.GetArtifactUsageResponse;
import io.heimdall.v1.ListArtifactVersionsRequest;
import io.heimdall.v1.ListArtifactsRequest;
import io.heimdall.v1.NewVersion;
import io.heimdall.v1.PurgeArtifactRequest;
import io.heimdall.v1.RestoreArtifactVersionRequest;
import io.heimdall.v1.SetVisibilityRequest;
import io.heimdall.v1.ShareArtifactRequest;
import io.heimdall.v1.SignUrlRequest;
import io.heimdall.v1.SignUrlResponse;
import io.heimdall.v1.StartUploadRequest;
import io.heimdall.v1.Visibility;
import io.heimdall.v1.WriteUploadRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The usage of the store, compared with what was done. Each test has a user of its own.
class ArtifactUsageIT {

  private static final int PART_BYTES = 8 << 20;
  private static final String BYTES = "application/octet-stream";
  private static final String CSV = "text/csv";

  @TempDir private static Path directory;
  private static CatalogueStack stack;

  @BeforeAll
  static void start() throws IOException {
    stack = CatalogueStack.in(directory);
  }

  @AfterAll
  static void stop() throws IOException {
    stack.close();
  }

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  private static byte[] text() {
    return "time=1,level=-90\n".repeat(20_000).getBytes(US_ASCII);
  }

  private static StartUploadRequest.Builder request(String name, String type) {
    var request = StartUploadRequest.newBuilder();
    request.getArtifactBuilder().setName(name).setContentType(type);
    return request;
  }

  private static Artifact upload(String user, StartUploadRequest.Builder request, byte[] content) {
    String id = stack.as(user).startUpload(request.build()).getUpload().getId();
    return WritingCall.open(stack.channel(user, Role.OPERATOR), id)
        .bytes(content, 0, content.length)
        .finish(content)
        .result()
        .getArtifact();
  }

  private static Artifact upload(String user, byte[] content) {
    return upload(user, request("x.bin", BYTES), content);
  }

  private static void download(String user, DownloadArtifactRequest.Builder request) {
    stack.as(user).downloadArtifact(request.build()).forEachRemaining(_ -> {});
  }

  private static DownloadArtifactRequest.Builder whole(Artifact artifact) {
    return DownloadArtifactRequest.newBuilder().setArtifactId(artifact.getId());
  }

  private static GetArtifactUsageResponse usage(String user) {
    return stack.as(user).getArtifactUsage(GetArtifactUsageRequest.getDefaultInstance());
  }

  private static GetArtifactUsageResponse everybody() {
    return stack
        .asAdmin()
        .getArtifactUsage(
            GetArtifactUsageRequest.newBuilder().setEverybody(true).setLimit(100).build());
  }

  private static ArtifactUserUsage of(String user, GetArtifactUsageResponse usage) {
    return usage.getUsersList().stream()
        .filter(one -> one.getUser().equals(user))
        .findAny()
        .orElseThrow();
  }

  private static ArtifactTransfers transfers(long count, long bytes) {
    return ArtifactTransfers.newBuilder().setCount(count).setBytes(bytes).build();
  }

  private static ArtifactTraffic traffic(
      ArtifactTransfers uploads, ArtifactTransfers signedUploads, ArtifactTransfers downloads) {
    return ArtifactTraffic.newBuilder()
        .setUploads(uploads)
        .setSignedUploads(signedUploads)
        .setDownloads(downloads)
        .build();
  }

  /// How long it took is another matter each time.
  private static ArtifactTraffic untimed(ArtifactTraffic traffic) {
    var untimed = traffic.toBuilder();
    untimed.getUploadsBuilder().clearTime();
    untimed.getSignedUploadsBuilder().clearTime();
    untimed.getDownloadsBuilder().clearTime();
    return untimed.build();
  }

  private static ArtifactCalls calls(String method, long count, ArtifactFailures... failures) {
    var calls = ArtifactCalls.newBuilder().setMethod(method).setCount(count);
    for (ArtifactFailures failure : failures) {
      calls.addFailures(failure).setFailureCount(calls.getFailureCount() + failure.getCount());
    }
    return calls.build();
  }

  private static ArtifactFailures failures(String reason, long count) {
    return ArtifactFailures.newBuilder().setReason(reason).setCount(count).build();
  }

  private static ArtifactAmount amount(long artifacts, long versions, long bytes, long stored) {
    return ArtifactAmount.newBuilder()
        .setArtifactCount(artifacts)
        .setVersionCount(versions)
        .setContentBytes(bytes)
        .setStoredBytes(stored)
        .build();
  }

  @Test
  void countsWhatIsSentAndFetched() {
    Artifact bytes = upload("tess", random(300_000));
    upload("tess", random(100_000));
    Artifact table = upload("tess", request("a.csv", CSV), text());
    download("tess", whole(bytes));
    download("tess", whole(table));
    download("tess", whole(table).setOffset(1000).setLimit(500));

    GetArtifactUsageResponse usage = usage("tess");

    int sent = 400_000;
    ArtifactTraffic ofBytes = traffic(transfers(2, sent), transfers(0, 0), transfers(1, 300_000));
    ArtifactTraffic ofTables =
        traffic(transfers(1, text().length), transfers(0, 0), transfers(2, text().length + 500));
    assertThat(usage.getUser()).isEqualTo("tess");
    assertThat(untimed(usage.getTraffic()))
        .isEqualTo(
            traffic(
                transfers(3, sent + text().length),
                transfers(0, 0),
                transfers(3, 300_000 + text().length + 500)));
    assertThat(usage.getContentTypesList())
        .extracting(ArtifactTypeTraffic::getContentType, type -> untimed(type.getTraffic()))
        .containsExactly(tuple(BYTES, ofBytes), tuple(CSV, ofTables));
    assertThat(Durations.toMicros(usage.getTraffic().getUploads().getTime())).isPositive();
    assertThat(Durations.toMicros(usage.getTraffic().getDownloads().getTime())).isPositive();
    assertThat(usage.getDaysList().stream().mapToLong(ArtifactUsageDay::getCallCount).sum())
        .isEqualTo(9);
    assertThat(usage.getCallsList())
        .containsExactly(
            calls("DownloadArtifact", 3), calls("StartUpload", 3), calls("WriteUpload", 3));
    assertThat(of("tess", everybody()).getTraffic()).isEqualTo(usage.getTraffic());
  }

  @Test
  void countsBytesOfWhatBreaksOffAndWhatIsFinishedOnce() {
    byte[] content = random(PART_BYTES + (1 << 20));
    String id = stack.as("bo").startUpload(request("x.bin", BYTES).build()).getUpload().getId();
    WritingCall.open(stack.channel("bo", Role.OPERATOR), id)
        .bytes(content, 0, content.length)
        .pause()
        .result();

    assertThat(untimed(usage("bo").getTraffic()).getUploads())
        .isEqualTo(transfers(0, content.length));
    assertThat(usage("bo").getHoldings().getOpenUploadCount()).isEqualTo(1);
    assertThat(usage("bo").getHoldings().getOpenUploadBytes()).isEqualTo(PART_BYTES);

    for (int i = 0; i < 2; i++) {
      int from = i == 0 ? PART_BYTES : content.length;
      WritingCall.open(stack.channel("bo", Role.OPERATOR), id)
          .bytes(content, from, content.length)
          .finish(content)
          .result();
    }

    GetArtifactUsageResponse usage = usage("bo");
    assertThat(untimed(usage.getTraffic()).getUploads())
        .isEqualTo(transfers(1, content.length + (1 << 20)));
    assertThat(usage.getHoldings().getOpenUploadCount()).isZero();
    assertThat(usage.getHoldings().getKept())
        .isEqualTo(amount(1, 1, content.length, content.length));
  }

  @Test
  void countsWhatComesByUrlOnce() throws Exception {
    byte[] content = random(5000);
    SignUrlResponse signed =
        stack
            .as("uri")
            .signUrl(
                SignUrlRequest.newBuilder()
                    .setWrite(request("x.bin", BYTES).setSizeBytes(content.length))
                    .build());
    var put = HttpRequest.newBuilder(URI.create(signed.getUrl()));
    signed.getHeadersMap().forEach(put::header);
    put.PUT(HttpRequest.BodyPublishers.ofByteArray(content));
    try (var client = HttpClient.newHttpClient()) {
      assertThat(client.send(put.build(), BodyHandlers.discarding()).statusCode()).isEqualTo(200);
    }

    for (int i = 0; i < 2; i++) {
      var _ =
          stack
              .as("uri")
              .completeSignedUpload(
                  CompleteSignedUploadRequest.newBuilder()
                      .setUploadId(signed.getUpload().getId())
                      .build());
    }

    assertThat(untimed(usage("uri").getTraffic()))
        .isEqualTo(traffic(transfers(0, 0), transfers(1, content.length), transfers(0, 0)));
    assertThat(Durations.toMicros(usage("uri").getTraffic().getSignedUploads().getTime())).isZero();
  }

  @Test
  void countsWhyCallsFail() {
    Artifact artifact = upload("fay", random(1000));
    String other = UUID.randomUUID().toString();
    for (int i = 0; i < 2; i++) {
      Refused.by(() -> stack.get("fay", other));
    }
    Refused.by(() -> download("fay", whole(artifact).setOffset(1001)));
    String id = stack.as("fay").startUpload(request("y.bin", BYTES).build()).getUpload().getId();
    WritingCall.open(stack.channel("fay", Role.OPERATOR), id)
        .send(
            WriteUploadRequest.newBuilder()
                .setChunk(
                    WritingCall.chunk(0, ByteString.copyFrom(random(100))).toBuilder().setCrc32C(1))
                .build())
        .refused()
        .with(Status.Code.INVALID_ARGUMENT, "CHECKSUM_MISMATCH");

    GetArtifactUsageResponse usage = usage("fay");

    assertThat(usage.getCallsList())
        .containsExactly(
            calls("DownloadArtifact", 1, failures("RANGE_INVALID", 1)),
            calls("GetArtifact", 2, failures("ARTIFACT_NOT_FOUND", 2)),
            calls("StartUpload", 2),
            calls("WriteUpload", 2, failures("CHECKSUM_MISMATCH", 1)));
    assertThat(usage.getTraffic().getUploads().getBytes()).isEqualTo(1000);
    assertThat(usage.getTraffic().getDownloads().getCount()).isZero();
    assertThat(of("fay", everybody()).getFailureCount()).isEqualTo(4);
  }

  @Test
  void countsStrangersForNobodyInParticular() {
    var stranger = ArtifactServiceGrpc.newBlockingStub(stack.stranger());
    long before = failed("TOKEN_MISSING", everybody());

    Refused.by(() -> stranger.getArtifactUsage(GetArtifactUsageRequest.getDefaultInstance()))
        .with(Status.Code.UNAUTHENTICATED, "TOKEN_MISSING");

    GetArtifactUsageResponse usage = everybody();
    assertThat(failed("TOKEN_MISSING", usage)).isEqualTo(before + 1);
    assertThat(usage.getUsersList()).extracting(ArtifactUserUsage::getUser).doesNotContain("");
  }

  private static long failed(String reason, GetArtifactUsageResponse usage) {
    return usage.getCallsList().stream()
        .flatMap(method -> method.getFailuresList().stream())
        .filter(failures -> failures.getReason().equals(reason))
        .mapToLong(ArtifactFailures::getCount)
        .sum();
  }

  @Test
  void sumsUpWhatIsKept() {
    Artifact bytes = upload("kit", random(1000));
    var next = StartUploadRequest.newBuilder();
    next.setVersion(NewVersion.newBuilder().setArtifactId(bytes.getId()).setContentType(BYTES));
    upload("kit", next, random(500));
    var _ =
        stack
            .as("kit")
            .restoreArtifactVersion(
                RestoreArtifactVersionRequest.newBuilder()
                    .setArtifactId(bytes.getId())
                    .setVersion(1)
                    .build());
    Artifact table = upload("kit", request("a.csv", CSV), text());
    long packed = stored(table);
    assertThat(packed).isLessThan(text().length);
    var publish =
        SetVisibilityRequest.newBuilder()
            .setArtifactId(table.getId())
            .setVisibility(Visibility.VISIBILITY_PUBLIC)
            .build();
    var _ = stack.as("kit").setVisibility(publish);
    Artifact gone = upload("kit", random(300));
    var delete = DeleteArtifactRequest.newBuilder().setArtifactId(gone.getId()).build();
    var _ = stack.as("kit").deleteArtifact(delete);

    var holdings = usage("kit").getHoldings();

    assertThat(holdings.getKept())
        .isEqualTo(amount(2, 3, 1500 + text().length, 1500 + packed + text().length));
    assertThat(holdings.getDeleted()).isEqualTo(amount(1, 1, 300, 300));
    assertThat(holdings.getContentTypesList())
        .containsExactly(
            type(CSV, amount(1, 1, text().length, packed + text().length)),
            type(BYTES, amount(1, 2, 1500, 1500)));
    assertThat(of("kit", everybody()).getKept()).isEqualTo(holdings.getKept());

    var ofBytes =
        stack
            .as("kit")
            .getArtifactUsage(
                GetArtifactUsageRequest.newBuilder().setContentType(BYTES).setLimit(1).build());
    assertThat(ofBytes.getHoldings().getKept()).isEqualTo(amount(1, 2, 1500, 1500));
    assertThat(ofBytes.getTraffic().getUploads().getBytes()).isEqualTo(1800);

    var purge = PurgeArtifactRequest.newBuilder().setArtifactId(gone.getId()).build();
    var _ = stack.as("kit").purgeArtifact(purge);
    assertThat(usage("kit").getHoldings().getDeleted()).isEqualTo(amount(0, 0, 0, 0));
    assertThat(usage("kit").getHoldings().getKept()).isEqualTo(holdings.getKept());
  }

  private static ArtifactTypeAmount type(String type, ArtifactAmount amount) {
    return ArtifactTypeAmount.newBuilder().setContentType(type).setAmount(amount).build();
  }

  private static long stored(Artifact artifact) {
    return stack
        .as(artifact.getOwner())
        .listArtifactVersions(
            ListArtifactVersionsRequest.newBuilder().setArtifactId(artifact.getId()).build())
        .getVersions(0)
        .getStoredBytes();
  }

  @Test
  void showsReadsToOwnersOnlyAndChangesNothing() {
    Artifact artifact = upload("rea", random(1000));
    var share =
        ArtifactShare.newBuilder()
            .setUser("ria")
            .setAccess(ArtifactAccess.ARTIFACT_ACCESS_WRITE)
            .build();
    var _ =
        stack
            .as("rea")
            .shareArtifact(
                ShareArtifactRequest.newBuilder()
                    .setArtifactId(artifact.getId())
                    .setShare(share)
                    .build());
    Artifact before = stack.get("rea", artifact.getId());
    assertThat(before.getReadCount()).isZero();
    assertThat(before.hasLastReadTime()).isFalse();

    download("ria", whole(artifact));
    download("rea", whole(artifact).setLimit(10));
    Refused.by(() -> download("rea", whole(artifact).setOffset(1001)));
    stack.counts.write();

    Artifact after = stack.get("rea", artifact.getId());
    assertThat(after.getReadCount()).isEqualTo(2);
    assertThat(after.getLastReadTime().getSeconds())
        .isCloseTo(Instant.now().getEpochSecond(), within(600L));
    assertThat(after.toBuilder().setReadCount(0).clearLastReadTime().build()).isEqualTo(before);
    assertThat(listed("rea", "").getReadCount()).isEqualTo(2);
    assertThat(listed("rea", "x").getReadCount()).isEqualTo(2);
    assertThat(
            stack
                .asAdmin()
                .getArtifact(
                    GetArtifactRequest.newBuilder().setArtifactId(artifact.getId()).build())
                .getArtifact()
                .getReadCount())
        .isEqualTo(2);
    assertThat(stack.get("ria", artifact.getId()).getReadCount()).isZero();
    assertThat(listed("ria", "").getReadCount()).isZero();
    assertThat(listed("ria", "x").hasLastReadTime()).isFalse();
  }

  private static Artifact listed(String user, String words) {
    return stack
        .as(user)
        .listArtifacts(
            ListArtifactsRequest.newBuilder().setFilter("owner = \"rea\"").setQuery(words).build())
        .getArtifacts(0);
  }

  @Test
  void forgetsReadsOfWhatIsRemoved() {
    Artifact artifact = upload("pam", random(10));
    download("pam", whole(artifact));
    stack.counts.write();
    download("pam", whole(artifact));
    var _ =
        stack
            .as("pam")
            .deleteArtifact(
                DeleteArtifactRequest.newBuilder().setArtifactId(artifact.getId()).build());
    var _ =
        stack
            .as("pam")
            .purgeArtifact(
                PurgeArtifactRequest.newBuilder().setArtifactId(artifact.getId()).build());

    stack.counts.write();

    assertThat(
            stack.read(
                "select count(*) from artifact_reads where artifact_id = '%s'"
                    .formatted(artifact.getId())))
        .isEqualTo("0");
    assertThat(usage("pam").getTraffic().getDownloads().getCount()).isEqualTo(2);
  }

  @Test
  void tellsNobodyOfOthers() {
    var ofOthers = GetArtifactUsageRequest.newBuilder().setUser("olga").build();
    var ofAll = GetArtifactUsageRequest.newBuilder().setEverybody(true).build();
    var own = GetArtifactUsageRequest.newBuilder().setUser("max").build();
    var viewer = ArtifactServiceGrpc.newBlockingStub(stack.channel("vic", Role.VIEWER));

    for (var stub : List.of(stack.as("max"), viewer)) {
      Refused.by(() -> stub.getArtifactUsage(ofOthers))
          .with(Status.Code.PERMISSION_DENIED, "ROLE_TOO_SMALL");
      Refused.by(() -> stub.getArtifactUsage(ofAll))
          .with(Status.Code.PERMISSION_DENIED, "ROLE_TOO_SMALL");
    }

    assertThat(stack.as("max").getArtifactUsage(own).getUser()).isEqualTo("max");
    assertThat(viewer.getArtifactUsage(GetArtifactUsageRequest.getDefaultInstance()).getUser())
        .isEqualTo("vic");
    assertThat(stack.asAdmin().getArtifactUsage(ofOthers).getUser()).isEqualTo("olga");
    assertThat(everybody().getUser()).isEmpty();
    assertThat(usage("max").getUsersList()).isEmpty();
  }

  @Test
  void tellsOfTheDaysThatAreAskedFor() {
    LocalDate today = LocalDate.ofInstant(Instant.now(), ZoneOffset.UTC);
    for (int ago : new int[] {400, 366, 40, 29, 10}) {
      execute(
          "insert into artifact_calls values ('dan', '%s', 'GetArtifact', '', %d)"
              .formatted(today.minusDays(ago), ago));
    }
    LocalDate tenth = today.minusDays(10);

    assertThat(counted(GetArtifactUsageRequest.newBuilder())).containsExactly(29L, 10L);
    assertThat(counted(between(today.minusDays(40), tenth))).containsExactly(40L, 29L);
    assertThat(counted(between(tenth, tenth.plusDays(1)))).containsExactly(10L);
    assertThat(counted(between(today.minusDays(366), today))).containsExactly(366L, 40L, 29L, 10L);
    GetArtifactUsageResponse one =
        stack.asAdmin().getArtifactUsage(between(tenth, tenth.plusDays(1)).setUser("dan").build());
    assertThat(one.getStartTime()).isEqualTo(time(tenth));
    assertThat(one.getEndTime()).isEqualTo(time(tenth.plusDays(1)));
    assertThat(one.getDays(0).getStartTime()).isEqualTo(time(tenth));

    Refused.by(() -> counted(between(today.minusDays(366), today.plusDays(1))))
        .with(Status.Code.INVALID_ARGUMENT, "FIELD_INVALID")
        .atField("start_time");
    var late = GetArtifactUsageRequest.newBuilder().setStartTime(time(today.plusDays(2)));
    Refused.by(() -> counted(late))
        .with(Status.Code.INVALID_ARGUMENT, "FIELD_INVALID")
        .atField("start_time");
    Refused.by(() -> counted(between(today, tenth)))
        .with(Status.Code.INVALID_ARGUMENT, "TIME_RANGE_REVERSED");
    Refused.by(() -> counted(between(today, today)))
        .with(Status.Code.INVALID_ARGUMENT, "TIME_RANGE_REVERSED");
  }

  private static List<Long> counted(GetArtifactUsageRequest.Builder request) {
    return stack.asAdmin().getArtifactUsage(request.setUser("dan").build()).getDaysList().stream()
        .map(ArtifactUsageDay::getCallCount)
        .toList();
  }

  private static GetArtifactUsageRequest.Builder between(LocalDate from, LocalDate before) {
    return GetArtifactUsageRequest.newBuilder().setStartTime(time(from)).setEndTime(time(before));
  }

  private static Timestamp time(LocalDate day) {
    return Timestamp.newBuilder()
        .setSeconds(day.atStartOfDay(ZoneOffset.UTC).toEpochSecond())
        .build();
  }

  private static void execute(String sql) {
    stack
        .database
        .transactions()
        .runInTransaction(tx -> {
          try (var statement = tx.connection().createStatement()) {
            statement.execute(sql);
          } catch (SQLException e) {
            throw new AssertionError(e);
          }
        });
  }

  @Test
  void tellsNoMoreTypesApartThanThereIsRoomFor() {
    for (int i = 0; i < 150; i++) {
      stack.counts.uploadedByUrl("ty", "x/" + i, 1 + i % 2);
      if (i == 70) {
        stack.counts.write();
      }
    }
    stack.counts.uploadedByUrl("ty", "x/3", 1000);

    GetArtifactUsageResponse usage = usage("ty");

    assertThat(stack.read("select count(*) from artifact_traffic where user_name = 'ty'"))
        .isEqualTo("101");
    assertThat(untimed(usage.getTraffic()).getSignedUploads()).isEqualTo(transfers(151, 1225));
    assertThat(usage.getContentTypesCount()).isEqualTo(21);
    assertThat(usage.getContentTypes(0).getContentType()).isEqualTo("x/3");
    assertThat(usage.getContentTypes(20).getContentType()).isEmpty();
    assertThat(
            usage.getContentTypesList().stream()
                .mapToLong(type -> type.getTraffic().getSignedUploads().getBytes())
                .sum())
        .isEqualTo(1225);
  }

  @Test
  void sumsUpTheOthersOfManyUsers() {
    for (int i = 0; i < 5; i++) {
      stack.counts.uploadedByUrl("crowd" + i, BYTES, (5L - i) << 40);
    }

    GetArtifactUsageResponse usage =
        stack
            .asAdmin()
            .getArtifactUsage(
                GetArtifactUsageRequest.newBuilder().setEverybody(true).setLimit(2).build());

    assertThat(usage.getUsersList())
        .extracting(ArtifactUserUsage::getUser)
        .containsExactly("crowd0", "crowd1", "");
    assertThat(
            usage.getUsersList().stream()
                .mapToLong(user -> user.getTraffic().getSignedUploads().getBytes())
                .sum())
        .isEqualTo(usage.getTraffic().getSignedUploads().getBytes());
  }

  @Test
  void losesNothingOfManyServersAndWritesWhatIsLeftAtTheEnd() throws Exception {
    var servers = new ArrayList<UsageCounts>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var work = new ArrayList<Future<?>>();
      for (int s = 0; s < 3; s++) {
        var server = UsageCounts.open(stack.database.transactions(), Instant::now);
        servers.add(server);
        for (int t = 0; t < 3; t++) {
          work.add(threads.submit(() -> countMuch(server)));
        }
      }
      for (Future<?> each : work) {
        each.get();
      }
    }
    servers.forEach(UsageCounts::close);

    assertThat(stack.read("select sum(call_count) from artifact_calls where user_name = 'lot'"))
        .isEqualTo("4500");
    assertThat(
            stack.read(
                "select sum(signed_upload_bytes) from artifact_traffic"
                    + " where user_name = 'lot'"))
        .isEqualTo("9000");
  }

  private static void countMuch(UsageCounts server) {
    for (int i = 0; i < 500; i++) {
      server.called("lot", "Method" + i % 7, i % 3 == 0 ? "WHY" : "");
      server.uploadedByUrl("lot", "x/" + i % 11, 2);
      if (i % 100 == 0) {
        server.write();
      }
    }
  }

  @Test
  void forgetsDaysThatAreLongPastByTheDatabasesClockToo() {
    LocalDate today = LocalDate.ofInstant(Instant.now(), ZoneOffset.UTC);
    for (int ago : new int[] {740, 700}) {
      execute(
          "insert into artifact_calls values ('old', '%s', 'GetArtifact', '', 1)"
              .formatted(today.minusDays(ago)));
      execute(
          "insert into artifact_traffic values ('old', '%s', '', 1, 1, 1, 1, 1, 1, 1, 1)"
              .formatted(today.minusDays(ago)));
    }

    stack.putForward(Duration.ofDays(40));
    stack.counts.forget();
    stack.putForward(Duration.ofDays(-40));

    for (String table : List.of("artifact_calls", "artifact_traffic")) {
      assertThat(
              stack.read(
                  "select string_agg(day::text, ' ') from %s where user_name = 'old'"
                      .formatted(table)))
          .isEqualTo(today.minusDays(700).toString());
    }
  }
}
