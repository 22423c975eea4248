package io.heimdall.server.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.heimdall.db.Database;
import io.heimdall.db.acquisition.Acquisition;
import io.heimdall.db.acquisition.AcquisitionJournal;
import io.heimdall.db.acquisition.AcquisitionPlan;
import io.heimdall.db.acquisition.AcquisitionRepository;
import io.heimdall.db.acquisition.AcquisitionRequest;
import io.heimdall.db.acquisition.AcquisitionState;
import io.heimdall.db.acquisition.Fence;
import io.heimdall.db.acquisition.Lease;
import io.heimdall.db.acquisition.NewAcquisition;
import io.heimdall.db.acquisition.Outcome;
import io.heimdall.db.recording.NewRecording;
import io.heimdall.db.recording.ReceiverSnapshot;
import io.heimdall.db.recording.Recording;
import io.heimdall.db.recording.RecordingId;
import io.heimdall.db.recording.RecordingJournal;
import io.heimdall.db.recording.RecordingResult;
import io.heimdall.db.recording.SampleCounts;
import io.heimdall.db.recording.SampleRun;
import io.heimdall.db.recording.Segment;
import io.heimdall.db.recording.TimeAnchor;
import io.heimdall.server.storage.ObjectBody;
import io.heimdall.server.storage.ObjectStore;
import io.heimdall.server.storage.PutRequest;
import io.heimdall.server.storage.RecordingName;
import io.heimdall.server.storage.SegmentName;
import io.heimdall.server.storage.SessionLayout;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/// Objects and rows of sessions as a run writes them, object first and row second.
final class Sessions {
  static final long BYTES = 5;

  private static final Instant NOON = Instant.parse("2025-06-01T12:00:00Z");
  private static final int WRITERS = 16;

  private final Database database;
  private final ObjectStore store;

  Sessions(Database database, ObjectStore store) {
    this.database = database;
    this.store = store;
  }

  void clear() {
    database
        .transactions()
        .runInTransaction(tx -> {
          try (Statement statement = tx.connection().createStatement()) {
            statement.execute("delete from acquisitions");
            statement.execute("delete from audit_log");
          } catch (SQLException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  Session create() {
    var wanted =
        new NewAcquisition(
            UUID.randomUUID(),
            AcquisitionRequest.of("alice", UUID.randomUUID().toString(), "hash"),
            new AcquisitionPlan(77_500, 10_000_000_000L, 12_000, 1, NOON, "{}", "{}"),
            List.of(77_500L),
            null,
            "node-1");
    Acquisition made =
        database
            .transactions()
            .inTransaction(tx -> new AcquisitionRepository().create(tx, wanted).acquisition());
    var session = new Session(made.id(), new Lease(made.id(), 1));
    session.fenced(fence ->
        new RecordingJournal()
            .add(
                fence,
                List.of(
                    new NewRecording(
                        session.id(),
                        "alice",
                        new ReceiverSnapshot("One", "http://one", null),
                        77_500,
                        120_000))));
    return session;
  }

  String storeText(String key) {
    var _ =
        store.put(PutRequest.replace(key, ObjectBody.of("hello".getBytes(UTF_8)), "text/plain"));
    return key;
  }

  String storeObject(SegmentName name) {
    return storeText(SessionLayout.segment(name));
  }

  /// One acquisition with one recording.
  final class Session {
    private final UUID acquisitionId;
    private final Lease lease;

    private Session(UUID acquisitionId, Lease lease) {
      this.acquisitionId = acquisitionId;
      this.lease = lease;
    }

    RecordingId id() {
      return new RecordingId(acquisitionId, 1, 0);
    }

    RecordingName name() {
      return RecordingName.of(acquisitionId, 1);
    }

    String storeText(String key) {
      return Sessions.this.storeText(key);
    }

    /// An object without a row.
    String storeObject(long epoch, int index) {
      return Sessions.this.storeObject(new SegmentName(name(), epoch, index));
    }

    String storeSegment(int index) {
      String key = storeObject(1, index);
      fenced(fence -> new RecordingJournal().addSegment(fence, segment(key, index), List.of()));
      return key;
    }

    List<String> storeSegments(int count) throws InterruptedException, ExecutionException {
      try (var threads = Executors.newFixedThreadPool(WRITERS, Thread.ofVirtual().factory())) {
        var puts = new ArrayList<Future<String>>();
        IntStream.range(0, count)
            .forEach(index -> puts.add(threads.submit(() -> storeObject(1, index))));
        var keys = new ArrayList<String>();
        for (Future<String> put : puts) {
          keys.add(put.get());
        }
        fenced(fence -> {
          for (int index = 0; index < count; index++) {
            new RecordingJournal().addSegment(fence, segment(keys.get(index), index), List.of());
          }
        });
        return keys;
      }
    }

    void finishRecording(String metadataKey) {
      fenced(fence ->
          new RecordingJournal()
              .finish(
                  fence,
                  id(),
                  new RecordingResult(
                      null,
                      new SampleCounts(120_000, 120_000, 0),
                      null,
                      null,
                      new Recording.Quality(false, null, metadataKey),
                      NOON)));
    }

    void end() {
      fenced(fence -> {
        boolean ended =
            new AcquisitionJournal().finish(fence, AcquisitionState.SUCCEEDED, Outcome.NONE, NOON);
        if (!ended) {
          throw new IllegalStateException("it has ended before");
        }
      });
    }

    void fenced(Consumer<Fence> writes) {
      database
          .transactions()
          .runInTransaction(tx -> writes.accept(new AcquisitionRepository().fence(tx, lease)));
    }

    private Segment segment(String key, int index) {
      return new Segment(
          id(),
          index,
          1,
          key,
          List.of(new SampleRun(index * 10L, 10)),
          new Segment.StoredObject(BYTES, "00ff".repeat(16), List.of(1)),
          new TimeAnchor(index * 10L, 1_748_779_200_000_000_000L, 12_000));
    }
  }
}
