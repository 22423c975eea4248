package io.heimdall.server.grpc;

import static io.heimdall.server.grpc.CatalogueStack.labels;
import static io.heimdall.server.grpc.CatalogueStack.number;
import static io.heimdall.server.grpc.CatalogueStack.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import io.grpc.Status;
import io.heimdall.server.artifact.ArtifactDocuments.Fault;
import io.heimdall.server.artifact.ArtifactJournal;
import io.heimdall.server.artifact.PublicCopies;
import io.heimdall.server.artifact.Publishing;
import io.heimdall.server.artifact.Rights;
import io.heimdall.server.artifact.content.CheckedCopies;
import io.heimdall.server.storage.ObjectBody;
import io.heimdall.server.storage.PutRequest;
import io.heimdall.server.storage.StorageFailure;
import io.heimdall.v1.Artifact;
import io.heimdall.v1.ArtifactAccess;
import io.heimdall.v1.ArtifactDifference;
import io.heimdall.v1.ArtifactRevision;
import io.heimdall.v1.ArtifactShare;
import io.heimdall.v1.ArtifactSource;
import io.heimdall.v1.ArtifactSpec;
import io.heimdall.v1.ArtifactVersion;
import io.heimdall.v1.DeleteArtifactRequest;
import io.heimdall.v1.DiffArtifactRevisionsRequest;
import io.heimdall.v1.ListArtifactRevisionsRequest;
import io.heimdall.v1.ListArtifactSharesRequest;
import io.heimdall.v1.ListArtifactVersionsRequest;
import io.heimdall.v1.PurgeArtifactRequest;
import io.heimdall.v1.RenameTagRequest;
import io.heimdall.v1.RestoreArtifactVersionRequest;
import io.heimdall.v1.SetVisibilityRequest;
import io.heimdall.v1.ShareArtifactRequest;
import io.heimdall.v1.TagArtifactsRequest;
import io.heimdall.v1.UndeleteArtifactRequest;
import io.heimdall.v1.UnshareArtifactRequest;
import io.heimdall.v1.UpdateArtifactRequest;
import io.heimdall.v1.VersionRetention;
import io.heimdall.v1.Visibility;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What changes artifacts, and what is known of them afterwards.
class ArtifactCatalogueIT {

  private static final String OWNER = "olga";

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

  @Test
  void changesTheFieldsOfTheMaskAndNoOther() {
    Artifact before =
        stack.create(
            OWNER, ArtifactSpec.newBuilder().setTitle("old").setDescription("stays").build());

    Artifact after =
        stack.update(
            OWNER,
            before,
            ArtifactSpec.newBuilder()
                .setTitle("new")
                .setDescription("not taken")
                .setLabels(labels(Map.of("run", number(5), "site", text("Ås"))))
                .addTags("b")
                .addTags("a")
                .addDerivedFrom(
                    ArtifactSource.newBuilder().setAcquisitionId(new UUID(1, 2).toString()))
                .setVersionRetention(VersionRetention.newBuilder().setMaxVersions(3))
                .build(),
            "title",
            "labels",
            "tags",
            "derived_from",
            "version_retention");

    assertThat(after.getTitle()).isEqualTo("new");
    assertThat(after.getDescription()).isEqualTo("stays");
    assertThat(after.getLabels()).isEqualTo(labels(Map.of("run", number(5), "site", text("Ås"))));
    assertThat(after.getTagsList()).containsExactly("a", "b");
    assertThat(after.getDerivedFrom(0).getAcquisitionId()).isEqualTo(new UUID(1, 2).toString());
    assertThat(after.getVersionRetention().getMaxVersions()).isEqualTo(3);
    assertThat(after.getRevision()).isEqualTo(before.getRevision() + 1);
    assertThat(after.getEtag()).isNotEqualTo(before.getEtag());
    assertThat(stack.get(OWNER, after.getId())).isEqualTo(after);
  }

  @Test
  void makesNoRevisionWhereNothingChanges() {
    var spec =
        ArtifactSpec.newBuilder()
            .setTitle("same")
            .setLabels(labels(Map.of("site", text("Ås"), "run", number(5))))
            .build();
    Artifact before = stack.create(OWNER, spec);

    Artifact after = stack.update(OWNER, before, spec, "title", "labels");

    assertThat(after).isEqualTo(before);
  }

