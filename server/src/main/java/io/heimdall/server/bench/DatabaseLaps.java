package io.heimdall.server.bench;

import io.heimdall.db.Transactions;
import io.heimdall.db.Tx;
import io.heimdall.db.acquisition.Acquisition;
import io.heimdall.db.acquisition.AcquisitionEvent;
import io.heimdall.db.acquisition.AcquisitionJournal;
import io.heimdall.db.acquisition.AcquisitionRepository;
import io.heimdall.db.acquisition.AcquisitionRequest;
import io.heimdall.db.acquisition.AcquisitionState;
import io.heimdall.db.acquisition.EventLog;
import io.heimdall.db.acquisition.Fence;
import io.heimdall.db.acquisition.NewAcquisition;
import io.heimdall.db.acquisition.NewEvent;
import io.heimdall.db.acquisition.Outcome;
import io.heimdall.db.measurement.Inserted;
import io.heimdall.db.measurement.Measurement;
import io.heimdall.db.measurement.MeasurementFilter;
import io.heimdall.db.measurement.MeasurementKey;
import io.heimdall.db.measurement.MeasurementRepository;
import io.heimdall.db.recording.AcquisitionSnapshot;
import io.heimdall.db.recording.NewRecording;
import io.heimdall.db.recording.Recording;
import io.heimdall.db.recording.RecordingId;
import io.heimdall.db.recording.RecordingJournal;
import io.heimdall.db.recording.RecordingRepository;
import io.heimdall.db.recording.RecordingResult;
import io.heimdall.db.recording.Segment;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// The rows of an acquisition that has ended, written again as another one: a transaction for each
/// recording, one after another as its lease wants it.
final class DatabaseLaps {

  private static final int MOST_EVENTS = 10_000;

  /// Stored, measured, ended.
  private static final int EVENTS_OF_ONE = 3;

  private final Transactions transactions;
  private final AcquisitionRepository acquisitions = new AcquisitionRepository();
  private final AcquisitionJournal states = new AcquisitionJournal();
  private final RecordingJournal recordings = new RecordingJournal();
  private final MeasurementRepository measurements = new MeasurementRepository();
  private final EventLog events = new EventLog();
  private final Acquisition original;
  private final List<Rows> rows;

  /// What the end of one recording writes.
  private record Rows(
      Recording recording, Segment segment, Measurement measurement, List<NewEvent> events) {}

  /// Reads what is to be written again.
  ///
  /// @param transactions where
  /// @param finished an acquisition that has ended
  DatabaseLaps(Transactions transactions, UUID finished) {
    this.transactions = transactions;
    AcquisitionSnapshot snapshot =
        transactions.inSnapshot(
            tx -> new RecordingRepository().snapshot(tx, finished).orElseThrow());
    original = snapshot.acquisition();
    rows = transactions.inSnapshot(tx -> rowsOf(tx, snapshot.recordings()));
  }

  Lap insert() {
    return Lap.of("insert", "rows and events, a transaction for each recording", this::insertAll);
  }

  /// What the database takes to make one small change last.
  Lap commit() {
    return Lap.of(
        "raw_commit",
        "one commit that writes next to nothing",
        () -> Cost.of(() -> transactions.runInTransaction(DatabaseLaps::drawTransactionId)));
  }

  private static void drawTransactionId(Tx tx) {
    try (var statement = tx.connection().createStatement()) {
      statement.execute("select pg_current_xact_id()");
    } catch (SQLException e) {
      throw new IllegalStateException("the database gave no transaction id", e);
    }
  }

  private List<Rows> rowsOf(Tx tx, List<Recording> all) {
    var repository = new RecordingRepository();
    var segments = repository.segments(tx, all.stream().map(Recording::id).toList());
    List<Measurement> measured =
        measurements
            .list(tx, MeasurementFilter.ofAcquisition(original.id()), null, all.size())
            .rows();
    List<AcquisitionEvent> log = events.after(tx, original.id(), 0, MOST_EVENTS);
    List<Rows> found = new ArrayList<>();
    for (Recording recording : all) {
      Measurement measurement =
          measured.stream()
              .filter(one -> one.key().receiverId() == recording.id().receiverId())
              .findFirst()
              .orElseThrow();
      found.add(
          new Rows(
              recording,
              segments.getOrDefault(recording.id(), List.of()).getFirst(),
              measurement,
              eventsOf(log, found.size())));
    }
    return found;
  }

