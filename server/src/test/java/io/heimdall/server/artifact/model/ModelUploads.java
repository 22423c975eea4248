package io.heimdall.server.artifact.model;

import static io.heimdall.server.artifact.model.ModelArtifact.WRITE;

import io.heimdall.v1.Artifact;
import io.heimdall.v1.NewVersion;
import io.heimdall.v1.StartUploadRequest;
import io.heimdall.v1.Upload;
import io.heimdall.v1.UploadState;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the service is to do with uploads.
final class ModelUploads {

  static final long MOST_BYTES = 1 << 30;
  private static final long MOST_BY_URL = 5L << 30;
  private static final Duration WAITS = Duration.ofDays(7);
  private static final Duration REMEMBERED = Duration.ofDays(30);

  private final ReferenceModel model;
  final Map<String, ModelUpload> all = new LinkedHashMap<>();
  private final Map<String, ModelUpload> byRequest = new HashMap<>();

  /// When what is over is forgotten, by upload.
  private final Map<String, Moment> over = new HashMap<>();

  ModelUploads(ReferenceModel model) {
    this.model = model;
  }

  /// @param told what the service has chosen: ids
  ModelUpload start(Person caller, StartUploadRequest request, Blob blob, Optional<Upload> told) {
    caller.mustOperate();
    String given =
        request.hasVersion() ? request.getVersion().getName() : request.getArtifact().getName();
    String name = given.isEmpty() ? "" : Specs.safe(given);
    if (request.getSizeBytes() > MOST_BYTES) {
      throw Refusal.TOO_LARGE.exception();
    }
    String type = said(request);
    if (type.equals("nonsense")) {
      throw Refusal.FIELD.exception();
    }
    if (type.equals(Blob.Kind.REFUSED.contentType)) {
      throw Refusal.TYPE.exception();
    }
    ModelUpload earlier = byRequest.get(caller.name() + " " + request.getRequestId());
    if (earlier != null) {
      if (!earlier.request.equals(request)) {
        throw Refusal.REUSED.exception();
      }
      return earlier;
    }
    Upload made =
        request.hasVersion()
            ? version(caller, request, name)
            : Upload.newBuilder().setState(UploadState.UPLOAD_STATE_OPEN).setName(name).build();
    Upload.Builder upload =
        made.toBuilder()
            .setSha256(request.getSha256())
            .setCreateTime(model.now().stamp())
            .setId(told.map(Upload::getId).orElse(""));
    if (made.getState() == UploadState.UPLOAD_STATE_OPEN) {
      upload.setExpireTime(model.now().after(WAITS));
    }
    if (!request.hasVersion()) {
      upload.setArtifactId(told.map(Upload::getArtifactId).orElse(""));
    }
    if (request.hasSizeBytes()) {
      upload.setSizeBytes(request.getSizeBytes());
    }
    var started = new ModelUpload(caller.name(), request, blob, upload.build());
    started.finished = made.getState() == UploadState.UPLOAD_STATE_DONE ? request.getSha256() : "";
    all.put(started.now.getId(), started);
    if (!started.finished.isEmpty()) {
      over.put(started.now.getId(), model.now());
    }
    if (!request.getRequestId().isEmpty()) {
      byRequest.put(caller.name() + " " + request.getRequestId(), started);
    }
    return started;
  }

  static String said(StartUploadRequest request) {
    return request.hasVersion()
        ? request.getVersion().getContentType()
        : request.getArtifact().getContentType();
  }

  /// Where the artifact has the bytes already, there is nothing to upload.
  private Upload version(Person caller, StartUploadRequest request, String name) {
    NewVersion wanted = request.getVersion();
    Artifact artifact = model.undeleted(caller, wanted.getArtifactId(), WRITE).now;
    boolean there =
        request.getSha256().equals(artifact.getSha256())
            && (!request.hasSizeBytes() || request.getSizeBytes() == artifact.getSizeBytes());
    Upload.Builder upload =
        Upload.newBuilder()
            .setArtifactId(wanted.getArtifactId())
            .setName(name.isEmpty() ? artifact.getName() : name)
            .setState(UploadState.UPLOAD_STATE_OPEN);
    if (there) {
      upload
          .setState(UploadState.UPLOAD_STATE_DONE)
          .setVersion(artifact.getVersion())
          .setUnchanged(true)
          .setPersistedSize(artifact.getSizeBytes());
    }
    return upload.build();
  }

