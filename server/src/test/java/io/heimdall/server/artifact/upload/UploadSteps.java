package io.heimdall.server.artifact.upload;

import static io.heimdall.server.artifact.upload.UploadWorld.artifact;
import static io.heimdall.server.artifact.upload.UploadWorld.bytes;
import static io.heimdall.server.artifact.upload.UploadWorld.finish;
import static org.assertj.core.api.Assertions.assertThat;

import io.heimdall.server.failure.FailureException;
import io.heimdall.server.security.Caller;
import io.heimdall.server.security.Role;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// A database and a store for the tests of a class, and what these do with uploads.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class UploadSteps {

  static final int PART = (int) PartSizes.PART_BYTES;
  static final Caller ALICE = new Caller("alice", Role.OPERATOR);
  static final Caller BOB = new Caller("bob", Role.OPERATOR);
  static final Duration LONG = Duration.ofHours(1);

  UploadWorld world;
  Uploads uploads;

  @BeforeAll
  void open(@TempDir Path directory) throws Exception {
    world = UploadWorld.in(directory);
    uploads = world.server();
  }

  @AfterAll
  void close() throws Exception {
    uploads.close();
    world.close();
  }

  @AfterEach
  void mend() {
    world.faults().mend();
  }

  /// What a writer is told.
  static final class Told implements UploadReplies {
    private final List<Long> persisted = new ArrayList<>();
    private final BlockingQueue<FailureException> failures = new LinkedBlockingQueue<>();

    @Override
    public synchronized void persisted(long bytes) {
      persisted.add(bytes);
    }

    @Override
    public void failed(FailureException failure) {
      failures.add(failure);
    }

    FailureException failure() throws InterruptedException {
      FailureException failure = failures.poll(30, TimeUnit.SECONDS);
      assertThat(failure).isNotNull();
      return failure;
    }
  }

  static void send(UploadStream stream, byte[] whole, int from, int to) {
    for (int at = from; at < to; at += 1 << 20) {
      ByteBuffer bytes = ByteBuffer.wrap(whole, at, Math.min(1 << 20, to - at)).slice();
      var crc = new CRC32C();
      crc.update(bytes.duplicate());
      stream.chunk(at, List.of(bytes), (int) crc.getValue());
    }
  }

  static UUID begin(Uploads at) {
    return at.start(ALICE, artifact(null)).id();
  }

  UploadStream.Finished upload(NewUpload wanted, byte[] whole) {
    return upload(ALICE, wanted, whole);
  }

  UploadStream.Finished upload(Caller caller, NewUpload wanted, byte[] whole) {
    UUID id = uploads.start(caller, wanted).id();
    try (UploadStream stream = uploads.write(caller, id, new Told())) {
      send(stream, whole, 0, whole.length);
      return stream.finish(finish(whole));
    }
  }

  static NewUpload versionOf(UploadStream.Finished first) {
    return new NewUpload("", new NewUpload.Target.NewVersion(id(first), "", ""), null, null);
  }

  static UUID id(UploadStream.Finished finished) {
    return finished.seen().artifact().id();
  }
}
