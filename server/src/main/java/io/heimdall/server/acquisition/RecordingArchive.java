package io.heimdall.server.acquisition;

import io.heimdall.db.acquisition.StaleLeaseException;
import io.heimdall.db.recording.RecordingGap;
import io.heimdall.db.recording.RecordingId;
import io.heimdall.db.recording.SampleRun;
import io.heimdall.db.recording.Segment;
import io.heimdall.db.recording.TimeAnchor;
import io.heimdall.server.dsp.AnalysisPlan;
import io.heimdall.server.dsp.SignalMetrics;
import io.heimdall.server.iq.Gap;
import io.heimdall.server.iq.SampleAnchor;
import io.heimdall.server.receiver.FailureReason;
import io.heimdall.server.receiver.ReceiverFailure;
import io.heimdall.server.storage.FinishedSegment;
import io.heimdall.server.storage.ObjectStore;
import io.heimdall.server.storage.PutRequest;
import io.heimdall.server.storage.RecordingName;
import io.heimdall.server.storage.SegmentName;
import io.heimdall.server.storage.SegmentSpool;
import io.heimdall.server.storage.SessionLayout;
import io.heimdall.server.storage.StorageFailure;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Brings the segments of one recording into the store, object first and row second, in order. The
/// recorder's thread only hands them over: they wait in the spool, which is bounded, and a virtual
/// thread of the run uploads them one after another, however long the store is away.
final class RecordingArchive {

  private static final String NPY = "application/x-npy";

  /// Of the last objects of a recording, which share the store's connections with other recordings.
  private static final int SIDE_BY_SIDE = 8;

  private final ReceiverPart part;
  private final RunJournal journal;
  private final Vault vault;
  private final ExecutorService threads;
  private final PatientStore store;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition settled = lock.newCondition();
  private volatile @Nullable RuntimeException failure;

  // Guarded by the lock. What waits is no more than fits into the spool.
  private final List<Segment> stored = new ArrayList<>();
  private final List<Gap> listed = new ArrayList<>();
  private final Queue<Waiting> waiting = new ArrayDeque<>();
  private boolean uploading;
  private boolean ending;
  private long patienceEndsNanos;

  // The recorder's thread only.
  private int begun;

  /// A segment that is to be stored, and its place among the segments.
  private record Waiting(SealedSegment sealed, int index) {}

  /// Where segments come from and go to.
  ///
  /// @param spool where open ones live
  /// @param store where sealed ones go
  /// @param maxSegmentNanos the longest span of one
  /// @param patience how long a recording that has ended waits for the store to take the rest
  /// @param mostWaiting how many sealed segments may wait before the recorder does; 0: it never
  ///   does, since what it is sent does not wait either
  record Vault(
      SegmentSpool spool,
      ObjectStore store,
      long maxSegmentNanos,
      Duration patience,
      int mostWaiting) {

    /// For recordings whose samples come when they come.
    Vault(SegmentSpool spool, ObjectStore store, long maxSegmentNanos, Duration patience) {
      this(spool, store, maxSegmentNanos, patience, 0);
    }

    /// The same for samples that wait: nothing of them is given up for want of room.
    ///
    /// @param segments how many sealed ones may wait
    /// @param longest how long a store that is away is waited for
    /// @return the changed vault
    Vault waiting(int segments, Duration longest) {
      return new Vault(spool, store, maxSegmentNanos, longest, segments);
    }

    boolean waits() {
      return mostWaiting > 0;
    }
  }