  /// The same for an upload that is to be written by URL.
  ModelUpload sign(Person caller, StartUploadRequest request, Blob blob, Optional<Upload> told) {
    String given =
        request.hasVersion() ? request.getVersion().getName() : request.getArtifact().getName();
    if (!given.isEmpty()) {
      var _ = Specs.safe(given);
    }
    caller.mustOperate();
    if (!request.hasSizeBytes()) {
      throw Refusal.FIELD.exception();
    }
    if (request.getSizeBytes() > MOST_BY_URL) {
      throw Refusal.TOO_LARGE.exception();
    }
    ModelUpload started = start(caller, request, blob, told);
    UploadState state = started.now.getState();
    if (state == UploadState.UPLOAD_STATE_ENDED) {
      throw Refusal.ENDED.exception();
    }
    return started;
  }

  ModelUpload find(Person caller, String id) {
    ModelUpload found = all.get(id);
    if (found == null || !found.owner.equals(caller.name())) {
      throw Refusal.NO_UPLOAD.exception();
    }
    return found;
  }

  Upload get(Person caller, String id) {
    caller.mustOperate();
    return find(caller, id).now;
  }

  List<Upload> list(Person caller) {
    caller.mustOperate();
    return all.values().stream()
        .filter(each -> each.owner.equals(caller.name()) && isOpen(each))
        .map(each -> each.now)
        .sorted(
            Comparator.comparing((Upload each) -> Moment.instant(each.getCreateTime()))
                .thenComparing(Upload::getId)
                .reversed())
        .toList();
  }

  private static boolean isOpen(ModelUpload upload) {
    return upload.now.getState() == UploadState.UPLOAD_STATE_OPEN;
  }

  void cancel(Person caller, String id) {
    caller.mustOperate();
    ModelUpload found = find(caller, id);
    if (found.now.getState() == UploadState.UPLOAD_STATE_DONE) {
      throw Refusal.ENDED.exception();
    }
    if (isOpen(found)) {
      end(found, "CANCELLED");
    }
  }

  /// A call begins to write.
  ModelUpload open(Person caller, String id) {
    caller.mustOperate();
    ModelUpload found = find(caller, id);
    if (found.now.getState() == UploadState.UPLOAD_STATE_ENDED) {
      throw Refusal.ENDED.exception();
    }
    if (isOpen(found) && found.request.hasVersion()) {
      var _ = model.undeleted(caller, found.now.getArtifactId(), WRITE);
    }
    return found;
  }

  /// It becomes nothing.
  void end(ModelUpload upload, String reason) {
    upload.now =
        upload.now.toBuilder()
            .setState(UploadState.UPLOAD_STATE_ENDED)
            .setEndReason(reason)
            .clearExpireTime()
            .build();
    over.put(upload.now.getId(), model.now());
  }

  /// It ends, and the call fails.
  RuntimeException refused(ModelUpload upload, Refusal why) {
    end(upload, why.reason());
    return why.exception();
  }

  /// It has become a version.
  void done(ModelUpload upload, Upload now, String sha256) {
    upload.finished = sha256;
    upload.now = now;
    over.put(now.getId(), model.now());
  }

  /// Bytes have become safe.
  void persisted(ModelUpload upload, long bytes) {
    if (bytes > upload.now.getPersistedSize()) {
      upload.now =
          upload.now.toBuilder()
              .setPersistedSize(bytes)
              .setExpireTime(model.now().after(WAITS))
              .build();
    }
  }

  /// Uploads that nobody brings on end, and those that have been over for long are forgotten.
  void keepHouse() {
    all.values().stream()
        .filter(each -> isOpen(each) && isPast(each.now))
        .forEach(each -> end(each, "EXPIRED"));
    all.keySet().removeIf(id -> isForgotten(over.get(id)));
    if (model.requestsAreOld()) {
      byRequest.clear();
    }
  }

  private boolean isPast(Upload upload) {
    return Moment.instant(upload.getExpireTime()).isBefore(model.now().instant());
  }

  private boolean isForgotten(@Nullable Moment since) {
    return since != null && since.instant().plus(REMEMBERED).isBefore(model.now().instant());
  }
}
