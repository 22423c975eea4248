package io.heimdall.server.artifact.upload;

import static io.heimdall.server.artifact.upload.UploadWorld.bytes;
import static io.heimdall.server.artifact.upload.UploadWorld.finish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heimdall.server.storage.FaultyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Who writes an upload, and with how much memory, on a real database and a real store.
@Timeout(180)
class UploadWritersIT extends UploadSteps {

  @Test
  void hasOneWriterAtATime() {
    UUID id = begin(uploads);
    try (UploadStream _ = uploads.write(ALICE, id, new Told())) {
      assertThatThrownBy(() -> uploads.write(ALICE, id, new Told()))
          .hasMessageContaining("UPLOAD_BUSY");
    }
    uploads.write(ALICE, id, new Told()).close();
  }

  @Test
  void goesOnAtAnotherServer() throws Exception {
    byte[] whole = bytes(6, 4 * PART + 11);
    UUID id = begin(uploads);
    try (UploadStream stream = uploads.write(ALICE, id, new Told())) {
      send(stream, whole, 0, 2 * PART + 1000);
      assertThat(stream.pause()).isEqualTo(2L * PART);
    }

    try (Uploads other = world.server();
        UploadStream stream = other.write(ALICE, id, new Told())) {
      send(stream, whole, 2 * PART, whole.length);
      UploadStream.Finished finished = stream.finish(finish(whole));

      world.holds(id(finished), 1, whole);
    }
  }

  @Test
  void keepsOutAWriterWhoWasReplaced() throws Exception {
    byte[] whole = bytes(7, 2 * PART);
    byte[] others = bytes(8, 2 * PART);
    // Its lease is short and it never renews it, as if its process had been stopped.
    var pace = new UploadPace(Duration.ofMillis(1), LONG, LONG, 1);
    try (Uploads stopped = world.server(pace, 64 << 20)) {
      UUID id = begin(uploads);
      UploadStream zombie = stopped.write(ALICE, id, new Told());
      send(zombie, others, 0, PART - 1000);

      try (UploadStream stream = uploads.write(ALICE, id, new Told())) {
        send(stream, whole, 0, PART);
        stream.pause();
        assertThatThrownBy(
                () -> {
                  send(zombie, others, PART - 1000, 2 * PART);
                  zombie.pause();
                })
            .hasMessageMatching("(?s).*(OFFSET_MISMATCH|OFFSET_AHEAD|UPLOAD_BUSY).*");
        zombie.close();
        send(stream, whole, PART, 2 * PART);
        world.holds(id(stream.finish(finish(whole))), 1, whole);
      }
    }
  }

  @Test
  void completesNothingForAWriterWhoWasReplaced() throws Exception {
    byte[] whole = bytes(18, PART + 5);
    UUID id = begin(uploads);
    world.faults().before("completeParts", FaultyStore.away());
    try (UploadStream stream = uploads.write(ALICE, id, new Told())) {
      send(stream, whole, 0, whole.length);
      assertThatThrownBy(() -> stream.finish(finish(whole))).hasMessageContaining("503");
    }
    var completed = new AtomicInteger();
    world.faults().before("completeParts", completed::incrementAndGet);
    var pace = new UploadPace(Duration.ofMillis(1), LONG, LONG, 1);
    try (Uploads stopped = world.server(pace, 64 << 20);
        UploadStream zombie = stopped.write(ALICE, id, new Told());
        UploadStream stream = uploads.write(ALICE, id, new Told())) {
      assertThatThrownBy(() -> zombie.finish(finish(whole))).hasMessageContaining("UPLOAD_BUSY");

      assertThat(completed).hasValue(0);
      world.holds(id(stream.finish(finish(whole))), 1, whole);
    }
  }

  @Test
  void staysTheWriterWhileTheStoreTakesItsTime() throws Exception {
    byte[] whole = bytes(17, PART + 1);
    var pace = new UploadPace(Duration.ofMillis(500), Duration.ofMillis(50), LONG, 1);
    try (Uploads patient = world.server(pace, 64 << 20)) {
      UUID id = begin(patient);
      var refusals = new ArrayList<String>();
      world
          .faults()
          .before(
              "completeParts",
              () -> {
                // For three leases, each of which would have run out by then.
                for (long lease = until(id); refusals.size() < 30 || lease + 1500 > until(id); ) {
                  assertThatThrownBy(() -> uploads.write(ALICE, id, new Told()))
                      .hasMessageContaining("UPLOAD_BUSY");
                  refusals.add("busy");
                }
              });
      try (UploadStream stream = patient.write(ALICE, id, new Told())) {
        send(stream, whole, 0, whole.length);
        world.holds(id(stream.finish(finish(whole))), 1, whole);
      }
      assertThat(refusals).hasSizeGreaterThanOrEqualTo(30);
    }
  }

