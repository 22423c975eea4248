package io.heimdall.server.acquisition;

import io.heimdall.db.Transactions;
import io.heimdall.db.Tx;
import io.heimdall.db.acquisition.Acquisition;
import io.heimdall.db.acquisition.AcquisitionRepository;
import io.heimdall.db.acquisition.AcquisitionRequest;
import io.heimdall.db.acquisition.Creation;
import io.heimdall.db.acquisition.NewAcquisition;
import io.heimdall.db.audit.AuditEntry;
import io.heimdall.db.audit.AuditLog;
import io.heimdall.db.receiver.DuplicateReceiverException;
import io.heimdall.db.receiver.Receiver;
import io.heimdall.db.receiver.ReceiverRepository;
import io.heimdall.db.receiver.ReceiverSpec;
import io.heimdall.db.recording.AcquisitionSnapshot;
import io.heimdall.db.recording.NewRecording;
import io.heimdall.db.recording.ReceiverSnapshot;
import io.heimdall.db.recording.RecordingId;
import io.heimdall.db.recording.RecordingRepository;
import io.heimdall.server.failure.Failure;
import io.heimdall.server.failure.Reason;
import io.heimdall.server.iq.file.FileSurvey;
import io.heimdall.server.schedule.Schedule;
import io.heimdall.server.security.Caller;
import io.heimdall.server.storage.Sha256;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// The rows of an import: its acquisition with its one recording, its first event, its audit line,
/// and the task that ends it should this server not, in one transaction.
final class ImportRows {

  /// Whose recording a file is that names no station.
  private static final String NO_STATION = "imported files";

  private static final int MOST_NAME_CHARACTERS = 100;

  private final Transactions transactions;
  private final Schedule schedule;
  private final AcquisitionNotes notes;
  private final InstantSource clock;
  private final AcquisitionRepository acquisitions = new AcquisitionRepository();
  private final RecordingRepository recordings = new RecordingRepository();
  private final ReceiverRepository receivers = new ReceiverRepository();
  private final AuditLog audit = new AuditLog();

  /// Prepares to write.
  ///
  /// @param transactions where rows are kept
  /// @param schedule where tasks are kept
  /// @param notes written with each import
  /// @param clock the host's UTC
  ImportRows(
      Transactions transactions, Schedule schedule, AcquisitionNotes notes, InstantSource clock) {
    this.transactions = transactions;
    this.schedule = schedule;
    this.notes = notes;
    this.clock = clock;
  }

  /// Finds what the same request stored before.
  Optional<AcquisitionSnapshot> earlier(
      Tx tx, Caller caller, ImportRequest request, Sha256 sha256) {
    if (request.requestId().isEmpty()) {
      return Optional.empty();
    }
    return acquisitions
        .find(tx, caller.name(), request.requestId())
        .map(found -> same(found, request, sha256))
        .flatMap(found -> recordings.snapshot(tx, found.id()));
  }

  private static Acquisition same(Acquisition found, ImportRequest request, Sha256 sha256) {
    if (!found.request().requestHash().equals(PlanJson.digest(request, sha256.hex()))) {
      throw new Failure.Invalid(
              Reason.REQUEST_ID_REUSED,
              "open.request_id",
              "request_id %s was used before, for something else".formatted(request.requestId()))
          .exception();
    }
    return found;
  }

  /// Finds a receiver.
  Receiver receiver(Tx tx, int id) {
    return receivers
        .get(tx, id)
        .orElseThrow(() ->
            new Failure.NotFound(
                    Reason.RECEIVER_NOT_FOUND,
                    "there is no receiver " + id,
                    Map.of("receiverId", Integer.toString(id)))
                .exception());
  }

  /// Creates the rows. Of two imports that add the same station one finds it added.
  ///
  /// @return the acquisition, or the one that the same request has just created
  Creation create(Caller caller, ImportRequest request, FileSurvey survey, Sha256 sha256) {
    try {
      return transactions.inTransaction(tx -> create(tx, caller, request, survey, sha256));
    } catch (DuplicateReceiverException _) {
      return transactions.inTransaction(tx -> create(tx, caller, request, survey, sha256));
    }
  }

