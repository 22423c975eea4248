package io.heimdall.server.artifact.upload;

import static io.heimdall.server.artifact.upload.UploadWorld.artifact;
import static io.heimdall.server.artifact.upload.UploadWorld.bytes;
import static io.heimdall.server.artifact.upload.UploadWorld.finish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heimdall.db.artifact.Upload;
import io.heimdall.db.artifact.UploadState;
import io.heimdall.server.security.Caller;
import io.heimdall.server.security.Role;
import io.heimdall.server.storage.FaultyStore;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Uploads on a real database and a real store.
@Timeout(180)
class UploadsIT extends UploadSteps {

  @ParameterizedTest
  @ValueSource(
      ints = {0, 1, 256 << 10, (256 << 10) + 1, 8 << 20, (8 << 20) + 1, 16 << 20, 100 << 20})
  void keepsFilesOfEverySize(int size) throws Exception {
    byte[] whole = bytes(size, size);

    world.holds(id(upload(artifact(null), whole)), 1, whole);
    world.holds(id(upload(artifact((long) size), whole)), 1, whole);
  }

  @Test
  void writesAtOnceWhatFitsOnePart() {
    world.faults().before("beginParts", FaultyStore.away());

    var _ = upload(artifact((long) PART), bytes(1, PART));
    var _ = upload(artifact(null), bytes(1, PART - 1));
  }

  @Test
  void keepsAVersionAndNothingForEqualBytes() throws Exception {
    byte[] one = bytes(2, 5000);
    byte[] two = bytes(3, PART + 5000);
    UploadStream.Finished first = upload(artifact(null), one);

    UploadStream.Finished second = upload(versionOf(first), two);
    UploadStream.Finished third = upload(versionOf(first), two);

    assertThat(second.seen().artifact().version()).isEqualTo(2);
    assertThat(second.unchanged()).isFalse();
    assertThat(third.unchanged()).isTrue();
    assertThat(third.seen().artifact()).isEqualTo(second.seen().artifact());
    world.holds(id(first), 1, one);
    world.holds(id(first), 2, two);
    Upload known =
        uploads.start(
            ALICE,
            new NewUpload(
                "",
                new NewUpload.Target.NewVersion(id(first), "y.bin", ""),
                null,
                finish(two).sha256()));
    assertThat(known.progress().state()).isEqualTo(UploadState.DONE);
    assertThat(known.progress().unchanged()).isTrue();
    assertThat(known.progress().version()).isEqualTo(2);
    Upload other =
        uploads.start(
            ALICE,
            new NewUpload(
                "",
                new NewUpload.Target.NewVersion(id(first), "", ""),
                null,
                finish(one).sha256()));
    assertThat(other.progress().state()).isEqualTo(UploadState.OPEN);
  }

  @Test
  void takesBytesAgainThatAreKnownToBeDamaged() {
    byte[] whole = bytes(4, 5000);
    UploadStream.Finished first = upload(artifact(null), whole);
    world.execute(
        "update artifact_files set corrupt_at = now() where artifact_id = '%s'"
            .formatted(id(first)));

    assertThat(upload(versionOf(first), whole).unchanged()).isFalse();
  }

  @Test
  void waitsForNoWriterThatEndedWithTheServerBefore() throws Exception {
    byte[] whole = bytes(18, 10);
    UUID id = begin(uploads);
    try (Uploads before = world.server();
        UploadStream _ = before.write(ALICE, id, new Told())) {
      uploads.releaseAll();

      try (UploadStream stream = uploads.write(ALICE, id, new Told())) {
        send(stream, whole, 0, whole.length);
        world.holds(id(stream.finish(finish(whole))), 1, whole);
      }
    }
  }

  @Test
  void isOneOfItsOwner() {
    UUID id = begin(uploads);

    assertThatThrownBy(() -> uploads.get(BOB, id)).hasMessageContaining("UPLOAD_NOT_FOUND");
    assertThatThrownBy(() -> uploads.write(BOB, id, new Told()))
        .hasMessageContaining("UPLOAD_NOT_FOUND");
    assertThatThrownBy(() -> uploads.cancel(BOB, id)).hasMessageContaining("UPLOAD_NOT_FOUND");
    UploadStream.Finished mine = upload(artifact(null), bytes(5, 10));
    assertThatThrownBy(() -> uploads.start(BOB, versionOf(mine)))
        .hasMessageContaining("ARTIFACT_NOT_FOUND");
  }

  @Test
  void refusesWhoBeginsAThousandAndFinishesNone() {
    var carol = new Caller("carol", Role.OPERATOR);
    UUID first = uploads.start(carol, artifact(null)).id();
    world.execute(
        """
        insert into artifact_uploads (
          id, owner, artifact_id, makes_artifact, spec, name, state, file_id, object_key, part_bytes,
          expires_at)
        select
          gen_random_uuid(), owner, gen_random_uuid(), true, spec, name, state, gen_random_uuid(),
          'carol/' || n, part_bytes, expires_at
        from artifact_uploads, generate_series(2, 1000) as n
        where id = '%s'
        """
            .formatted(first));

    assertThatThrownBy(() -> uploads.start(carol, artifact(null)))
        .hasMessageContaining("TOO_MANY_UPLOADS");

    uploads.cancel(carol, first);
    var _ = uploads.start(carol, artifact(null));
    world.execute("delete from artifact_uploads where owner = 'carol'");
  }
}