  @Test
  void leavesItToTheOwnerWhichVersionsAreKept() {
    Artifact artifact = stack.create(OWNER, ArtifactSpec.newBuilder().setTitle("old").build());
    share(
        artifact,
        ArtifactShare.newBuilder().setUser("writer"),
        ArtifactAccess.ARTIFACT_ACCESS_WRITE);
    var spec =
        ArtifactSpec.newBuilder()
            .setTitle("new")
            .setVersionRetention(VersionRetention.newBuilder().setMaxVersions(1))
            .build();

    Refused.by(() -> stack.update("writer", artifact, spec, "title", "version_retention"))
        .with(Status.Code.PERMISSION_DENIED, "ACCESS_TOO_SMALL");

    assertThat(stack.get(OWNER, artifact.getId()).getTitle()).isEqualTo("old");
    assertThat(stack.update("writer", artifact, spec, "title").getTitle()).isEqualTo("new");
  }

  @Test
  void clearsWhatTheMaskNamesAndTheMessageLeavesOut() {
    Artifact before =
        stack.create(
            OWNER,
            ArtifactSpec.newBuilder()
                .setTitle("old")
                .setLabels(labels(Map.of("a", text("b"))))
                .setVersionRetention(VersionRetention.newBuilder().setMaxVersions(3))
                .build());

    Artifact after =
        stack.update(
            OWNER,
            before,
            ArtifactSpec.getDefaultInstance(),
            "title",
            "labels",
            "version_retention");

    assertThat(after.getTitle()).isEmpty();
    assertThat(after.getLabels().getFieldsCount()).isZero();
    assertThat(after.hasVersionRetention()).isFalse();
  }

  @Test
  void makesNoRevisionOfNothing() {
    Artifact before = stack.create(OWNER, ArtifactSpec.newBuilder().setTitle("same").build());

    Artifact after =
        stack.update(OWNER, before, ArtifactSpec.newBuilder().setTitle("same").build(), "title");

    assertThat(after).isEqualTo(before);
  }

  @Test
  void refusesMasksAndValuesOutsideTheContract() {
    Artifact artifact = stack.create(OWNER);
    for (String field : List.of("visibility", "content_type", "owner", "labels.a", "")) {
      Refused.by(() -> stack.update(OWNER, artifact, ArtifactSpec.getDefaultInstance(), field))
          .with(Status.Code.INVALID_ARGUMENT, "UPDATE_MASK_INVALID");
    }
    Refused.by(() -> stack.update(OWNER, artifact, ArtifactSpec.getDefaultInstance()))
        .with(Status.Code.INVALID_ARGUMENT, "UPDATE_MASK_INVALID");
    Refused.by(() ->
            stack.update(
                OWNER,
                artifact,
                ArtifactSpec.newBuilder().setTitle("x".repeat(501)).build(),
                "title"))
        .with(Status.Code.INVALID_ARGUMENT, "FIELD_INVALID")
        .atField("artifact.title");
    Refused.by(() ->
            stack.update(
                OWNER,
                artifact,
                ArtifactSpec.newBuilder()
                    .setLabels(labels(Map.of("a", text("x".repeat(65_536)))))
                    .build(),
                "labels"))
        .with(Status.Code.INVALID_ARGUMENT, "FIELD_INVALID")
        .atField("artifact.labels");
    Refused.by(() ->
            stack.update(OWNER, artifact, ArtifactSpec.newBuilder().setName(" . ").build(), "name"))
        .with(Status.Code.INVALID_ARGUMENT, "NAME_INVALID");
    assertThat(stack.get(OWNER, artifact.getId())).isEqualTo(artifact);
  }

