package io.heimdall.server.acquisition;

import io.heimdall.db.Transactions;
import io.heimdall.db.acquisition.Acquisition;
import io.heimdall.db.acquisition.Fence;
import io.heimdall.db.acquisition.UtcWindow;
import io.heimdall.db.recording.Recording;
import io.heimdall.db.recording.RecordingGap;
import io.heimdall.db.recording.RecordingRepository;
import io.heimdall.db.recording.RecordingResult;
import io.heimdall.db.recording.RecordingTiming;
import io.heimdall.db.recording.SampleCounts;
import io.heimdall.db.recording.SampleRun;
import io.heimdall.db.recording.Segment;
import io.heimdall.db.recording.TimeAnchor;
import io.heimdall.server.iq.Gap;
import io.heimdall.server.iq.TimingClass;
import io.heimdall.server.receiver.FailureReason;
import io.heimdall.server.storage.FinishedSegment;
import io.heimdall.server.storage.LeftoverSegment;
import io.heimdall.server.storage.ObjectPage;
import io.heimdall.server.storage.SegmentName;
import io.heimdall.server.storage.SessionLayout;
import io.heimdall.server.storage.StoredObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Ends one recording whose process died: stores what its spool files hold under keys of the new
/// epoch, and accounts for every other sample of the window as a gap.
final class RecordingRecovery {

  /// How well the window's start dates samples when the fit of their stamps died with the process.
  private static final long UNCERTAINTY_NANOS = 1_000_000_000L;

  private static final int PAGE = 1000;

  private final Transactions transactions;
  private final RunJournal journal;
  private final RecordingArchive.Vault vault;
  private final Acquisition acquisition;
  private final RecordingRepository recordings = new RecordingRepository();

  RecordingRecovery(
      Transactions transactions,
      RunJournal journal,
      RecordingArchive.Vault vault,
      Acquisition acquisition) {
    this.transactions = transactions;
    this.journal = journal;
    this.vault = vault;
    this.acquisition = acquisition;
  }

  /// Ends the recording.
  ///
  /// @param recording its row
  /// @param files its spool files, in order of their names
  void end(Recording recording, List<LeftoverSegment> files) {
    List<Segment> listed = new ArrayList<>(segmentsOf(recording));
    List<FinishedSegment> unlisted = new ArrayList<>();
    for (LeftoverSegment file : files) {
      vault.spool().recover(file).filter(one -> isNew(one, listed)).ifPresent(unlisted::add);
    }
    long from = endOf(recording, listed);
    List<Segment> added = new ArrayList<>();
    for (FinishedSegment file : unlisted) {
      added.add(store(recording, file, listed.size() + added.size()));
    }
    write(recording, listed, added, from);
    unlisted.forEach(vault.spool()::discard);
    listed.addAll(added);
    removeUnlisted(recording, listed);
  }

  /// What the dead process had stored and not yet listed, its documents included, says what the
  /// rows do not.
  private void removeUnlisted(Recording recording, List<Segment> listed) {
    Set<String> keep = new HashSet<>();
    for (Segment segment : listed) {
      keep.add(segment.objectKey());
      keep.add(SessionLayout.sigmfMeta(segment.objectKey()));
    }
    String prefix = SessionLayout.sessionPrefix(recording.id().acquisitionId());
    String after = "";
    List<String> orphans = new ArrayList<>();
    ObjectPage page;
    do {
      page = vault.store().list(prefix, after, PAGE);
      for (StoredObject object : page.objects()) {
        after = object.key();
        if (!keep.contains(after) && isOf(recording, after)) {
          orphans.add(after);
        }
      }
    } while (page.more());
    vault.store().delete(orphans);
  }

  private static boolean isOf(Recording recording, String key) {
    return SessionLayout.parse(key)
        .filter(found -> found.recording().receiverId() == recording.id().receiverId())
        .isPresent();
  }

  private Segment store(Recording recording, FinishedSegment file, int index) {
    var name =
        new SegmentName(file.name().recording(), journal.lease().epoch(), file.name().index());
    String key = SessionLayout.segment(name);
    var _ = vault.store().put(RecordingArchive.object(file, key, recording.centerFrequencyHz()));
    return new Segment(
        recording.id(),
        index,
        journal.lease().epoch(),
        key,
        file.runs().stream()
            .map(run -> new SampleRun(run.firstSample(), run.sampleCount()))
            .toList(),
        new Segment.StoredObject(
            file.file().sizeBytes(),
            file.file().sha256().hex(),
            Arrays.stream(file.crc32c().toArray()).boxed().toList()),
        anchor(recording));
  }

