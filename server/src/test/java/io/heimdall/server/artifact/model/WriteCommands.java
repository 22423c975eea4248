package io.heimdall.server.artifact.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.StatusException;
import io.heimdall.v1.GetUploadRequest;
import io.heimdall.v1.Upload;
import io.heimdall.v1.UploadState;
import io.heimdall.v1.WriteUploadResponse;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Commands that send the bytes of uploads, as they should be and otherwise.
final class WriteCommands {

  private static final int BLOCK = 256 << 10;

  private WriteCommands() {}

  /// Some upload, whatever is left of it.
  static void write(Session s) {
    String id = s.upload();
    Person who = UploadCommands.who(s, id);
    ModelUpload upload = s.model.uploads.all.get(id);
    switch (s.drawn().number(12)) {
      case 0, 1, 2 -> some(s, who, id);
      case 3 -> wrongHash(s, who, id);
      case 4 -> wrongSize(s, who, id);
      case 5 -> damaged(s, who, id);
      case 6 -> ahead(s, who, id);
      case 7 -> again(s, who, id);
      case 8 -> tooMuch(s, who, id);
      case 9 -> RivalCommands.hungUp(s, who, id);
      case 10 -> RivalCommands.busy(s, who, id);
      default -> whole(s, who, id);
    }
    if (upload != null) {
      sync(s, upload);
    }
  }

  /// All bytes that are not safe, and the end.
  static void whole(Session s, Person who, String id) {
    finish(s, who, id, blob(s, id), null);
  }

  static Blob blob(Session s, String id) {
    ModelUpload upload = s.model.uploads.all.get(id);
    return upload == null ? new Blob(Blob.Kind.BINARY, 0, 100) : upload.blob;
  }

  static int persisted(Session s, String id) {
    ModelUpload upload = s.model.uploads.all.get(id);
    return upload == null ? 0 : (int) upload.now.getPersistedSize();
  }

  /// @param said what finish says of the bytes, where that is not what they are
  private static void finish(Session s, Person who, String id, Blob blob, @Nullable String said) {
    byte[] bytes = blob.bytes();
    int from = Math.min(persisted(s, id), bytes.length);
    String sha256 = said == null ? Blob.hex(bytes) : said;
    Outcome<WriteUploadResponse> got =
        Outcome.of(() ->
            s.calls(who)
                .open(id)
                .bytes(bytes, from, bytes.length)
                .finish(HexFormat.of().parseHex(sha256), bytes.length)
                .result());
    String served = got.given().map(done -> done.getArtifact().getContentType()).orElse("");
    var _ =
        s.compare(
            "write and finish",
            new Outcome<>(got.given().map(WriteCommands::finished).orElse(null), got.refusal()),
            () -> {
              ModelUpload upload = s.model.uploads.open(who, id);
              mayTake(s, upload, from, bytes.length);
              return s.model.finishing.finish(who, upload, blob, sha256, served);
            });
    got.given().ifPresent(done -> assertThat(done.getPersistedSize()).isEqualTo(bytes.length));
  }

  private static ModelFinish.Finished finished(WriteUploadResponse done) {
    return new ModelFinish.Finished(done.getArtifact(), done.getUnchanged());
  }

  /// Bytes of an upload that takes no more, or not so many.
  private static void mayTake(Session s, ModelUpload upload, int from, int to) {
    if (from == to) {
      return;
    }
    if (upload.now.getState() == UploadState.UPLOAD_STATE_DONE) {
      throw Refusal.ENDED.exception();
    }
    if (upload.now.hasSizeBytes() && upload.now.getSizeBytes() < to) {
      throw s.model.uploads.refused(upload, Refusal.CONTENT);
    }
  }

  private interface Sending {
    void to(Calls.Writing call) throws StatusException;
  }

  private interface Expected {
    void of(ModelUpload upload);
  }

  /// A call that does not finish.
  private static void send(Session s, Person who, String id, Sending sending, Expected expected) {
    var _ =
        s.compare(
            "write",
            () -> {
              Calls.Writing call = s.calls(who).open(id);
              sending.to(call);
              boolean artifact = call.result().hasArtifact();
              return artifact;
            },
            () -> {
              expected.of(s.model.uploads.open(who, id));
              return false;
            });
  }

  private static void some(Session s, Person who, String id) {
    byte[] bytes = blob(s, id).bytes();
    int from = Math.min(persisted(s, id), bytes.length);
    int to = from + s.drawn().number(bytes.length - from + 1);
    send(s, who, id, call -> call.bytes(bytes, from, to), upload -> mayTake(s, upload, from, to));
  }