  @Test
  void refusesChangesOfWhatTheCallerHasNotSeen() {
    Artifact artifact = stack.create(OWNER);
    String old = artifact.getEtag();
    stack.update(OWNER, artifact, ArtifactSpec.newBuilder().setTitle("t").build(), "title");
    String id = artifact.getId();

    var update =
        UpdateArtifactRequest.newBuilder()
            .setArtifactId(id)
            .setEtag(old)
            .setArtifact(ArtifactSpec.newBuilder().setTitle("lost"));
    update.getUpdateMaskBuilder().addPaths("title");
    Refused.by(() -> stack.as(OWNER).updateArtifact(update.build()))
        .with(Status.Code.ABORTED, "ETAG_MISMATCH");
    Refused.by(() ->
            stack
                .as(OWNER)
                .restoreArtifactVersion(
                    RestoreArtifactVersionRequest.newBuilder()
                        .setArtifactId(id)
                        .setVersion(1)
                        .setEtag(old)
                        .build()))
        .with(Status.Code.ABORTED, "ETAG_MISMATCH");
    Refused.by(() ->
            stack
                .as(OWNER)
                .setVisibility(
                    SetVisibilityRequest.newBuilder()
                        .setArtifactId(id)
                        .setVisibility(Visibility.VISIBILITY_PUBLIC)
                        .setEtag(old)
                        .build()))
        .with(Status.Code.ABORTED, "ETAG_MISMATCH");
    Refused.by(() ->
            stack
                .as(OWNER)
                .deleteArtifact(
                    DeleteArtifactRequest.newBuilder().setArtifactId(id).setEtag(old).build()))
        .with(Status.Code.ABORTED, "ETAG_MISMATCH");
    assertThat(stack.get(OWNER, id).getTitle()).isEqualTo("t");
  }

  @Test
  void renamesATagEverywhereWithARevisionAndALineEach() {
    Artifact one = stack.create("ren", ArtifactSpec.newBuilder().addTags("fm").build());
    Artifact both =
        stack.create("ren", ArtifactSpec.newBuilder().addTags("fm").addTags("vhf").build());
    Artifact other = stack.create("ren", ArtifactSpec.newBuilder().addTags("am").build());

    long count =
        stack
            .as("ren")
            .renameTag(RenameTagRequest.newBuilder().setTag("fm").setNewTag("vhf").build())
            .getCount();

    assertThat(count).isEqualTo(2);
    assertThat(stack.get("ren", one.getId()).getTagsList()).containsExactly("vhf");
    assertThat(stack.get("ren", both.getId()).getTagsList()).containsExactly("vhf");
    assertThat(stack.get("ren", other.getId())).isEqualTo(other);
    ArtifactRevision newest = revisions(one).getFirst();
    assertThat(newest.getChange()).isEqualTo("tag");
    assertThat(newest.getChangedBy()).isEqualTo("ren");
    assertThat(newest.getArtifact())
        .isEqualTo(stack.get("ren", one.getId()).toBuilder().clearAccess().build());
    assertThat(
            stack.read(
                "select count(*) from audit_log where action = 'artifact.tag' and target_id in"
                    + " ('%s', '%s')".formatted(one.getId(), both.getId())))
        // Each was tagged by an update at first, which is another action.
        .isEqualTo("2");
  }

  @Test
  void renamesATagOfManyAThousandAtATime() {
    Artifact one = stack.create("lot", ArtifactSpec.newBuilder().addTags("fm").build());
    stack.read(
        """
        with made as (
          insert into artifacts (
            id, owner, name, tags, visibility, content_type, size_bytes, sha256, version)
          select
            gen_random_uuid(), owner, name, tags, visibility, content_type, size_bytes, sha256, version
          from artifacts, generate_series(1, 1100)
          where id = '%1$s'
          returning id
        ), kept as (
          insert into artifact_revisions (artifact_id, revision, changed_by, change, document)
          select made.id, 1, changed_by, change, document
          from made, artifact_revisions
          where artifact_id = '%1$s' and revision = 1
        )
        select count(*) from made
        """
            .formatted(one.getId()));
    var request = RenameTagRequest.newBuilder().setTag("fm").setNewTag("vhf").build();

    assertThat(stack.as("lot").renameTag(request).getCount()).isEqualTo(1101);
    assertThat(stack.as("lot").renameTag(request).getCount()).isZero();

    // Each transaction has a time of its own.
    assertThat(
            stack.read(
                "select count(*) || ' in ' || count(distinct at) from artifact_events where actor ="
                    + " 'lot' and change = 'tag'"))
        .isEqualTo("1101 in 2");
    assertThat(
            stack.read(
                "select count(*) from artifact_revisions join artifacts on id = artifact_id where"
                    + " owner = 'lot' and change = 'tag' and tags = '{vhf}'"))
        .isEqualTo("1101");
  }

