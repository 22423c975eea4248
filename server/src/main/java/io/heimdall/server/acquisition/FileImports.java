package io.heimdall.server.acquisition;

import io.heimdall.db.Transactions;
import io.heimdall.db.acquisition.Acquisition;
import io.heimdall.db.acquisition.Creation;
import io.heimdall.db.recording.AcquisitionSnapshot;
import io.heimdall.db.recording.Recording;
import io.heimdall.db.recording.RecordingId;
import io.heimdall.db.recording.RecordingRepository;
import io.heimdall.server.failure.Failure;
import io.heimdall.server.failure.FailureException;
import io.heimdall.server.failure.Reason;
import io.heimdall.server.iq.file.FactMissingException;
import io.heimdall.server.iq.file.FileHints;
import io.heimdall.server.iq.file.FileSurvey;
import io.heimdall.server.iq.file.IqFileException;
import io.heimdall.server.iq.file.IqFileFormat;
import io.heimdall.server.iq.file.IqFileSource;
import io.heimdall.server.iq.file.IqFiles;
import io.heimdall.server.receiver.FailureReason;
import io.heimdall.server.receiver.replay.WholeFile;
import io.heimdall.server.security.Caller;
import io.heimdall.server.storage.SegmentSpool;
import io.heimdall.server.storage.Sha256;
import io.heimdall.server.storage.StorageFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;

/// Stores files of samples as recordings, as if their receivers had delivered them. Safe for any
/// number of threads; calls block until everything is stored.
///
/// A file is received whole and read whole before the first row is written, so that one that cannot
/// be read leaves nothing. Then there is an acquisition of its own, whose run takes its samples
/// from the file. Should the server end during that, the file is gone; the acquisition's task,
/// which is put off for as long as the run goes on, then ends it with what is stored.
public final class FileImports {

  /// A day of KiwiSDR loses fewer.
  private static final int MOST_GAPS = LossLedger.MAX_GAPS - 1;

  /// Reading and measuring keeps a core busy; the others wait.
  private static final int AT_ONCE = 4;

  /// Files on their way in, those that wait to be read among them: each may hold much of the spool.
  static final int MOST_UPLOADS = 8;

  private static final Duration LONGEST = Duration.ofDays(366);
  private static final Duration TRY_AGAIN = Duration.ofSeconds(10);

  private final Transactions transactions;
  private final SegmentSpool spool;
  private final InstantSource clock;
  private final RunningAcquisitions running;
  private final RunFactory runs;
  private final ImportRows rows;
  private final Semaphore uploads = new Semaphore(MOST_UPLOADS);
  private final Semaphore places = new Semaphore(AT_ONCE);
  private final RecordingRepository recordings = new RecordingRepository();

  /// Prepares to import.
  ///
  /// @param needs where rows and files are kept
  /// @param running runs what is imported
  /// @param runs puts runs together
  /// @param rows writes the rows
  FileImports(
      Acquisitions.Needs needs, RunningAcquisitions running, RunFactory runs, ImportRows rows) {
    this.transactions = needs.transactions();
    this.spool = needs.spool();
    this.clock = needs.clock();
    this.running = running;
    this.runs = runs;
    this.rows = rows;
  }

  /// Begins to receive a file.
  ///
  /// @param caller who sends it
  /// @param request what is asked for
  /// @param sizeBytes how large the file is; 0 where that is not known
  /// @return takes its bytes; the caller closes it
  /// @throws FailureException with FILE_INVALID, RECEIVER_NOT_FOUND, SERVER_STOPPING,
  ///   FILE_TOO_LARGE, SPOOL_FULL or TOO_MANY_CALLS, where that is known before the first byte
  public FileUpload begin(Caller caller, ImportRequest request, long sizeBytes) {
    refuseWhenStopping();
    if (request.fileName().indexOf('\0') >= 0) {
      throw invalid("the name of the file holds a NUL");
    }
    if (request.format().equals(Optional.of(IqFileFormat.SIGMF)) && request.sigmfMeta().isEmpty()) {
      throw invalid("%s: its metadata (.sigmf-meta) is not given".formatted(request.fileName()));
    }
    if (request.receiverId() > 0) {
      var _ = transactions.inSnapshot(tx -> rows.receiver(tx, request.receiverId()));
    }
    FileUpload.refuseTooLarge(request.fileName(), sizeBytes, spool.mostReceivedBytes());
    return receive(new FileUpload.Sender(caller, request, sizeBytes));
  }

  private FileUpload receive(FileUpload.Sender sender) {
    if (!uploads.tryAcquire()) {
      throw new Failure.Exhausted(
              Reason.TOO_MANY_CALLS,
              "%d files are on their way in, which is as many as this server takes"
                  .formatted(MOST_UPLOADS),
              TRY_AGAIN,
              Map.of("limit", Integer.toString(MOST_UPLOADS)))
          .exception();
    }
    try {
      return new FileUpload(
          sender, spool.receive(sender.sizeBytes()), spool.mostReceivedBytes(), this);
    } catch (StorageFailure e) {
      uploads.release();
      throw FileUpload.full(e);
    }
  }