  private static void wrongHash(Session s, Person who, String id) {
    finish(s, who, id, blob(s, id), Blob.hex(new byte[] {1, 2}));
  }

  private static void wrongSize(Session s, Person who, String id) {
    byte[] bytes = blob(s, id).bytes();
    int from = Math.min(persisted(s, id), bytes.length);
    var _ =
        s.compare(
            "finish too early",
            () -> {
              var call = s.calls(who).open(id).bytes(bytes, from, bytes.length);
              return call.finish(Blob.sha256(bytes), bytes.length + 1).result().hasArtifact();
            },
            () -> {
              ModelUpload upload = s.model.uploads.open(who, id);
              mayTake(s, upload, from, bytes.length);
              if (upload.now.getState() == UploadState.UPLOAD_STATE_DONE) {
                throw Refusal.ENDED.exception();
              }
              throw s.model.uploads.refused(upload, Refusal.CONTENT);
            });
  }

  /// A chunk whose checksum is not that of its bytes, behind some that are good.
  private static void damaged(Session s, Person who, String id) {
    byte[] bytes = blob(s, id).bytes();
    int from = Math.min(persisted(s, id), bytes.length);
    byte[] chunk = {1, 2, 3};
    send(
        s,
        who,
        id,
        call -> call.chunk(from, chunk, 0, 3, Calls.crc(chunk, 0, 3) + 1),
        upload -> {
          throw isDone(upload) ? Refusal.ENDED.exception() : Refusal.CHECKSUM.exception();
        });
  }

  static boolean isDone(ModelUpload upload) {
    return upload.now.getState() == UploadState.UPLOAD_STATE_DONE;
  }

  private static void ahead(Session s, Person who, String id) {
    byte[] chunk = {1, 2, 3};
    long offset = persisted(s, id) + 1L;
    send(
        s,
        who,
        id,
        call -> call.chunk(offset, chunk, 0, 3, Calls.crc(chunk, 0, 3)),
        upload -> {
          throw isDone(upload) ? Refusal.ENDED.exception() : Refusal.AHEAD.exception();
        });
  }

  /// Bytes that are safe already, as they were or others, or from where nothing can be compared.
  private static void again(Session s, Person who, String id) {
    byte[] bytes = blob(s, id).bytes();
    int safe = Math.min(persisted(s, id), bytes.length);
    if (safe < BLOCK) {
      some(s, who, id);
      return;
    }
    int from = BLOCK * s.drawn().number(safe / BLOCK);
    byte[] others = bytes.clone();
    others[from]++;
    switch (s.drawn().number(3)) {
      case 0 ->
          send(
              s,
              who,
              id,
              call -> call.bytes(bytes, from, safe),
              upload -> mayTake(s, upload, 0, 1));
      case 1 ->
          send(
              s,
              who,
              id,
              call -> call.bytes(others, from, safe),
              upload -> {
                throw isDone(upload) ? Refusal.ENDED.exception() : Refusal.OVERLAP.exception();
              });
      default ->
          send(
              s,
              who,
              id,
              call -> call.bytes(bytes, safe - 1, safe),
              upload -> {
                throw isDone(upload) ? Refusal.ENDED.exception() : Refusal.OFFSET.exception();
              });
    }
  }

  /// More bytes than were said to come.
  private static void tooMuch(Session s, Person who, String id) {
    ModelUpload upload = s.model.uploads.all.get(id);
    if (upload == null || !upload.now.hasSizeBytes()) {
      some(s, who, id);
      return;
    }
    byte[] bytes = new byte[(int) Math.min(upload.now.getSizeBytes() + 1, 20 << 20)];
    int from = Math.min(persisted(s, id), bytes.length - 1);
    send(
        s,
        who,
        id,
        call -> call.bytes(bytes, from, bytes.length),
        found -> mayTake(s, found, from, bytes.length));
  }

  /// Learns how many bytes are safe: portions of them, no fewer than before.
  private static void sync(Session s, ModelUpload upload) {
    Person owner = s.person(upload.owner);
    if (!s.model.uploads.all.containsKey(upload.now.getId()) || !upload.now.hasExpireTime()) {
      return;
    }
    Upload now =
        s.calls(owner)
            .stub()
            .getUpload(GetUploadRequest.newBuilder().setUploadId(upload.now.getId()).build())
            .getUpload();
    long safe = now.getPersistedSize();
    assertThat(safe).isBetween(upload.now.getPersistedSize(), (long) upload.blob.size());
    assertThat(List.of(0L, upload.blob.size() % (long) BLOCK)).contains(safe % BLOCK);
    s.model.uploads.persisted(upload, safe);
  }
}