  @Test
  void tagsManyAndLeavesAloneWhatHasTheTags() {
    Artifact one = stack.create("tag", ArtifactSpec.newBuilder().addTags("a").build());
    Artifact two = stack.create("tag", ArtifactSpec.newBuilder().addTags("b").build());

    List<Artifact> tagged =
        stack
            .as("tag")
            .tagArtifacts(
                TagArtifactsRequest.newBuilder()
                    .addArtifactIds(two.getId())
                    .addArtifactIds(one.getId())
                    .addAdd("b")
                    .addRemove("a")
                    .build())
            .getArtifactsList();

    assertThat(tagged).extracting(Artifact::getId).containsExactly(two.getId(), one.getId());
    assertThat(tagged.get(0)).isEqualTo(two);
    assertThat(tagged.get(1).getTagsList()).containsExactly("b");
    assertThat(tagged.get(1).getRevision()).isEqualTo(one.getRevision() + 1);
  }

  @Test
  void tellsInWhichFieldsRevisionsDiffer() {
    Artifact artifact = stack.create(OWNER);
    Artifact first =
        stack.update(
            OWNER,
            artifact,
            ArtifactSpec.newBuilder()
                .setTitle("one")
                .setLabels(labels(Map.of("a", number(1), "b", text("x"), "c", text("same"))))
                .build(),
            "title",
            "labels");
    Artifact second =
        stack.update(
            OWNER,
            artifact,
            ArtifactSpec.newBuilder()
                .addTags("t")
                .setLabels(labels(Map.of("a", number(2.5), "c", text("same"), "d", text("y"))))
                .build(),
            "title",
            "tags",
            "labels");

    List<ArtifactDifference> differences =
        stack
            .as(OWNER)
            .diffArtifactRevisions(
                DiffArtifactRevisionsRequest.newBuilder()
                    .setArtifactId(artifact.getId())
                    .setFromRevision(first.getRevision())
                    .build())
            .getDifferencesList();

    assertThat(differences)
        .containsExactly(
            difference("title", "\"one\"", ""),
            difference("labels.a", "1", "2.5"),
            difference("labels.b", "\"x\"", ""),
            difference("labels.d", "", "\"y\""),
            difference("tags", "", "[\"t\"]"));
    Refused.by(() ->
            stack
                .as(OWNER)
                .diffArtifactRevisions(
                    DiffArtifactRevisionsRequest.newBuilder()
                        .setArtifactId(artifact.getId())
                        .setFromRevision(second.getRevision() + 1)
                        .build()))
        .with(Status.Code.NOT_FOUND, "ARTIFACT_REVISION_NOT_FOUND");
  }

  private static ArtifactDifference difference(String field, String before, String after) {
    return ArtifactDifference.newBuilder()
        .setField(field)
        .setBefore(before)
        .setAfter(after)
        .build();
  }

  @Test
  void pagesThroughRevisionsAndVersions() {
    Artifact artifact = stack.create(OWNER, new byte[] {0});
    for (int n = 1; n < 5; n++) {
      artifact = stack.addVersion(artifact, new byte[] {(byte) n});
    }
    var versions = new ArrayList<Integer>();
    var request =
        ListArtifactVersionsRequest.newBuilder().setArtifactId(artifact.getId()).setPageSize(2);
    do {
      var page = stack.as(OWNER).listArtifactVersions(request.build());
      page.getVersionsList().forEach(version -> versions.add(version.getVersion()));
      request.setPageToken(page.getNextPageToken());
    } while (!request.getPageToken().isEmpty());

    assertThat(versions).containsExactly(5, 4, 3, 2, 1);
    assertThat(revisions(artifact))
        .extracting(revision -> revision.getArtifact().getRevision())
        .containsExactly(5, 4, 3, 2, 1);
    assertThat(revisions(artifact))
        .extracting(ArtifactRevision::getChange)
        .containsExactly("version", "version", "version", "version", "create");
  }

