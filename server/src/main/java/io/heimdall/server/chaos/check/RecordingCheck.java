package io.heimdall.server.chaos.check;

import io.heimdall.server.chaos.client.CounterRun;
import io.heimdall.server.chaos.client.SampleReader;
import io.heimdall.server.chaos.cluster.CountingReceiver;
import io.heimdall.v1.Gap;
import io.heimdall.v1.Hop;
import io.heimdall.v1.Recording;
import io.heimdall.v1.SampleRun;
import io.heimdall.v1.TimeAnchor;
import io.heimdall.v1.TimingClass;
import java.util.List;

/// One recording against the truth: what it states adds up, what is read is what it states, and
/// every sample is the one its index and its time say.
final class RecordingCheck {

  /// The clocks of the simulator and the rounding of a window's edge.
  private static final long EDGE_NANOS = 2_000;

  /// How wrong a receiver's own statement of its rate may be, as a fraction.
  private static final double STATED_RATE_ERROR = 0.02 / 12_000;

  /// How many standard uncertainties a time may be off.
  private static final int SIGMAS = 6;

  /// The host's clock is set by nobody but the host; a busy one looks late.
  private static final long HOST_NANOS = 20_000_000;

  private final Recording recording;
  private final CountingReceiver receiver;
  private final Hop hop;
  private final String name;
  private final Findings findings;

  RecordingCheck(Recording recording, CountingReceiver receiver, Hop hop, Findings findings) {
    this.recording = recording;
    this.receiver = receiver;
    this.hop = hop;
    this.findings = findings;
    this.name =
        "%s receiver %d (%s) hop %d"
            .formatted(
                recording.getAcquisitionId(),
                recording.getReceiverId(),
                kind(receiver),
                recording.getHop());
  }

  private static String kind(CountingReceiver receiver) {
    return receiver.driver() + (receiver.stamped() ? ", GPS" : "");
  }

  /// What the recording says of itself.
  Coverage stated(boolean wholeWindow) {
    findings.checked("recordings", 1);
    Coverage coverage = Coverage.of(recording, name, findings);
    if (coverage.storedSamples() != recording.getSamplesStored()
        || coverage.lostSamples() != recording.getSamplesLost()) {
      findings.breach(
          "%s: states %d stored and %d lost, its segments and gaps hold %d and %d",
          name,
          recording.getSamplesStored(),
          recording.getSamplesLost(),
          coverage.storedSamples(),
          coverage.lostSamples());
    }
    if (wholeWindow && coverage.end() != recording.getSamplesExpected()) {
      findings.breach(
          "%s: %s, %s: the window holds %d samples, %d are stored and %d lost",
          name,
          recording.getState(),
          recording.getFailureReason(),
          recording.getSamplesExpected(),
          coverage.storedSamples(),
          coverage.lostSamples());
    }
    return coverage;
  }

  /// What was read of it.
  void read(Coverage coverage, SampleReader.Read read) {
    findings.checked("samples", read.samples());
    if (read.samples() != coverage.storedSamples()) {
      findings.breach(
          "%s: states %d samples, %d can be read", name, coverage.storedSamples(), read.samples());
    }
    long lost = read.gaps().stream().mapToLong(Gap::getSampleCount).sum();
    if (lost != coverage.lostSamples()) {
      findings.breach(
          "%s: states %d lost samples, reading it states %d", name, coverage.lostSamples(), lost);
    }
    for (SampleRun run : coverage.runs()) {
      inStep(run, read.runs());
    }
    if (receiver.stamped()) {
      exact(read.runs());
    }
    dated(read.runs());
  }

  /// Samples between two gaps are consecutive ones; across a gap only stamps can tell.
  private void inStep(SampleRun run, List<CounterRun> read) {
    long end = run.getFirstSample() + run.getSampleCount();
    List<CounterRun> within =
        read.stream()
            .filter(one -> one.firstSample() < end && one.endSample() > run.getFirstSample())
            .toList();
    if (within.size() != 1) {
      findings.breach(
          "%s: the samples %d+%d, stated without a gap, are %d runs: %s",
          name,
          run.getFirstSample(),
          run.getSampleCount(),
          within.size(),
          within.stream().limit(6).toList());
    }
  }

  private void exact(List<CounterRun> read) {
    if (read.isEmpty()) {
      return;
    }
    findings.checked("stamped recordings", 1);
    long offset = read.getFirst().offset();
    for (CounterRun run : read) {
      if (run.offset() != offset) {
        findings.breach(
            "%s: from sample %d on, %d samples are off by %d from where they were before: %s",
            name, run.firstSample(), run.count(), run.offset() - offset, gapBefore(run));
      }
    }
    if (!hop.hasWindowStartTime()) {
      findings.breach("%s: has samples, but hop %d no window", name, hop.getHop());
      return;
    }
    long start = Times.nanos(hop.getWindowStartTime());
    // A recording that began late is numbered from the window by the rate the receiver states.
    long edgeNanos =
        EDGE_NANOS
            + Math.round(
                read.getFirst().firstSample()
                    / receiver.clock().rateHz()
                    * STATED_RATE_ERROR
                    * 1e9);
    long first = receiver.clock().numberFrom(start - edgeNanos);
    long last = receiver.clock().numberFrom(start + edgeNanos);
    if (offset < first || offset > last) {
      findings.breach(
          "%s: sample 0 is %d samples after the beginning of the window (%s)",
          name, offset - first, read.getFirst());
    }
  }

  private String gapBefore(CounterRun run) {
    return recording.getGapsList().stream()
        .filter(gap -> gap.getFirstSample() + gap.getSampleCount() == run.firstSample())
        .findFirst()
        .map(gap -> "after the gap " + gap.getCause() + " of " + gap.getSampleCount())
        .orElse("without a gap before");
  }

  private void dated(List<CounterRun> read) {
    if (!recording.hasAnchor() || read.isEmpty()) {
      return;
    }
    TimeAnchor anchor = recording.getAnchor();
    long allowed = SIGMAS * anchor.getUncertaintyNanos() + EDGE_NANOS;
    if (anchor.getTimingClass() == TimingClass.TIMING_CLASS_HOST_ARRIVAL) {
      allowed += HOST_NANOS;
    }
    for (CounterRun run : read) {
      findings.checked("dated runs", 1);
      double seconds = (run.firstSample() - anchor.getSampleIndex()) / anchor.getSampleRateHz();
      long stated = anchor.getUtcUnixNanos() + Math.round(seconds * 1e9);
      long off = stated - receiver.clock().utcNanos(run.firstNumber());
      if (Math.abs(off) > allowed) {
        findings.breach(
            "%s: %s, uncertainty %d ns: sample %d is dated %,d ns off",
            name, anchor.getTimingClass(), anchor.getUncertaintyNanos(), run.firstSample(), off);
        return;
      }
    }
  }
}
