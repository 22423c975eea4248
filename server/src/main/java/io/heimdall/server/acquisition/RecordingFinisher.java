package io.heimdall.server.acquisition;

import static java.lang.System.Logger.Level.WARNING;

import io.heimdall.db.acquisition.Acquisition;
import io.heimdall.db.acquisition.Fence;
import io.heimdall.db.acquisition.StaleLeaseException;
import io.heimdall.db.measurement.Measurement;
import io.heimdall.db.measurement.MeasurementRepository;
import io.heimdall.db.recording.Recording;
import io.heimdall.db.recording.RecordingGap;
import io.heimdall.db.recording.RecordingId;
import io.heimdall.db.recording.RecordingResult;
import io.heimdall.db.recording.RecordingState;
import io.heimdall.db.recording.RecordingTiming;
import io.heimdall.db.recording.SampleCounts;
import io.heimdall.db.recording.Segment;
import io.heimdall.server.dsp.SignalMetrics;
import io.heimdall.server.iq.Gap;
import io.heimdall.server.iq.SampleAnchor;
import io.heimdall.server.receiver.FailureReason;
import io.heimdall.server.receiver.ReceiverFailure;
import io.heimdall.server.receiver.StreamInfo;
import io.heimdall.server.storage.PutRequest;
import io.heimdall.server.storage.SessionLayout;
import io.heimdall.server.storage.SessionRecording;
import io.heimdall.server.storage.StorageFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Turns what the receivers of one run delivered into objects and rows: objects first, then one
/// transaction with the last segment, the recording, its measurement and the events that report
/// them. Safe for the run's recorder threads; each recording is finished once.
final class RecordingFinisher {

  private static final System.Logger LOG = System.getLogger(RecordingFinisher.class.getName());

  private static final Unwritten NOTHING_LEFT = new Unwritten(null, null, List.of());

  private final Acquisition acquisition;
  private final RunJournal journal;
  private final RunReporter reporter;
  private final Rendezvous rendezvous;
  private final LiveTaps taps;
  private final RecordingArchive.Vault vault;
  private final MeasurementRepository measurements = new MeasurementRepository();
  private final Map<Integer, RecordingArchive> archives = new ConcurrentHashMap<>();
  private final Map<Integer, ReceiverProgress> results = new ConcurrentHashMap<>();
  private final Set<Integer> handedOver = ConcurrentHashMap.newKeySet();

  RecordingFinisher(
      Acquisition acquisition,
      RunJournal journal,
      RunReporter reporter,
      Rendezvous rendezvous,
      LiveTaps taps,
      RecordingArchive.Vault vault) {
    this.acquisition = acquisition;
    this.journal = journal;
    this.reporter = reporter;
    this.rendezvous = rendezvous;
    this.taps = taps;
    this.vault = vault;
  }

  /// Makes the recorder of a receiver of which an earlier run has received.
  ///
  /// @param part the receiver
  /// @param threads virtual threads
  /// @return the recorder; empty where no run has received anything
  Optional<Recorder> resumed(ReceiverPart part, ExecutorService threads) {
    StreamInfo info = part.earlier().info();
    return info == null ? Optional.empty() : Optional.of(recorder(part, info, threads));
  }

  /// Makes the recorder of a receiver whose stream has begun.
  ///
  /// @param part the receiver
  /// @param info what is known of its stream
  /// @param threads virtual threads
  /// @return the recorder, which is not connected yet
  Recorder recorder(ReceiverPart part, StreamInfo info, ExecutorService threads) {
    var archive = new RecordingArchive(part, journal, vault, threads);
    archives.put(part.receiverId(), archive);
    return new Recorder(
        part,
        info,
        new Recorder.Outputs(taps, archive, gap -> reporter.lost(part.recording().id(), gap)));
  }

  /// Whether some recordings are left to another run.
  ///
  /// @return true once one is
  boolean anyHandedOver() {
    return !handedOver.isEmpty();
  }

