package io.heimdall.server.acquisition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heimdall.db.Database;
import io.heimdall.db.NoticeConnection;
import io.heimdall.db.acquisition.Acquisition;
import io.heimdall.db.acquisition.AcquisitionJournal;
import io.heimdall.db.acquisition.AcquisitionPlan;
import io.heimdall.db.acquisition.AcquisitionRepository;
import io.heimdall.db.acquisition.AcquisitionRequest;
import io.heimdall.db.acquisition.AcquisitionState;
import io.heimdall.db.acquisition.EventLog;
import io.heimdall.db.acquisition.Fence;
import io.heimdall.db.acquisition.NewAcquisition;
import io.heimdall.db.acquisition.NewEvent;
import io.heimdall.db.acquisition.Outcome;
import io.heimdall.db.recording.AcquisitionSnapshot;
import io.heimdall.db.recording.RecordingRepository;
import io.heimdall.server.FreshDatabase;
import io.heimdall.server.failure.Failure;
import io.heimdall.server.failure.FailureException;
import io.heimdall.server.failure.Reason;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Watches on one node of what another node writes, over one database. No watch here finds anything
/// by polling: the next poll is an hour away.
@Timeout(60)
final class WatchIT {

  private static final Duration NEVER = Duration.ofHours(1);
  private static final Duration BEAT = Duration.ofSeconds(10);
  private static final WatchConfig BY_BELL = new WatchConfig(BEAT, NEVER, NEVER, 1 << 20);

  private static FreshDatabase postgres;
  private static Database here;
  private static Database there;
  private static EventBell bellHere;
  private static EventBell bellThere;

  private final AcquisitionRepository acquisitions = new AcquisitionRepository();
  private final EventLog log = new EventLog();

  @BeforeAll
  static void start() throws Exception {
    postgres = FreshDatabase.create();
    here = open();
    there = open();
    bellHere = EventBell.open(here);
    bellThere = EventBell.open(there);
  }

  private static Database open() {
    return Database.open(postgres.config().withPoolSize(4));
  }

  @AfterAll
  static void stop() throws Exception {
    bellHere.close();
    bellThere.close();
    here.close();
    there.close();
    postgres.close();
  }

  @Test
  void hearsAtOnceWhatAnotherNodeWrites() throws Exception {
    Acquisition acquisition = create();
    try (Watch watch = watch(acquisition, 0L, BY_BELL);
        var reader = new Reader(watch)) {
      for (int run = 2; run < 7; run++) {
        append(acquisition, run);
        long committedNanos = System.nanoTime();
        bellThere.ring(acquisition.id());

        assertThat(reader.next())
            .isInstanceOfSatisfying(
                Watch.Item.Event.class,
                event -> assertThat(event.event()).isInstanceOf(RunEvent.TakenOver.class));
        assertThat(Duration.ofNanos(System.nanoTime() - committedNanos)).isLessThan(BEAT);
      }
    }
  }

  @Test
  void wakesEverybodyOnceTheListeningConnectionIsBack() throws Exception {
    Acquisition acquisition = create();
    try (Watch watch = watch(acquisition, 0L, BY_BELL);
        var reader = new Reader(watch)) {
      append(acquisition, 2);
      bellThere.ring(acquisition.id());
      reader.next();

      append(acquisition, 3);
      cutListeningConnections();

      assertThat(reader.next())
          .isInstanceOfSatisfying(
              Watch.Item.Event.class, event -> assertThat(event.sequence()).isEqualTo(2));
    }
  }

  @Test
  void tellsOtherNodesAtMostTenTimesASecond() {
    UUID id = UUID.randomUUID();
    int heard = 0;
    try (NoticeConnection notices = here.listen(EventBell.CHANNEL)) {
      long endNanos = System.nanoTime() + Duration.ofSeconds(1).toNanos();
      while (System.nanoTime() < endNanos) {
        bellThere.ring(id);
        Thread.onSpinWait();
      }
      List<String> came = notices.await(Duration.ofMillis(500));
      while (!came.isEmpty()) {
        heard += came.stream().filter(id.toString()::equals).toList().size();
        came = notices.await(Duration.ofMillis(500));
      }
    }

    assertThat(heard).isBetween(2, 12);
  }

