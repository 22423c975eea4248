package io.heimdall.server.chaos.check;

import io.heimdall.server.chaos.client.CounterRun;
import io.heimdall.server.chaos.client.Job;
import io.heimdall.server.chaos.client.SampleReader;
import io.heimdall.server.chaos.client.WatchLog;
import io.heimdall.server.chaos.cluster.CountingReceiver;
import io.heimdall.v1.Acquisition;
import io.heimdall.v1.AcquisitionEvent;
import io.heimdall.v1.AcquisitionState;
import io.heimdall.v1.Hop;
import io.heimdall.v1.Measurement;
import io.heimdall.v1.Recording;
import io.heimdall.v1.Segment;
import io.heimdall.v1.SegmentStored;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// One acknowledged acquisition from request to rows.
final class JobCheck {

  private record Key(int receiverId, int hop) {}

  private final Job job;
  private final String id;
  private final Archive archive;
  private final Findings findings;

  JobCheck(Job job, String id, Archive archive, Findings findings) {
    this.job = job;
    this.id = id;
    this.archive = archive;
    this.findings = findings;
  }

  /// Checks everything of it.
  ///
  /// @return how it ended; empty when nobody could say
  Optional<Acquisition> check() throws InterruptedException {
    findings.checked("acknowledged acquisitions", 1);
    WatchCheck.check(job, id, findings);
    Optional<Acquisition> found = archive.acquisition(id);
    if (found.isEmpty()) {
      return found;
    }
    Acquisition acquisition = found.get();
    if (!WatchLog.terminal(acquisition.getState())) {
      findings.breach(
          "%s: is %s, run %d on %s, long after everything was whole again",
          id, acquisition.getState(), acquisition.getRuns(), acquisition.getNode());
      return found;
    }
    List<Recording> recordings = archive.recordings(id);
    verdict(acquisition, recordings);
    Map<Key, SampleReader.Read> reads = new HashMap<>();
    for (Recording recording : recordings) {
      recording(acquisition, recording, reads);
    }
    told(recordings);
    earlyReads(reads);
    measurements(recordings, archive.measurements(id));
    return found;
  }

  private void verdict(Acquisition acquisition, List<Recording> recordings) {
    AcquisitionState state = acquisition.getState();
    int planned = job.receivers().size() * job.plan().getCenterFrequenciesHzCount();
    if (recordings.size() != planned) {
      findings.breach("%s: has %d recordings of %d", id, recordings.size(), planned);
    }
    long withSamples =
        recordings.stream()
            .filter(one -> one.getSamplesStored() > 0)
            .map(Recording::getReceiverId)
            .distinct()
            .count();
    boolean complete =
        recordings.stream()
            .allMatch(one ->
                one.getSamplesExpected() > 0 && one.getSamplesStored() == one.getSamplesExpected());
    boolean truthful =
        switch (state) {
          case ACQUISITION_STATE_SUCCEEDED -> complete;
          case ACQUISITION_STATE_PARTIAL -> !complete && withSamples > 0;
          case ACQUISITION_STATE_FAILED -> withSamples == 0 || !acquisition.getMessage().isEmpty();
          case ACQUISITION_STATE_CANCELLED -> job.cancelled();
          default -> false;
        };
    if (!truthful) {
      findings.breach(
          "%s: ended %s (%s), with samples of %d of %d receivers, %s",
          id,
          state,
          acquisition.getMessage(),
          withSamples,
          job.receivers().size(),
          complete ? "complete" : "incomplete");
    }
    if (acquisition.getPercent() != 100) {
      findings.breach("%s: ended at %f percent", id, acquisition.getPercent());
    }
  }

