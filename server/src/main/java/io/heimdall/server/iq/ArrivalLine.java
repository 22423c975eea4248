package io.heimdall.server.iq;

import static java.lang.Math.exp;
import static java.lang.Math.max;
import static java.lang.Math.round;

/// Dates samples by when they reached this host: the earliest arrivals of the last minutes, at the
/// rate the receiver states. Every arrival is late by the network's delay, so the earliest is the
/// best; how far the others lie behind it is the jitter.
final class ArrivalLine {

  /// What arrival times cannot show: the shortest one-way delay and the receiver's own buffer.
  private static final double HIDDEN_DELAY_NANOS = 50e6;

  private static final double NANOS_PER_SECOND = 1e9;

  private final double rateHz;
  private final double memorySamples;
  private final long originIndex;
  private final long originUtcNanos;
  private final RecentMax earliness;

  private long lastIndex;
  private double weight;
  private double meanExcessNanos;
  private long doubtNanos;

  ArrivalLine(double rateHz, long index, long utcNanos) {
    this.rateHz = rateHz;
    memorySamples = StampLine.MEMORY_SECONDS * rateHz;
    originIndex = index;
    originUtcNanos = utcNanos;
    lastIndex = index;
    earliness = new RecentMax(memorySamples);
    add(index, utcNanos);
  }

  void add(long index, long utcNanos) {
    double early = nominalNanos(index) - (utcNanos - originUtcNanos);
    earliness.add(index, early);
    double fade = exp(-max(0, index - lastIndex) / memorySamples);
    weight = weight * fade + 1;
    meanExcessNanos += (earliness.value() - early - meanExcessNanos) / weight;
    lastIndex = max(lastIndex, index);
  }

  /// Notes how far the clock that gives arrivals may be off.
  void doubt(long uncertaintyNanos) {
    doubtNanos = Math.max(doubtNanos, uncertaintyNanos);
  }

  SampleAnchor anchorAt(long index) {
    return new SampleAnchor(
        index,
        originUtcNanos + round(nominalNanos(index) - earliness.value()),
        rateHz,
        TimingClass.HOST_ARRIVAL,
        Math.max(doubtNanos, round(max(HIDDEN_DELAY_NANOS, meanExcessNanos))),
        0,
        0,
        -1);
  }

  private double nominalNanos(long index) {
    return (index - originIndex) / rateHz * NANOS_PER_SECOND;
  }
}