  @Test
  void endsAfterItsTimeAndGoesOnWithoutAGap() throws Exception {
    Acquisition acquisition = create();
    append(acquisition, 2, 3);
    var brief = new WatchConfig(BEAT, NEVER, Duration.ofNanos(1), 1 << 20);

    String last;
    try (Watch watch = watch(acquisition, null, brief)) {
      assertThat(watch.next()).isInstanceOf(Watch.Item.Snapshot.class);
      append(acquisition, 4, 5);
      last = metadata(watch, Reason.WATCH_ENDED).get("lastSequence");
    }

    assertThat(last).isEqualTo("2");
    try (Watch watch = watch(acquisition, Long.valueOf(last), BY_BELL)) {
      assertThat(sequences(watch, 2)).containsExactly(3L, 4L);
    }
  }

  @Test
  void endsWhenItIsTold() throws Exception {
    Acquisition acquisition = create();
    try (Watch watch = watch(acquisition, 0L, BY_BELL)) {
      Thread ender = Thread.ofVirtual().start(watch::end);

      assertThatThrownBy(watch::next).isInstanceOf(InterruptedException.class);
      assertThat(ender.join(BEAT)).isTrue();
    }
  }

  @Test
  void refusesToGoOnAfterEventsThatAreGone() throws Exception {
    Acquisition acquisition = create();
    append(acquisition, 2, 3, 4, 5, 6);
    keep(2).run();

    assertThatThrownBy(() -> watch(acquisition, 2L, BY_BELL))
        .isInstanceOfSatisfying(
            FailureException.class,
            thrown -> {
              assertThat(thrown.failure().reason()).isEqualTo(Reason.SEQUENCE_COMPACTED);
              assertThat(thrown.failure().metadata()).containsEntry("earliestSequence", "3");
            });
    try (Watch watch = watch(acquisition, 3L, BY_BELL)) {
      assertThat(sequences(watch, 2)).containsExactly(4L, 5L);
    }
  }

  @Test
  void isGivenASnapshotWhenItsEventsGoBeforeItHasThem() throws Exception {
    Acquisition acquisition = create();
    append(acquisition, 2);
    try (Watch watch = watch(acquisition, 0L, BY_BELL)) {
      append(acquisition, 3, 4, 5);
      keep(1).run();

      assertThat(watch.next())
          .isInstanceOfSatisfying(
              Watch.Item.Snapshot.class,
              item -> assertThat(item.state().acquisition().eventSequence()).isEqualTo(4));
      append(acquisition, 6);
      assertThat(sequences(watch, 1)).containsExactly(5L);
    }
  }

  @Test
  void givesSnapshotAndEndOfWhatEndedLongAgo() throws Exception {
    Acquisition acquisition = create();
    append(acquisition, 2, 3);
    finish(acquisition);
    var later = InstantSource.fixed(Instant.now().plus(Duration.ofDays(8)));

    new EventRetention(there.transactions(), later, Duration.ofDays(7)).run();

    assertThat(eventsOf(acquisition)).isEmpty();
    try (Watch watch = watch(acquisition, null, BY_BELL)) {
      assertThat(watch.next()).isInstanceOf(Watch.Item.Snapshot.class);
      assertThat(watch.next()).isNull();
    }
    try (Watch watch = watch(acquisition, 3L, BY_BELL)) {
      assertThat(watch.next()).isNull();
    }
  }

  @Test
  void keepsTheEventsOfWhatEndedLately() {
    Acquisition acquisition = create();
    append(acquisition, 2, 3);
    finish(acquisition);

    new EventRetention(there.transactions(), InstantSource.system(), Duration.ofDays(7)).run();

    assertThat(eventsOf(acquisition)).hasSize(3);
  }

  @Test
  void readsEventsStoredBeforeTheirNewFields() {
    Acquisition acquisition = create();
    there
        .transactions()
        .runInTransaction(tx -> {
          Fence fence = acquisitions.fence(tx, acquisition.lease());
          log.append(
              fence,
              List.of(
                  new NewEvent(
                      Instant.EPOCH,
                      "SEGMENT_STORED",
                      """
                      {"receiverId": 3, "objectKey": "k", "firstSample": 1, "sampleCount": 2}\
                      """)));
        });

    assertThat(eventsOf(acquisition))
        .map(EventCodec::decode)
        .containsExactly(new RunEvent.SegmentStored(3, 0, "k", 1, 2));
  }

