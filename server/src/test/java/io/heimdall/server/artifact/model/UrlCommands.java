package io.heimdall.server.artifact.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.heimdall.v1.ArtifactVersion;
import io.heimdall.v1.CompleteSignedUploadRequest;
import io.heimdall.v1.CompleteSignedUploadResponse;
import io.heimdall.v1.SignUrlRequest;
import io.heimdall.v1.SignUrlResponse;
import io.heimdall.v1.SignedRead;
import io.heimdall.v1.StartUploadRequest;
import io.heimdall.v1.UploadState;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Optional;

/// Commands about URLs that read and write artifacts.
final class UrlCommands {

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private UrlCommands() {}

  static void read(Session s) {
    String id = s.artifact();
    Person who = s.somebody(s.owner(id));
    int current = s.known(id).map(now -> now.getVersion()).orElse(1);
    int version = s.drawn().chance(60) ? 0 : 1 + s.drawn().number(current + 1);
    var request =
        SignUrlRequest.newBuilder()
            .setRead(SignedRead.newBuilder().setArtifactId(id).setVersion(version))
            .build();
    Outcome<SignUrlResponse> got = Outcome.of(() -> s.calls(who).stub().signUrl(request));
    var _ =
        s.compare(
            "sign a read",
            new Outcome<>(got.given().map(SignUrlResponse::getSha256).orElse(null), got.refusal()),
            () -> {
              if (s.model.find(who, id).deleted()) {
                throw Refusal.DELETED.exception();
              }
              ArtifactVersion wanted = s.model.history.version(who, id, version);
              return wanted.getSha256();
            });
    got.given()
        .ifPresent(url -> {
          HttpResponse<byte[]> answer = send(url, Optional.empty());
          assertThat(answer.statusCode()).isEqualTo(200);
          assertThat(answer.body()).isEqualTo(ReadCommands.bytes(s, url.getSha256()));
        });
  }

  /// A URL for an upload, and bytes by it.
  static void write(Session s) {
    Person who = s.anybody();
    Blob blob = s.blob();
    StartUploadRequest write = UploadCommands.request(s, blob);
    var request = SignUrlRequest.newBuilder().setWrite(write).build();
    Outcome<SignUrlResponse> got = Outcome.of(() -> s.calls(who).stub().signUrl(request));
    var upload =
        s.compare(
            "sign a write " + write,
            new Outcome<>(got.given().map(SignUrlResponse::getUpload).orElse(null), got.refusal()),
            () ->
                s.model.uploads.sign(who, write, blob, got.given().map(SignUrlResponse::getUpload))
                    .now);
    upload.ifPresent(started -> {
      String id = UploadCommands.known(s, started);
      boolean done = started.getState() == UploadState.UPLOAD_STATE_DONE;
      assertThat(got.given().orElseThrow().getUrl().isEmpty()).isEqualTo(done);
      if (!done && s.drawn().chance(85)) {
        put(s, got.given().orElseThrow(), s.model.uploads.find(who, id));
      }
      if (s.drawn().chance(60)) {
        s.next();
        complete(s, who, id);
      }
    });
  }

  /// The store takes no other size, and no other bytes where it was told what they are.
  private static void put(Session s, SignUrlResponse url, ModelUpload upload) {
    HttpResponse<byte[]> answer = send(url, Optional.of(upload.blob.bytes()));
    boolean fits =
        upload.now.getSizeBytes() == upload.blob.size()
            && (upload.now.getSha256().isEmpty()
                || upload.now.getSha256().equals(Blob.hex(upload.blob.bytes())));
    assertThat(answer.statusCode() == 200).isEqualTo(fits);
    if (fits) {
      upload.written = upload.blob;
    }
    assertThat(s.model.uploads.all).containsKey(upload.now.getId());
  }

  private static HttpResponse<byte[]> send(SignUrlResponse url, Optional<byte[]> body) {
    var request =
        HttpRequest.newBuilder(URI.create(url.getUrl()))
            // As curl does: a store that refuses the head closes the connection under the body.
            .expectContinue(body.isPresent())
            .method(
                url.getMethod(),
                body.map(BodyPublishers::ofByteArray).orElseGet(BodyPublishers::noBody));
    url.getHeadersMap().forEach(request::header);
    try {
      return send(request.build());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /// Once more where it fails, as clients do with what may be sent twice: the store may have closed
  /// a connection just when it is used again.
  private static HttpResponse<byte[]> send(HttpRequest request)
      throws IOException, InterruptedException {
    try {
      return HTTP.send(request, BodyHandlers.ofByteArray());
    } catch (IOException first) {
      try {
        return HTTP.send(request, BodyHandlers.ofByteArray());
      } catch (IOException second) {
        second.addSuppressed(first);
        throw second;
      }
    }
  }

  static void complete(Session s) {
    String id = s.upload();
    complete(s, UploadCommands.who(s, id), id);
  }

  private static void complete(Session s, Person who, String id) {
    ModelUpload known = s.model.uploads.all.get(id);
    Blob blob = known == null ? new Blob(Blob.Kind.BINARY, 0, 1) : known.blob;
    int kind = s.drawn().number(10);
    String said = kind < 6 ? "" : Blob.hex(kind < 9 ? blob.bytes() : new byte[] {7});
    var request =
        CompleteSignedUploadRequest.newBuilder()
            .setUploadId(id)
            .setSha256(ByteString.fromHex(said))
            .build();
    Outcome<CompleteSignedUploadResponse> got =
        Outcome.of(() -> s.calls(who).stub().completeSignedUpload(request));
    String served = got.given().map(done -> done.getArtifact().getContentType()).orElse("");
    var _ =
        s.compare(
            "complete",
            new Outcome<>(got.given().map(UrlCommands::finished).orElse(null), got.refusal()),
            () -> completed(s, who, id, said, served));
  }

  private static ModelFinish.Finished finished(CompleteSignedUploadResponse done) {
    return new ModelFinish.Finished(done.getArtifact(), done.getUnchanged());
  }

  private static ModelFinish.Finished completed(
      Session s, Person who, String id, String said, String served) {
    who.mustOperate();
    ModelUpload found = s.model.uploads.find(who, id);
    Blob written = found.written;
    if (written == null && found.now.getState() == UploadState.UPLOAD_STATE_OPEN) {
      throw Refusal.NOT_WRITTEN.exception();
    }
    var _ = s.model.uploads.open(who, id);
    String is = written == null ? found.finished : Blob.hex(written.bytes());
    String sha256 = said.isEmpty() ? (found.finished.isEmpty() ? is : found.finished) : said;
    return s.model.finishing.finish(
        who, found, written == null ? found.blob : written, sha256, served);
  }
}