  /// When the lease on an upload runs out, in milliseconds.
  private long until(UUID id) {
    return world.number(
        "select (extract(epoch from written_until) * 1000)::bigint from artifact_uploads where id = '%s'"
            .formatted(id));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "before beginParts", "after beginParts", "before putPart", "after putPart",
        "before completeParts", "after completeParts", "before put", "after put"
      })
  void isFinishedByAnotherServerWhereverOneDied(String where) throws Exception {
    boolean small = where.endsWith("put");
    byte[] whole = bytes(where.hashCode(), small ? 5000 : 2 * PART + 5000);
    // It says nothing when it dies, so its lease has to run out.
    var pace = new UploadPace(Duration.ofMillis(1), LONG, LONG, 1);
    String method = where.substring(where.indexOf(' ') + 1);
    Runnable death = FaultyStore.away();
    try (Uploads dying = world.server(pace, 64 << 20)) {
      UUID id = begin(dying);
      UploadStream dead = dying.write(ALICE, id, new Told());
      if (where.startsWith("before")) {
        world.faults().before(method, death);
      } else {
        world.faults().after(method, death);
      }
      assertThatThrownBy(
              () -> {
                send(dead, whole, 0, whole.length);
                var _ = dead.finish(finish(whole));
              })
          .hasMessageContaining("503");
      world.faults().mend();

      int safe = (int) uploads.get(ALICE, id).progress().persistedBytes();
      try (UploadStream stream = uploads.write(ALICE, id, new Told())) {
        send(stream, whole, safe, whole.length);
        world.holds(id(stream.finish(finish(whole))), 1, whole);
      }
    }
  }

  @Test
  void endsAWriterOfWhomTooLittleComes() throws Exception {
    var pace = new UploadPace(LONG, Duration.ofMillis(20), Duration.ofMillis(100), 1 << 20);
    try (Uploads strict = world.server(pace, 32 << 20)) {
      UUID id = begin(strict);
      var told = new Told();
      UploadStream stream = strict.write(ALICE, id, told);
      send(stream, bytes(9, 1000), 0, 1000);

      assertThat(told.failure()).hasMessageContaining("UPLOAD_STALLED");

      assertThat(strict.buffers().usedBytes()).isZero();
      uploads.write(ALICE, id, new Told()).close();
    }
  }

  @Test
  void sharesItsMemoryAmongManyUploadsAndWaitsForNobodyWhoWaits() throws Exception {
    int many = 12;
    byte[] whole = bytes(10, 3 * PART + 5);
    try (Uploads small = world.server(UploadPace.USUAL, 2 * PART)) {
      List<Thread> threads = new ArrayList<>();
      var done = new CountDownLatch(many);
      for (int i = 0; i < many; i++) {
        UUID id = begin(small);
        threads.add(
            Thread.ofVirtual()
                .start(() -> {
                  try (UploadStream stream = small.write(ALICE, id, new Told())) {
                    send(stream, whole, 0, whole.length);
                    var _ = stream.finish(finish(whole));
                    done.countDown();
                  }
                }));
      }
      for (Thread thread : threads) {
        thread.join();
      }

      assertThat(done.getCount()).isZero();
      assertThat(small.buffers().usedBytes()).isZero();
    }
  }

  @Test
  void holdsItsBoundWhileManyStall() throws Exception {
    long memory = 4L * PART;
    try (Uploads small = world.server(UploadPace.USUAL, memory)) {
      List<UploadStream> open = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        UploadStream stream = small.write(ALICE, begin(small), new Told());
        send(stream, bytes(i, 10), 0, 10);
        open.add(stream);
      }
      assertThat(small.buffers().usedBytes()).isEqualTo(memory);
      UploadStream late = small.write(ALICE, begin(small), new Told());
      var refused = new LinkedBlockingQueue<RuntimeException>();
      Thread waiting =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  send(late, bytes(5, 10), 0, 10);
                } catch (RuntimeException e) {
                  refused.add(e);
                }
              });
      while (small.buffers().waiting() == 0) {
        Thread.onSpinWait();
      }

      late.abandon();
      waiting.join();
      late.close();

      assertThat(refused).singleElement().asString().contains("hung up");
      assertThat(small.buffers().usedBytes()).isEqualTo(memory);
      open.forEach(UploadStream::close);
      assertThat(small.buffers().usedBytes()).isZero();
    }
  }

  @Test
  void tellsEveryWriterWhenItStops() throws Exception {
    byte[] whole = bytes(11, 2 * PART);
    UUID id;
    var told = new Told();
    try (Uploads stopping = world.server()) {
      id = begin(stopping);
      UploadStream stream = stopping.write(ALICE, id, told);
      send(stream, whole, 0, PART + 5);
    }

    assertThat(told.failure()).hasMessageContaining("SERVER_STOPPING");
    assertThat(uploads.get(ALICE, id).progress().persistedBytes()).isEqualTo(PART);
    try (UploadStream stream = uploads.write(ALICE, id, new Told())) {
      send(stream, whole, PART, 2 * PART);
      world.holds(id(stream.finish(finish(whole))), 1, whole);
    }
  }
}
