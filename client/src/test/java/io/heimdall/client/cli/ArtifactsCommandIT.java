package io.heimdall.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.heimdall.client.FakeArtifacts;
import io.heimdall.client.FakeHeimdall;
import io.heimdall.v1.Artifact;
import io.heimdall.v1.ArtifactAccess;
import io.heimdall.v1.ArtifactSource;
import io.heimdall.v1.ArtifactVersionSource;
import io.heimdall.v1.CountArtifactsRequest;
import io.heimdall.v1.DeleteArtifactRequest;
import io.heimdall.v1.DiffArtifactRevisionsRequest;
import io.heimdall.v1.GetArtifactUsageRequest;
import io.heimdall.v1.ListArtifactsRequest;
import io.heimdall.v1.RenameTagRequest;
import io.heimdall.v1.ShareArtifactRequest;
import io.heimdall.v1.TagArtifactsRequest;
import io.heimdall.v1.UnshareArtifactRequest;
import io.heimdall.v1.UpdateArtifactRequest;
import io.heimdall.v1.Visibility;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The commands that find, show, change and share artifacts.
final class ArtifactsCommandIT {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String ID = "0b52f6c1-0000-4000-8000-000000000001";

  private FakeHeimdall server;
  private Shell shell;

  @BeforeEach
  void start() throws IOException {
    server = new FakeHeimdall();
    shell = Shell.with(server);
    server.artifacts().put(artifact(ID));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static Artifact artifact(String id) {
    var artifact =
        Artifact.newBuilder()
            .setId(id)
            .setOwner("local")
            .setName("x\u001b[2J.wav")
            .setTitle("Night")
            .addTags("fm")
            .addTags("voice")
            .addDerivedFrom(
                ArtifactSource.newBuilder()
                    .setArtifact(
                        ArtifactVersionSource.newBuilder().setArtifactId("a").setVersion(3)))
            .setVisibility(Visibility.VISIBILITY_PRIVATE)
            .setAccess(ArtifactAccess.ARTIFACT_ACCESS_OWN)
            .setContentType("audio/wav")
            .setSizeBytes(2 << 20)
            .setSha256("ab".repeat(32))
            .setVersion(2)
            .setRevision(5)
            .setEtag("e5")
            .setCreateTime(FakeArtifacts.MADE)
            .setUpdateTime(FakeArtifacts.MADE);
    artifact.getLabelsBuilder().putFields("case", text("beacon")).putFields("old", text("yes"));
    artifact.getVersionRetentionBuilder().setMaxVersions(5);
    return artifact.build();
  }

  private static com.google.protobuf.Value text(String value) {
    return com.google.protobuf.Value.newBuilder().setStringValue(value).build();
  }

  private <T> T request(Class<T> type) {
    return server.artifacts().requests(type).getLast();
  }

  private void runs(String line) {
    assertThat(shell.run(line)).as(shell.err()).isZero();
  }

  @Test
  void listsArtifacts() {
    runs("artifacts list");
    assertThat(shell.outLines().getLast())
        .isEqualTo(
            ID
                + "  x [2J.wav  2 MiB  audio/wav        2  2025-11-21 10:00:00  local  private  fm,"
                + " voice  Night");
    runs("artifacts list --json");
    assertThat(JSON.readTree(shell.out()).path("id").asString()).isEqualTo(ID);
  }

  @Test
  void writesOptionsAsAFilter() {
    runs(
        "artifacts search night beacon --owner o\"k -t fm -t voice --type audio/* --limit 5 --from"
            + " recordings/A/3 --since 2025-11-21T10:00:00Z --before 1h --order name --deleted"
            + " --filter size_bytes>5");

    ListArtifactsRequest request = request(ListArtifactsRequest.class);
    assertThat(request.getFilter())
        .isEqualTo(
            "(size_bytes>5) AND owner = \"o\\\"k\" AND tags:\"fm\" AND tags:\"voice\" AND"
                + " content_type = \"audio/*\" AND derived_from:\"recordings/A/3/0\" AND"
                + " create_time >= 2025-11-21T10:00:00Z AND create_time < 2025-11-21T11:00:00Z");
    assertThat(request.getQuery()).isEqualTo("night beacon");
    assertThat(request.getOrderBy()).isEqualTo("name");
    assertThat(request.getShowDeleted()).isTrue();
    assertThat(request.getPageSize()).isEqualTo(5);
    assertThat(shell.run("artifacts list --from nowhere/1")).isEqualTo(2);
    assertThat(shell.run("artifacts list --from recordings/A/x")).isEqualTo(2);
    assertThat(shell.err()).contains("is no source; write acquisitions/ID");
  }

  @Test
  void countsArtifacts() {
    runs("artifacts search night --count");
    assertThat(request(CountArtifactsRequest.class).getQuery()).isEqualTo("night");
    assertThat(shell.outLines())
        .containsExactly(
            "3 artifacts, 3 MiB",
            "TYPE       ARTIFACTS",
            "audio/wav          2",
            "TAG  ARTIFACTS",
            "fm           3",
            "OWNER  ARTIFACTS",
            "local          3");
    runs("artifacts list --count --json");
    assertThat(JSON.readTree(shell.out()).path("count").asString()).isEqualTo("3");
  }

  @Test
  void showsUsage() {
    runs("artifacts usage --days 7 --type audio/wav");

    GetArtifactUsageRequest request = request(GetArtifactUsageRequest.class);
    assertThat(request.getByCase()).isEqualTo(GetArtifactUsageRequest.ByCase.BY_NOT_SET);
    assertThat(Instant.ofEpochSecond(request.getStartTime().getSeconds()))
        .isEqualTo("2025-11-15T12:00:00Z");
    assertThat(request.hasEndTime()).isFalse();
    assertThat(request.getContentType()).isEqualTo("audio/wav");
    assertThat(shell.outLines())
        .containsExactly(
            "usage of local, 2025-11-21 to 2025-11-21 (UTC)",
            "kept: 2 artifacts, 3 versions, 4 MiB, 2 MiB in the store",
            "deleted, not removed yet: 0 artifacts, 0 versions, 0 B, 0 B in the store",
            "uploads under way: 1, 8 MiB safe",
            "",
            "KEPT TYPE  ARTIFACTS  VERSIONS   SIZE  STORED",
            "audio/wav          2         3  4 MiB   2 MiB",
            "",
            "MOVED TYPE  UPLOADS   SENT     RATE  BY URL  SENT  DOWNLOADS  FETCHED  RATE",
            "audio/wav         2  4 MiB  8 MiB/s       0   0 B          1    100 B     -",
            "",
            "DAY (UTC)   UPLOADS   SENT     RATE  BY URL  SENT  DOWNLOADS  FETCHED  RATE  CALLS"
                + "  FAILED",
            "2025-11-21        2  4 MiB  8 MiB/s       0   0 B          1    100 B     -      9"
                + "       2",
            "",
            "FAILED METHOD  REASON             FAILURES  OF CALLS",
            "WriteUpload    CHECKSUM_MISMATCH         2         5");
    runs("artifacts usage --json");
    assertThat(JSON.readTree(shell.out()).path("user").asString()).isEqualTo("local");
  }

  @Test
  void showsUsageOfOthers() {
    runs("artifacts usage --all");
    assertThat(request(GetArtifactUsageRequest.class).getEverybody()).isTrue();
    assertThat(shell.outLines())
        .contains("usage of everybody, 2025-11-21 to 2025-11-21 (UTC)")
        .endsWith(
            "USER      UPLOADS   SENT     RATE  BY URL  SENT  DOWNLOADS  FETCHED  RATE  CALLS"
                + "  FAILED  ARTIFACTS   SIZE  STORED",
            "ann             2  4 MiB  8 MiB/s       0   0 B          1    100 B     -      9"
                + "       2          2  4 MiB   2 MiB",
            "(others)        0    0 B        -       0   0 B          0      0 B     -      0"
                + "       0          0    0 B     0 B");
    runs("artifacts usage --user ann");
    assertThat(request(GetArtifactUsageRequest.class).getUser()).isEqualTo("ann");
    assertThat(shell.run("artifacts usage --user ann --all")).isEqualTo(2);
    assertThat(shell.run("artifacts usage --days 0")).isEqualTo(2);
    assertThat(shell.run("artifacts usage --days 367")).isEqualTo(2);
  }

  @Test
  void tellsOwnersHowOftenAnArtifactWasRead() {
    server
        .artifacts()
        .put(artifact(ID).toBuilder().setReadCount(3).setLastReadTime(FakeArtifacts.MADE).build());
    runs("artifacts show " + ID);
    assertThat(shell.outLines()).contains("read 3 times, last 2025-11-21 10:00:00 UTC");

    server
        .artifacts()
        .put(artifact(ID).toBuilder().setAccess(ArtifactAccess.ARTIFACT_ACCESS_READ).build());
    runs("artifacts show " + ID);
    assertThat(shell.outLines()).noneMatch(line -> line.startsWith("read "));
  }

  @Test
  void listsAndRenamesTags() {
    runs("artifacts tags f");
    assertThat(shell.outLines()).containsExactly("TAG  ARTIFACTS", "fm           3");
    runs("artifacts tags --rename fm=FM");
    assertThat(request(RenameTagRequest.class).getNewTag()).isEqualTo("FM");
    assertThat(shell.outLines()).containsExactly("fm is FM now, on 7 artifacts");
  }

  @Test
  void showsEverythingOfAnArtifact() {
    runs("artifacts show " + ID);

    assertThat(shell.outLines())
        .containsExactly(
            "artifact %s by local: x [2J.wav, 2097152 bytes, audio/wav".formatted(ID),
            "title: Night",
            "SHA-256: " + "ab".repeat(32),
            "version 2, revision 5, etag e5",
            "made 2025-11-21 10:00:00, changed 2025-11-21 10:00:00 UTC",
            "read 0 times",
            "tags: fm, voice",
            "labels: case=beacon, old=yes",
            "made from: artifacts/a/3",
            "private; you may do everything",
            "user ann may write",
            "keeps 5 versions");
    runs("artifacts show --json " + ID);
    JsonNode document = JSON.readTree(shell.out());
    assertThat(document.path("artifact").path("labels").path("case").asString())
        .isEqualTo("beacon");
    assertThat(document.path("shares").get(0).path("user").asString()).isEqualTo("ann");
  }

  @Test
  void takesANameThatOneArtifactHas() {
    runs("artifacts show a*b\"c");
    assertThat(request(ListArtifactsRequest.class).getFilter()).isEqualTo("name = \"a\\*b\\\"c\"");
    assertThat(request(ListArtifactsRequest.class).getShowDeleted()).isFalse();
    assertThat(shell.out()).contains(ID);
    server.artifacts().put(artifact("0b52f6c1-0000-4000-8000-000000000002"));
    assertThat(shell.run("artifacts show x.wav")).isEqualTo(1);
    assertThat(shell.err())
        .contains("More than one artifact is called 'x.wav': give an id, such as " + ID);
    assertThat(shell.run("artifacts show 99999999-0000-4000-8000-000000000002")).isEqualTo(1);
    assertThat(shell.err()).contains("There is no such artifact. [ARTIFACT_NOT_FOUND]");
  }

  @Test
  void takesANameOfADeletedOneWhereNoOtherHasIt() {
    runs("artifacts purge " + ID);

    assertThat(shell.run("artifacts undelete x.wav")).isEqualTo(1);

    assertThat(server.artifacts().requests(ListArtifactsRequest.class))
        .extracting(ListArtifactsRequest::getShowDeleted)
        .containsExactly(false, true);
    assertThat(shell.err()).contains("There is no artifact 'x.wav'.");
  }

  @Test
  void showsVersionsRevisionsAndDifferences() {
    runs("artifacts versions " + ID);
    assertThat(shell.outLines())
        .hasSize(3)
        .satisfies(lines -> assertThat(lines.get(1)).endsWith("  restored from 1"))
        .last()
        .asString()
        .endsWith("  DAMAGED, found 2025-11-21 10:00:00");
    runs("artifacts history " + ID);
    assertThat(shell.outLines().getLast()).contains("2  ").endsWith("  ann  tag");
    runs("artifacts diff %s 1 2".formatted(ID));
    assertThat(request(DiffArtifactRevisionsRequest.class).getToRevision()).isEqualTo(2);
    assertThat(shell.outLines())
        .containsExactly("FIELD  BEFORE  AFTER", "title  -       \"Night\"");
    for (String command : List.of("versions ID", "history ID", "diff ID 1")) {
      runs("artifacts %s --json".formatted(command.replace("ID", ID)));
      assertThat(shell.outLines()).allMatch(line -> JSON.readTree(line).isObject());
    }
  }

  @Test
  void changesWhatIsSaidOfAnArtifactAndNothingElse() {
    runs("artifacts set %s --title Day --label old= --label new=1".formatted(ID));

    UpdateArtifactRequest request = request(UpdateArtifactRequest.class);
    assertThat(request.getEtag()).isEqualTo("e5");
    assertThat(request.getUpdateMask().getPathsList()).containsExactly("title", "labels");
    assertThat(request.getArtifact().getLabels().getFieldsMap())
        .containsOnlyKeys("case", "new")
        .containsEntry("new", text("1"));
    assertThat(shell.outLines()).contains("title: Day");
    assertThat(shell.run("artifacts set " + ID)).isEqualTo(2);
  }

  @Test
  void tagsManyAtOnce() {
    String other = "0b52f6c1-0000-4000-8000-000000000002";
    runs("artifacts tag %s %s -t fm,am".formatted(ID, other));
    assertThat(request(TagArtifactsRequest.class).getArtifactIdsList()).containsExactly(ID, other);
    assertThat(request(TagArtifactsRequest.class).getAddList()).containsExactly("fm", "am");
    assertThat(shell.outLines().getFirst()).isEqualTo(ID + " (x.bin): fm, am");
    runs("artifacts untag %s --tag fm".formatted(ID));
    assertThat(request(TagArtifactsRequest.class).getRemoveList()).containsExactly("fm");
    assertThat(shell.run("artifacts tag " + ID)).isEqualTo(2);
  }

  @Test
  void sharesAndPublishes() {
    runs("artifacts share %s --user ann --access write --for 2h".formatted(ID));
    assertThat(shell.outLines())
        .containsExactly(ID + ": user ann may write until 2025-11-21 14:00:00 UTC");
    runs("artifacts share %s --group lab".formatted(ID));
    assertThat(request(ShareArtifactRequest.class).getShare().getAccess())
        .isEqualTo(ArtifactAccess.ARTIFACT_ACCESS_READ);
    assertThat(request(ShareArtifactRequest.class).getShare().hasExpireTime()).isFalse();
    runs("artifacts unshare %s --group lab".formatted(ID));
    assertThat(request(UnshareArtifactRequest.class).getGroup()).isEqualTo("lab");
    assertThat(shell.run("artifacts share " + ID)).isEqualTo(2);
    runs("artifacts publish " + ID);
    assertThat(shell.out()).contains("is public.");
    runs("artifacts unpublish " + ID);
    assertThat(shell.out()).contains("is private.");
  }

  @Test
  void deletesTakesItBackAndRemovesForGood() {
    runs("artifacts restore %s 1".formatted(ID));
    assertThat(shell.out()).contains("version 3 equals version 1");
    runs("artifacts delete " + ID);
    assertThat(shell.out()).contains("it can be undeleted until 2025-11-21 10:00:00 UTC.");
    runs("artifacts list --deleted");
    assertThat(shell.out()).contains("  deleted  ");
    runs("artifacts undelete " + ID);
    assertThat(shell.out()).contains("is there again.");
    runs("artifacts purge " + ID);
    assertThat(server.artifacts().kept()).isEmpty();
  }

  @Test
  void goesOnAfterAnArtifactThatIsNotThere() {
    String missing = "99999999-0000-4000-8000-000000000002";

    assertThat(shell.run("artifacts delete %s %s --json".formatted(missing, ID))).isEqualTo(1);

    assertThat(server.artifacts().requests(DeleteArtifactRequest.class)).hasSize(2);
    JsonNode failure = JSON.readTree(shell.err()).path("error");
    assertThat(failure.path("artifact").asString()).isEqualTo(missing);
    assertThat(failure.path("reason").asString()).isEqualTo("ARTIFACT_NOT_FOUND");
    assertThat(JSON.readTree(shell.out()).path("id").asString()).isEqualTo(ID);
  }
}
