package io.heimdall.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.heimdall.client.FakeHeimdall;
import io.heimdall.client.FakeUpload;
import io.heimdall.v1.CompleteSignedUploadRequest;
import io.heimdall.v1.SignUrlRequest;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/// `artifacts sign`, `sign-upload` and `complete`.
final class ArtifactSigningIT {

  private static final String ID = "0b52f6c1-0000-4000-8000-000000000001";

  private FakeHeimdall server;
  private Shell shell;

  @BeforeEach
  void start() throws IOException {
    server = new FakeHeimdall();
    shell = Shell.with(server);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private SignUrlRequest asked() {
    return server.artifacts().requests(SignUrlRequest.class).getLast();
  }

  @Test
  void makesAUrlThatReads() {
    assertThat(shell.run("artifacts sign %s --version 2 --inline --for 2h".formatted(ID)))
        .as(shell.err())
        .isZero();

    assertThat(shell.outLines()).containsExactly("http://store/x?signature=y");
    assertThat(shell.err()).contains("Good until 2025-11-21 10:00:00 UTC").contains("SHA-256 abab");
    assertThat(asked().getRead().getArtifactId()).isEqualTo(ID);
    assertThat(asked().getRead().getVersion()).isEqualTo(2);
    assertThat(asked().getRead().getInline()).isTrue();
    assertThat(asked().getValidFor().getSeconds()).isEqualTo(7200);
    assertThat(shell.run("artifacts sign %s --json".formatted(ID))).isZero();
    assertThat(JsonMapper.builder().build().readTree(shell.out()).path("method").asString())
        .isEqualTo("GET");
    assertThat(asked().getValidFor().getSeconds()).isEqualTo(900);
  }

  @Test
  void makesAUrlThatWrites() {
    assertThat(shell.run("artifacts sign-upload --name x.wav --size 3MiB -t fm")).isZero();

    assertThat(shell.outLines())
        .containsExactly(
            "curl -fT FILE -H 'a: b' -H 'content-type: audio/wav' 'http://store/x?signature=y'");
    assertThat(shell.err()).contains("Then: heimdall artifacts complete aaaaaaaa-");
    assertThat(asked().getWrite().getSizeBytes()).isEqualTo(3 << 20);
    assertThat(asked().getWrite().getArtifact().getTagsList()).containsExactly("fm");
    assertThat(asked().getWrite().getRequestId()).isNotEmpty();
    assertThat(shell.run("artifacts sign-upload --size 5 --artifact " + ID)).isZero();
    assertThat(asked().getWrite().getVersion().getArtifactId()).isEqualTo(ID);
    assertThat(shell.run("artifacts sign-upload --size 5")).isEqualTo(2);
    assertThat(shell.run("artifacts sign-upload --size 5 --title x --artifact " + ID)).isEqualTo(2);
  }

  @Test
  void completesAnUpload() {
    server.artifacts().breaks(new FakeUpload.Break(0, Status.Code.UNAVAILABLE, ""));
    server.artifacts().breaks(new FakeUpload.Break(0, Status.Code.ABORTED, "UPLOAD_BUSY"));

    assertThat(shell.run("artifacts complete %s --sha256 %s".formatted(ID, "ab".repeat(32))))
        .as(shell.err())
        .isZero();

    assertThat(shell.out()).startsWith("x.wav: 0 bytes, version 0 of artifact");
    assertThat(server.artifacts().requests(CompleteSignedUploadRequest.class))
        .hasSize(3)
        .allMatch(request -> request.getSha256().size() == 32);
    assertThat(shell.run("artifacts complete %s --sha256 x".formatted(ID))).isEqualTo(2);
    server.artifacts().breaks(new FakeUpload.Break(0, Status.Code.NOT_FOUND, "UPLOAD_NOT_FOUND"));
    assertThat(shell.run("artifacts complete " + ID)).isEqualTo(1);
  }
}
