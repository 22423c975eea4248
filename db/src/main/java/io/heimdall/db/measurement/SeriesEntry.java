package io.heimdall.db.measurement;

/// A measurement, or the sum of some, as a reader hands it over: the same object for each, valid
/// until the next one. What was not asked for is 0.
public interface SeriesEntry {

  /// When the window, the hour or the day began.
  ///
  /// @return microseconds since 1970
  long startMicros();

  /// The receiver.
  ///
  /// @return its id
  int receiverId();

  /// The frequency in Hz, or the band as the tenths of a decade above 1 Hz.
  ///
  /// @return whichever was asked for
  long place();

  /// How many measurements it stands for.
  ///
  /// @return 1 for a measurement
  long measured();

  /// How many of them detected a signal.
  ///
  /// @return how many
  long detected();

  /// How many of them have an occupied fraction.
  ///
  /// @return how many
  long occupiedCount();

  /// The sum of their occupied fractions.
  ///
  /// @return 0 to the count
  double occupiedSum();

  /// The values of a metric.
  ///
  /// @param index its place among those that were asked for
  /// @return its values
  Values values(int index);

  /// The values of one metric.
  interface Values {

    /// How many there are.
    ///
    /// @return how many; where it is 0 nothing else is defined
    long count();

    /// Their sum.
    ///
    /// @return in the metric's unit
    double sum();

    /// The sum of their squared differences from their mean.
    ///
    /// @return in the square of the metric's unit
    double spread();

    /// The smallest.
    ///
    /// @return in the metric's unit
    double min();

    /// The largest.
    ///
    /// @return in the metric's unit
    double max();

    /// Each of them, rounded to the next tenth of the unit, half to even, in no order.
    ///
    /// @param sink takes them
    void tenths(TenthsSink sink);
  }

  /// Takes values.
  interface TenthsSink {

    /// Takes one.
    ///
    /// @param tenths the value in tenths of its unit
    void add(int tenths);

    /// Takes many.
    ///
    /// @param packed big-endian integers in tenths, which nobody changes any more
    /// @param bytesPerValue 2 or 4
    void addAll(byte[] packed, int bytesPerValue);
  }
}
