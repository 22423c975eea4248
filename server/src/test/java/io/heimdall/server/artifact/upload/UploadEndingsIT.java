package io.heimdall.server.artifact.upload;

import static io.heimdall.server.artifact.upload.UploadWorld.artifact;
import static io.heimdall.server.artifact.upload.UploadWorld.bytes;
import static io.heimdall.server.artifact.upload.UploadWorld.finish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heimdall.db.artifact.Upload;
import io.heimdall.db.artifact.UploadState;
import io.heimdall.server.admin.StorageSweep;
import io.heimdall.server.admin.SweepFinding;
import io.heimdall.server.admin.SweepOptions;
import io.heimdall.server.artifact.Rights;
import io.heimdall.server.artifact.signed.SignedWrites;
import io.heimdall.server.security.Caller;
import io.heimdall.server.security.Role;
import io.heimdall.server.storage.FaultyStore;
import io.heimdall.server.storage.StorageFailure;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// How uploads end, and what is removed of them, on a real database and a real store.
@Timeout(180)
class UploadEndingsIT extends UploadSteps {

  @Test
  void saysWhenNoPartIsLeftAndLosesNothing() {
    byte[] whole = bytes(20, PART);
    UUID id = begin(uploads);
    try (UploadStream stream = uploads.write(ALICE, id, new Told())) {
      send(stream, whole, 0, PART);
      stream.pause();
    }
    world.execute("update artifact_uploads set next_part = 10001 where id = '%s'".formatted(id));

    byte[] all = Arrays.copyOf(whole, PART + 10);
    try (UploadStream stream = uploads.write(ALICE, id, new Told())) {
      send(stream, all, PART, all.length);
      assertThatThrownBy(() -> stream.finish(finish(all)))
          .hasMessageContaining("UPLOAD_PARTS_USED_UP");
    }
    assertThat(uploads.get(ALICE, id).progress().persistedBytes()).isEqualTo(PART);
  }

  @Test
  void leavesNoVersionOfAnArtifactThatWasDeletedMeanwhile() {
    UploadStream.Finished first = upload(artifact(null), bytes(12, 10));
    UUID id = uploads.start(ALICE, versionOf(first)).id();
    byte[] whole = bytes(13, 20);
    try (UploadStream stream = uploads.write(ALICE, id, new Told())) {
      send(stream, whole, 0, 20);
      world.execute(
          "update artifacts set deleted_at = now(), purge_at = now() where id = '%s'"
              .formatted(id(first)));

      assertThatThrownBy(() -> stream.finish(finish(whole)))
          .hasMessageContaining("ARTIFACT_DELETED");
    }

    assertThatThrownBy(() -> uploads.write(ALICE, id, new Told()))
        .hasMessageContaining("ARTIFACT_DELETED");
    assertThat(uploads.get(ALICE, id).progress().state()).isEqualTo(UploadState.OPEN);
  }

  @Test
  void refusesTypesByTheirBytesAndEnds() {
    byte[] gif = "GIF89a and so on".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    UUID id = begin(uploads);
    try (UploadStream stream = uploads.write(ALICE, id, new Told())) {
      send(stream, gif, 0, gif.length);

      assertThatThrownBy(() -> stream.finish(finish(gif)))
          .hasMessageContaining("CONTENT_TYPE_REFUSED");
    }

    assertThat(uploads.get(ALICE, id).progress().endReason()).isEqualTo("CONTENT_TYPE_REFUSED");
  }

  @Test
  void endsWhereTheStoreHasLostTheParts() {
    byte[] whole = bytes(14, 2 * PART);
    UUID id = begin(uploads);
    try (UploadStream stream = uploads.write(ALICE, id, new Told())) {
      send(stream, whole, 0, PART);
      stream.pause();
    }
    Upload upload = uploads.get(ALICE, id);
    world.abort(upload);

    try (UploadStream stream = uploads.write(ALICE, id, new Told())) {
      send(stream, whole, PART, 2 * PART);
      assertThatThrownBy(() -> stream.finish(finish(whole))).hasMessageContaining("UPLOAD_ENDED");
    }

    assertThat(uploads.get(ALICE, id).progress().endReason()).isEqualTo("PARTS_LOST");
  }

