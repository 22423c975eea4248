package io.heimdall.server.dsp;

import org.jspecify.annotations.Nullable;

/// What a recording's samples say about its signal. Whatever could not be measured is null: there
/// is no NaN, no infinity and no stand-in value here.
///
/// Levels are in dBFS, 0 dBFS being a mean |z|² of 1: a complex exponential of amplitude 1. A
/// calibrated receiver's dBm are these plus its calibration offset.
///
/// @param level power, peak, clipping and offset of the samples themselves
/// @param resolution what the averaged spectrum was made of
/// @param noise the noise floor of the band
/// @param signal the signal and its ratios to the noise
/// @param bandwidth the occupied bandwidth
/// @param offset the frequency offset from the tuned frequency
public record SignalMetrics(
    Level level,
    Resolution resolution,
    Noise noise,
    Signal signal,
    Bandwidth bandwidth,
    Offset offset) {

  /// The version of the definitions in this package. It rises with every change that moves a value
  /// by more than rounding, so that stored measurements are only compared with their like.
  public static final int ALGORITHM_VERSION = 1;

  /// Power, peak, clipping and offset of the samples. All but the clip fraction and the DC offsets
  /// are null for silence; these three are null without any sample.
  ///
  /// @param samples how many samples were analysed
  /// @param totalPowerDbfs 10 log10 of mean |z|²
  /// @param peakDbfs 10 log10 of the largest |z|²
  /// @param crestDb peak over mean power
  /// @param clipFraction the share of samples with |I| or |Q| at 32766/32768 of full scale or above
  /// @param dcI the mean of I, as a fraction of full scale
  /// @param dcQ the mean of Q, as a fraction of full scale
  public record Level(
      long samples,
      @Nullable Double totalPowerDbfs,
      @Nullable Double peakDbfs,
      @Nullable Double crestDb,
      @Nullable Double clipFraction,
      @Nullable Double dcI,
      @Nullable Double dcQ) {}

  /// What the averaged spectrum was made of.
  ///
  /// @param welchSegments how many half overlapped segments were averaged; 0 when the recording was
  ///   too short for a spectrum
  /// @param welchLength samples in a segment
  /// @param resolutionHz the spacing of the spectrum's bins; null without a spectrum
  public record Resolution(long welchSegments, int welchLength, @Nullable Double resolutionHz) {}

  /// The noise floor; all null without a spectrum or with an empty one.
  ///
  /// @param noiseFloorDbfsPerHz the density of the noise in the band
  /// @param psdPeakDbfsPerHz the highest density in the band, of noise or signal
  /// @param occupiedFraction the share of the band's bins that rise above the noise
  /// @param floorValid false when so much of the band is occupied that the floor may be a signal's
  public record Noise(
      @Nullable Double noiseFloorDbfsPerHz,
      @Nullable Double psdPeakDbfsPerHz,
      @Nullable Double occupiedFraction,
      @Nullable Boolean floorValid) {

    static final Noise UNKNOWN = new Noise(null, null, null, null);
  }

  /// The signal and its ratios to the noise; all but the two first are null when nothing was
  /// detected. `snr_db = signal_power_dbfs − noise_power_dbfs = cn0_dbhz − 10 log10
  /// signal_bandwidth_hz`, and `snr_ref_db = cn0_dbhz − 10 log10 reference_bandwidth_hz`.
  ///
  /// @param detected whether a signal rises above the noise
  /// @param referenceBandwidthHz the noise bandwidth of `snrRefDb`
  /// @param signalBandwidthHz the noise bandwidth of `snrDb`: the target's or the occupied one
  /// @param signalPowerDbfs the signal's power, noise subtracted
  /// @param noisePowerDbfs the noise power in the signal's bandwidth
  /// @param snrDb signal over noise in the signal's own bandwidth
  /// @param snrRefDb signal over noise in the reference bandwidth
  /// @param cn0Dbhz signal power over noise density, in dB·Hz: independent of any bandwidth
  public record Signal(
      boolean detected,
      double referenceBandwidthHz,
      @Nullable Double signalBandwidthHz,
      @Nullable Double signalPowerDbfs,
      @Nullable Double noisePowerDbfs,
      @Nullable Double snrDb,
      @Nullable Double snrRefDb,
      @Nullable Double cn0Dbhz) {

    static Signal undetected(double referenceBandwidthHz) {
      return new Signal(false, referenceBandwidthHz, null, null, null, null, null, null);
    }
  }

  /// The band that holds 99 % of the signal's power, noise subtracted; null when nothing was
  /// detected. Read it together with the resolution.
  ///
  /// @param obwHz its width
  /// @param obwLowHz its lower end, from the tuned frequency
  /// @param obwHighHz its upper end, from the tuned frequency
  /// @param obwTruncated whether it touches the end of the receiver's band, so that the signal may
  ///   be wider
  public record Bandwidth(
      @Nullable Double obwHz,
      @Nullable Double obwLowHz,
      @Nullable Double obwHighHz,
      @Nullable Boolean obwTruncated) {

    static final Bandwidth UNKNOWN = new Bandwidth(null, null, null, null);
  }

  /// The frequency offset of the signal from the tuned frequency.
  ///
  /// @param frequencyOffsetHz the offset, positive above; null when nothing was detected
  /// @param frequencyOffsetSigmaHz its standard deviation; null when nothing was detected
  /// @param method how it was found
  public record Offset(
      @Nullable Double frequencyOffsetHz,
      @Nullable Double frequencyOffsetSigmaHz,
      OffsetMethod method) {

    static final Offset UNKNOWN = new Offset(null, null, OffsetMethod.NONE);
  }
}
