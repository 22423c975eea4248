package io.heimdall.server.acquisition;

import io.heimdall.db.acquisition.StaleLeaseException;
import io.heimdall.db.recording.RecordingGap;
import io.heimdall.db.recording.RecordingId;
import io.heimdall.db.recording.SampleRun;
import io.heimdall.db.recording.Segment;
import io.heimdall.db.recording.TimeAnchor;
import io.heimdall.server.iq.Gap;
import io.heimdall.server.iq.SampleAnchor;
import io.heimdall.server.storage.FinishedSegment;
import io.heimdall.server.storage.ObjectStore;
import io.heimdall.server.storage.PutRequest;
import io.heimdall.server.storage.RecordingName;
import io.heimdall.server.storage.SegmentName;
import io.heimdall.server.storage.SegmentSpool;
import io.heimdall.server.storage.SessionLayout;
import io.heimdall.server.storage.StorageFailure;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Brings the segments of one recording into the store, object first and row second, in order. The
/// recorder's thread uses it; one segment at a time is on its way in the background, and a second
/// one waits for it, so that a slow store fills the recorder's pipe and becomes a counted loss.
final class RecordingArchive {

  private static final String NPY = "application/x-npy";

  private final ReceiverPart part;
  private final RunJournal journal;
  private final Vault vault;
  private final ExecutorService threads;
  private final List<Segment> stored = new ArrayList<>();
  private @Nullable Future<Segment> onItsWay;
  private int begun;

  /// Where segments come from and go to.
  ///
  /// @param spool where open ones live
  /// @param store where sealed ones go
  /// @param maxSegmentNanos the longest span of one
  record Vault(SegmentSpool spool, ObjectStore store, long maxSegmentNanos) {}

  /// Begins with what earlier runs have stored.
  ///
  /// @param part whose recording
  /// @param journal where rows go
  /// @param vault where segments go
  /// @param threads virtual threads
  /// @param earlier the segments that are listed already, in order; those to come are numbered on
  RecordingArchive(
      ReceiverPart part,
      RunJournal journal,
      Vault vault,
      ExecutorService threads,
      List<Segment> earlier) {
    this.part = part;
    this.journal = journal;
    this.vault = vault;
    this.threads = threads;
    this.stored.addAll(earlier);
    this.begun = earlier.size();
  }

  /// Makes the writer that fills segments. Whoever makes a second one has cut the first one.
  ///
  /// @param sampleRateHz the rate the receiver states
  /// @param whenFull takes each segment that is full
  /// @return the writer
  SegmentWriter segments(double sampleRateHz, Consumer<FinishedSegment> whenFull) {
    long span = Math.max(1, Math.round(vault.maxSegmentNanos() / 1e9 * sampleRateHz));
    return new SegmentWriter(vault.spool(), name(), journal.lease().epoch(), begun, span, whenFull);
  }

  /// Stores a segment that has a successor, in the background.
  ///
  /// @param sealed the segment
  void keep(SealedSegment sealed) {
    try {
      settle();
    } catch (RuntimeException e) {
      giveUp(sealed, e);
      throw e;
    }
    int index = begun++;
    onItsWay = threads.submit(() -> keepNow(sealed, index));
  }

  /// A segment of an earlier run under the name it has in this one.
  ///
  /// @param file the segment
  /// @return the same bytes
  FinishedSegment renamed(FinishedSegment file) {
    return new FinishedSegment(
        new SegmentName(name(), journal.lease().epoch(), begun),
        file.file(),
        file.crc32c(),
        file.runs());
  }

  /// Waits until everything given to [#keep(SealedSegment)] is stored and listed.
  ///
  /// @throws StorageFailure when it could not be
  void settle() {
    Future<Segment> waiting = onItsWay;
    onItsWay = null;
    if (waiting == null) {
      return;
    }
    stored.add(settled(waiting));
  }

  private static <T> T settled(Future<T> waiting) {
    try {
      return waiting.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException("a segment could not be stored", e.getCause());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new StorageFailure(
          StorageFailure.Kind.UNAVAILABLE, "the run was ended before a segment was stored");
    }
  }