  @Test
  void removesWhatIsLeft() throws Exception {
    byte[] whole = bytes(15, 2 * PART + 5);
    // What expires in the first run is removed in the second.
    housekeep(Duration.ofDays(40));
    housekeep(Duration.ofDays(40));
    int before = world.inStore();
    UUID abandoned = begin(uploads);
    UUID cancelled = begin(uploads);
    UUID untouched = begin(uploads);
    for (UUID id : List.of(abandoned, cancelled)) {
      try (UploadStream stream = uploads.write(ALICE, id, new Told())) {
        send(stream, whole, 0, 2 * PART);
        stream.pause();
      }
    }
    UploadStream.Finished kept = upload(artifact(null), whole);
    var _ = upload(versionOf(kept), whole);
    world.beginStrangeParts();
    assertThat(world.inStore()).isEqualTo(before + 5);

    // A clock that is ahead of the database's removes nothing.
    world.goAhead(Duration.ofDays(400));
    world.housekeeping().run();
    world.goAhead(Duration.ofDays(-400));
    assertThat(world.inStore()).isEqualTo(before + 5);
    assertThat(uploads.get(ALICE, abandoned).progress().state()).isEqualTo(UploadState.OPEN);

    uploads.cancel(ALICE, cancelled);
    housekeep(Duration.ofDays(6));
    assertThat(uploads.get(ALICE, abandoned).progress().state()).isEqualTo(UploadState.OPEN);
    housekeep(Duration.ofDays(2));

    assertThat(uploads.get(ALICE, abandoned).progress().endReason()).isEqualTo("EXPIRED");
    assertThat(uploads.get(ALICE, untouched).progress().endReason()).isEqualTo("EXPIRED");
    assertThat(world.inStore()).isEqualTo(before + 1);
    world.holds(id(kept), 1, whole);
    housekeep(Duration.ofDays(31));
    assertThatThrownBy(() -> uploads.get(ALICE, abandoned))
        .hasMessageContaining("UPLOAD_NOT_FOUND");
    assertThat(
            world.number(
                "select count(*) from artifact_garbage where object_key like 'artifacts/%'"))
        .isZero();
    Rights rights = new Rights(world.clock());
    Rights.Seen seen =
        world.database().transactions().inTransaction(tx -> rights.find(tx, ALICE, id(kept)));
    assertThat(seen).isEqualTo(kept.seen());
  }

  @Test
  void keepsWhatAUrlWritesForAsLongAsItsUploadWaits() {
    var config = new UploadConfig(1 << 30, 64 << 20, List.of(), List.of(), Duration.ofDays(365));
    var transactions = world.database().transactions();
    try (var patient =
        new Uploads(transactions, world.faults().store(), config, UploadGate.OPEN, world.clock())) {
      var writes =
          new SignedWrites(
              transactions, world.faults().store(), world.urls(), patient, world.clock());

      UUID id = writes.sign(ALICE, artifact(5000L), Duration.ofMinutes(1)).upload().id();

      assertThat(
              world.number(
                  "select count(*) from artifact_garbage, artifact_uploads where id = '%1$s' and artifact_garbage.object_key = 'temp/signed/%1$s' and remove_at > expires_at"
                      .formatted(id)))
          .isEqualTo(1);
    }
  }

  @Test
  void doesTheOtherChoresWhereOneFails() {
    world.execute("insert into artifact_garbage values ('artifacts/users/nobody/gone', now())");
    world.faults().before("unfinished", FaultyStore.away());

    assertThatThrownBy(() -> world.housekeeping().run()).hasMessageContaining("503");

    assertThat(
            world.number(
                "select count(*) from artifact_garbage where object_key like '%/nobody/gone'"))
        .isZero();
  }

  @Test
  void removesWhatIsBehindAnObjectThatCannotBeRemoved() {
    world.execute(
        "insert into artifact_garbage select 'artifacts/users/nobody/stuck' || lpad(n::text, 3,"
            + " '0'), now() - interval '1 year' from generate_series(1, 250) n");
    world.faults().keeps("artifacts/users/nobody/stuck007");

    assertThatThrownBy(() -> world.housekeeping().run()).hasMessageContaining("stuck007");

    assertThat(
            world.number("select count(*) from artifact_garbage where object_key like '%/stuck%'"))
        .isEqualTo(1);
    world.faults().mend();
    world.housekeeping().run();
    assertThat(
            world.number("select count(*) from artifact_garbage where object_key like '%/stuck%'"))
        .isZero();
  }

