package io.heimdall.server.artifact.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.UnsafeByteOperations;
import io.heimdall.v1.ArtifactVersion;
import io.heimdall.v1.DiffArtifactRevisionsRequest;
import io.heimdall.v1.DownloadArtifactRequest;
import io.heimdall.v1.ListArtifactRevisionsRequest;
import io.heimdall.v1.ListArtifactVersionsRequest;
import java.util.List;

/// Commands that read bytes, and what artifacts were.
final class ReadCommands {

  private ReadCommands() {}

  static void versions(Session s) {
    String id = s.artifact();
    Person who = s.anybody();
    int size = s.drawn().number(4);
    var request = ListArtifactVersionsRequest.newBuilder().setArtifactId(id).setPageSize(size);
    var _ =
        s.compare(
            "versions",
            () ->
                Session.all(
                    size,
                    token -> {
                      var page =
                          s.calls(who)
                              .stub()
                              .listArtifactVersions(request.setPageToken(token).build());
                      return new Session.Page<>(page.getVersionsList(), page.getNextPageToken());
                    }),
            () -> s.model.history.versions(who, id));
  }

  static void revisions(Session s) {
    String id = s.artifact();
    Person who = s.somebody(s.owner(id));
    int size = s.drawn().number(4);
    var request = ListArtifactRevisionsRequest.newBuilder().setArtifactId(id).setPageSize(size);
    var _ =
        s.compare(
            "revisions",
            () ->
                Session.all(
                    size,
                    token -> {
                      var page =
                          s.calls(who)
                              .stub()
                              .listArtifactRevisions(request.setPageToken(token).build());
                      return new Session.Page<>(page.getRevisionsList(), page.getNextPageToken());
                    }),
            () -> s.model.history.revisions(who, id));
  }

  static void differences(Session s) {
    String id = s.artifact();
    Person who = s.somebody(s.owner(id));
    int last = s.known(id).map(now -> now.getRevision()).orElse(1);
    int from = 1 + s.drawn().number(last + 1);
    int to = s.drawn().number(last + 1);
    var request =
        DiffArtifactRevisionsRequest.newBuilder()
            .setArtifactId(id)
            .setFromRevision(from)
            .setToRevision(to)
            .build();
    var _ =
        s.compare(
            "differences",
            () ->
                s.calls(who).stub().diffArtifactRevisions(request).getDifferencesList().stream()
                    .map(each -> each.getField())
                    .toList(),
            () -> s.model.history.differences(who, id, from, to));
  }

  static void download(Session s) {
    String id = s.artifact();
    Person who = s.anybody();
    Drawn drawn = s.drawn();
    int current = s.known(id).map(now -> now.getVersion()).orElse(1);
    int version = drawn.chance(60) ? 0 : 1 + drawn.number(current + 1);
    int size = s.known(id).map(now -> (int) now.getSizeBytes()).orElse(1);
    var request =
        DownloadArtifactRequest.newBuilder()
            .setArtifactId(id)
            .setVersion(version)
            .setOffset(drawn.chance(50) ? 0 : drawn.number(size + 2))
            .setLimit(drawn.chance(60) ? 0 : drawn.number(size + 10))
            .setIfEtag(drawn.chance(8) ? "\"other\"" : "")
            .build();
    read(s, who, request);
  }

  static void read(Session s, Person who, DownloadArtifactRequest request) {
    Outcome<Calls.Read> got = Outcome.of(() -> s.calls(who).download(request));
    var _ =
        s.compare(
            "download",
            new Outcome<>(
                got.given().map(read -> read.info().getVersion()).orElse(null), got.refusal()),
            () -> {
              ArtifactVersion wanted =
                  s.model.history.version(who, request.getArtifactId(), request.getVersion());
              if (!request.getIfEtag().isEmpty()) {
                throw Refusal.OTHER_ETAG.exception();
              }
              if (request.getOffset() > wanted.getSizeBytes()) {
                throw Refusal.RANGE.exception();
              }
              return wanted;
            });
    got.given().ifPresent(read -> verify(s, who, request, read));
  }

  private static void verify(
      Session s, Person who, DownloadArtifactRequest request, Calls.Read read) {
    byte[] whole = bytes(s, read.info().getVersion().getSha256());
    int from = (int) request.getOffset();
    int to =
        request.getLimit() == 0
            ? whole.length
            : (int) Math.min(whole.length, from + request.getLimit());
    assertThat(read.bytes().equals(UnsafeByteOperations.unsafeWrap(whole, from, to - from)))
        .as("the bytes from %d to %d of %s", from, to, read.info())
        .isTrue();
    if (s.drawn().chance(20)) {
      s.next();
      var again =
          request.toBuilder()
              .setVersion(read.info().getVersion().getVersion())
              .setIfEtag(read.info().getEtag())
              .build();
      assertThat(s.calls(who).download(again).bytes()).isEqualTo(read.bytes());
    }
  }

  /// The bytes that have a SHA-256.
  static byte[] bytes(Session s, String sha256) {
    Blob blob = s.model.blobs.get(sha256);
    if (blob == null) {
      throw new AssertionError("nothing was uploaded that has SHA-256 " + sha256);
    }
    return blob.bytes();
  }

  /// Every version of everything, as owners read it.
  static void readAll(Session s) {
    for (ModelArtifact artifact : List.copyOf(s.model.artifacts.values())) {
      for (int version : artifact.versions.keySet()) {
        s.next();
        read(
            s,
            s.person(artifact.now.getOwner()),
            DownloadArtifactRequest.newBuilder()
                .setArtifactId(artifact.now.getId())
                .setVersion(version)
                .build());
      }
    }
  }
}