  private EventRetention keep(int most) {
    return new EventRetention(
        there.transactions(), InstantSource.system(), Duration.ofDays(7), most);
  }

  private static Watch watch(Acquisition of, @Nullable Long after, WatchConfig config) {
    var watching = new Watching(here.transactions(), bellHere, config);
    EventBell.Listener listener = watching.listen(of.id());
    AcquisitionSnapshot now =
        here.transactions()
            .inSnapshot(tx -> new RecordingRepository().snapshot(tx, of.id()).orElseThrow());
    return watching.begin(now, after, listener);
  }

  private static Map<String, String> metadata(Watch watch, Reason reason) {
    var found = new ArrayList<Failure>();
    assertThatThrownBy(watch::next)
        .isInstanceOfSatisfying(FailureException.class, thrown -> found.add(thrown.failure()));
    assertThat(found.getFirst().reason()).isEqualTo(reason);
    return found.getFirst().metadata();
  }

  private static List<Long> sequences(Watch watch, int count) throws InterruptedException {
    var found = new ArrayList<Long>();
    while (found.size() < count) {
      assertThat(watch.next())
          .isInstanceOfSatisfying(Watch.Item.Event.class, event -> found.add(event.sequence()));
    }
    return found;
  }

  private Acquisition create() {
    var wanted =
        new NewAcquisition(
            UUID.randomUUID(),
            AcquisitionRequest.of("tester", UUID.randomUUID().toString(), "hash"),
            new AcquisitionPlan(77_500, 1_000_000_000L, 12_000, 1, Instant.EPOCH, "{}", "{}"),
            List.of(77_500L),
            null,
            "there");
    return there.transactions().inTransaction(tx -> acquisitions.create(tx, wanted).acquisition());
  }

  /// One transaction with an event for each number. Rings no bell.
  private void append(Acquisition acquisition, int... runs) {
    var events = new ArrayList<NewEvent>();
    for (int run : runs) {
      events.add(EventCodec.encode(Instant.EPOCH, new RunEvent.TakenOver("there", run)));
    }
    write(acquisition, fence -> log.append(fence, events));
  }

  private void finish(Acquisition acquisition) {
    write(
        acquisition,
        fence -> {
          var journal = new AcquisitionJournal();
          assertThat(journal.finish(fence, AcquisitionState.SUCCEEDED, Outcome.NONE, Instant.now()))
              .isTrue();
          log.append(
              fence,
              List.of(
                  EventCodec.encode(
                      Instant.EPOCH, new RunEvent.StateChanged(AcquisitionState.SUCCEEDED, null))));
        });
  }

  private void write(Acquisition acquisition, Consumer<Fence> work) {
    there
        .transactions()
        .runInTransaction(tx -> work.accept(acquisitions.fence(tx, acquisition.lease())));
  }

  private List<io.heimdall.db.acquisition.AcquisitionEvent> eventsOf(Acquisition acquisition) {
    return here.transactions().inSnapshot(tx -> log.after(tx, acquisition.id(), 0, 100));
  }

  private static void cutListeningConnections() throws SQLException {
    try (Connection connection = postgres.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "select pg_terminate_backend(pid) from pg_stat_activity"
              + " where application_name = 'heimdall-notices' and datname = current_database()");
    }
  }

  /// Reads a watch on a thread of its own, so that the test may wait with a limit.
  private static final class Reader implements AutoCloseable {
    private final Watch watch;
    private final BlockingQueue<Watch.Item> items = new LinkedBlockingQueue<>();
    private final Thread thread;

    Reader(Watch watch) {
      this.watch = watch;
      this.thread = Thread.ofVirtual().start(this::run);
    }

    private void run() {
      try {
        for (Watch.Item item = watch.next(); item != null; item = watch.next()) {
          items.add(item);
        }
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }

    Watch.Item next() throws InterruptedException {
      Watch.Item item = items.poll(20, TimeUnit.SECONDS);
      assertThat(item).isNotNull();
      return item;
    }

    @Override
    public void close() {
      watch.end();
      try {
        assertThat(thread.join(BEAT)).isTrue();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }
}