  @Test
  void removesPartsBehindThoseThatCannotBeRemoved() {
    UUID id = left(100);
    world.faults().keeps("stuck/");

    world.housekeeping().run();

    assertThat(lefts("id = '%s'".formatted(id))).isZero();
    assertThat(lefts("object_key like 'stuck/%'")).isEqualTo(100);
    world.execute("delete from artifact_uploads where object_key like 'stuck/%'");
  }

  @Test
  void removesPartsBehindThoseThatTheStoreNeverAnswersFor() {
    UUID id = left(2);
    world.faults().keeps("stuck/", StorageFailure.Kind.UNAVAILABLE);

    world.housekeeping().run();

    assertThat(lefts("id = '%s'".formatted(id))).isZero();
    world.execute("delete from artifact_uploads where object_key like 'stuck/%'");
  }

  @Test
  void asksAStoreThatIsAwayForNotMuchMore() {
    UUID id = left(10);
    var asked = new AtomicInteger();
    world
        .faults()
        .before(
            "abortParts",
            () -> {
              asked.incrementAndGet();
              FaultyStore.away().run();
            });

    world.housekeeping().run();

    assertThat(asked).hasValue(3);
    assertThat(lefts("id = '%s'".formatted(id))).isEqualTo(1);
    world.execute("delete from artifact_uploads where object_key like 'stuck/%'");
  }

  @Test
  void removesItsOwnPartsAtOnceAndLeavesThoseOfOthersToTheSweep() {
    UUID id = begin(uploads);
    try (UploadStream stream = uploads.write(ALICE, id, new Told())) {
      send(stream, bytes(21, PART), 0, PART);
      stream.pause();
    }
    UUID others = left();

    uploads.cancel(ALICE, id);

    assertThat(lefts("id = '%s'".formatted(id))).isZero();
    assertThat(lefts("id = '%s'".formatted(others))).isEqualTo(1);
  }

  /// Leaves the parts of one upload in the store, behind those of others that are not there.
  ///
  /// @return the one
  private UUID left(int stuck) {
    UUID id = left();
    world.execute(
        "insert into artifact_uploads select (jsonb_populate_record(u, jsonb_build_object('id', '00000000-0000-0000-0000-' || lpad(n::text, 12, '0'), 'file_id', gen_random_uuid(), 'object_key', 'stuck/' || n, 'state', 'ENDED', 'multipart_id', 'm' || n))).* from artifact_uploads u, generate_series(1, %d) n where u.id = '%s'"
            .formatted(stuck, id));
    return id;
  }

  /// Leaves the parts of an upload in the store.
  ///
  /// @return the upload
  private UUID left() {
    UUID id = begin(uploads);
    try (UploadStream stream = uploads.write(ALICE, id, new Told())) {
      send(stream, bytes(21, PART), 0, PART);
      stream.pause();
    }
    world.faults().before("abortParts", FaultyStore.away());
    uploads.cancel(ALICE, id);
    world.faults().mend();
    return id;
  }

  private long lefts(String which) {
    return world.number(
        "select count(*) from artifact_uploads where state = 'ENDED' and multipart_id is not null"
            + " and "
            + which);
  }

  @Test
  void isSparedByTheSweepForOrphansWhichFindsWhatNobodyLists() throws Exception {
    byte[] whole = bytes(16, PART + 5);
    var _ = upload(artifact(null), whole);
    UUID open = begin(uploads);
    try (UploadStream stream = uploads.write(ALICE, open, new Told())) {
      send(stream, whole, 0, PART);
      stream.pause();
    }
    String orphan = world.storeOrphan();
    List<SweepFinding> found = new ArrayList<>();

    var _ =
        new StorageSweep(world.database(), world.faults().store(), world.clock())
            .run(
                new Caller("admin", Role.ADMIN),
                new SweepOptions(Duration.ZERO, SweepOptions.Mode.EXECUTE),
                found::add);

    assertThat(found)
        .singleElement()
        .isInstanceOfSatisfying(
            SweepFinding.Orphan.class, one -> assertThat(one.objectKey()).isEqualTo(orphan));
    try (UploadStream stream = uploads.write(ALICE, open, new Told())) {
      send(stream, whole, PART, whole.length);
      world.holds(id(stream.finish(finish(whole))), 1, whole);
    }
  }

  /// Does what is due a while later.
  private void housekeep(Duration later) throws IOException {
    world.age(later);
    world.housekeeping().run();
  }
}
