package io.heimdall.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import com.google.rpc.ErrorInfo;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.heimdall.v1.Artifact;
import io.heimdall.v1.ArtifactAccess;
import io.heimdall.v1.ArtifactServiceGrpc;
import io.heimdall.v1.ArtifactServiceGrpc.ArtifactServiceBlockingStub;
import io.heimdall.v1.ArtifactShare;
import io.heimdall.v1.ArtifactSpec;
import io.heimdall.v1.CountArtifactsRequest;
import io.heimdall.v1.DeleteArtifactRequest;
import io.heimdall.v1.DiffArtifactRevisionsRequest;
import io.heimdall.v1.GetArtifactRequest;
import io.heimdall.v1.ListArtifactRevisionsRequest;
import io.heimdall.v1.ListArtifactSharesRequest;
import io.heimdall.v1.ListArtifactVersionsRequest;
import io.heimdall.v1.ListArtifactsRequest;
import io.heimdall.v1.ListTagsRequest;
import io.heimdall.v1.PurgeArtifactRequest;
import io.heimdall.v1.RenameTagRequest;
import io.heimdall.v1.RestoreArtifactVersionRequest;
import io.heimdall.v1.SetVisibilityRequest;
import io.heimdall.v1.ShareArtifactRequest;
import io.heimdall.v1.TagArtifactsRequest;
import io.heimdall.v1.UndeleteArtifactRequest;
import io.heimdall.v1.UnshareArtifactRequest;
import io.heimdall.v1.UpdateArtifactRequest;
import io.heimdall.v1.Visibility;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Who may do what: every call about an artifact, by everybody there can be.
class ArtifactRightsIT {

  private static final String OWNER = "olga";
  private static final ArtifactAccess NONE = ArtifactAccess.ARTIFACT_ACCESS_UNSPECIFIED;
  private static final ArtifactAccess READ = ArtifactAccess.ARTIFACT_ACCESS_READ;
  private static final ArtifactAccess WRITE = ArtifactAccess.ARTIFACT_ACCESS_WRITE;
  private static final ArtifactAccess OWN = ArtifactAccess.ARTIFACT_ACCESS_OWN;

  /// Those of other tests.
  private static final Set<String> OTHER_CALLS =
      Set.of(
          "StartUpload",
          "WriteUpload",
          "GetUpload",
          "ListUploads",
          "CancelUpload",
          "DownloadArtifact");

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

  /// What a call needs, and what it is refused with where the artifact is deleted.
  private record Call(
      ArtifactAccess needed,
      boolean refusesDeleted,
      BiConsumer<ArtifactServiceBlockingStub, String> make) {}

  /// Who calls, and what they may do with an artifact that is not deleted.
  private record Somebody(String what, ArtifactServiceBlockingStub stub, ArtifactAccess access) {}

  @Test
  void knowsEveryCallOfTheContract() {
    Set<String> known = new TreeSet<>(calls().keySet());
    known.addAll(OTHER_CALLS);
    known.addAll(List.of("ListArtifacts", "CountArtifacts", "ListTags", "RenameTag"));

    Set<String> contract = new TreeSet<>();
    ArtifactServiceGrpc.getServiceDescriptor()
        .getMethods()
        .forEach(method -> contract.add(String.valueOf(method.getBareMethodName())));

    assertThat(known).containsAll(contract.stream().filter(ArtifactRightsIT::mine).toList());
  }

  /// Calls that other parts of the service add have tests of their own.
  private static boolean mine(String call) {
    return !call.contains("Signed")
        && !call.contains("SignUrl")
        && !call.contains("Watch")
        && !call.contains("Webhook")
        && !call.contains("Usage");
  }

  @Test
  void allowsWhatTheRightsAllowAndNothingElse() {
    for (boolean deleted : new boolean[] {false, true}) {
      var shared = new Subject(() -> deletedIf(deleted, shared(stack.create(OWNER))));
      var open = new Subject(() -> publicOne(deleted));
      for (Somebody somebody : everybody(shared.artifact)) {
        Subject subject = somebody.what.equals("public reader") ? open : shared;
        for (Map.Entry<String, Call> call : calls().entrySet()) {
          String what = "%s by %s, deleted %s".formatted(call.getKey(), somebody.what, deleted);

          String outcome = outcome(call.getValue(), somebody.stub, subject.artifact.getId());

          assertThat(outcome)
              .as(what)
              .isEqualTo(expected(call.getKey(), call.getValue(), somebody.access, deleted));
          if (outcome.equals("OK")) {
            subject.renewIfChanged();
          } else {
            subject.verifyUnchanged(what);
          }
        }
      }
    }
  }

