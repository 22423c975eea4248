package io.heimdall.server.receiver.clock;

import io.heimdall.server.iq.IqBlock;
import io.heimdall.server.receiver.FailureReason;
import io.heimdall.server.receiver.IqStream;
import io.heimdall.server.receiver.Reach;
import io.heimdall.server.receiver.ReceiverFailure;
import io.heimdall.server.receiver.ReceiverTarget;
import io.heimdall.server.receiver.Tuning;
import java.time.Duration;

/// Listens to a time-signal station with one receiver. Stateless; blocks, and is meant for virtual
/// threads.
final class CarrierListener {

  /// How far beside the carrier a receiver is tuned that leaves a spike at 0 Hz.
  private static final long BESIDE_HZ = 2_500;

  private static final Duration SHORTEST = Duration.ofSeconds(2);

  /// Samples that take longer than this many times their own duration are not waited for.
  private static final int PATIENCE = 2;

  private CarrierListener() {}

  /// Listens, and measures what was heard.
  ///
  /// @param receiver how the receiver is reached
  /// @param carrier what to listen to
  /// @param duration for how long
  /// @throws ReceiverFailure when the receiver does not deliver, or hears no carrier
  static HeardCarrier listen(Reach receiver, TimeStation.Carrier carrier, Duration duration)
      throws ReceiverFailure {
    long besideHz = receiver.mayLeaveSpike() ? BESIDE_HZ : 0;
    try (IqStream stream = started(receiver, carrier.frequencyHz() - besideHz)) {
      if (besideHz != 0 || !stream.info().zeroIf()) {
        var measurement = new CarrierMeasurement(stream.info(), besideHz, carrier, duration);
        return listen(stream, measurement, receiver.target(), duration);
      }
    }
    try (IqStream stream = started(receiver, carrier.frequencyHz() - BESIDE_HZ)) {
      var measurement = new CarrierMeasurement(stream.info(), BESIDE_HZ, carrier, duration);
      return listen(stream, measurement, receiver.target(), duration);
    }
  }

  /// A stream whose facts are known.
  private static IqStream started(Reach receiver, long frequencyHz) throws ReceiverFailure {
    IqStream stream = receiver.open(Tuning.to(frequencyHz));
    boolean started = false;
    try {
      stream.start();
      started = true;
      return stream;
    } finally {
      if (!started) {
        stream.close();
      }
    }
  }

  /// Closes the stream when its time is over, however it waits for its next block.
  private static HeardCarrier listen(
      IqStream stream, CarrierMeasurement measurement, ReceiverTarget target, Duration duration)
      throws ReceiverFailure {
    Duration allowed = duration.multipliedBy(PATIENCE).plus(target.timeout());
    try (var limit = new TimeLimit(allowed, stream::close)) {
      try {
        return listen(stream, measurement, duration);
      } catch (ReceiverFailure e) {
        throw limit.over() ? tooShort(measurement, "its samples come too slowly") : e;
      }
    }
  }

  private static HeardCarrier listen(
      IqStream stream, CarrierMeasurement measurement, Duration duration) throws ReceiverFailure {
    var block = new IqBlock(stream.blockCapacity());
    boolean more = true;
    while (more && measurement.seconds() < seconds(duration)) {
      more = stream.next(block);
      if (more) {
        measurement.accept(block);
      }
    }
    if (measurement.seconds() < seconds(SHORTEST)) {
      throw tooShort(measurement, "the receiver ended the stream");
    }
    return measurement.finish();
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }

  private static ReceiverFailure tooShort(CarrierMeasurement measurement, String why) {
    return new ReceiverFailure(
        FailureReason.SHORT,
        "%s: %.1f s came, too few to test a clock".formatted(why, measurement.seconds()));
  }
}
