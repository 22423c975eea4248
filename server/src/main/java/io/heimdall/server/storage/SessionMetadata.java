package io.heimdall.server.storage;

import static io.heimdall.server.storage.SessionDocuments.object;
import static io.heimdall.server.storage.SessionDocuments.put;

import io.heimdall.db.measurement.Measurement;
import io.heimdall.db.receiver.Position;
import io.heimdall.db.recording.RecordingGap;
import io.heimdall.db.recording.RecordingTiming;
import io.heimdall.db.recording.SampleRun;
import io.heimdall.db.recording.Segment;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Renders `websdr_{id}_metadata.json`.
///
/// The keys of the system before are kept: `websdr_id`, `frequency_mhz`, `sample_rate_khz`,
/// `samples_count`, `timestamp_utc` and `metrics`. Each level stands twice, as `…_dbfs` and as
/// `…_dbm`; the latter is null when the receiver is not calibrated. What was not measured is null,
/// never NaN.
final class SessionMetadata {

  private static final int SCHEMA_VERSION = 1;

  private SessionMetadata() {}

  static ObjectNode render(SessionRecording recording) {
    Measurement measurement = recording.measurement();
    Measurement.Subject subject = measurement.subject();
    ObjectNode root = object();
    root.put("schema_version", SCHEMA_VERSION);
    root.put("task_id", recording.name().taskId().toString());
    root.put("websdr_id", recording.name().receiverId());
    root.put("hop", measurement.key().hop());
    root.put("frequency_mhz", SessionDocuments.megahertz(subject.centerFrequencyHz()));
    root.put("center_frequency_hz", subject.centerFrequencyHz());
    root.put("sample_rate_khz", SessionDocuments.kilohertz(subject.sampleRateHz()));
    root.put("samples_count", recording.counts().received());
    root.put("timestamp_utc", subject.startTime().toString());
    root.set("metrics", metrics(measurement));
    root.set("samples", samples(recording));
    root.set("timing", timing(recording));
    root.set("gaps", gaps(recording));
    root.set("segments", segments(recording));
    root.set("receiver", receiver(recording));
    root.set("software", software(measurement));
    return root;
  }

  private static ObjectNode metrics(Measurement measurement) {
    ObjectNode metrics = object();
    Measurement.Signal signal = measurement.signal();
    put(metrics, "snr_db", signal.snrDb());
    put(metrics, "frequency_offset_hz", measurement.offset().frequencyOffsetHz());
    levels(metrics, measurement.levels());
    metrics.put("detected", signal.detected());
    put(metrics, "snr_ref_db", signal.snrRefDb());
    put(metrics, "reference_bandwidth_hz", signal.referenceBandwidthHz());
    put(metrics, "cn0_dbhz", signal.cn0Dbhz());
    put(metrics, "signal_bandwidth_hz", signal.signalBandwidthHz());
    put(metrics, "frequency_offset_sigma_hz", measurement.offset().frequencyOffsetSigmaHz());
    metrics.put("offset_method", measurement.offset().method());
    bandwidth(metrics, measurement.bandwidth());
    spectrum(metrics, measurement.spectrum());
    quality(metrics, measurement.quality());
    return metrics;
  }

  private static void levels(ObjectNode metrics, Measurement.Levels levels) {
    metrics.put("calibrated", levels.dbmOffset() != null);
    put(metrics, "dbm_offset_db", levels.dbmOffset());
    level(metrics, "power", "", levels.totalPowerDbfs(), levels);
    level(metrics, "signal_power", "", levels.signalPowerDbfs(), levels);
    level(metrics, "noise_power", "", levels.noisePowerDbfs(), levels);
    level(metrics, "noise_floor", "_per_hz", levels.noiseFloorDbfsPerHz(), levels);
    level(metrics, "psd", "", levels.psdPeakDbfsPerHz(), levels);
  }

  private static void level(
      ObjectNode metrics,
      String name,
      String suffix,
      @Nullable Double dbfs,
      Measurement.Levels levels) {
    put(metrics, name + "_dbm" + suffix, levels.dbm(dbfs));
    put(metrics, name + "_dbfs" + suffix, dbfs);
  }

  private static void bandwidth(ObjectNode metrics, Measurement.Bandwidth bandwidth) {
    put(metrics, "obw_hz", bandwidth.obwHz());
    put(metrics, "obw_low_hz", bandwidth.obwLowHz());
    put(metrics, "obw_high_hz", bandwidth.obwHighHz());
    metrics.put("obw_truncated", bandwidth.obwTruncated());
  }

