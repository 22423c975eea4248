package io.heimdall.client;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.heimdall.v1.Artifact;
import io.heimdall.v1.ArtifactAccess;
import io.heimdall.v1.ArtifactSpec;
import io.heimdall.v1.ArtifactVersion;
import io.heimdall.v1.CancelUploadRequest;
import io.heimdall.v1.CancelUploadResponse;
import io.heimdall.v1.CompleteSignedUploadRequest;
import io.heimdall.v1.CompleteSignedUploadResponse;
import io.heimdall.v1.DownloadArtifactRequest;
import io.heimdall.v1.DownloadArtifactResponse;
import io.heimdall.v1.GetUploadRequest;
import io.heimdall.v1.GetUploadResponse;
import io.heimdall.v1.ListUploadsRequest;
import io.heimdall.v1.ListUploadsResponse;
import io.heimdall.v1.SignUrlRequest;
import io.heimdall.v1.SignUrlResponse;
import io.heimdall.v1.StartUploadRequest;
import io.heimdall.v1.StartUploadResponse;
import io.heimdall.v1.Upload;
import io.heimdall.v1.UploadState;
import io.heimdall.v1.Visibility;
import io.heimdall.v1.WriteUploadRequest;
import io.heimdall.v1.WriteUploadResponse;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/// Keeps artifacts in memory as far as uploads and downloads need them, and breaks off where tests
/// want it. Bytes become safe in parts of [#PART_BYTES].
public final class FakeArtifacts extends FakeArtifactCatalogue {

  /// How many bytes become safe at a time.
  public static final int PART_BYTES = 512 << 10;

  /// When everything was made.
  public static final Timestamp MADE = Timestamp.newBuilder().setSeconds(1_763_719_200).build();

  private final Map<String, String> uploadsByRequest = new ConcurrentHashMap<>();
  private final Map<String, FakeUpload> uploads = new ConcurrentHashMap<>();
  private final Map<String, List<ByteString>> contents = new ConcurrentHashMap<>();
  private final Queue<FakeUpload.Break> breaks = new ConcurrentLinkedQueue<>();
  private final Queue<FakeDownload> downloads = new ConcurrentLinkedQueue<>();
  private final AtomicInteger ids = new AtomicInteger();
  private volatile UnaryOperator<WriteUploadResponse> answers = UnaryOperator.identity();

  FakeArtifacts() {}

  /// A later WriteUpload breaks, one for each call of this method.
  ///
  /// @param point when and how
  public void breaks(FakeUpload.Break point) {
    breaks.add(point);
  }

  /// A later DownloadArtifact does this instead of what is right, one for each call of this method.
  ///
  /// @param download what it does
  public void thenDownloads(FakeDownload download) {
    downloads.add(download);
  }

  /// Changes the last answers of uploads.
  ///
  /// @param change makes another of each
  public void answers(UnaryOperator<WriteUploadResponse> change) {
    answers = change;
  }

  /// The bytes of a version.
  ///
  /// @param artifactId of which artifact
  /// @param version which one
  /// @return the bytes
  public ByteString content(String artifactId, int version) {
    return contents.getOrDefault(artifactId, List.of()).get(version - 1);
  }

  /// Ends an upload as one that was not finished in time.
  ///
  /// @param uploadId which one
  public void expires(String uploadId) {
    upload(uploadId).ends("it was not finished in time");
  }

  FakeUpload upload(String uploadId) {
    return Objects.requireNonNull(uploads.get(uploadId), uploadId);
  }

  @Override
  public void startUpload(
      StartUploadRequest request, StreamObserver<StartUploadResponse> observer) {
    seen(request);
    String id =
        uploadsByRequest.computeIfAbsent(
            request.getRequestId(),
            _ -> {
              var begun = new FakeUpload(this, uuid("aaaaaaaa"), request);
              uploads.put(begun.id(), begun);
              return begun.id();
            });
    FakeHeimdall.answer(
        observer, StartUploadResponse.newBuilder().setUpload(upload(id).described()).build());
  }

  private String uuid(String kind) {
    return "%s-0000-4000-8000-%012d".formatted(kind, ids.incrementAndGet());
  }

  @Override
  public void getUpload(GetUploadRequest request, StreamObserver<GetUploadResponse> observer) {
    seen(request);
    FakeHeimdall.answer(
        observer,
        GetUploadResponse.newBuilder()
            .setUpload(upload(request.getUploadId()).described())
            .build());
  }

  @Override
  public void listUploads(
      ListUploadsRequest request, StreamObserver<ListUploadsResponse> observer) {
    List<Upload> open =
        uploads.values().stream()
            .map(FakeUpload::described)
            .filter(upload -> upload.getState() == UploadState.UPLOAD_STATE_OPEN)
            .toList();
    FakeHeimdall.answer(observer, ListUploadsResponse.newBuilder().addAllUploads(open).build());
  }