  @Test
  void restoresAnOldVersionAsANewOne() {
    Artifact first = stack.create(OWNER, new byte[] {1});
    stack.addVersion(first, new byte[] {2});

    Artifact restored = restore(first, 1);

    assertThat(restored.getVersion()).isEqualTo(3);
    assertThat(restored.getSha256()).isEqualTo(first.getSha256());
    assertThat(versions(first))
        .extracting(ArtifactVersion::getRestoredFrom)
        .containsExactly(1, 0, 0);
    assertThat(restore(first, 1)).isEqualTo(restored);
    Refused.by(() -> restore(first, 9)).with(Status.Code.NOT_FOUND, "ARTIFACT_VERSION_NOT_FOUND");
  }

  private static Artifact restore(Artifact artifact, int version) {
    return stack
        .as(OWNER)
        .restoreArtifactVersion(
            RestoreArtifactVersionRequest.newBuilder()
                .setArtifactId(artifact.getId())
                .setVersion(version)
                .build())
        .getArtifact();
  }

  @Test
  void keepsAsManyVersionsAsItsRuleSaysAndFilesThatAreShared() {
    Artifact artifact = stack.create("keep", new byte[] {1, 1});
    String first = objectKey(artifact, 1);
    stack.addVersion(artifact, new byte[] {2, 2});
    String second = objectKey(artifact, 2);
    stack
        .as("keep")
        .restoreArtifactVersion(
            RestoreArtifactVersionRequest.newBuilder()
                .setArtifactId(artifact.getId())
                .setVersion(1)
                .build());

    stack.update(
        "keep",
        artifact,
        ArtifactSpec.newBuilder()
            .setVersionRetention(VersionRetention.newBuilder().setMaxVersions(1))
            .build(),
        "version_retention");
    removeWhatReadersAreDoneWith();

    assertThat(versions(artifact, "keep"))
        .extracting(ArtifactVersion::getVersion)
        .containsExactly(3);
    assertThat(stack.store.head(first)).isPresent();
    assertThat(stack.store.head(second)).isEmpty();

    stack.addVersion(artifact, new byte[] {4});
    assertThat(versions(artifact, "keep"))
        .extracting(ArtifactVersion::getVersion)
        .containsExactly(4);
    removeWhatReadersAreDoneWith();
    assertThat(stack.store.head(first)).isEmpty();
    assertThat(stack.store.head(objectKey(artifact, 4))).isPresent();
  }

  private static void removeWhatReadersAreDoneWith() {
    stack.age(java.time.Duration.ofHours(2));
    stack.removeGarbage();
  }

  private static String objectKey(Artifact artifact, int version) {
    return stack.read(
        "select object_key from artifact_files join artifact_versions on file_id ="
            + " artifact_files.id where artifact_versions.artifact_id = '%s' and version = %d"
                .formatted(artifact.getId(), version));
  }

  @Test
  void removesVersionsThatWereReplacedTooLongAgo() {
    Artifact artifact =
        stack.create(
            "age",
            ArtifactSpec.newBuilder()
                .setVersionRetention(
                    VersionRetention.newBuilder()
                        .setMaxAge(Duration.newBuilder().setSeconds(86_400 * 365 * 20L)))
                .build());
    stack.addVersion(artifact, new byte[] {2});
    stack.addVersion(artifact, new byte[] {3});

    stack.catalogue.aging().run();
    assertThat(versions(artifact, "age")).hasSize(3);

    stack.update(
        "age",
        artifact,
        ArtifactSpec.newBuilder()
            .setVersionRetention(
                VersionRetention.newBuilder().setMaxAge(Duration.newBuilder().setSeconds(86_400)))
            .build(),
        "version_retention");
    runAheadOfTheDatabase(stack.catalogue.aging()::run);
    assertThat(versions(artifact, "age")).hasSize(3);

    stack.age(java.time.Duration.ofDays(2));
    stack.catalogue.aging().run();

    assertThat(versions(artifact, "age"))
        .extracting(ArtifactVersion::getVersion)
        .containsExactly(3);
  }