  /// An artifact that calls are tried on, one after another until one of them changes it.
  private static final class Subject {
    private final Supplier<Artifact> maker;
    private Artifact artifact;
    private List<Message> state;

    Subject(Supplier<Artifact> maker) {
      this.maker = maker;
      artifact = maker.get();
      state = state(artifact);
    }

    void verifyUnchanged(String what) {
      assertThat(state(artifact)).as(what).isEqualTo(state);
    }

    void renewIfChanged() {
      if (!state(artifact).equals(state)) {
        artifact = maker.get();
        state = state(artifact);
      }
    }

    /// All that its owner can know of it; nothing where it is gone.
    private static List<Message> state(Artifact artifact) {
      String id = artifact.getId();
      ArtifactServiceBlockingStub owner = stack.as(OWNER);
      try {
        return List.of(
            stack.get(OWNER, id),
            owner.listArtifactShares(
                ListArtifactSharesRequest.newBuilder().setArtifactId(id).build()),
            owner.listArtifactVersions(
                ListArtifactVersionsRequest.newBuilder().setArtifactId(id).build()),
            owner.listArtifactRevisions(
                ListArtifactRevisionsRequest.newBuilder().setArtifactId(id).build()));
      } catch (StatusRuntimeException e) {
        assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);
        return List.of();
      }
    }
  }

  private static String expected(String name, Call call, ArtifactAccess access, boolean deleted) {
    if (access == NONE || (deleted && access != OWN)) {
      return "ARTIFACT_NOT_FOUND";
    }
    if (access.getNumber() < call.needed.getNumber()) {
      return "ACCESS_TOO_SMALL";
    }
    if (deleted && call.refusesDeleted) {
      return "ARTIFACT_DELETED";
    }
    return !deleted && name.equals("PurgeArtifact") ? "ARTIFACT_NOT_DELETED" : "OK";
  }

  private static String outcome(Call call, ArtifactServiceBlockingStub stub, String id) {
    try {
      call.make.accept(stub, id);
      return "OK";
    } catch (StatusRuntimeException e) {
      return Objects.requireNonNull(StatusProto.fromThrowable(e)).getDetailsList().stream()
          .filter(any -> any.is(ErrorInfo.class))
          .map(ArtifactRightsIT::reason)
          .findAny()
          .orElse(e.toString());
    }
  }

  private static String reason(Any any) {
    try {
      return any.unpack(ErrorInfo.class).getReason();
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void listsAndCountsWhatIsSeen() {
    Artifact artifact = tagged(shared(stack.create(OWNER)), "seen");
    Artifact open = tagged(publicOne(false), "seen");
    for (Somebody somebody : everybody(artifact)) {
      boolean sees = somebody.access != NONE && !somebody.what.equals("public reader");
      List<String> expected = new ArrayList<>(List.of(open.getId()));
      if (sees) {
        expected.add(artifact.getId());
      }
      var request =
          ListArtifactsRequest.newBuilder()
              .setFilter(
                  "tags:seen AND (id=%s OR id=%s)".formatted(artifact.getId(), open.getId()));

      List<Artifact> listed = somebody.stub.listArtifacts(request.build()).getArtifactsList();
      List<Artifact> found =
          somebody
              .stub
              .listArtifacts(request.setQuery("seen").setOrderBy("").build())
              .getArtifactsList();
      long counted =
          somebody
              .stub
              .countArtifacts(
                  CountArtifactsRequest.newBuilder().setFilter(request.getFilter()).build())
              .getCount();

      assertThat(listed)
          .as(somebody.what)
          .extracting(Artifact::getId)
          .containsExactlyInAnyOrderElementsOf(expected);
      assertThat(found).containsExactlyInAnyOrderElementsOf(listed);
      assertThat(counted).isEqualTo(expected.size());
      listed.stream()
          .filter(one -> one.getId().equals(artifact.getId()))
          .forEach(one -> assertThat(one.getAccess()).isEqualTo(somebody.access));
    }
    delete(artifact);
    delete(open);
  }

  @Test
  void showsDeletedOnesToWhoOwnsThemAndAsks() {
    Artifact artifact = shared(stack.create(OWNER));
    delete(artifact);
    for (Somebody somebody : everybody(artifact)) {
      var request = ListArtifactsRequest.newBuilder().setFilter("id=" + artifact.getId());

      assertThat(somebody.stub.listArtifacts(request.build()).getArtifactsList()).isEmpty();
      assertThat(
              somebody.stub.listArtifacts(request.setShowDeleted(true).build()).getArtifactsCount())
          .as(somebody.what)
          .isEqualTo(somebody.access == OWN ? 1 : 0);
    }
  }

  @Test
  void listsTagsOfWhatIsSeenAndRenamesThoseOfWhatMayBeChanged() {
    for (int n = 0; n < everybody(stack.create(OWNER)).size(); n++) {
      Artifact artifact = tagged(shared(stack.create(OWNER)), "mark" + n);
      Somebody somebody = everybody(artifact).get(n);
      boolean sees = somebody.access != NONE && !somebody.what.equals("public reader");
      boolean changes = sees && somebody.access.getNumber() >= WRITE.getNumber();

      int tags =
          somebody
              .stub
              .listTags(ListTagsRequest.newBuilder().setPrefix("mark" + n).build())
              .getTagsCount();
      long renamed =
          somebody
              .stub
              .renameTag(
                  RenameTagRequest.newBuilder().setTag("mark" + n).setNewTag("x" + n).build())
              .getCount();

      assertThat(tags).as(somebody.what).isEqualTo(sees ? 1 : 0);
      assertThat(renamed).as(somebody.what).isEqualTo(changes ? 1 : 0);
      assertThat(stack.get(OWNER, artifact.getId()).getTagsList())
          .containsExactly(changes ? "x" + n : "mark" + n);
    }
  }

  private static Map<String, Call> calls() {
    var share = ArtifactShare.newBuilder().setUser("zoe").setAccess(READ).build();
    Map<String, Call> calls = new LinkedHashMap<>();
    calls.put(
        "GetArtifact",
        new Call(
            READ,
            false,
            (stub, id) ->
                stub.getArtifact(GetArtifactRequest.newBuilder().setArtifactId(id).build())));
    calls.put(
        "ListArtifactRevisions",
        new Call(
            WRITE,
            false,
            (stub, id) ->
                stub.listArtifactRevisions(
                    ListArtifactRevisionsRequest.newBuilder().setArtifactId(id).build())));
    calls.put(
        "DiffArtifactRevisions",
        new Call(
            WRITE,
            false,
            (stub, id) ->
                stub.diffArtifactRevisions(
                    DiffArtifactRevisionsRequest.newBuilder()
                        .setArtifactId(id)
                        .setFromRevision(1)
                        .build())));
    calls.put(
        "ListArtifactVersions",
        new Call(
            READ,
            false,
            (stub, id) ->
                stub.listArtifactVersions(
                    ListArtifactVersionsRequest.newBuilder().setArtifactId(id).build())));
    calls.put(
        "UpdateArtifact",
        new Call(
            WRITE,
            true,
            (stub, id) -> {
              var request =
                  UpdateArtifactRequest.newBuilder()
                      .setArtifactId(id)
                      .setArtifact(ArtifactSpec.newBuilder().setTitle("new"));
              request.getUpdateMaskBuilder().addPaths("title");
              stub.updateArtifact(request.build());
            }));
    calls.put(
        "TagArtifacts",
        new Call(
            WRITE,
            true,
            (stub, id) ->
                stub.tagArtifacts(
                    TagArtifactsRequest.newBuilder().addArtifactIds(id).addAdd("t").build())));
    calls.put(
        "RestoreArtifactVersion",
        new Call(
            WRITE,
            true,
            (stub, id) ->
                stub.restoreArtifactVersion(
                    RestoreArtifactVersionRequest.newBuilder()
                        .setArtifactId(id)
                        .setVersion(1)
                        .build())));
    calls.put(
        "DeleteArtifact",
        new Call(
            OWN,
            false,
            (stub, id) ->
                stub.deleteArtifact(DeleteArtifactRequest.newBuilder().setArtifactId(id).build())));
    calls.put(
        "UndeleteArtifact",
        new Call(
            OWN,
            false,
            (stub, id) ->
                stub.undeleteArtifact(
                    UndeleteArtifactRequest.newBuilder().setArtifactId(id).build())));
    calls.put(
        "PurgeArtifact",
        new Call(
            OWN,
            false,
            (stub, id) ->
                stub.purgeArtifact(PurgeArtifactRequest.newBuilder().setArtifactId(id).build())));
    calls.put(
        "ShareArtifact",
        new Call(
            OWN,
            true,
            (stub, id) ->
                stub.shareArtifact(
                    ShareArtifactRequest.newBuilder().setArtifactId(id).setShare(share).build())));
    calls.put(
        "UnshareArtifact",
        new Call(
            OWN,
            false,
            (stub, id) ->
                stub.unshareArtifact(
                    UnshareArtifactRequest.newBuilder().setArtifactId(id).setUser("zoe").build())));
    calls.put(
        "ListArtifactShares",
        new Call(
            OWN,
            false,
            (stub, id) ->
                stub.listArtifactShares(
                    ListArtifactSharesRequest.newBuilder().setArtifactId(id).build())));
    calls.put(
        "SetVisibility",
        new Call(
            OWN,
            true,
            (stub, id) ->
                stub.setVisibility(
                    SetVisibilityRequest.newBuilder()
                        .setArtifactId(id)
                        .setVisibility(Visibility.VISIBILITY_PRIVATE)
                        .build())));
    return calls;
  }

  private static List<Somebody> everybody(Artifact artifact) {
    return List.of(
        new Somebody("owner", stack.as(artifact.getOwner()), OWN),
        new Somebody("administrator", stack.asAdmin(), OWN),
        new Somebody("reader", stack.as("rita"), READ),
        new Somebody("writer", stack.as("willy"), WRITE),
        new Somebody("group reader", stack.as("gina", "readers", "others"), READ),
        new Somebody("group writer", stack.as("gustav", "writers"), WRITE),
        new Somebody("reader in a group of writers", stack.as("rita", "writers"), WRITE),
        new Somebody("late reader", stack.as("late"), NONE),
        new Somebody("user of a group's name", stack.as("readers"), NONE),
        new Somebody("member of a group of a user's name", stack.as("mia", "rita"), NONE),
        new Somebody("public reader", stack.as("petra"), READ),
        new Somebody("stranger", stack.as("sam"), NONE));
  }

  private static Artifact shared(Artifact artifact) {
    Instant soon = Instant.now().plus(Duration.ofSeconds(90)).plus(passed);
    share(artifact, ArtifactShare.newBuilder().setUser("rita").setAccess(READ));
    share(artifact, ArtifactShare.newBuilder().setUser("willy").setAccess(WRITE));
    share(artifact, ArtifactShare.newBuilder().setGroup("readers").setAccess(READ));
    share(artifact, ArtifactShare.newBuilder().setGroup("writers").setAccess(WRITE));
    share(
        artifact,
        ArtifactShare.newBuilder()
            .setUser("late")
            .setAccess(WRITE)
            .setExpireTime(Timestamp.newBuilder().setSeconds(soon.getEpochSecond())));
    stack.putForward(Duration.ofSeconds(100));
    passed = passed.plusSeconds(100);
    return artifact;
  }

  /// By how much the stack's clock was put forward.
  private static Duration passed = Duration.ZERO;

  private static void share(Artifact artifact, ArtifactShare.Builder share) {
    stack
        .as(artifact.getOwner())
        .shareArtifact(
            ShareArtifactRequest.newBuilder()
                .setArtifactId(artifact.getId())
                .setShare(share)
                .build());
  }

  private static Artifact publicOne(boolean deleted) {
    Artifact artifact = stack.create(OWNER);
    stack
        .as(OWNER)
        .setVisibility(
            SetVisibilityRequest.newBuilder()
                .setArtifactId(artifact.getId())
                .setVisibility(Visibility.VISIBILITY_PUBLIC)
                .build());
    return deletedIf(deleted, artifact);
  }

  private static Artifact deletedIf(boolean deleted, Artifact artifact) {
    if (deleted) {
      delete(artifact);
    }
    return artifact;
  }

  private static Artifact tagged(Artifact artifact, String tag) {
    return stack
        .as(OWNER)
        .tagArtifacts(
            TagArtifactsRequest.newBuilder().addArtifactIds(artifact.getId()).addAdd(tag).build())
        .getArtifacts(0);
  }

  private static void delete(Artifact artifact) {
    var deleted =
        stack
            .as(OWNER)
            .deleteArtifact(
                DeleteArtifactRequest.newBuilder().setArtifactId(artifact.getId()).build());
    assertThat(deleted.getArtifact().hasDeleteTime()).isTrue();
  }

  @Test
  void tagsAllOrNothing() {
    Artifact mine = stack.create("tom");
    Artifact other = stack.create(OWNER);

    Refused.by(() ->
            stack
                .as("tom")
                .tagArtifacts(
                    TagArtifactsRequest.newBuilder()
                        .addArtifactIds(mine.getId())
                        .addArtifactIds(other.getId())
                        .addAdd("t")
                        .build()))
        .with(Status.Code.NOT_FOUND, "ARTIFACT_NOT_FOUND")
        .withMetadata("artifactId", other.getId());

    assertThat(stack.get("tom", mine.getId()).getTagsList()).isEmpty();
  }
}