  private Segment keepNow(SealedSegment sealed, int index) {
    String key = SessionLayout.segment(sealed.file().name());
    Segment row = row(sealed, key, index);
    try {
      var _ = vault.store().put(object(sealed, key));
      journal.insist(fence -> {
        journal.recordings().addSegment(fence, row, gapsOf(sealed.newGaps()), sealed.counts());
        journal.append(fence, storedEvent(row));
      });
    } catch (RuntimeException e) {
      giveUp(sealed, e);
      throw e;
    }
    vault.spool().discard(sealed.file());
    return row;
  }

  /// Frees the room of a segment that will not be stored, for the recordings after it. That of a
  /// run that was taken over belongs to the other run.
  ///
  /// @param sealed the segment
  /// @param cause why it will not be
  void giveUp(SealedSegment sealed, RuntimeException cause) {
    if (cause instanceof StaleLeaseException) {
      return;
    }
    try {
      vault.spool().discard(sealed.file());
    } catch (StorageFailure e) {
      cause.addSuppressed(e);
    }
  }

  /// Writes objects side by side.
  ///
  /// @param objects what to write
  /// @throws StorageFailure when one of them could not be
  void putAll(List<PutRequest> objects) {
    List<? extends Future<?>> puts =
        objects.stream().map(object -> threads.submit(() -> vault.store().put(object))).toList();
    puts.forEach(RecordingArchive::settled);
  }

  /// The object of a segment.
  ///
  /// @param sealed the segment
  /// @param key its key
  /// @return what to write
  PutRequest object(SealedSegment sealed, String key) {
    return object(sealed.file(), key, part.recording().centerFrequencyHz());
  }

  /// The object of a segment's file.
  ///
  /// @param file the file
  /// @param key its key
  /// @param centerFrequencyHz what readers of the store alone are told
  /// @return what to write
  static PutRequest object(FinishedSegment file, String key, long centerFrequencyHz) {
    String megahertz =
        BigDecimal.valueOf(centerFrequencyHz, 6).stripTrailingZeros().toPlainString();
    return PutRequest.create(key, file.file(), NPY, Map.of("frequency_mhz", megahertz));
  }

  /// The key of the last segment.
  ///
  /// @param sealed the segment
  /// @param single whether there is no other
  /// @return the plain name for the single segment of the first run
  String keyOfLast(SealedSegment sealed, boolean single) {
    return single && journal.lease().epoch() == 1
        ? SessionLayout.plainSegment(name())
        : SessionLayout.segment(sealed.file().name());
  }

  /// The row of a segment.
  ///
  /// @param sealed the segment
  /// @param key its key
  /// @param index its place among the segments
  /// @return the row
  Segment row(SealedSegment sealed, String key, int index) {
    FinishedSegment file = sealed.file();
    List<SampleRun> runs =
        file.runs().stream()
            .map(run -> new SampleRun(run.firstSample(), run.sampleCount()))
            .toList();
    return new Segment(
        id(),
        index,
        journal.lease().epoch(),
        key,
        runs,
        new Segment.StoredObject(
            file.file().sizeBytes(), file.file().sha256().hex(), checksums(file)),
        anchorOf(sealed.anchor()));
  }

  /// What is stored and listed.
  ///
  /// @return the segments in order
  List<Segment> stored() {
    return stored;
  }

  Vault vault() {
    return vault;
  }

  RecordingName name() {
    return part.name();
  }

  private RecordingId id() {
    return part.recording().id();
  }

  private static List<Integer> checksums(FinishedSegment file) {
    return Arrays.stream(file.crc32c().toArray()).boxed().toList();
  }

  static RunEvent storedEvent(Segment row) {
    return new RunEvent.SegmentStored(
        row.recording().receiverId(),
        row.recording().hop(),
        row.objectKey(),
        row.firstSample(),
        row.sampleCount());
  }

  static TimeAnchor anchorOf(SampleAnchor anchor) {
    return new TimeAnchor(anchor.sampleIndex(), anchor.utcNanos(), anchor.sampleRateHz());
  }

  static List<Gap> gapsFrom(List<RecordingGap> rows) {
    return rows.stream()
        .map(row -> new Gap(row.firstSample(), row.sampleCount(), Gap.Cause.valueOf(row.cause())))
        .toList();
  }

  static List<RecordingGap> gapsOf(List<Gap> gaps) {
    return gaps.stream()
        .map(gap -> new RecordingGap(gap.firstSample(), gap.sampleCount(), gap.cause().name()))
        .toList();
  }
}