  @Test
  void deletesUndeletesAndRemovesWhenTheTimeIsOver() {
    Artifact artifact = stack.create("del");
    Artifact spared = stack.create("del");

    Artifact deleted = delete(artifact);
    assertThat(delete(artifact)).isEqualTo(deleted);
    Artifact undeleted =
        stack
            .as("del")
            .undeleteArtifact(
                UndeleteArtifactRequest.newBuilder().setArtifactId(artifact.getId()).build())
            .getArtifact();
    assertThat(undeleted.hasDeleteTime()).isFalse();
    assertThat(undeleted.hasPurgeTime()).isFalse();

    delete(artifact);
    stack.catalogue.trash().run();
    assertThat(stack.get("del", artifact.getId()).hasPurgeTime()).isTrue();
    runAheadOfTheDatabase(stack.catalogue.trash()::run);
    assertThat(stack.get("del", artifact.getId()).hasPurgeTime()).isTrue();

    stack.age(CatalogueStack.TRASH.plusSeconds(1));
    stack.catalogue.trash().run();

    Refused.by(() -> stack.get("del", artifact.getId()))
        .with(Status.Code.NOT_FOUND, "ARTIFACT_NOT_FOUND");
    assertThat(stack.get("del", spared.getId())).isEqualTo(spared);
    assertThat(
            stack.read(
                "select string_agg(action, ' ' order by id) from audit_log where target_id = '%s'"
                    .formatted(artifact.getId())))
        .isEqualTo(
            "artifact.create artifact.delete artifact.undelete artifact.delete"
                + " artifact.purge");
  }

  /// On a node whose clock is months ahead.
  private static void runAheadOfTheDatabase(Runnable chore) {
    java.time.Duration months = java.time.Duration.ofDays(400);
    stack.putForward(months);
    chore.run();
    stack.putForward(months.negated());
  }

  @Test
  void keepsWhatANodeDeletesWhoseClockIsBehind() {
    Artifact artifact = stack.create("behind");
    stack.putForward(java.time.Duration.ofDays(-400));
    delete(artifact);
    stack.putForward(java.time.Duration.ofDays(400));

    stack.catalogue.trash().run();

    assertThat(stack.get("behind", artifact.getId()).hasPurgeTime()).isTrue();
  }

  @Test
  void purgesEverythingOfAnArtifact() {
    Artifact artifact = stack.create("pur", new byte[] {7});
    stack.addVersion(artifact, new byte[] {8});
    publish(artifact, Visibility.VISIBILITY_PUBLIC);
    stack.catalogue.documents().run();
    delete(artifact);
    Artifact spared = stack.create("pur", new byte[] {7});
    List<String> keys = List.of(objectKey(artifact, 1), objectKey(artifact, 2));
    assertThat(stack.objects("metadata/artifacts/" + artifact.getId())).hasSize(1);

    stack
        .as("pur")
        .purgeArtifact(PurgeArtifactRequest.newBuilder().setArtifactId(artifact.getId()).build());
    stack.removeGarbage();
    assertThat(keys).allMatch(key -> stack.store.head(key).isPresent());
    removeWhatReadersAreDoneWith();

    assertThat(keys).allMatch(key -> stack.store.head(key).isEmpty());
    assertThat(stack.store.head(objectKey(spared, 1))).isPresent();
    assertThat(stack.objects("metadata/artifacts/" + artifact.getId())).isEmpty();
    for (String table :
        List.of("artifact_versions", "artifact_files", "artifact_revisions", "artifact_shares")) {
      assertThat(
              stack.read(
                  "select count(*) from %s where artifact_id = '%s'"
                      .formatted(table, artifact.getId())))
          .isEqualTo("0");
    }
  }

  private static Artifact delete(Artifact artifact) {
    return stack
        .as(artifact.getOwner())
        .deleteArtifact(DeleteArtifactRequest.newBuilder().setArtifactId(artifact.getId()).build())
        .getArtifact();
  }

