package io.heimdall.server.artifact.model;

import io.heimdall.v1.ArtifactSpec;
import io.heimdall.v1.CancelUploadRequest;
import io.heimdall.v1.GetUploadRequest;
import io.heimdall.v1.ListUploadsRequest;
import io.heimdall.v1.NewVersion;
import io.heimdall.v1.StartUploadRequest;
import io.heimdall.v1.StartUploadResponse;
import io.heimdall.v1.Upload;
import java.util.Optional;

/// Commands that begin uploads and bring them on.
final class UploadCommands {

  private UploadCommands() {}

  /// A file, from beginning to end.
  static void upload(Session s) {
    Blob blob = s.blob();
    StartUploadRequest request = request(s, blob);
    Person who = s.somebody(s.owner(request.getVersion().getArtifactId()));
    start(s, who, request, blob)
        .ifPresent(id -> {
          s.next();
          WriteCommands.whole(s, who, id);
        });
  }

  static void start(Session s) {
    Person who = s.anybody();
    Blob blob = s.blob();
    StartUploadRequest request = request(s, blob);
    var _ = start(s, who, request, blob);
    if (!request.getRequestId().isEmpty() && s.drawn().chance(50)) {
      again(s, who, request, blob);
    }
  }

  /// The same request, or another one by the same id.
  private static void again(Session s, Person who, StartUploadRequest request, Blob blob) {
    s.next();
    var _ = start(s, s.drawn().chance(80) ? who : s.anybody(), request, blob);
    s.next();
    var other = request.toBuilder();
    if (other.hasVersion()) {
      other.getVersionBuilder().setName("other.bin");
    } else {
      other.getArtifactBuilder().setTitle("other");
    }
    var _ = start(s, who, other.build(), blob);
  }

  /// What a caller asks for.
  static StartUploadRequest request(Session s, Blob blob) {
    Drawn drawn = s.drawn();
    var request = StartUploadRequest.newBuilder();
    if (drawn.chance(35)) {
      request.setVersion(
          NewVersion.newBuilder()
              .setArtifactId(s.grown())
              .setName(drawn.chance(40) ? "" : drawn.name(blob.kind()))
              .setContentType(drawn.said()));
    } else {
      ArtifactSpec.Builder spec = drawn.spec(blob.kind()).setContentType(drawn.said());
      request.setArtifact(spec);
    }
    if (drawn.chance(70)) {
      request.setSizeBytes(blob.size() + (drawn.chance(4) ? 1 : 0));
    }
    if (drawn.chance(1)) {
      request.setSizeBytes(ModelUploads.MOST_BYTES + 1);
    }
    if (drawn.chance(30)) {
      request.setSha256(Blob.hex(drawn.chance(94) ? blob.bytes() : new byte[] {1}));
    }
    if (drawn.chance(30)) {
      request.setRequestId(drawn.uuid().toString());
    }
    return request.build();
  }

  /// Begins an upload.
  ///
  /// @return its id; empty where it was refused
  static Optional<String> start(Session s, Person who, StartUploadRequest request, Blob blob) {
    Outcome<Upload> got =
        Outcome.of(() -> {
          StartUploadResponse started = s.calls(who).stub().startUpload(request);
          return started.getUpload();
        });
    return s.compare(
            "start " + request,
            got,
            () -> s.model.uploads.start(who, request, blob, got.given()).now)
        .map(upload -> known(s, upload));
  }

  static String known(Session s, Upload upload) {
    s.began(upload.getId());
    if (!s.model.artifacts.containsKey(upload.getArtifactId())) {
      s.made(upload.getArtifactId());
    }
    return upload.getId();
  }

  /// The bytes that are there already.
  static void same(Session s) {
    String id = s.artifact();
    Optional<Blob> blob = s.known(id).map(now -> s.model.blobs.get(now.getSha256()));
    if (blob.isEmpty()) {
      return;
    }
    Person who = s.somebody(s.owner(id));
    var request =
        StartUploadRequest.newBuilder().setVersion(NewVersion.newBuilder().setArtifactId(id));
    if (s.drawn().chance(50)) {
      request.setSha256(Blob.hex(blob.get().bytes()));
    }
    start(s, who, request.build(), blob.get())
        .ifPresent(upload -> {
          s.next();
          WriteCommands.whole(s, who, upload);
        });
  }

  static void get(Session s) {
    String id = s.upload();
    Person who = who(s, id);
    var request = GetUploadRequest.newBuilder().setUploadId(id).build();
    var _ =
        s.compare(
            "get upload",
            () -> s.calls(who).stub().getUpload(request).getUpload(),
            () -> s.model.uploads.get(who, id));
  }

  static Person who(Session s, String upload) {
    ModelUpload found = s.model.uploads.all.get(upload);
    return found == null || s.drawn().chance(10) ? s.anybody() : s.person(found.owner);
  }

  static void list(Session s) {
    list(s, s.anybody(), s.drawn().number(4));
  }

  static void list(Session s, Person who, int size) {
    var request = ListUploadsRequest.newBuilder().setPageSize(size);
    var _ =
        s.compare(
            "uploads",
            () ->
                Session.all(
                    size,
                    token -> {
                      var page =
                          s.calls(who).stub().listUploads(request.setPageToken(token).build());
                      return new Session.Page<>(page.getUploadsList(), page.getNextPageToken());
                    }),
            () -> s.model.uploads.list(who));
  }

  static void cancel(Session s) {
    String id = s.upload();
    Person who = who(s, id);
    var request = CancelUploadRequest.newBuilder().setUploadId(id).build();
    var _ =
        s.compare(
            "cancel",
            () -> s.calls(who).stub().cancelUpload(request).toString(),
            () -> {
              s.model.uploads.cancel(who, id);
              return "";
            });
  }
}
