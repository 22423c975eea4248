package io.heimdall.server.iq;

import static java.util.Objects.checkIndex;

/// A reusable buffer of consecutive complex samples with what the receiver said about them.
///
/// A block has exactly one owner at a time and is not thread safe. The producer calls
/// [#begin(long)], writes into [#i()] and [#q()], then [#count(int)] and the facts it knows; who
/// hands a block on must not touch it again. Samples are fractions of full scale: int16 ÷ 32768, u8
/// (v − 127.5) ÷ 127.5.
///
/// Sample indexes belong to the connection's stream: they start at 0 with the first sample it
/// delivered and count lost samples, so a jump between two blocks is a loss.
public final class IqBlock {

  /// The value of [#stampUtcNanos()] where the receiver gave no usable time.
  public static final long NO_STAMP = Long.MIN_VALUE;

  private final float[] i;
  private final float[] q;
  private int count;
  private long firstSample;
  private long stampUtcNanos = NO_STAMP;
  private int fixAgeSeconds = -1;
  private long arrivalUtcNanos;
  private long arrivalUncertaintyNanos;
  private boolean overloaded;
  private float levelDbm = Float.NaN;
  private Gap.Cause lossCause = Gap.Cause.SEQUENCE;

  /// Makes an empty block.
  ///
  /// @param capacity the most samples it can hold
  public IqBlock(int capacity) {
    i = new float[capacity];
    q = new float[capacity];
  }

  /// Empties the block and forgets every fact of its last use.
  ///
  /// @param first the stream index of the first sample that will be written
  public void begin(long first) {
    count = 0;
    firstSample = first;
    stampUtcNanos = NO_STAMP;
    fixAgeSeconds = -1;
    arrivalUtcNanos = 0;
    arrivalUncertaintyNanos = 0;
    overloaded = false;
    levelDbm = Float.NaN;
    lossCause = Gap.Cause.SEQUENCE;
  }

  /// The in-phase samples; only the first [#count()] are meaningful.
  ///
  /// @return the array itself, of the block's capacity
  public float[] i() {
    return i;
  }

  /// The quadrature samples; only the first [#count()] are meaningful.
  ///
  /// @return the array itself, of the block's capacity
  public float[] q() {
    return q;
  }

  /// How many samples the block can hold.
  ///
  /// @return samples
  public int capacity() {
    return i.length;
  }

  /// How many samples the block holds.
  ///
  /// @return samples
  public int count() {
    return count;
  }

  /// Says how many samples have been written.
  ///
  /// @param samples at most the capacity
  public void count(int samples) {
    count = checkIndex(samples, i.length + 1);
  }

  /// The stream index of the first sample.
  ///
  /// @return an index that counts lost samples
  public long firstSample() {
    return firstSample;
  }

  /// Gives the samples other indexes, as where a stream is joined in its middle.
  ///
  /// @param first the stream index of the first sample
  public void renumber(long first) {
    firstSample = first;
  }

  /// The stream index after the last sample.
  ///
  /// @return an index that counts lost samples
  public long endSample() {
    return firstSample + count;
  }

  /// When the first sample was taken, by the receiver's own clock.
  ///
  /// @return UTC nanoseconds since 1970, or [#NO_STAMP]
  public long stampUtcNanos() {
    return stampUtcNanos;
  }

  /// How old the GPS fix behind the stamp is.
  ///
  /// @return seconds, or -1 without a stamp
  public int fixAgeSeconds() {
    return fixAgeSeconds;
  }

  /// Sets the receiver's own time of the first sample.
  ///
  /// @param utcNanos UTC nanoseconds since 1970
  /// @param ageSeconds the age of the GPS fix it rests on
  public void stamp(long utcNanos, int ageSeconds) {
    stampUtcNanos = utcNanos;
    fixAgeSeconds = ageSeconds;
  }

  /// When the last byte of the block reached this host, by its clock.
  ///
  /// @return UTC nanoseconds since 1970
  public long arrivalUtcNanos() {
    return arrivalUtcNanos;
  }

  /// Sets the time of arrival.
  ///
  /// @param utcNanos UTC nanoseconds since 1970
  public void arrivalUtcNanos(long utcNanos) {
    arrivalUtcNanos = utcNanos;
  }

  /// How far the time of arrival may be from the truth, beyond the delays that every arrival has.
  ///
  /// @return one standard uncertainty; 0 where this host's clock gave the time
  public long arrivalUncertaintyNanos() {
    return arrivalUncertaintyNanos;
  }

  /// Sets a time of arrival that is another's word.
  ///
  /// @param utcNanos UTC nanoseconds since 1970
  /// @param uncertaintyNanos one standard uncertainty of it
  public void arrived(long utcNanos, long uncertaintyNanos) {
    arrivalUtcNanos = utcNanos;
    arrivalUncertaintyNanos = uncertaintyNanos;
  }

  /// Whether the receiver's converter was overloaded during the block.
  ///
  /// @return true when the receiver said so
  public boolean overloaded() {
    return overloaded;
  }

  /// Notes a converter overload.
  public void markOverloaded() {
    overloaded = true;
  }

  /// The level the receiver's own meter read.
  ///
  /// @return dBm, or NaN when it gave none
  public float levelDbm() {
    return levelDbm;
  }

  /// Sets the reading of the receiver's own meter.
  ///
  /// @param dbm the level in dBm
  public void levelDbm(float dbm) {
    levelDbm = dbm;
  }

  /// How the loss before this block was seen; meaningful only where indexes jump.
  ///
  /// @return the cause
  public Gap.Cause lossCause() {
    return lossCause;
  }

  /// Says how the loss before this block was seen.
  ///
  /// @param cause the cause
  public void lossCause(Gap.Cause cause) {
    lossCause = cause;
  }
}
