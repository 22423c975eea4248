package io.heimdall.server.grpc.message;

import io.heimdall.db.measurement.Measurement;
import io.heimdall.v1.OffsetMethod;
import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;

/// Measurements on the wire.
public final class MeasurementMessages {
  private MeasurementMessages() {}

  /// A measurement.
  ///
  /// @param row the domain's
  /// @return the wire's
  public static io.heimdall.v1.Measurement of(Measurement row) {
    Measurement.Subject subject = row.subject();
    var message =
        io.heimdall.v1.Measurement.newBuilder()
            .setAcquisitionId(row.key().acquisitionId().toString())
            .setReceiverId(row.key().receiverId())
            .setReceiverName(subject.receiverName())
            .setHop(row.key().hop())
            .setWindowStart(Times.of(row.key().windowStart()))
            .setStartTime(Times.of(subject.startTime()))
            .setCenterFrequencyHz(subject.centerFrequencyHz())
            .setSampleRateHz(subject.sampleRateHz())
            .setSamplesCount(subject.samplesCount())
            .setSamplesLost(subject.lostSamples())
            .setDetected(row.signal().detected())
            .setCalibrated(row.levels().dbmOffset() != null)
            .setWelchLength(row.spectrum().welchLength())
            .setWelchSegments(row.spectrum().welchSegments())
            .setAnchor(SampleMessages.of(row.timing()))
            .setAlgorithmVersion(row.key().algorithmVersion())
            .setOffsetMethod(method(row.offset().method()));
    if (subject.iqObjectKey() != null) {
      message.setIqObjectKey(subject.iqObjectKey());
    }
    signal(row.signal(), message);
    levels(row.levels(), message);
    shape(row, message);
    quality(row.quality(), message);
    return message.build();
  }

  private static void signal(
      Measurement.Signal signal, io.heimdall.v1.Measurement.Builder message) {
    set(signal.snrDb(), message::setSnrDb);
    set(signal.signalBandwidthHz(), message::setSignalBandwidthHz);
    set(signal.snrRefDb(), message::setSnrRefDb);
    set(signal.referenceBandwidthHz(), message::setReferenceBandwidthHz);
    set(signal.cn0Dbhz(), message::setCn0Dbhz);
  }

  private static void levels(
      Measurement.Levels levels, io.heimdall.v1.Measurement.Builder message) {
    set(levels.noiseFloorDbfsPerHz(), message::setNoiseFloorDbfsPerHz);
    set(levels.dbm(levels.noiseFloorDbfsPerHz()), message::setNoiseFloorDbmPerHz);
    set(levels.signalPowerDbfs(), message::setSignalPowerDbfs);
    set(levels.dbm(levels.signalPowerDbfs()), message::setSignalPowerDbm);
    set(levels.noisePowerDbfs(), message::setNoisePowerDbfs);
    set(levels.dbm(levels.noisePowerDbfs()), message::setNoisePowerDbm);
    set(levels.totalPowerDbfs(), message::setTotalPowerDbfs);
    set(levels.psdPeakDbfsPerHz(), message::setPsdPeakDbfsPerHz);
    set(levels.dbm(levels.psdPeakDbfsPerHz()), message::setPsdPeakDbmPerHz);
  }

  private static void shape(Measurement row, io.heimdall.v1.Measurement.Builder message) {
    set(row.bandwidth().obwHz(), message::setOccupiedBandwidthHz);
    message.setOccupiedBandwidthTruncated(Boolean.TRUE.equals(row.bandwidth().obwTruncated()));
    set(row.offset().frequencyOffsetHz(), message::setFrequencyOffsetHz);
    set(row.offset().frequencyOffsetSigmaHz(), message::setFrequencyOffsetSigmaHz);
    set(row.spectrum().occupiedFraction(), message::setOccupiedFraction);
  }

  private static void quality(
      Measurement.Quality quality, io.heimdall.v1.Measurement.Builder message) {
    set(quality.clipFraction(), message::setClippedFraction);
    set(quality.overloadFraction(), message::setOverloadFraction);
    set(quality.dcI(), message::setDcI);
    set(quality.dcQ(), message::setDcQ);
    set(quality.crestDb(), message::setCrestDb);
  }

  /// A method that has no name in the contract means that no offset was found.
  static OffsetMethod method(String name) {
    return switch (name) {
      case "CARRIER" -> OffsetMethod.OFFSET_METHOD_CARRIER;
      case "CENTROID" -> OffsetMethod.OFFSET_METHOD_CENTROID;
      default -> OffsetMethod.OFFSET_METHOD_UNSPECIFIED;
    };
  }

  private static void set(@Nullable Double value, DoubleConsumer setter) {
    if (value != null) {
      setter.accept(value);
    }
  }
}