  /// Whether a receiver's part is over: its end is written, or left to another run.
  ///
  /// @param part the receiver
  /// @return true once it is
  boolean hasEnded(ReceiverPart part) {
    return results.containsKey(part.receiverId()) || handedOver.contains(part.receiverId());
  }

  /// Ends the part of a receiver of which no sample came.
  ///
  /// @param part the receiver
  /// @param cause why
  void withoutSamples(ReceiverPart part, ReceiverFailure cause) {
    SampleCounts counts = countsOf(part.progress().snapshot());
    end(part, new Ending(cause, counts, null, null, null), NOTHING_LEFT);
  }

  /// Ends the part of a receiver that was recorded: stores the rest, measures, and writes the rows.
  ///
  /// @param part the receiver
  /// @param recorder what it recorded
  /// @param cause why it is incomplete; null when it is not
  void finish(ReceiverPart part, Recorder recorder, @Nullable ReceiverFailure cause) {
    part.progress().enter(RecordingState.STORING);
    try {
      store(part, recorder, cause);
    } catch (StaleLeaseException e) {
      if (!journal.gate().leaving()) {
        throw e;
      }
      handedOver.add(part.receiverId());
    } catch (RuntimeException e) {
      giveUp(part, recorder, Faults.failureOf(part, e));
    }
  }

  /// Leaves a recording to the next run, with everything that came stored as far as the store takes
  /// it; the rest stays in the spool.
  ///
  /// @param part the receiver
  /// @param recorder what it recorded; null when nothing came
  void handOver(ReceiverPart part, @Nullable Recorder recorder) {
    handedOver.add(part.receiverId());
    if (recorder != null) {
      try {
        recorder.cut();
        // What the store has not taken by then is in the spool.
        var _ = archiveOf(part).settle();
      } catch (StorageFailure e) {
        LOG.log(WARNING, "what receiver {0} sent last is left: {1}", part.receiverId(), e);
      }
    }
  }

  /// Leaves a recording to whoever runs it now: what is in the spool stays there, unwritten.
  ///
  /// @param part the receiver
  /// @param recorder what it recorded; null when nothing came
  void leave(ReceiverPart part, @Nullable Recorder recorder) {
    if (recorder != null) {
      recorder.leave();
    }
    handedOver.add(part.receiverId());
  }

  private void store(ReceiverPart part, Recorder recorder, @Nullable ReceiverFailure cause) {
    if (recorder.partlyMeasured()) {
      storeAndMeasureAll(part, recorder, cause);
      return;
    }
    RecordingArchive archive = archiveOf(part);
    Optional<SealedSegment> last = recorder.sealLast();
    try {
      if (!archive.settle()) {
        handedOver.add(part.receiverId());
        return;
      }
      store(part, recorder, cause, last);
    } catch (RuntimeException e) {
      last.ifPresent(sealed -> archive.giveUp(sealed, e));
      throw e;
    }
    last.ifPresent(sealed -> vault.spool().discard(sealed.file()));
  }

  private void store(
      ReceiverPart part,
      Recorder recorder,
      @Nullable ReceiverFailure cause,
      Optional<SealedSegment> last) {
    RecordingArchive archive = archiveOf(part);
    List<Segment> segments = new ArrayList<>(archive.stored());
    if (last.isEmpty() && segments.isEmpty()) {
      endEmpty(part, recorder, cause == null ? nothingCame(recorder) : cause);
      return;
    }
    boolean single = recorder.singleSegment();
    last.ifPresent(sealed ->
        segments.add(archive.row(sealed, archive.keyOfLast(sealed, single), segments.size())));
    Kept kept =
        Faults.own(cause)
            ? Kept.in(segments, archive.listed(last), recorder.counts().expected())
            : Kept.all(recorder);
    MeasuredRecording measured = measure(part, recorder, kept.counts());
    Measurement row =
        measured.measurement(
            acquisition,
            windowStartNanos(measured.anchor()),
            segments.getFirst().objectKey(),
            segments.getFirst().firstSample());
    List<RecordingGap> gaps = RecordingArchive.gapsOf(kept.gaps());
    archive.putAll(
        Stream.concat(
            last.stream().map(sealed -> archive.object(sealed, segments.getLast().objectKey())),
            documents(measured.stored(archive.name(), row, segments, gaps))));
    end(
        part,
        new Ending(cause, measured.counts(), measured, row, SessionLayout.metadata(archive.name())),
        new Unwritten(last.orElse(null), segments.getLast(), kept.unlisted()));
  }