  private static void spectrum(ObjectNode metrics, Measurement.Spectrum spectrum) {
    metrics.put("welch_segments", spectrum.welchSegments());
    metrics.put("welch_length", spectrum.welchLength());
    put(metrics, "resolution_hz", spectrum.resolutionHz());
    put(metrics, "occupied_fraction", spectrum.occupiedFraction());
    metrics.put("floor_valid", spectrum.floorValid());
  }

  private static void quality(ObjectNode metrics, Measurement.Quality quality) {
    put(metrics, "clip_fraction", quality.clipFraction());
    put(metrics, "overload_fraction", quality.overloadFraction());
    put(metrics, "dc_i", quality.dcI());
    put(metrics, "dc_q", quality.dcQ());
    put(metrics, "crest_db", quality.crestDb());
    put(metrics, "peak_dbfs", quality.peakDbfs());
  }

  private static ObjectNode samples(SessionRecording recording) {
    ObjectNode samples = object();
    samples.put("format", "npy 1.0, <c8, full scale 1.0");
    samples.put("expected", recording.counts().expected());
    samples.put("received", recording.counts().received());
    samples.put("lost", recording.counts().lost());
    return samples;
  }

  private static ObjectNode timing(SessionRecording recording) {
    RecordingTiming timing = recording.measurement().timing();
    ObjectNode node = object();
    node.put("class", timing.timingClass());
    node.put("first_sample_utc_ns", timing.firstSampleUtcNanos());
    node.put("uncertainty_ns", timing.uncertaintyNanos());
    node.put("residual_rms_ns", timing.residualRmsNanos());
    node.put("residual_max_ns", timing.residualMaxNanos());
    node.put("max_fix_age_s", timing.maxFixAgeSeconds());
    put(node, "sample_rate_hz", timing.anchor().rateHz());
    put(node, "nominal_sample_rate_hz", recording.source().nominalRateHz());
    put(node, "rate_error_ppm", recording.measurement().subject().rateErrorPpm());
    ObjectNode anchor = node.putObject("anchor");
    anchor.put("sample_index", timing.anchor().sample());
    anchor.put("utc_ns", timing.anchor().utcNanos());
    return node;
  }

  private static ArrayNode gaps(SessionRecording recording) {
    ArrayNode gaps = object().putArray("gaps");
    for (RecordingGap gap : recording.gaps()) {
      gaps.addObject()
          .put("first_sample", gap.firstSample())
          .put("sample_count", gap.sampleCount())
          .put("cause", gap.cause());
    }
    return gaps;
  }

  private static ArrayNode segments(SessionRecording recording) {
    ArrayNode segments = object().putArray("segments");
    for (Segment segment : recording.segments()) {
      ObjectNode node =
          segments
              .addObject()
              .put("index", segment.index())
              .put("epoch", segment.epoch())
              .put("object_key", segment.objectKey())
              .put("first_sample", segment.firstSample())
              .put("sample_count", segment.sampleCount())
              .put("size_bytes", segment.object().sizeBytes())
              .put("sha256", segment.object().sha256());
      ArrayNode runs = node.putArray("runs");
      for (SampleRun run : segment.runs()) {
        runs.addObject()
            .put("first_sample", run.firstSample())
            .put("sample_count", run.sampleCount());
      }
    }
    return segments;
  }

  private static ObjectNode receiver(SessionRecording recording) {
    var receiver = recording.source().receiver();
    ObjectNode node = object();
    node.put("id", recording.name().receiverId());
    node.put("name", receiver.name());
    node.put("url", receiver.url());
    Position position = receiver.position();
    put(node, "latitude", position == null ? null : position.latitudeDeg());
    put(node, "longitude", position == null ? null : position.longitudeDeg());
    put(node, "altitude_m", position == null ? null : position.altitudeM());
    ObjectNode facts = node.putObject("facts");
    recording.source().facts().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(fact -> facts.put(fact.getKey(), fact.getValue()));
    return node;
  }

  private static ObjectNode software(Measurement measurement) {
    ObjectNode node = object();
    node.put("name", Software.NAME);
    node.put("version", Software.VERSION);
    node.put("algorithm_version", measurement.key().algorithmVersion());
    return node;
  }
}
