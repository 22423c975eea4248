package io.heimdall.server.acquisition;

import io.heimdall.db.acquisition.Acquisition;
import io.heimdall.db.measurement.Measurement;
import io.heimdall.db.measurement.MeasurementKey;
import io.heimdall.db.recording.NewRecording;
import io.heimdall.db.recording.RecordingGap;
import io.heimdall.db.recording.RecordingTiming;
import io.heimdall.db.recording.SampleCounts;
import io.heimdall.db.recording.Segment;
import io.heimdall.server.dsp.SignalMetrics;
import io.heimdall.server.iq.SampleAnchor;
import io.heimdall.server.iq.TimingClass;
import io.heimdall.server.receiver.StreamInfo;
import io.heimdall.server.storage.RecordingName;
import io.heimdall.server.storage.SessionRecording;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Everything known of a recording whose samples have all come: what its row, its measurement and
/// its documents are rendered from.
///
/// @param recording the recording
/// @param info what its receiver said
/// @param counts what came
/// @param anchor the time of its sample 0
/// @param metrics what its samples say
/// @param overloadFraction part of the blocks with an overload
record MeasuredRecording(
    NewRecording recording,
    StreamInfo info,
    SampleCounts counts,
    SampleAnchor anchor,
    SignalMetrics metrics,
    double overloadFraction) {

  /// How the recording is dated.
  ///
  /// @return the timing of its row
  RecordingTiming timing() {
    return timing(anchor);
  }

  static RecordingTiming timing(SampleAnchor anchor) {
    return new RecordingTiming(
        anchor.utcNanosAt(0),
        RecordingArchive.anchorOf(anchor),
        anchor.timingClass().name(),
        anchor.uncertaintyNanos(),
        anchor.residualRmsNanos(),
        anchor.residualMaxNanos(),
        anchor.maxFixAgeSeconds());
  }

  /// The row of its measurement.
  ///
  /// @param acquisition the acquisition
  /// @param windowStartNanos when the window begins, UTC nanoseconds since 1970
  /// @param iqObjectKey key of the first object with samples
  /// @param firstIndex index of the first sample that came
  /// @return the row
  Measurement measurement(
      Acquisition acquisition, long windowStartNanos, String iqObjectKey, long firstIndex) {
    return new Measurement(
        new MeasurementKey(
            instant(windowStartNanos).truncatedTo(ChronoUnit.MICROS),
            acquisition.id(),
            recording.id().receiverId(),
            recording.id().hop(),
            SignalMetrics.ALGORITHM_VERSION),
        subject(acquisition, iqObjectKey, firstIndex),
        signal(),
        levels(),
        spectrum(),
        bandwidth(),
        new Measurement.Offset(
            metrics.offset().frequencyOffsetHz(),
            metrics.offset().frequencyOffsetSigmaHz(),
            metrics.offset().method().name()),
        quality(),
        timing());
  }

  /// The recording as the documents beside its samples tell it.
  ///
  /// @param name what names it in the store
  /// @param row its measurement
  /// @param segments the objects with its samples
  /// @param gaps its losses
  /// @return what the documents are rendered from
  SessionRecording stored(
      RecordingName name, Measurement row, List<Segment> segments, List<RecordingGap> gaps) {
    var source =
        new SessionRecording.Source(recording.receiver(), info.sampleRateHz(), info.facts());
    return new SessionRecording(name, source, counts, row, segments, gaps);
  }

  private Measurement.Subject subject(
      Acquisition acquisition, String iqObjectKey, long firstIndex) {
    return new Measurement.Subject(
        acquisition.request().owner(),
        recording.receiver().name(),
        instant(anchor.utcNanosAt(firstIndex)).truncatedTo(ChronoUnit.MICROS),
        recording.centerFrequencyHz(),
        anchor.sampleRateHz(),
        rateErrorPpm(),
        counts.received(),
        counts.lost(),
        iqObjectKey,
        null);
  }

  private @Nullable Double rateErrorPpm() {
    return anchor.timingClass() == TimingClass.HOST_ARRIVAL
        ? null
        : (anchor.sampleRateHz() / info.sampleRateHz() - 1) * 1e6;
  }

  private Measurement.Signal signal() {
    SignalMetrics.Signal signal = metrics.signal();
    return new Measurement.Signal(
        signal.detected(),
        signal.snrDb(),
        signal.signalBandwidthHz(),
        signal.snrRefDb(),
        signal.referenceBandwidthHz(),
        signal.cn0Dbhz());
  }

  private Measurement.Levels levels() {
    return new Measurement.Levels(
        metrics.level().totalPowerDbfs(),
        metrics.signal().signalPowerDbfs(),
        metrics.signal().noisePowerDbfs(),
        metrics.noise().noiseFloorDbfsPerHz(),
        metrics.noise().psdPeakDbfsPerHz(),
        Facts.orNull(info.dbmOffset()));
  }

  private Measurement.Spectrum spectrum() {
    return new Measurement.Spectrum(
        metrics.resolution().welchSegments(),
        metrics.resolution().welchLength(),
        metrics.resolution().resolutionHz(),
        metrics.noise().occupiedFraction(),
        metrics.noise().floorValid());
  }

  private Measurement.Bandwidth bandwidth() {
    return new Measurement.Bandwidth(
        metrics.bandwidth().obwHz(),
        metrics.bandwidth().obwLowHz(),
        metrics.bandwidth().obwHighHz(),
        metrics.bandwidth().obwTruncated());
  }

  private Measurement.Quality quality() {
    SignalMetrics.Level level = metrics.level();
    return new Measurement.Quality(
        level.clipFraction(),
        overloadFraction,
        level.dcI(),
        level.dcQ(),
        level.crestDb(),
        level.peakDbfs());
  }

  static Instant instant(long utcNanos) {
    return Instant.ofEpochSecond(
        Math.floorDiv(utcNanos, 1_000_000_000L), Math.floorMod(utcNanos, 1_000_000_000L));
  }
}
