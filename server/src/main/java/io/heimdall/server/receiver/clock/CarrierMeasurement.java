package io.heimdall.server.receiver.clock;

import io.heimdall.server.dsp.AnalysisPlan;
import io.heimdall.server.dsp.BasebandTrace;
import io.heimdall.server.dsp.Mixer;
import io.heimdall.server.dsp.OffsetMethod;
import io.heimdall.server.dsp.SecondMarks;
import io.heimdall.server.dsp.SignalAnalyzer;
import io.heimdall.server.dsp.SignalMetrics;
import io.heimdall.server.iq.IqBlock;
import io.heimdall.server.iq.SampleAnchor;
import io.heimdall.server.iq.StampFit;
import io.heimdall.server.receiver.FailureReason;
import io.heimdall.server.receiver.ReceiverFailure;
import io.heimdall.server.receiver.StreamInfo;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Measures carrier and second marks of a time-signal station while its samples pass by, with the
/// kernels and the timing of recordings. One thread uses it.
final class CarrierMeasurement {

  /// How far from its frequency the carrier is looked for: clocks beyond 100 ppm score nothing.
  private static final double SEARCH_PPM = 150;

  private static final double LEAST_SEARCH_HZ = 20;
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private final TimeStation.Carrier carrier;
  private final double nominalRateHz;
  private final double shiftHz;
  private final SignalAnalyzer analyzer;
  private final BasebandTrace trace;
  private final StampFit fit;
  private float[] mixedI = {};
  private float[] mixedQ = {};
  private boolean begun;
  private long first;
  private long end;

  /// Begins.
  ///
  /// @param info what is known of the stream
  /// @param shiftHz how far above the tuned frequency the carrier is
  /// @param carrier what is listened to
  /// @param duration how much will come, at most a second more
  CarrierMeasurement(
      StreamInfo info, double shiftHz, TimeStation.Carrier carrier, Duration duration) {
    this.carrier = carrier;
    this.shiftHz = shiftHz;
    nominalRateHz = info.sampleRateHz();
    double searchHz = Math.max(carrier.frequencyHz() * SEARCH_PPM * 1e-6, LEAST_SEARCH_HZ);
    analyzer =
        new SignalAnalyzer(
            AnalysisPlan.ofBand(
                    nominalRateHz, info.bandLowHz() - shiftHz, info.bandHighHz() - shiftHz)
                .withTarget(2 * searchHz));
    trace = new BasebandTrace(nominalRateHz, duration.toNanos() / 1e9 + 1);
    fit = new StampFit(nominalRateHz);
  }

  /// Takes a block in.
  void accept(IqBlock block) {
    if (!begun) {
      begun = true;
      first = block.firstSample();
      end = first;
    }
    if (block.firstSample() > end) {
      analyzer.gap(block.firstSample() - end);
      trace.gap(block.firstSample() - end);
    }
    if (block.stampUtcNanos() != IqBlock.NO_STAMP) {
      var _ = fit.add(block.firstSample(), block.stampUtcNanos(), block.fixAgeSeconds());
    }
    fit.addArrival(block.endSample(), block.arrivalUtcNanos());
    int count = block.count();
    if (shiftHz == 0) {
      take(block.i(), block.q(), count);
    } else {
      if (mixedI.length < count) {
        mixedI = new float[block.capacity()];
        mixedQ = new float[block.capacity()];
      }
      double cycles = shiftHz / nominalRateHz;
      long number = block.firstSample() - first;
      Mixer.down(block.i(), block.q(), 0, count, cycles, number, mixedI, mixedQ);
      take(mixedI, mixedQ, count);
    }
    end = block.endSample();
  }

  private void take(float[] i, float[] q, int count) {
    analyzer.accept(i, q, 0, count);
    trace.accept(i, q, 0, count);
  }

  /// How much has come, lost samples included.
  ///
  /// @return seconds
  double seconds() {
    return (end - first) / nominalRateHz;
  }

  /// Ends.
  ///
  /// @return what was heard
  /// @throws ReceiverFailure with NO_CARRIER
  HeardCarrier finish() throws ReceiverFailure {
    SampleAnchor anchor = fit.anchorAt(first);
    double rateHz = anchor.sampleRateHz();
    SignalMetrics metrics = analyzer.finish(rateHz);
    Double found = metrics.offset().frequencyOffsetHz();
    Double sigma = metrics.offset().frequencyOffsetSigmaHz();
    Double cn0 = metrics.signal().cn0Dbhz();
    if (metrics.offset().method() != OffsetMethod.CARRIER
        || found == null
        || sigma == null
        || cn0 == null) {
      throw new ReceiverFailure(
          FailureReason.NO_CARRIER,
          "the receiver hears no carrier of %s on %s kHz"
              .formatted(carrier.station().name(), carrier.frequencyHz() / 1e3));
    }
    // What was mixed down by the nominal rate was in truth at the measured one.
    double offsetHz = found + shiftHz * (rateHz / nominalRateHz - 1);
    return new HeardCarrier(offsetHz, sigma, cn0, anchor.timingClass(), marks(anchor, found));
  }

  private @Nullable SecondMarks marks(SampleAnchor anchor, double carrierHz) {
    if (carrier.station().mark().isEmpty()) {
      return null;
    }
    double startSeconds =
        Math.floorMod(anchor.utcNanos(), NANOS_PER_SECOND) / (double) NANOS_PER_SECOND;
    double rateHz = anchor.sampleRateHz() / trace.step();
    return SecondMarks.find(trace, rateHz, startSeconds, carrierHz, carrier.station().mark().get());
  }
}