  /// An upload is over.
  void uploadEnded() {
    uploads.release();
  }

  private void refuseWhenStopping() {
    if (running.stopping()) {
      throw new Failure.Unavailable(Reason.SERVER_STOPPING, "the server is stopping", TRY_AGAIN)
          .exception();
    }
  }

  /// Stores a file that has been received.
  RecordingId store(Caller caller, ImportRequest request, Path path, Sha256 sha256) {
    Optional<AcquisitionSnapshot> earlier =
        transactions.inSnapshot(tx -> rows.earlier(tx, caller, request, sha256));
    if (earlier.isPresent()) {
      return ended(earlier.get().acquisition().id());
    }
    places.acquireUninterruptibly();
    try {
      return storeNew(caller, request, path, sha256);
    } finally {
      places.release();
    }
  }

  private RecordingId storeNew(Caller caller, ImportRequest request, Path path, Sha256 sha256) {
    // A file that says no time begins now, each time it is opened.
    var files = new IqFiles(InstantSource.fixed(clock.instant()));
    var source =
        new IqFileSource(
            path,
            request.fileName(),
            request.format(),
            request.sigmfMeta().isEmpty() ? Optional.empty() : Optional.of(request.sigmfMeta()),
            request.hints(),
            FileHints.NONE);
    FileSurvey survey = survey(files, source);
    refuseWhenStopping();
    Creation creation = rows.create(caller, request, survey, sha256);
    if (creation instanceof Creation.Created(Acquisition made)) {
      run(made, new WholeFile(files, source, survey), survey);
    }
    return ended(creation.acquisition().id());
  }

  private void run(Acquisition made, WholeFile file, FileSurvey survey) {
    try (ImportRescue _ = rows.putOff(made.id())) {
      var _ =
          running.runHere(
              made.id(), claimed -> runs.create(claimed, file::open, survey.anchor().utcNanos()));
    }
  }

  private static FileSurvey survey(IqFiles files, IqFileSource source) {
    try {
      FileSurvey survey = files.verify(source);
      if (survey.gaps() > MOST_GAPS) {
        throw invalid(
            "%s: samples are missing in %d places, expected at most %d"
                .formatted(source.name(), survey.gaps(), MOST_GAPS));
      }
      if (survey.durationNanos() > LONGEST.toNanos()) {
        throw invalid(
            "%s: it lasts %d days, expected at most %d"
                .formatted(
                    source.name(),
                    Duration.ofNanos(survey.durationNanos()).toDays(),
                    LONGEST.toDays()));
      }
      return survey;
    } catch (FactMissingException e) {
      throw new FailureException(
          new Failure.Invalid(Reason.FILE_FACT_MISSING, "open", String.valueOf(e.getMessage())), e);
    } catch (IqFileException e) {
      throw new FailureException(
          new Failure.Invalid(Reason.FILE_INVALID, "open", String.valueOf(e.getMessage())), e);
    } catch (IOException e) {
      throw new UncheckedIOException("a file that was received cannot be read", e);
    }
  }

  /// The recording of an import that is over.
  private RecordingId ended(UUID acquisitionId) {
    running.awaitHere(acquisitionId);
    Recording recording =
        transactions
            .inSnapshot(tx -> recordings.snapshot(tx, acquisitionId).orElseThrow())
            .recordings()
            .getFirst();
    Recording.Failure failure = recording.failure();
    if (recording.times().finishedAt() == null) {
      throw new Failure.Unavailable(
              Reason.OWNER_UNREACHABLE,
              "the file is still being stored as acquisition %s; ask again"
                  .formatted(acquisitionId),
              TRY_AGAIN)
          .exception();
    }
    if (failure != null) {
      throw failed(acquisitionId, failure).exception();
    }
    return recording.id();
  }

  /// What is told of a recording that has failed is the same each time it is asked for: the file is
  /// gone, so that asking again never helps.
  private static Failure failed(UUID acquisitionId, Recording.Failure failure) {
    String message =
        "%s; what was stored is in acquisition %s".formatted(failure.message(), acquisitionId);
    if (failure.reason().equals(FailureReason.CANCELLED.name())) {
      return new Failure.Precondition(
          Reason.ACQUISITION_ENDED, message, Map.of("acquisitionId", acquisitionId.toString()));
    }
    return new Failure.Precondition(
        Reason.IMPORT_FAILED,
        message,
        Map.of(
            "acquisitionId", acquisitionId.toString(),
            "failureReason", FailureReason.named(failure.reason()).name()));
  }

  private static FailureException invalid(String message) {
    return new Failure.Invalid(Reason.FILE_INVALID, "open", message).exception();
  }
}