  private void recording(
      Acquisition acquisition, Recording recording, Map<Key, SampleReader.Read> reads)
      throws InterruptedException {
    CountingReceiver receiver = job.receivers().get(recording.getReceiverId());
    if (receiver == null) {
      findings.breach("%s: a recording of receiver %d", id, recording.getReceiverId());
      return;
    }
    Optional<Hop> planned =
        acquisition.getHopsList().stream()
            .filter(one -> one.getHop() == recording.getHop())
            .findFirst();
    if (planned.isEmpty()) {
      findings.breach("%s: has a recording of hop %d and no such hop", id, recording.getHop());
    }
    Hop hop = planned.orElse(Hop.getDefaultInstance());
    var check = new RecordingCheck(recording, receiver, hop, findings);
    boolean whole =
        acquisition.getState() != AcquisitionState.ACQUISITION_STATE_CANCELLED
            && recording.getSamplesStored() > 0;
    Coverage coverage = check.stated(whole);
    if (coverage.storedSamples() > 0) {
      Optional<SampleReader.Read> read = archive.samples(recording, receiver.clock());
      read.ifPresent(samples -> {
        check.read(coverage, samples);
        reads.put(new Key(recording.getReceiverId(), recording.getHop()), samples);
      });
    }
  }

  /// What a client was told is stored is there.
  private void told(List<Recording> recordings) {
    Map<String, Segment> listed =
        recordings.stream()
            .flatMap(recording -> recording.getSegmentsList().stream())
            .collect(Collectors.toMap(Segment::getObjectKey, segment -> segment));
    Set<String> told = new HashSet<>();
    for (WatchLog watch : job.watches()) {
      for (AcquisitionEvent event : watch.events()) {
        if (event.hasSegmentStored() && told.add(event.getSegmentStored().getObjectKey())) {
          told(event.getSegmentStored(), listed);
        }
      }
    }
  }

  private void told(SegmentStored told, Map<String, Segment> listed) {
    findings.checked("segments told to be stored", 1);
    Segment segment = listed.get(told.getObjectKey());
    if (segment == null) {
      findings.breach("%s: %s was told to be stored and is not listed", id, told.getObjectKey());
    } else if (segment.getFirstSample() != told.getFirstSample()
        || segment.getSampleCount() != told.getSampleCount()) {
      findings.breach("%s: %s is not what was told", id, told.getObjectKey());
    }
  }

  /// Samples that are lost within a segment have indexes, too.
  private static long samplesIn(SampleReader.Read read, long first, long end) {
    return read.runs().stream()
        .mapToLong(run ->
            Math.max(
                0,
                Math.min(end, run.firstSample() + run.count())
                    - Math.max(first, run.firstSample())))
        .sum();
  }

  /// What was read before the end is what is read after it.
  private void earlyReads(Map<Key, SampleReader.Read> reads) {
    for (Job.EarlyRead early : job.reads()) {
      findings.checked("reads under way", 1);
      SampleReader.Read all = reads.get(new Key(early.receiverId(), early.hop()));
      long stored = all == null ? 0 : samplesIn(all, early.first(), early.first() + early.count());
      if (early.read().samples() != stored) {
        findings.breach(
            "%s receiver %d: %d samples from %d on were read, of %d indexes that hold %d",
            id, early.receiverId(), early.read().samples(), early.first(), early.count(), stored);
      }
      for (CounterRun run : early.read().runs()) {
        boolean same =
            all != null
                && all.runs().stream()
                    .anyMatch(one ->
                        one.offset() == run.offset()
                            && one.firstSample() <= run.firstSample()
                            && one.endSample() >= run.endSample());
        if (!same) {
          findings.breach(
              "%s receiver %d: %s was read and is not there", id, early.receiverId(), run);
        }
      }
    }
  }

  private void measurements(List<Recording> recordings, List<Measurement> measurements) {
    Map<Key, List<Measurement>> found =
        measurements.stream()
            .collect(Collectors.groupingBy(one -> new Key(one.getReceiverId(), one.getHop())));
    for (Recording recording : recordings) {
      Key key = new Key(recording.getReceiverId(), recording.getHop());
      List<Measurement> own = found.getOrDefault(key, List.of());
      findings.checked("measurements", own.size());
      int wanted = recording.getSamplesStored() > 0 ? 1 : 0;
      if (own.size() != wanted) {
        findings.breach(
            "%s %s: %d measurements of %d samples (%s, %s)",
            id,
            key,
            own.size(),
            recording.getSamplesStored(),
            recording.getState(),
            recording.getFailureReason());
      } else if (wanted == 1 && own.getFirst().getSamplesCount() != recording.getSamplesStored()) {
        findings.breach(
            "%s %s: measured from %d samples, %d are stored",
            id, key, own.getFirst().getSamplesCount(), recording.getSamplesStored());
      }
    }
  }
}