  /// Samples of earlier runs have passed by other meters: everything is measured again, from the
  /// store.
  private void storeAndMeasureAll(
      ReceiverPart part, Recorder recorder, @Nullable ReceiverFailure cause) {
    RecordingArchive archive = archiveOf(part);
    recorder.cut();
    if (!archive.settle()) {
      handedOver.add(part.receiverId());
      return;
    }
    List<Segment> segments = List.copyOf(archive.stored());
    Kept kept =
        Faults.own(cause)
            ? Kept.in(segments, archive.listed(Optional.empty()), recorder.counts().expected())
            : Kept.all(recorder);
    SampleAnchor anchor = recorder.anchor();
    SignalMetrics metrics =
        archive.measure(Recorder.analysisPlan(recorder.info()), anchor.sampleRateHz());
    var measured =
        new MeasuredRecording(
            part.recording(),
            recorder.info(),
            kept.counts(),
            anchor,
            metrics,
            recorder.meter().overloadFraction());
    Measurement row =
        measured.measurement(
            acquisition,
            windowStartNanos(measured.anchor()),
            segments.getFirst().objectKey(),
            segments.getFirst().firstSample());
    archive.putAll(
        documents(
            measured.stored(archive.name(), row, segments, RecordingArchive.gapsOf(kept.gaps()))));
    end(
        part,
        new Ending(cause, kept.counts(), measured, row, SessionLayout.metadata(archive.name())),
        new Unwritten(null, null, kept.unlisted()));
  }

  /// Of samples that an earlier run left before the window stood in its row, the time of the first
  /// index tells.
  private long windowStartNanos(SampleAnchor anchor) {
    return rendezvous.start().orElse(anchor.utcNanosAt(0));
  }

  /// The first run writes its documents only where there are none: when it was replaced and does
  /// not know, those of the run that ended the recording stay.
  private Stream<PutRequest> documents(SessionRecording recording) {
    Stream<PutRequest> documents = recording.documents();
    return journal.lease().epoch() == 1 ? documents.map(PutRequest::once) : documents;
  }

  /// Ends a recording of which no sample is there: all that was asked for is lost.
  private void endEmpty(ReceiverPart part, Recorder recorder, ReceiverFailure cause) {
    Kept kept = Kept.all(recorder);
    end(
        part,
        new Ending(cause, kept.counts(), null, null, null),
        new Unwritten(null, null, kept.unlisted()));
  }

  /// Ends a recording with the segments that are stored; the samples of others are lost.
  private void giveUp(ReceiverPart part, Recorder recorder, ReceiverFailure cause) {
    if (!recorder.hasSamples() && !recorder.dropped()) {
      withoutSamples(part, cause);
      return;
    }
    RecordingArchive archive = archiveOf(part);
    archive.awaitUploads();
    Kept kept =
        Kept.in(archive.stored(), archive.listed(Optional.empty()), recorder.counts().expected());
    end(
        part,
        new Ending(cause, kept.counts(), null, null, null),
        new Unwritten(null, null, kept.unlisted()));
  }

  private MeasuredRecording measure(ReceiverPart part, Recorder recorder, SampleCounts counts) {
    SampleAnchor anchor = recorder.anchor();
    return new MeasuredRecording(
        part.recording(),
        recorder.info(),
        counts,
        anchor,
        recorder.analyzer().finish(anchor.sampleRateHz()),
        recorder.meter().overloadFraction());
  }

  /// What is written together with the recording's end: the last segment, if there is one, with its
  /// row, and the losses that stand in no segment.
  private record Unwritten(@Nullable SealedSegment sealed, @Nullable Segment row, List<Gap> gaps) {}