  /// Begins with what earlier runs have stored; the segments to come are numbered on.
  ///
  /// @param part whose recording
  /// @param journal where rows go
  /// @param vault where segments go
  /// @param threads virtual threads
  RecordingArchive(ReceiverPart part, RunJournal journal, Vault vault, ExecutorService threads) {
    this.part = part;
    this.journal = journal;
    this.vault = vault;
    this.threads = threads;
    this.store = new PatientStore(vault.store(), journal.gate());
    this.stored.addAll(part.earlier().segments());
    this.listed.addAll(gapsFrom(part.earlier().gaps()));
    this.begun = stored.size();
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

  /// Takes a segment to be stored in the background, after those before it. Waits only where the
  /// samples do, as long as patience lasts.
  ///
  /// @param sealed the segment
  /// @throws StorageFailure when an earlier one could not be stored, so that this one is lost too
  void keep(SealedSegment sealed) {
    lock.lock();
    try {
      awaitRoom();
      RuntimeException failed = failure;
      if (failed != null) {
        giveUp(sealed, failed);
        throw failed;
      }
      waiting.add(new Waiting(sealed, begun++));
      if (!uploading) {
        uploading = true;
        var _ = threads.submit(this::upload);
      }
    } finally {
      lock.unlock();
    }
  }

  /// The uploader's patience bounds the wait: it stores, or it fails.
  private void awaitRoom() {
    while (vault.waits() && failure == null && waiting.size() >= vault.mostWaiting()) {
      beginPatience();
      settled.awaitUninterruptibly();
      ending = false;
    }
  }

  /// Waits a moment for room in the spool, where samples wait.
  ///
  /// @param sinceNanos since when there has been none
  /// @return false where samples do not wait
  /// @throws ReceiverFailure when patience has ended
  /// @throws StaleLeaseException when the run may not go on
  boolean waitForRoom(long sinceNanos) throws ReceiverFailure {
    if (!vault.waits()) {
      return false;
    }
    if (System.nanoTime() - sinceNanos > vault.patience().toNanos()) {
      throw new ReceiverFailure(
          FailureReason.STORAGE, "there was no room to keep its samples until the store has them");
    }
    journal.gate().pause(SegmentWriter.ROOM_NANOS);
    return true;
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

  /// Refuses to go on where nothing more can be stored.
  ///
  /// @throws StorageFailure when a segment could not be stored
  void check() {
    RuntimeException failed = failure;
    if (failed != null) {
      throw failed;
    }
  }

  /// Waits until everything given to [#keep(SealedSegment)] is stored and listed, as long as
  /// patience lasts, which begins now.
  ///
  /// @return false when the run is handed over, and the rest is left in the spool to another one
  /// @throws StorageFailure when something could not be stored
  boolean settle() {
    awaitUploads();
    if (failure instanceof StaleLeaseException && journal.gate().leaving()) {
      return false;
    }
    check();
    return true;
  }

  /// Waits until nothing given to [#keep(SealedSegment)] is on its way any more, stored or given
  /// up, as long as patience lasts, which begins now.
  void awaitUploads() {
    beginPatience();
    lock.lock();
    try {
      while (uploading) {
        settled.await();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw StaleLeaseException.givenUp(journal.lease());
    } finally {
      lock.unlock();
    }
  }

  /// The uploader: it ends when nothing waits, and is begun again with the next segment.
  private void upload() {
    try {
      for (Waiting next = firstWaiting(); next != null; next = firstWaiting()) {
        Segment row = store(next);
        lock.lock();
        try {
          stored.add(row);
          listed.addAll(next.sealed().newGaps());
          waiting.remove();
          settled.signalAll();
        } finally {
          lock.unlock();
        }
      }
    } catch (RuntimeException e) {
      giveUpTheRest(e);
    } catch (Error e) {
      giveUpTheRest(new IllegalStateException("a segment could not be stored", e));
      throw e;
    }
  }

  private @Nullable Waiting firstWaiting() {
    lock.lock();
    try {
      Waiting next = waiting.peek();
      if (next == null) {
        uploading = false;
        settled.signalAll();
      }
      return next;
    } finally {
      lock.unlock();
    }
  }

  private void giveUpTheRest(RuntimeException cause) {
    lock.lock();
    try {
      waiting.forEach(one -> giveUp(one.sealed(), cause));
      waiting.clear();
      failure = cause;
      uploading = false;
      settled.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private Segment store(Waiting next) {
    SealedSegment sealed = next.sealed();
    String key = SessionLayout.segment(sealed.file().name());
    Segment row = row(sealed, key, next.index());
    store.put(object(sealed, key), this::patienceLeft);
    journal.insist(fence -> {
      journal.recordings().addSegment(fence, row, gapsOf(sealed.newGaps()), sealed.counts());
      // A run that goes on numbers its samples by this: it must not know less than the segment
      // does.
      journal
          .recordings()
          .date(fence, row.recording(), MeasuredRecording.timing(sealed.recording()));
      journal.fruitful(fence);
      journal.append(fence, storedEvent(row));
    });
    vault.spool().discard(sealed.file());
    return row;
  }

  private void beginPatience() {
    lock.lock();
    try {
      if (!ending) {
        ending = true;
        patienceEndsNanos = System.nanoTime() + vault.patience().toNanos();
      }
    } finally {
      lock.unlock();
    }
  }

  /// A recording that goes on waits for the store for as long as it does.
  private long patienceLeft() {
    lock.lock();
    try {
      return ending ? patienceEndsNanos - System.nanoTime() : Long.MAX_VALUE;
    } finally {
      lock.unlock();
    }
  }

  /// Frees the room of a segment that will not be stored, for the recordings after it. That of a
  /// run that was given up belongs to another run.
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

  /// Writes the last objects of a recording, some side by side, each as long as patience lasts.
  ///
  /// @param objects what to write, taken as it is written
  /// @throws StorageFailure when one of them could not be
  void putAll(Stream<PutRequest> objects) {
    Iterator<PutRequest> rest = objects.iterator();
    List<? extends Future<?>> putters =
        Stream.generate(() -> threads.submit(() -> putEach(rest))).limit(SIDE_BY_SIDE).toList();
    putters.forEach(this::await);
  }

  private void putEach(Iterator<PutRequest> rest) {
    for (PutRequest object = next(rest); object != null; object = next(rest)) {
      long endNanos = System.nanoTime() + vault.patience().toNanos();
      store.put(object, () -> endNanos - System.nanoTime());
    }
  }

  private static @Nullable PutRequest next(Iterator<PutRequest> rest) {
    synchronized (rest) {
      return rest.hasNext() ? rest.next() : null;
    }
  }

  /// Measures what is stored, as long as patience lasts.
  ///
  /// @param plan how to measure
  /// @param sampleRateHz the true sample rate
  /// @return what the samples say
  SignalMetrics measure(AnalysisPlan plan, double sampleRateHz) {
    beginPatience();
    List<Segment> segments = stored();
    return store.insist(
        "the measurement of " + segments.getFirst().objectKey(),
        () -> StoredSamples.measure(vault.store(), segments, plan, sampleRateHz),
        this::patienceLeft);
  }

  private void await(Future<?> put) {
    try {
      put.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException("an object could not be stored", e.getCause());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw StaleLeaseException.givenUp(journal.lease());
    }
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
    lock.lock();
    try {
      return List.copyOf(stored);
    } finally {
      lock.unlock();
    }
  }

  /// The losses that stand in rows, each with a segment that is stored.
  ///
  /// @param last the segment that is about to be stored with the recording's end
  /// @return the losses in order, those of that segment included
  List<Gap> listed(Optional<SealedSegment> last) {
    lock.lock();
    try {
      return Stream.concat(
              listed.stream(), last.map(SealedSegment::newGaps).orElse(List.of()).stream())
          .toList();
    } finally {
      lock.unlock();
    }
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