  /// The events that report the end of the n-th recording to end.
  private static List<NewEvent> eventsOf(List<AcquisitionEvent> log, int n) {
    List<AcquisitionEvent> measured =
        log.stream().filter(event -> event.type().equals("MEASURED")).toList();
    long first = measured.get(n).sequence() - 1;
    return log.stream()
        .filter(event -> event.sequence() >= first && event.sequence() < first + EVENTS_OF_ONE)
        .map(event -> new NewEvent(event.at(), event.type(), event.payloadJson()))
        .toList();
  }

  private Cost insertAll() throws Exception {
    Acquisition copy = transactions.inTransaction(this::begin);
    Cost cost =
        Cost.of(() -> {
          for (Rows one : rows) {
            transactions.runInTransaction(tx -> write(acquisitions.fence(tx, copy.lease()), one));
          }
        });
    transactions.runInTransaction(tx -> {
      Fence fence = acquisitions.fence(tx, copy.lease());
      boolean ended = states.finish(fence, AcquisitionState.SUCCEEDED, Outcome.NONE, Instant.now());
      WrongResultException.unless(ended, "the copied acquisition had ended before");
    });
    return cost;
  }

  private Acquisition begin(Tx tx) {
    var id = UUID.randomUUID();
    var request =
        AcquisitionRequest.of(
            original.request().owner(), id.toString(), original.request().requestHash());
    Acquisition copy =
        acquisitions
            .create(
                tx,
                new NewAcquisition(
                    id,
                    request,
                    original.plan(),
                    List.of(original.plan().centerFrequencyHz()),
                    null,
                    original.run().nodeId()))
            .acquisition();
    recordings.add(
        acquisitions.fence(tx, copy.lease()),
        rows.stream().map(one -> planned(id, one.recording())).toList());
    return copy;
  }

  private static NewRecording planned(UUID acquisition, Recording recording) {
    return new NewRecording(
        idOf(acquisition, recording),
        recording.owner(),
        recording.receiver(),
        recording.centerFrequencyHz(),
        recording.samples().expected());
  }

  private void write(Fence fence, Rows one) {
    UUID acquisition = fence.acquisitionId();
    Recording recording = one.recording();
    RecordingId id = idOf(acquisition, recording);
    recordings.addSegment(fence, copy(id, one.segment()), List.of());
    recordings.finish(
        fence,
        id,
        new RecordingResult(
            null,
            recording.samples(),
            recording.snrDb(),
            recording.timing(),
            recording.quality(),
            Instant.now()));
    Inserted inserted =
        measurements.insert(fence.tx(), List.of(copy(acquisition, one.measurement())));
    WrongResultException.unless(inserted.added() == 1, "a measurement was there before");
    events.append(fence, one.events());
  }

  private static RecordingId idOf(UUID acquisition, Recording recording) {
    return new RecordingId(acquisition, recording.id().receiverId(), recording.id().hop());
  }

  private Segment copy(RecordingId id, Segment segment) {
    String key =
        segment.objectKey().replace(original.id().toString(), id.acquisitionId().toString());
    return new Segment(
        id,
        segment.index(),
        segment.epoch(),
        key,
        segment.runs(),
        segment.object(),
        segment.anchor());
  }

  private static Measurement copy(UUID acquisition, Measurement measurement) {
    MeasurementKey key = measurement.key();
    return new Measurement(
        new MeasurementKey(
            key.windowStart(), acquisition, key.receiverId(), key.hop(), key.algorithmVersion()),
        measurement.subject(),
        measurement.signal(),
        measurement.levels(),
        measurement.spectrum(),
        measurement.bandwidth(),
        measurement.offset(),
        measurement.quality(),
        measurement.timing());
  }
}
