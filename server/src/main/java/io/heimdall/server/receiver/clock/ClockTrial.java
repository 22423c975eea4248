package io.heimdall.server.receiver.clock;

import io.heimdall.db.clock.ClockTest;
import io.heimdall.db.receiver.Receiver;
import io.heimdall.server.dsp.SecondMarks;
import io.heimdall.server.geo.GreatCircle;
import io.heimdall.server.geo.Place;
import io.heimdall.server.iq.TimingClass;
import io.heimdall.server.receiver.FailureReason;
import io.heimdall.server.receiver.Reach;
import io.heimdall.server.receiver.ReceiverFailure;
import io.heimdall.server.receiver.clock.ClockScore.MarkOffset;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Tests the clock of one receiver: listens to a station, and says what its carrier and its second
/// marks tell of the clock. Safe for any number of threads; blocks, and is meant for virtual ones.
public final class ClockTrial {
  private static final Logger LOG = System.getLogger(ClockTrial.class.getName());

  private static final double LIGHT_KM_PER_S = 299_792.458;
  private static final double MICROS_PER_SECOND = 1e6;

  private final Reaching reaching;

  /// Finds out how receivers are reached.
  @FunctionalInterface
  public interface Reaching {
    /// How one is reached.
    ///
    /// @param receiver which one
    /// @return its driver and its target
    /// @throws ReceiverFailure when it cannot be reached from here
    Reach of(Receiver receiver) throws ReceiverFailure;
  }

  /// Makes a trial.
  ///
  /// @param reaching finds out how a receiver is reached
  public ClockTrial(Reaching reaching) {
    this.reaching = reaching;
  }

  /// Tests a receiver. That it does not deliver, or hears nothing, is a result.
  ///
  /// @param receiver the receiver
  /// @param stations what may be listened to
  /// @param duration for how long
  /// @param at dates the result
  ClockTest run(Receiver receiver, TimeStations stations, Duration duration, Instant at) {
    Optional<TimeStation.Carrier> chosen = stations.carrierFor(receiver);
    if (chosen.isEmpty()) {
      var failure =
          new ReceiverFailure(
              FailureReason.OUT_OF_BAND,
              "the receiver covers none of the carriers of " + stations.names());
      return failed(receiver, stations.first(), at, failure);
    }
    TimeStation.Carrier carrier = chosen.get();
    try {
      return passed(receiver, carrier, at, listen(receiver, carrier, duration));
    } catch (ReceiverFailure e) {
      return failed(receiver, carrier, at, e);
    } catch (RuntimeException e) {
      LOG.log(
          Level.ERROR,
          "the test of the clock of receiver %d broke off".formatted(receiver.id()),
          e);
      var failure =
          new ReceiverFailure(FailureReason.INTERNAL, "the test broke off; the log says why");
      return failed(receiver, carrier, at, failure);
    }
  }

  private HeardCarrier listen(Receiver receiver, TimeStation.Carrier carrier, Duration duration)
      throws ReceiverFailure {
    return CarrierListener.listen(reaching.of(receiver), carrier, duration);
  }

  private static ClockTest failed(
      Receiver receiver, TimeStation.Carrier carrier, Instant at, ReceiverFailure failure) {
    return new ClockTest(
        receiver.id(),
        at,
        carrier.station().name(),
        carrier.frequencyHz(),
        new ClockTest.Failure(failure.reason().name(), String.valueOf(failure.getMessage())),
        null,
        ClockTest.Marks.NONE,
        null);
  }

  /// What was heard, as a result.
  static ClockTest passed(
      Receiver receiver, TimeStation.Carrier carrier, Instant at, HeardCarrier heard) {
    double errorPpm = heard.offsetHz() / carrier.frequencyHz() * 1e6;
    @Nullable MarkOffset offset =
        offset(heard.marks(), heard.timing(), carrier.station(), TimeStations.place(receiver));
    SecondMarks marks = heard.marks();
    return new ClockTest(
        receiver.id(),
        at,
        carrier.station().name(),
        carrier.frequencyHz(),
        null,
        new ClockTest.Carrier(heard.offsetHz(), heard.sigmaHz(), errorPpm, heard.cn0Dbhz()),
        new ClockTest.Marks(
            marks == null ? 0 : marks.count(),
            offset == null ? null : offset.microseconds(),
            offset == null ? null : offset.sigmaMicroseconds()),
        ClockScore.of(errorPpm, offset));
  }

  /// How late the marks come, less the way from the transmitter along the Earth, which a ground
  /// wave takes at the speed of light; a wave by way of the ionosphere is up to 1 ms later.
  private static @Nullable MarkOffset offset(
      @Nullable SecondMarks marks, TimingClass timing, TimeStation station, @Nullable Place place) {
    if (marks == null || place == null || timing == TimingClass.HOST_ARRIVAL) {
      return null;
    }
    double way = GreatCircle.distanceKm(station.place(), place) / LIGHT_KM_PER_S;
    double late = marks.offsetSeconds() - way;
    return new MarkOffset(
        (late - Math.rint(late)) * MICROS_PER_SECOND, marks.sigmaSeconds() * MICROS_PER_SECOND);
  }
}