  @Override
  public void cancelUpload(
      CancelUploadRequest request, StreamObserver<CancelUploadResponse> observer) {
    seen(request);
    upload(request.getUploadId()).ends("it was cancelled");
    FakeHeimdall.answer(observer, CancelUploadResponse.getDefaultInstance());
  }

  @Override
  public StreamObserver<WriteUploadRequest> writeUpload(
      StreamObserver<WriteUploadResponse> observer) {
    return new FakeUpload.Writing(this, this::seen, breaks.poll(), observer);
  }

  /// Makes an artifact, or a version of one, of what was uploaded.
  Artifact commit(StartUploadRequest request, ByteString bytes, String sha256) {
    String id = request.hasVersion() ? request.getVersion().getArtifactId() : uuid("bbbbbbbb");
    List<ByteString> versions = contents.computeIfAbsent(id, _ -> new CopyOnWriteArrayList<>());
    versions.add(bytes);
    Artifact before = find(id);
    Artifact.Builder made = before == null ? made(request.getArtifact()) : before.toBuilder();
    Artifact artifact =
        made.setId(id)
            .setVersion(versions.size())
            .setRevision(made.getRevision() + 1)
            .setEtag("r" + (made.getRevision() + 1))
            .setSizeBytes(bytes.size())
            .setSha256(sha256)
            .build();
    put(artifact);
    return artifact;
  }

  WriteUploadResponse answer(Artifact artifact, long persisted) {
    return answers.apply(
        WriteUploadResponse.newBuilder().setArtifact(artifact).setPersistedSize(persisted).build());
  }

  private static Artifact.Builder made(ArtifactSpec spec) {
    return Artifact.newBuilder()
        .setOwner("local")
        .setName(spec.getName())
        .setTitle(spec.getTitle())
        .setDescription(spec.getDescription())
        .setLabels(spec.getLabels())
        .addAllTags(spec.getTagsList())
        .addAllDerivedFrom(spec.getDerivedFromList())
        .setContentType(
            spec.getContentType().isEmpty() ? "application/octet-stream" : spec.getContentType())
        .setVisibility(
            spec.getVisibility() == Visibility.VISIBILITY_UNSPECIFIED
                ? Visibility.VISIBILITY_PRIVATE
                : spec.getVisibility())
        .setAccess(ArtifactAccess.ARTIFACT_ACCESS_OWN)
        .setCreateTime(MADE)
        .setUpdateTime(MADE);
  }

  @Override
  public void downloadArtifact(
      DownloadArtifactRequest request, StreamObserver<DownloadArtifactResponse> observer) {
    seen(request);
    Artifact artifact = Objects.requireNonNull(find(request.getArtifactId()));
    int number = request.getVersion() == 0 ? artifact.getVersion() : request.getVersion();
    ByteString bytes = content(artifact.getId(), number);
    ArtifactVersion version =
        ArtifactVersion.newBuilder()
            .setArtifactId(artifact.getId())
            .setVersion(number)
            .setName(artifact.getName())
            .setContentType(artifact.getContentType())
            .setSizeBytes(bytes.size())
            .setSha256(FakeUpload.sha256(bytes))
            .build();
    if (request.getOffset() > bytes.size()) {
      observer.onError(
          FakeHeimdall.refusal(Status.Code.OUT_OF_RANGE, "RANGE_INVALID", "It ends before."));
      return;
    }
    FakeDownload download = downloads.poll();
    (download == null ? FakeDownload.RIGHT : download).send(request, version, bytes, observer);
  }

  @Override
  public void signUrl(SignUrlRequest request, StreamObserver<SignUrlResponse> observer) {
    seen(request);
    var signed =
        SignUrlResponse.newBuilder().setUrl("http://store/x?signature=y").setExpireTime(MADE);
    if (request.hasWrite()) {
      signed
          .setMethod("PUT")
          .putHeaders("content-type", "audio/wav")
          .putHeaders("a", "b")
          .setUpload(Upload.newBuilder().setId(uuid("aaaaaaaa")));
    } else {
      signed.setMethod("GET").setSha256("ab".repeat(32));
    }
    FakeHeimdall.answer(observer, signed.build());
  }

  @Override
  public void completeSignedUpload(
      CompleteSignedUploadRequest request, StreamObserver<CompleteSignedUploadResponse> observer) {
    seen(request);
    FakeUpload.Break point = breaks.poll();
    if (point != null) {
      observer.onError(point.failure());
      return;
    }
    Artifact artifact = made(ArtifactSpec.newBuilder().setName("x.wav").build()).build();
    FakeHeimdall.answer(
        observer, CompleteSignedUploadResponse.newBuilder().setArtifact(artifact).build());
  }
}
