package io.heimdall.db.recording;

import static io.heimdall.db.Rows.NOON;
import static io.heimdall.db.Rows.event;
import static io.heimdall.db.Rows.recording;
import static io.heimdall.db.Rows.segment;
import static io.heimdall.db.Rows.timing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heimdall.db.CountingDataSource;
import io.heimdall.db.DatabaseException;
import io.heimdall.db.Page;
import io.heimdall.db.Rows;
import io.heimdall.db.TestDatabase;
import io.heimdall.db.Transactions;
import io.heimdall.db.acquisition.Acquisition;
import io.heimdall.db.acquisition.AcquisitionJournal;
import io.heimdall.db.acquisition.AcquisitionState;
import io.heimdall.db.acquisition.EventLog;
import io.heimdall.db.acquisition.Fence;
import io.heimdall.db.acquisition.Outcome;
import io.heimdall.db.acquisition.StaleLeaseException;
import io.heimdall.db.receiver.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RecordingIT {

  private static final SampleCounts COUNTS = new SampleCounts(120_000, 1_500, 24);
  private static final RecordingResult COMPLETE =
      new RecordingResult(
          null,
          new SampleCounts(120_000, 119_976, 24),
          41.5,
          timing(),
          new Recording.Quality(true, 0.25, "sessions/x/websdr_1_metadata.json"),
          NOON.plusSeconds(10));

  private static TestDatabase database;
  private static Transactions transactions;

  private final RecordingRepository recordings = new RecordingRepository();
  private final RecordingJournal journal = new RecordingJournal();
  private Acquisition acquisition;

  @BeforeAll
  static void open() {
    database = TestDatabase.create();
    transactions = database.transactions();
  }

  @AfterAll
  static void close() {
    database.close();
  }

  @BeforeEach
  void create() {
    database.execute("delete from acquisitions");
    acquisition = Rows.create(transactions, "alice");
  }

  @Test
  void keepsWhatIsToBeRecorded() {
    var wanted =
        new NewRecording(
            id(3),
            "alice",
            new ReceiverSnapshot("Three", "http://three", new Position(45.5, -7.25, 300.0)),
            77_500,
            120_000);

    add(wanted, recording(acquisition.id(), 5));

    Recording three = get(id(3));
    assertThat(three.id()).isEqualTo(wanted.id());
    assertThat(three.owner()).isEqualTo("alice");
    assertThat(three.receiver()).isEqualTo(wanted.receiver());
    assertThat(three.centerFrequencyHz()).isEqualTo(77_500);
    assertThat(three.state()).isEqualTo(RecordingState.WAITING);
    assertThat(three.samples()).isEqualTo(new SampleCounts(120_000, 0, 0));
    assertThat(three.quality()).isEqualTo(Recording.Quality.UNKNOWN);
    assertThat(three.failure()).isNull();
    assertThat(three.stream()).isNull();
    assertThat(three.timing()).isNull();
    assertThat(three.snrDb()).isNull();
    assertThat(three.times().startedAt()).isNull();
    assertThat(get(id(5)).receiver().position()).isNull();
    assertThat(find(id(6))).isEmpty();
  }

  @Test
  void followsARecordingToItsEnd() {
    add(recording(acquisition.id(), 1));
    var stream = new StreamFacts(12_000, -5_000.0, 5_000.0, -41.25, "{\"software\": \"v1.665\"}");

    write(fence -> journal.setState(fence, id(1), RecordingState.CONNECTING));
    assertThat(get(id(1)).state()).isEqualTo(RecordingState.CONNECTING);

    write(fence -> journal.start(fence, id(1), stream, 120_012, NOON));
    Recording started = get(id(1));
    assertThat(started.state()).isEqualTo(RecordingState.RECEIVING);
    assertThat(started.stream()).isEqualTo(stream);
    assertThat(started.samples().expected()).isEqualTo(120_012);
    assertThat(started.times().startedAt()).isEqualTo(NOON);

    write(fence -> journal.finish(fence, id(1), COMPLETE));
    Recording done = get(id(1));
    assertThat(done.state()).isEqualTo(RecordingState.DONE);
    assertThat(done.failure()).isNull();
    assertThat(done.samples()).isEqualTo(COMPLETE.samples());
    assertThat(done.snrDb()).isEqualTo(41.5);
    assertThat(done.timing()).isEqualTo(timing());
    assertThat(done.quality()).isEqualTo(COMPLETE.quality());
    assertThat(done.times().finishedAt()).isEqualTo(NOON.plusSeconds(10));
  }

  @Test
  void keepsWhyARecordingFailed() {
    add(recording(acquisition.id(), 1));
    var failure = new Recording.Failure("BUSY", "all 4 channels are taken");

    write(fence ->
        journal.finish(
            fence,
            id(1),
            new RecordingResult(
                failure, SampleCounts.NONE, null, null, Recording.Quality.UNKNOWN, NOON)));

    assertThat(get(id(1)).state()).isEqualTo(RecordingState.FAILED);
    assertThat(get(id(1)).failure()).isEqualTo(failure);
    assertThat(get(id(1)).timing()).isNull();
  }

  @Test
  void keepsTheProgressOfManyRecordingsAndNeverLetsItFall() {
    add(recording(acquisition.id(), 1), recording(acquisition.id(), 2));

    write(fence ->
        journal.progress(
            fence,
            List.of(
                progress(1, new SampleCounts(100, 50, 5), 12.5),
                progress(2, new SampleCounts(100, 60, 6), null))));
    write(
        fence -> journal.progress(fence, List.of(progress(1, new SampleCounts(90, 40, 4), null))));

    assertThat(get(id(1)).samples()).isEqualTo(new SampleCounts(90, 50, 5));
    assertThat(get(id(1)).snrDb()).isEqualTo(12.5);
    assertThat(get(id(2)).samples()).isEqualTo(new SampleCounts(100, 60, 6));
    assertThat(get(id(2)).snrDb()).isNull();
  }

  @Test
  void keepsSegmentsWithTheirGapsInOrder() {
    add(recording(acquisition.id(), 1), recording(acquisition.id(), 2));
    var gap = new RecordingGap(1_000, 24, "SEQUENCE");
    var early = new RecordingGap(0, 10, "LATE_START");

    write(fence -> {
      journal.addSegment(fence, segment(id(1), 1), List.of(), COUNTS);
      journal.addSegment(fence, segment(id(1), 0), List.of(gap), COUNTS);
      journal.addGaps(fence, id(1), List.of(early));
      journal.addSegment(fence, segment(id(2), 0), List.of(), COUNTS);
    });

    Map<RecordingId, List<Segment>> segments =
        transactions.inTransaction(tx -> recordings.segments(tx, List.of(id(1), id(2), id(3))));
    assertThat(segments).containsOnlyKeys(id(1), id(2));
    assertThat(segments.get(id(1))).containsExactly(segment(id(1), 0), segment(id(1), 1));
    assertThat(segments.get(id(2))).containsExactly(segment(id(2), 0));
    assertThat(segment(id(1), 0).sampleCount()).isEqualTo(1_500);
    Map<RecordingId, List<RecordingGap>> gaps =
        transactions.inTransaction(tx -> recordings.gaps(tx, List.of(id(1), id(2))));
    assertThat(gaps).containsOnlyKeys(id(1));
    assertThat(gaps.get(id(1))).containsExactly(early, gap);
    assertThat(get(id(1)).samples()).isEqualTo(COUNTS);
  }

  @Test
  void keepsHowARecordingIsDatedWhileItGoesOn() {
    add(recording(acquisition.id(), 1));

    write(fence -> {
      journal.addSegment(fence, segment(id(1), 0), List.of(), COUNTS);
      journal.date(fence, id(1), timing());
    });

    assertThat(get(id(1)).timing()).isEqualTo(timing());
    assertThat(get(id(1)).times().finishedAt()).isNull();
  }

  @Test
  void refusesASecondRowForAnObject() {
    add(recording(acquisition.id(), 1));
    write(fence -> journal.addSegment(fence, segment(id(1), 0), List.of(), COUNTS));
    Segment first = segment(id(1), 0);
    var second =
        new Segment(
            first.recording(),
            7,
            1,
            first.objectKey(),
            first.runs(),
            first.object(),
            first.anchor());

    assertThatThrownBy(() -> write(fence -> journal.addSegment(fence, second, List.of(), COUNTS)))
        .isInstanceOf(DatabaseException.class)
        .hasMessageContaining("23505");
  }

  @Test
  void refusesASegmentWithoutSamples() {
    Segment some = segment(id(1), 0);

    assertThatThrownBy(() ->
            new Segment(id(1), 0, 1, some.objectKey(), List.of(), some.object(), some.anchor()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(some.objectKey());
  }

  @Test
  void refusesEveryWriteOfARunThatWasReplaced() {
    add(recording(acquisition.id(), 1));
    transactions.inTransaction(tx -> Rows.takeOver(tx, acquisition.id(), "node-2"));
    List<Consumer<Fence>> writes =
        List.of(
            fence -> journal.add(fence, List.of(recording(acquisition.id(), 2))),
            fence -> journal.setState(fence, id(1), RecordingState.STORING),
            fence -> journal.addSegment(fence, segment(id(1), 0), List.of(), COUNTS),
            fence -> journal.finish(fence, id(1), COMPLETE));

    assertThat(writes)
        .allSatisfy(write ->
            assertThatThrownBy(() -> write(write)).isInstanceOf(StaleLeaseException.class));

    assertThat(get(id(1)).state()).isEqualTo(RecordingState.WAITING);
  }

  @Test
  void refusesRowsOfAnotherAcquisition() {
    UUID other = Rows.create(transactions, "alice").id();

    assertThatThrownBy(() -> add(recording(other, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(other.toString());
  }

  @Test
  void refusesToTouchARecordingThatIsNotThere() {
    assertThatThrownBy(() -> write(fence -> journal.setState(fence, id(1), RecordingState.STORING)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("expected to touch 1 rows, touched 0");
  }

  @Test
  void showsOneMomentInASnapshot() {
    add(recording(acquisition.id(), 2), recording(acquisition.id(), 1));

    AcquisitionSnapshot snapshot =
        transactions.inSnapshot(tx -> {
          assertThat(recordings.snapshot(tx, acquisition.id())).isPresent();
          elsewhere(this::recordAndTell);
          return recordings.snapshot(tx, acquisition.id()).orElseThrow();
        });

    assertThat(snapshot.acquisition().eventSequence()).isZero();
    assertThat(snapshot.recordings())
        .extracting(Recording::state)
        .containsExactly(RecordingState.WAITING, RecordingState.WAITING);
    assertThat(snapshot.recordings()).extracting(Recording::id).containsExactly(id(1), id(2));
    AcquisitionSnapshot after =
        transactions.inSnapshot(tx -> recordings.snapshot(tx, acquisition.id()).orElseThrow());
    assertThat(after.acquisition().eventSequence()).isEqualTo(1);
    assertThat(after.recordings().getFirst().state()).isEqualTo(RecordingState.DONE);
    assertThat(emptySnapshot()).isFalse();
  }

  @Test
  void pagesThroughRecordingsOfTheSameMoment() {
    for (int i = 0; i < 4; i++) {
      Acquisition another = Rows.create(transactions, "alice");
      write(
          another,
          fence ->
              journal.add(
                  fence,
                  IntStream.rangeClosed(1, 7)
                      .mapToObj(receiver -> recording(another.id(), receiver))
                      .toList()));
    }
    database.execute("update recordings set created_at = '2025-01-01 00:00:00+05:45'");

    List<RecordingId> seen = new ArrayList<>();
    @Nullable RecordingKey after = null;
    do {
      Page<Recording, RecordingKey> page = list(RecordingFilter.ALL, after, 5);
      page.rows().forEach(row -> seen.add(row.id()));
      after = page.next().orElse(null);
    } while (after != null);

    assertThat(seen).hasSize(28).doesNotHaveDuplicates();
    assertThat(seen).extracting(RecordingId::receiverId).startsWith(1, 2, 3, 4, 5, 6, 7, 1, 2);
  }

  @Test
  void listsTheNewestFirstByEveryFilter() {
    add(recording(acquisition.id(), 1), recording(acquisition.id(), 2));
    Acquisition later = Rows.create(transactions, "alice");
    var other =
        new NewRecording(
            new RecordingId(later.id(), 1, 0),
            "alice",
            new ReceiverSnapshot("One", "http://one", null),
            10_000_000,
            0);
    write(later, fence -> journal.add(fence, List.of(other)));
    write(fence -> journal.setState(fence, id(2), RecordingState.STORING));
    var createdLater = list(RecordingFilter.ALL, null, 1).rows().getFirst().times().createdAt();

    assertThat(ids(RecordingFilter.ALL)).containsExactly(other.id(), id(1), id(2));
    assertThat(ids(RecordingFilter.ofAcquisition(acquisition.id()))).containsExactly(id(1), id(2));
    assertThat(ids(new RecordingFilter(null, Set.of(1), null, null, Set.of(), null, null)))
        .containsExactly(other.id(), id(1));
    assertThat(ids(new RecordingFilter(null, Set.of(), 77_500L, 77_500L, Set.of(), null, null)))
        .containsExactly(id(1), id(2));
    assertThat(
            ids(
                new RecordingFilter(
                    null, Set.of(), null, null, Set.of(RecordingState.STORING), null, null)))
        .containsExactly(id(2));
    assertThat(ids(new RecordingFilter(null, Set.of(), null, null, Set.of(), createdLater, null)))
        .containsExactly(other.id());
    assertThat(ids(new RecordingFilter(null, Set.of(), null, null, Set.of(), null, createdLater)))
        .containsExactly(id(1), id(2));
  }

  @Test
  void knowsWhetherAReceiverIsInUse() {
    add(recording(acquisition.id(), 1));

    assertThat(inUse(1)).isTrue();
    assertThat(inUse(2)).isFalse();

    write(fence ->
        new AcquisitionJournal().finish(fence, AcquisitionState.FAILED, Outcome.NONE, NOON));
    assertThat(inUse(1)).isFalse();
  }

  @Test
  void countsAReceiverAsAtWorkFromTheStartToTheEndOfItsRecording() {
    add(recording(acquisition.id(), 1), recording(acquisition.id(), 2));
    assertThat(atWork(1)).as("it waits for its start").isFalse();

    write(fence -> assertThat(new AcquisitionJournal().start(fence, NOON, false)).isTrue());
    assertThat(atWork(1)).isTrue();
    assertThat(atWork(3)).isFalse();

    write(fence -> journal.finish(fence, id(1), COMPLETE));
    assertThat(atWork(1)).isFalse();
    assertThat(atWork(2)).isTrue();
    assertThat(inUse(1)).as("the acquisition still names it").isTrue();
    write(fence ->
        new AcquisitionJournal().finish(fence, AcquisitionState.FAILED, Outcome.NONE, NOON));
    assertThat(atWork(2)).isFalse();
  }

  private boolean atWork(int receiverId) {
    return transactions.inTransaction(tx -> recordings.receiverAtWork(tx, receiverId));
  }

  @Test
  void writesAnyNumberOfRowsWithTheSameStatements() {
    database.execute(
        """
        insert into receivers (id, driver, name, url, owner) overriding system value
        select id, 'kiwi', 'many ' || id, 'http://many', 'alice' from generate_series(1001, 1400) id
        """);
    try (var pool = TestDatabase.pool(database.name(), 1)) {
      var counting = new CountingDataSource(pool);
      Transactions counted = counting.transactions();
      Acquisition few = Rows.create(transactions, "alice");
      Acquisition many = Rows.create(transactions, "alice");

      int forFew = counting.during(() -> recordAll(counted, few, 1));
      int forMany = counting.during(() -> recordAll(counted, many, 400));

      assertThat(forMany).isEqualTo(forFew);
    }
    database.execute("delete from acquisitions");
    database.execute("delete from receivers where id > 1000");
  }

  private void recordAll(Transactions where, Acquisition of, int count) {
    List<RecordingId> ids =
        IntStream.range(1_001, 1_001 + count)
            .mapToObj(receiver -> new RecordingId(of.id(), receiver, 0))
            .toList();
    Rows.fenced(
        where,
        of.lease(),
        fence -> {
          journal.add(fence, ids.stream().map(id -> recording(of.id(), id.receiverId())).toList());
          journal.progress(
              fence, ids.stream().map(id -> progress(id.receiverId(), COUNTS, 1.5)).toList());
          journal.addSegment(
              fence,
              segment(ids.getFirst(), 0),
              IntStream.range(0, count)
                  .mapToObj(gap -> new RecordingGap(gap * 10L, 1, "STAMP"))
                  .toList(),
              COUNTS);
        });
    where.runInTransaction(tx -> {
      assertThat(recordings.ofAcquisitions(tx, List.of(of.id())).get(of.id())).hasSize(count);
      assertThat(recordings.segments(tx, ids)).hasSize(1);
      assertThat(recordings.gaps(tx, ids).get(ids.getFirst())).hasSize(count);
    });
  }

  private void recordAndTell() {
    write(fence -> {
      journal.finish(fence, id(1), COMPLETE);
      new EventLog().append(fence, List.of(event("DONE")));
    });
  }

  private static void elsewhere(Runnable work) {
    var thread = Thread.ofVirtual().start(work);
    try {
      thread.join();
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  private boolean emptySnapshot() {
    return transactions.inSnapshot(tx -> recordings.snapshot(tx, UUID.randomUUID()).isPresent());
  }

  private RecordingId id(int receiverId) {
    return new RecordingId(acquisition.id(), receiverId, 0);
  }

  private void add(NewRecording... wanted) {
    write(fence -> journal.add(fence, List.of(wanted)));
  }

  private void write(Consumer<Fence> writes) {
    write(acquisition, writes);
  }

  private static void write(Acquisition of, Consumer<Fence> writes) {
    Rows.fenced(transactions, of.lease(), writes);
  }

  private Recording get(RecordingId id) {
    return find(id).orElseThrow();
  }

  private Optional<Recording> find(RecordingId id) {
    return transactions.inTransaction(tx -> recordings.get(tx, id));
  }

  private boolean inUse(int receiverId) {
    return transactions.inTransaction(tx -> recordings.receiverInUse(tx, receiverId));
  }

  private List<RecordingId> ids(RecordingFilter filter) {
    return list(filter, null, 100).rows().stream().map(Recording::id).toList();
  }

  private Page<Recording, RecordingKey> list(
      RecordingFilter filter, @Nullable RecordingKey after, int limit) {
    return transactions.inTransaction(tx -> recordings.list(tx, filter, after, limit));
  }

  private static RecordingProgress progress(
      int receiverId, SampleCounts samples, @Nullable Double snrDb) {
    return new RecordingProgress(
        receiverId, 0, samples, snrDb, null, new Recording.Retries(0, null));
  }
}
