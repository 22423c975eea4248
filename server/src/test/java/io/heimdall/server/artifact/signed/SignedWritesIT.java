package io.heimdall.server.artifact.signed;

import static org.assertj.core.api.Assertions.assertThat;

import io.heimdall.db.artifact.ArtifactSpec;
import io.heimdall.db.artifact.VersionRetention;
import io.heimdall.db.artifact.Visibility;
import io.heimdall.server.artifact.upload.NewUpload;
import io.heimdall.server.artifact.upload.UploadStream.Finished;
import io.heimdall.server.artifact.upload.UploadWorld;
import io.heimdall.server.artifact.upload.Uploads;
import io.heimdall.server.security.Caller;
import io.heimdall.server.security.Role;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Uploads by URL that several complete.
class SignedWritesIT {

  private static final Caller ALICE = new Caller("alice", Role.OPERATOR, Set.of());
  private static final byte[] CONTENT = UploadWorld.bytes(1, 1000);

  @TempDir private static Path directory;
  private static UploadWorld world;
  private static Uploads uploads;
  private static SignedWrites writes;

  @BeforeAll
  static void start() throws IOException {
    world = UploadWorld.in(directory);
    uploads = world.server();
    writes =
        new SignedWrites(
            world.database().transactions(),
            world.faults().store(),
            world.urls(),
            uploads,
            world.clock());
  }

  @AfterAll
  static void stop() throws IOException {
    uploads.close();
    world.close();
  }

  @AfterEach
  void mend() {
    world.faults().mend();
  }

  @Test
  void answersOneWhoCompletesWhatAnotherHasJustCompleted() throws Exception {
    SignedWrites.Signed signed = written();
    List<Finished> other = new ArrayList<>();
    world.faults().after("head", once(() -> other.add(complete(signed))));

    Finished mine = complete(signed);

    assertThat(other).hasSize(1);
    assertThat(mine.seen().artifact().id()).isEqualTo(other.getFirst().seen().artifact().id());
    assertThat(mine.again()).isTrue();
    world.holds(mine.seen().artifact().id(), 1, CONTENT);
  }

  @Test
  void missesNoBytesThatAnotherHasJustTaken() throws Exception {
    SignedWrites.Signed signed = written();
    List<Finished> other = new ArrayList<>();
    world.faults().before("head", once(() -> other.add(complete(signed))));

    Finished mine = complete(signed);

    assertThat(other).hasSize(1);
    assertThat(mine.seen().artifact().id()).isEqualTo(other.getFirst().seen().artifact().id());
    assertThat(mine.again()).isTrue();
  }

  private static Runnable once(Runnable what) {
    var done = new AtomicBoolean();
    return () -> {
      if (done.compareAndSet(false, true)) {
        what.run();
      }
    };
  }

  private static Finished complete(SignedWrites.Signed signed) {
    return writes.complete(ALICE, signed.upload().id(), null);
  }

  /// An upload of which the bytes have come.
  private static SignedWrites.Signed written() throws IOException, InterruptedException {
    var spec =
        new ArtifactSpec(
            "x.bin", "", "", "{}", List.of(), List.of(), Visibility.PRIVATE, VersionRetention.ALL);
    var wanted =
        new NewUpload("", new NewUpload.Target.NewArtifact(spec, ""), (long) CONTENT.length, null);
    SignedWrites.Signed signed = writes.sign(ALICE, wanted, Duration.ofMinutes(1));
    var url = signed.url().orElseThrow();
    var request = HttpRequest.newBuilder(url.url()).PUT(BodyPublishers.ofByteArray(CONTENT));
    url.headers().forEach(request::header);
    try (HttpClient client = HttpClient.newHttpClient()) {
      assertThat(client.send(request.build(), BodyHandlers.discarding()).statusCode())
          .isEqualTo(200);
    }
    return signed;
  }
}