  private void write(Recording recording, List<Segment> listed, List<Segment> added, long from) {
    List<Segment> all = new ArrayList<>(listed);
    all.addAll(added);
    long received = all.stream().mapToLong(Segment::sampleCount).sum();
    long end = all.isEmpty() ? 0 : lastIndex(all.getLast());
    long expected = Math.max(recording.samples().expected(), end);
    var counts = new SampleCounts(expected, received, received == 0 ? 0 : expected - received);
    journal.insist(fence -> {
      var happened = new ArrayList<RunEvent>();
      for (Segment segment : added) {
        journal.recordings().addSegment(fence, segment, List.of(), counts);
        happened.add(RecordingArchive.storedEvent(segment));
      }
      if (received > 0) {
        journal.recordings().addGaps(fence, recording.id(), holes(added, from, expected));
      }
      finish(fence, recording, counts);
      journal.append(fence, happened);
    });
  }

  private void finish(Fence fence, Recording recording, SampleCounts counts) {
    journal
        .recordings()
        .finish(
            fence,
            recording.id(),
            new RecordingResult(
                new Recording.Failure(
                    FailureReason.INTERRUPTED.name(), "the server stopped while it was receiving"),
                counts,
                recording.snrDb(),
                counts.received() == 0 ? null : timing(recording),
                new Recording.Quality(recording.quality().lateStart(), null, null),
                journal.now()));
  }

  /// What lies between the runs after `from`, and behind the last one.
  private static List<RecordingGap> holes(List<Segment> added, long from, long expected) {
    var gaps = new ArrayList<RecordingGap>();
    long position = from;
    for (Segment segment : added) {
      for (SampleRun run : segment.runs()) {
        addHole(gaps, position, run.firstSample());
        position = run.firstSample() + run.sampleCount();
      }
    }
    addHole(gaps, position, expected);
    return gaps;
  }

  private static void addHole(List<RecordingGap> gaps, long from, long to) {
    if (to > from) {
      gaps.add(new RecordingGap(from, to - from, Gap.Cause.DISCONNECT.name()));
    }
  }

  /// The index up to which every sample is in a listed segment or a listed gap.
  private long endOf(Recording recording, List<Segment> listed) {
    long segments = listed.isEmpty() ? 0 : lastIndex(listed.getLast());
    long gaps =
        transactions
            .inSnapshot(tx -> recordings.gaps(tx, List.of(recording.id())))
            .getOrDefault(recording.id(), List.of())
            .stream()
            .mapToLong(gap -> gap.firstSample() + gap.sampleCount())
            .max()
            .orElse(0);
    return Math.max(segments, gaps);
  }

  private List<Segment> segmentsOf(Recording recording) {
    return transactions
        .inSnapshot(tx -> recordings.segments(tx, List.of(recording.id())))
        .getOrDefault(recording.id(), List.of());
  }

  /// The process may have died after the row and before the file was removed.
  private boolean isNew(FinishedSegment file, List<Segment> listed) {
    boolean known = listed.stream().anyMatch(row -> row.firstSample() == file.firstSample());
    if (known) {
      vault.spool().discard(file);
    }
    return !known;
  }

  private static long lastIndex(Segment segment) {
    SampleRun last = segment.runs().getLast();
    return last.firstSample() + last.sampleCount();
  }

  /// Index 0 is the first sample of the window.
  private TimeAnchor anchor(Recording recording) {
    UtcWindow window = acquisition.window();
    var stream = recording.stream();
    return new TimeAnchor(
        0,
        window == null ? utcNanos(recording.times().startedAt()) : window.startNanos(),
        stream == null ? 1 : stream.sampleRateHz());
  }

  private RecordingTiming timing(Recording recording) {
    TimeAnchor anchor = anchor(recording);
    return new RecordingTiming(
        anchor.utcNanos(), anchor, TimingClass.HOST_ARRIVAL.name(), UNCERTAINTY_NANOS, 0, 0, -1);
  }

  private long utcNanos(java.time.@Nullable Instant at) {
    return Rendezvous.utcNanos(() -> at == null ? acquisition.times().createdAt() : at);
  }
}
