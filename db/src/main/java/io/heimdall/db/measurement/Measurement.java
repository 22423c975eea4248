package io.heimdall.db.measurement;

import io.heimdall.db.recording.RecordingTiming;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The signal metrics of one recording. What could not be measured is null, never NaN.
///
/// @param key what makes it the same measurement
/// @param subject what was measured
/// @param signal the signal against the noise
/// @param levels how strong things are
/// @param spectrum what the averaged spectrum was made of
/// @param bandwidth how wide the signal is
/// @param offset where the signal is
/// @param quality how good the samples are
/// @param timing what ties them to UTC
public record Measurement(
    MeasurementKey key,
    Subject subject,
    Signal signal,
    Levels levels,
    Spectrum spectrum,
    Bandwidth bandwidth,
    Offset offset,
    Quality quality,
    RecordingTiming timing) {

  /// What was measured.
  ///
  /// @param owner who owns the acquisition
  /// @param receiverName the receiver's name at the time
  /// @param startTime the time of the first sample, to the microsecond; `timestamp_utc` in the
  ///   table
  /// @param centerFrequencyHz the frequency that is 0 Hz in the samples
  /// @param sampleRateHz samples per second, measured where the timing class is a GPS one
  /// @param rateErrorPpm how far that is from the rate the receiver states; null where not measured
  /// @param samplesCount samples that were measured
  /// @param lostSamples samples known to be lost in between
  /// @param iqObjectKey the key of the first object with the samples; `iq_data_path` in the table
  /// @param metadataJson further facts as a JSON object
  public record Subject(
      String owner,
      String receiverName,
      Instant startTime,
      long centerFrequencyHz,
      double sampleRateHz,
      @Nullable Double rateErrorPpm,
      long samplesCount,
      long lostSamples,
      @Nullable String iqObjectKey,
      @Nullable String metadataJson) {}

  /// The signal against the noise.
  ///
  /// @param detected whether a signal rises above the noise
  /// @param snrDb signal over noise in the signal's own bandwidth
  /// @param signalBandwidthHz the bandwidth of `snrDb`
  /// @param snrRefDb signal over noise in the reference bandwidth
  /// @param referenceBandwidthHz the bandwidth of `snrRefDb`
  /// @param cn0Dbhz signal power over noise density
  public record Signal(
      boolean detected,
      @Nullable Double snrDb,
      @Nullable Double signalBandwidthHz,
      @Nullable Double snrRefDb,
      @Nullable Double referenceBandwidthHz,
      @Nullable Double cn0Dbhz) {}

  /// How strong things are. 0 dBFS is a mean |z|² of 1; dBm are dBFS plus the receiver's offset.
  ///
  /// @param totalPowerDbfs power of all samples
  /// @param signalPowerDbfs power of the signal, noise subtracted
  /// @param noisePowerDbfs power of the noise
  /// @param noiseFloorDbfsPerHz density of the noise
  /// @param psdPeakDbfsPerHz the highest density of the spectrum
  /// @param dbmOffset what to add to dBFS to get dBm; null where the receiver is not calibrated
  public record Levels(
      @Nullable Double totalPowerDbfs,
      @Nullable Double signalPowerDbfs,
      @Nullable Double noisePowerDbfs,
      @Nullable Double noiseFloorDbfsPerHz,
      @Nullable Double psdPeakDbfsPerHz,
      @Nullable Double dbmOffset) {

    /// A level in dBm.
    ///
    /// @param dbfs one of the levels
    /// @return the level in dBm; null where either is not known
    public @Nullable Double dbm(@Nullable Double dbfs) {
      return dbfs == null || dbmOffset == null ? null : dbfs + dbmOffset;
    }
  }

  /// What the averaged spectrum was made of.
  ///
  /// @param welchSegments how many segments were averaged; 0: too short for a spectrum
  /// @param welchLength samples in a segment
  /// @param resolutionHz the spacing of its bins; null without a spectrum
  /// @param occupiedFraction the part of its bins that rise above the noise, 0 to 1
  /// @param floorValid false when so much is occupied that the noise floor may be a signal's
  public record Spectrum(
      long welchSegments,
      int welchLength,
      @Nullable Double resolutionHz,
      @Nullable Double occupiedFraction,
      @Nullable Boolean floorValid) {}

  /// The band that holds 99 % of the signal's power.
  ///
  /// @param obwHz its width
  /// @param obwLowHz its lower end, from the tuned frequency
  /// @param obwHighHz its upper end, from the tuned frequency
  /// @param obwTruncated whether it touches the end of the receiver's band
  public record Bandwidth(
      @Nullable Double obwHz,
      @Nullable Double obwLowHz,
      @Nullable Double obwHighHz,
      @Nullable Boolean obwTruncated) {}

  /// Where the signal is.
  ///
  /// @param frequencyOffsetHz from the tuned frequency, positive above
  /// @param frequencyOffsetSigmaHz one standard uncertainty of it
  /// @param method how it was found, a name of the server's list
  public record Offset(
      @Nullable Double frequencyOffsetHz, @Nullable Double frequencyOffsetSigmaHz, String method) {}

  /// How good the samples are.
  ///
  /// @param clipFraction the part of the samples at the limits of the number format, 0 to 1
  /// @param overloadFraction the part of the blocks the receiver reported an overload for, 0 to 1
  /// @param dcI the mean of I, of full scale
  /// @param dcQ the mean of Q, of full scale
  /// @param crestDb peak power over mean power
  /// @param peakDbfs the largest power of a sample
  public record Quality(
      @Nullable Double clipFraction,
      @Nullable Double overloadFraction,
      @Nullable Double dcI,
      @Nullable Double dcQ,
      @Nullable Double crestDb,
      @Nullable Double peakDbfs) {}
}