  private Creation create(
      Tx tx, Caller caller, ImportRequest request, FileSurvey survey, Sha256 sha256) {
    Receiver receiver =
        request.receiverId() > 0
            ? receiver(tx, request.receiverId())
            : station(tx, caller, request, survey);
    Plan plan = plan(request, survey, receiver.id());
    var file = new ImportedFile(request.fileName(), sha256.hex(), survey.anchor().utcNanos());
    var wanted =
        new NewAcquisition(
            UUID.randomUUID(),
            AcquisitionRequest.of(
                caller.name(),
                request.requestId().isEmpty() ? UUID.randomUUID().toString() : request.requestId(),
                PlanJson.digest(request, sha256.hex())),
            AcquisitionStarter.rowOf(plan, clock.instant(), PlanJson.write(plan, file)),
            plan.centerFrequenciesHz(),
            null,
            schedule.node());
    Creation creation = acquisitions.create(tx, wanted);
    if (creation instanceof Creation.Created(Acquisition made)) {
      notes.started(tx, caller, made, List.of(recording(made, receiver, survey)));
      Instant rescue = clock.instant().plus(ImportRescue.AFTER);
      var _ = schedule.put(tx, AcquisitionStarter.TASK, made.id().toString(), rescue);
    }
    var _ = same(creation.acquisition(), request, sha256);
    return creation;
  }

  private static Plan plan(ImportRequest request, FileSurvey survey, int receiverId) {
    return new Plan(
        List.of(survey.facts().centerFrequencyHz()),
        survey.durationNanos(),
        survey.facts().sampleRateHz(),
        Plan.Setting.DEFAULT,
        List.of(receiverId),
        1,
        request.labels(),
        MeasuredRecording.instant(survey.anchor().utcNanos()),
        new Plan.Retry(0, null));
  }

  private static NewRecording recording(Acquisition made, Receiver receiver, FileSurvey survey) {
    ReceiverSpec spec = receiver.spec();
    return new NewRecording(
        new RecordingId(made.id(), receiver.id(), 0),
        made.request().owner(),
        new ReceiverSnapshot(
            spec.name(), spec.url(), survey.facts().position().orElse(spec.location().position())),
        survey.facts().centerFrequencyHz(),
        survey.endSample());
  }

  /// The receiver named after the file's station, which is added where there is none.
  private Receiver station(Tx tx, Caller caller, ImportRequest request, FileSurvey survey) {
    String name = survey.facts().station().orElse(NO_STATION);
    String kept = name.substring(0, Math.min(name.length(), MOST_NAME_CHARACTERS));
    return receivers
        .named(tx, kept)
        .orElseGet(() -> {
          Receiver added = receivers.create(tx, caller.name(), spec(kept, request, survey));
          audit.append(
              tx,
              new AuditEntry(
                  caller.name(),
                  "receiver.create",
                  "receiver",
                  Integer.toString(added.id()),
                  "{\"because\":\"a file of its samples is imported\"}"));
          return added;
        });
  }

  private static ReceiverSpec spec(String name, ImportRequest request, FileSurvey survey) {
    return new ReceiverSpec(
        "replay",
        name,
        url(request.fileName()),
        new ReceiverSpec.Location("", survey.facts().position().orElse(null)),
        ReceiverSpec.Activity.INACTIVE,
        ReceiverSpec.TuningDefaults.NONE,
        ReceiverSpec.DEFAULT_TIMEOUT_SECONDS,
        ReceiverSpec.DEFAULT_RETRY_COUNT);
  }

  private static String url(String fileName) {
    try {
      return new URI("file", "", "/" + fileName, null).toString();
    } catch (URISyntaxException _) {
      return "file:///";
    }
  }

  /// Puts off the task of an acquisition while it runs here.
  ImportRescue putOff(UUID acquisitionId) {
    return new ImportRescue(transactions, schedule, acquisitionId);
  }
}
