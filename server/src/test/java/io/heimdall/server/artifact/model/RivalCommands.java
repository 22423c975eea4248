package io.heimdall.server.artifact.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.heimdall.v1.WriteUploadResponse;

/// Commands of callers who break off, and of two who write the same upload.
final class RivalCommands {

  private RivalCommands() {}

  /// What a caller who hangs up has sent may be safe or not.
  static void hungUp(Session s, Person who, String id) {
    byte[] bytes = WriteCommands.blob(s, id).bytes();
    int from = Math.min(WriteCommands.persisted(s, id), bytes.length);
    ModelUpload found = s.model.uploads.all.get(id);
    if (found == null || WriteCommands.isDone(found) || !found.now.hasExpireTime()) {
      WriteCommands.whole(s, who, id);
      return;
    }
    Outcome<Boolean> _ =
        Outcome.of(() -> {
          s.calls(who).open(id).begun().bytes(bytes, from, bytes.length).hangUp();
          return true;
        });
    settle(s, found);
  }

  /// Waits until nobody writes an upload.
  private static void settle(Session s, ModelUpload upload) {
    Person owner = s.person(upload.owner);
    for (int tries = 0; ; tries++) {
      Outcome<WriteUploadResponse> got =
          Outcome.of(() -> s.calls(owner).open(upload.now.getId()).result());
      if (!Refusal.BUSY.equals(got.refusal())) {
        return;
      }
      assertThat(tries).as("tries until upload %s is not busy", upload.now.getId()).isLessThan(500);
      try {
        Thread.sleep(10);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  static void busy(Session s, Person who, String id) {
    ModelUpload found = s.model.uploads.all.get(id);
    if (found == null || WriteCommands.isDone(found) || !found.now.hasExpireTime()) {
      WriteCommands.whole(s, who, id);
      return;
    }
    Outcome<Boolean> got =
        Outcome.of(() -> {
          Calls.Writing first = s.calls(who).open(id).begun();
          Outcome<WriteUploadResponse> second = Outcome.of(() -> s.calls(who).open(id).result());
          boolean busy = Refusal.BUSY.equals(second.refusal());
          var _ = first.result();
          return busy;
        });
    var _ =
        s.compare(
            "two writers",
            got,
            () -> {
              var _ = s.model.uploads.open(who, id);
              return true;
            });
  }
}