  @Test
  void copiesThePublicOnesAndTakesCopiesBack() throws IOException {
    byte[] small = random(300_000);
    Artifact artifact = stack.create("pub", small);

    publish(artifact, Visibility.VISIBILITY_PUBLIC);
    String copy = publicKey(artifact, 1);
    assertThat(bytes(copy)).isEqualTo(small);

    byte[] next = random(9 << 20);
    stack.addVersion(artifact, next);
    stack.catalogue.publishing().run();
    stack.removeGarbage();
    String nextCopy = publicKey(artifact, 2);
    assertThat(bytes(nextCopy)).isEqualTo(next);
    assertThat(stack.store.head(copy)).isEmpty();

    stack.catalogue.publishing().run();
    assertThat(publicKey(artifact, 2)).isEqualTo(nextCopy);

    Artifact hidden = publish(artifact, Visibility.VISIBILITY_PRIVATE);
    stack.removeGarbage();
    assertThat(hidden.getVisibility()).isEqualTo(Visibility.VISIBILITY_PRIVATE);
    assertThat(stack.store.head(nextCopy)).isEmpty();
    assertThat(stack.objects("artifacts/users/alice/")).isNotEmpty();
    assertThat(versions(artifact, "pub")).hasSize(2);
  }

  @Test
  void takesTheCopyOfADeletedOneBackAndMakesItAgain() {
    Artifact artifact = stack.create("pud", random(10));
    publish(artifact, Visibility.VISIBILITY_PUBLIC);
    String copy = publicKey(artifact, 1);

    delete(artifact);
    stack.removeGarbage();
    assertThat(stack.store.head(copy)).isEmpty();
    stack.catalogue.publishing().run();
    assertThat(publicKey(artifact, 1)).isEqualTo("null");

    stack
        .as("pud")
        .undeleteArtifact(
            UndeleteArtifactRequest.newBuilder().setArtifactId(artifact.getId()).build());
    stack.catalogue.publishing().run();
    assertThat(stack.store.head(publicKey(artifact, 1))).isPresent();
  }

  @Test
  void copiesWhatIsBehindOthersThatCannotBeCopied() {
    List<UUID> ids =
        Stream.generate(() ->
                stack.stored.create("stuck", io.heimdall.db.artifact.Visibility.PUBLIC, random(1)))
            .limit(101)
            .map(io.heimdall.db.artifact.Artifact::id)
            .sorted(Comparator.comparing(UUID::toString))
            .toList();
    var transactions = stack.database.transactions();
    var checked = new CheckedCopies(transactions, stack.store);
    PublicCopies copies =
        (file, contentType, key) -> {
          if (!file.artifactId().equals(ids.getLast())) {
            throw new StorageFailure(StorageFailure.Kind.CORRUPT, "it is damaged");
          }
          checked.copy(file, contentType, key);
        };
    var clock = InstantSource.system();

    new Publishing(transactions, new Rights(clock), new ArtifactJournal(clock), copies, clock)
        .run();

    String copy = publicKey(stack.get("stuck", ids.getLast().toString()), 1);
    assertThat(stack.store.head(copy)).isPresent();
    var _ =
        stack.read("update artifacts set visibility = 'PRIVATE' where owner = 'stuck' returning 1");
  }

  private static Artifact publish(Artifact artifact, Visibility visibility) {
    return stack
        .as(artifact.getOwner())
        .setVisibility(
            SetVisibilityRequest.newBuilder()
                .setArtifactId(artifact.getId())
                .setVisibility(visibility)
                .build())
        .getArtifact();
  }

  private static String publicKey(Artifact artifact, int version) {
    return stack.read(
        "select public_key from artifact_files join artifact_versions on file_id ="
            + " artifact_files.id where artifact_versions.artifact_id = '%s' and version = %d"
                .formatted(artifact.getId(), version));
  }

