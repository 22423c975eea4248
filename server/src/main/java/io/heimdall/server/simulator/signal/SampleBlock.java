package io.heimdall.server.simulator.signal;

/// A reusable block of int16 samples with the receiver's own stamp of the first one. One owner at a
/// time.
public final class SampleBlock {

  /// Samples in a block, as a KiwiSDR sends them.
  public static final int SAMPLES = 512;

  /// The fix age a receiver reports when it never had a fix.
  public static final int NEVER_FIXED = 255;

  private final short[] iq = new short[2 * SAMPLES];
  private int fixAgeSeconds;
  private int gpsSecond;
  private int gpsNanos;
  private boolean stampRecorded;

  /// Makes a block of zeros without a stamp.
  public SampleBlock() {}

  /// The samples, I and Q in turn.
  ///
  /// @return the array itself
  public short[] iq() {
    return iq;
  }

  /// The age of the GPS fix behind the stamp.
  ///
  /// @return seconds, 255 for never
  public int fixAgeSeconds() {
    return fixAgeSeconds;
  }

  /// The GPS second of the week of the first sample.
  ///
  /// @return seconds
  public int gpsSecond() {
    return gpsSecond;
  }

  /// The nanoseconds that belong to [#gpsSecond()].
  ///
  /// @return 0 to 999,999,999
  public int gpsNanos() {
    return gpsNanos;
  }

  /// Whether the stamp is one a recording holds from its own beginning, stale as it may be.
  ///
  /// @return true for a stamp that must be sent as it is
  public boolean stampRecorded() {
    return stampRecorded;
  }

  /// Sets the stamp.
  ///
  /// @param age the age of the GPS fix in seconds, 255 for never
  /// @param second the GPS second of the week
  /// @param nanos the nanoseconds within it
  public void stamp(int age, int second, int nanos) {
    fixAgeSeconds = age;
    gpsSecond = second;
    gpsNanos = nanos;
    stampRecorded = false;
  }

  /// Sets a stamp that a recording began with.
  ///
  /// @param age the age of the GPS fix in seconds, 255 for never
  /// @param second the GPS second of the week
  /// @param nanos the nanoseconds within it
  void recordedStamp(int age, int second, int nanos) {
    stamp(age, second, nanos);
    stampRecorded = true;
  }
}