  /// How a recording ended, and what is left to write of it.
  private record Ending(
      @Nullable ReceiverFailure cause,
      SampleCounts counts,
      @Nullable MeasuredRecording measured,
      @Nullable Measurement measurement,
      @Nullable String metadataKey) {

    @Nullable RecordingTiming timing() {
      return measured == null ? null : measured.timing();
    }

    Recording.@Nullable Failure failure() {
      return cause == null
          ? null
          : new Recording.Failure(cause.reason().name(), String.valueOf(cause.getMessage()));
    }
  }

  private void end(ReceiverPart part, Ending ending, Unwritten left) {
    List<RunEvent> losses = reporter.takeLosses();
    journal.insist(fence -> {
      ReceiverProgress result = result(part, ending);
      List<RunEvent> happened = new ArrayList<>(losses);
      write(fence, part.recording().id(), left, happened);
      describe(fence, part);
      journal.recordings().finish(fence, part.recording().id(), resultRow(ending, result));
      if (ending.measurement() != null) {
        // A run that took over measures the same recording again: its row is there already.
        var _ = measurements.insert(fence.tx(), List.of(ending.measurement()));
        happened.add(new RunEvent.Measured(ending.measurement()));
      }
      happened.add(new RunEvent.ReceiverChanged(result));
      journal.append(fence, happened);
    });
    results.put(part.receiverId(), part.progress().snapshot());
  }

  /// One that ended soon was never reported as receiving, and what its stream said stands nowhere.
  private void describe(Fence fence, ReceiverPart part) {
    StreamInfo stream = part.progress().stream();
    if (stream != null) {
      journal.recordings().describe(fence, part.recording().id(), Facts.of(stream), journal.now());
    }
  }

  private void write(Fence fence, RecordingId recording, Unwritten left, List<RunEvent> happened) {
    SealedSegment sealed = left.sealed();
    Segment row = left.row();
    if (sealed != null && row != null) {
      List<RecordingGap> gaps = RecordingArchive.gapsOf(sealed.newGaps());
      journal.recordings().addSegment(fence, row, gaps);
      happened.add(RecordingArchive.storedEvent(row));
    }
    journal.recordings().addGaps(fence, recording, RecordingArchive.gapsOf(left.gaps()));
  }

  private static ReceiverProgress result(ReceiverPart part, Ending ending) {
    RecordingProgress progress = part.progress();
    progress.expect(ending.counts().expected());
    progress.counted(ending.counts().received(), ending.counts().lost());
    if (ending.measured() != null) {
      progress.measured(ending.measured().metrics().signal().snrDb());
    }
    ReceiverFailure cause = ending.cause();
    progress.ended(
        cause == null ? RecordingState.DONE : RecordingState.FAILED,
        cause == null ? null : cause.reason(),
        cause == null ? null : cause.getMessage());
    return progress.snapshot();
  }

  private RecordingResult resultRow(Ending ending, ReceiverProgress result) {
    Double overload = ending.measured() == null ? null : ending.measured().overloadFraction();
    return new RecordingResult(
        ending.failure(),
        ending.counts(),
        result.snrDb(),
        ending.timing(),
        new Recording.Quality(result.lateStart(), overload, ending.metadataKey()),
        journal.now());
  }

  private RecordingArchive archiveOf(ReceiverPart part) {
    RecordingArchive archive = archives.get(part.receiverId());
    if (archive == null) {
      throw new IllegalStateException("receiver " + part.receiverId() + " has no recorder");
    }
    return archive;
  }

  private static ReceiverFailure nothingCame(Recorder recorder) {
    if (recorder.dropped()) {
      return new ReceiverFailure(
          FailureReason.STORAGE, "there was no room to keep any sample until the store has it");
    }
    return new ReceiverFailure(FailureReason.SHORT, "no sample of the window came");
  }

  private static SampleCounts countsOf(ReceiverProgress progress) {
    return new SampleCounts(
        progress.samplesExpected(), progress.samplesReceived(), progress.samplesLost());
  }
}