  private static byte[] bytes(String key) throws IOException {
    try (var in = stack.store.open(key)) {
      return in.readAllBytes();
    }
  }

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  @Test
  void keepsADocumentInTheStoreThatProvesItself() throws IOException {
    Artifact artifact =
        stack.create(
            OWNER,
            ArtifactSpec.newBuilder()
                .setTitle("täglich")
                .setLabels(labels(Map.of("z", number(1), "a", text("b"))))
                .build());
    UUID id = UUID.fromString(artifact.getId());
    String key = "metadata/artifacts/%s/metadata.json".formatted(id);
    assertThat(stack.catalogue.documents().verify(id)).contains(Fault.MISSING);

    stack.catalogue.documents().run();
    assertThat(stack.catalogue.documents().verify(id)).isEmpty();
    byte[] whole = bytes(key);

    stack.update(OWNER, artifact, ArtifactSpec.newBuilder().setTitle("new").build(), "title");
    assertThat(stack.catalogue.documents().verify(id)).contains(Fault.OLD);
    stack.catalogue.documents().run();
    assertThat(stack.catalogue.documents().verify(id)).isEmpty();

    whole[20] ^= 1;
    var _ = stack.store.put(PutRequest.replace(key, ObjectBody.of(whole), "application/json"));
    assertThat(stack.catalogue.documents().verify(id)).contains(Fault.DAMAGED);
    stack.catalogue.documents().run();
    assertThat(stack.catalogue.documents().verify(id)).isEmpty();
  }

  @Test
  void sharesListsAndTakesBack() {
    Artifact artifact = stack.create("sha");
    Instant end = Instant.now().plusSeconds(86_400L * 10_000);
    share(artifact, ArtifactShare.newBuilder().setUser("u2"), ArtifactAccess.ARTIFACT_ACCESS_READ);
    share(artifact, ArtifactShare.newBuilder().setUser("u1"), ArtifactAccess.ARTIFACT_ACCESS_READ);
    share(
        artifact,
        ArtifactShare.newBuilder()
            .setGroup("g")
            .setExpireTime(Timestamp.newBuilder().setSeconds(end.getEpochSecond())),
        ArtifactAccess.ARTIFACT_ACCESS_WRITE);
    share(artifact, ArtifactShare.newBuilder().setUser("u1"), ArtifactAccess.ARTIFACT_ACCESS_WRITE);

    List<ArtifactShare> shares = shares(artifact);
    assertThat(shares)
        .extracting(share -> share.getGroup() + share.getUser() + share.getAccessValue())
        .containsExactly("g2", "u12", "u21");
    assertThat(shares).allMatch(share -> share.getCreatedBy().equals("sha"));
    assertThat(shares.getFirst().getExpireTime().getSeconds()).isEqualTo(end.getEpochSecond());

    var unshare =
        UnshareArtifactRequest.newBuilder().setArtifactId(artifact.getId()).setUser("u1").build();
    var _ = stack.as("sha").unshareArtifact(unshare);
    var _ = stack.as("sha").unshareArtifact(unshare);
    assertThat(shares(artifact)).hasSize(2);
    Refused.by(() ->
            share(
                artifact,
                ArtifactShare.newBuilder()
                    .setUser("u")
                    .setExpireTime(Timestamp.newBuilder().setSeconds(1)),
                ArtifactAccess.ARTIFACT_ACCESS_READ))
        .with(Status.Code.INVALID_ARGUMENT, "FIELD_INVALID")
        .atField("share.expire_time");
  }

  private static void share(Artifact artifact, ArtifactShare.Builder share, ArtifactAccess access) {
    var _ =
        stack
            .as(artifact.getOwner())
            .shareArtifact(
                ShareArtifactRequest.newBuilder()
                    .setArtifactId(artifact.getId())
                    .setShare(share.setAccess(access))
                    .build());
  }

  private static List<ArtifactShare> shares(Artifact artifact) {
    return stack
        .as(artifact.getOwner())
        .listArtifactShares(
            ListArtifactSharesRequest.newBuilder().setArtifactId(artifact.getId()).build())
        .getSharesList();
  }

  private static List<ArtifactVersion> versions(Artifact artifact) {
    return versions(artifact, OWNER);
  }

  private static List<ArtifactVersion> versions(Artifact artifact, String caller) {
    return stack
        .as(caller)
        .listArtifactVersions(
            ListArtifactVersionsRequest.newBuilder().setArtifactId(artifact.getId()).build())
        .getVersionsList();
  }

  private static List<ArtifactRevision> revisions(Artifact artifact) {
    return stack
        .as(artifact.getOwner())
        .listArtifactRevisions(
            ListArtifactRevisionsRequest.newBuilder().setArtifactId(artifact.getId()).build())
        .getRevisionsList();
  }
}
