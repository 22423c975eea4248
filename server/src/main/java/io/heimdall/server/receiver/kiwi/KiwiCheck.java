package io.heimdall.server.receiver.kiwi;

import io.heimdall.server.iq.IqBlock;
import io.heimdall.server.receiver.FailureReason;
import io.heimdall.server.receiver.IqStream;
import io.heimdall.server.receiver.ReceiverFailure;
import io.heimdall.server.receiver.ReceiverHealth;
import io.heimdall.server.receiver.ReceiverTarget;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/// What a check makes of a receiver's status page and of some frames of its sound.
///
/// The clock offset is the stamp of a frame's end minus the time it arrived, of the frame that took
/// the shortest way: what the network and the receiver's own buffer add makes it smaller, never
/// larger.
final class KiwiCheck {

  /// Frames after the two whose stamps may be an earlier listener's.
  private static final int FRAMES = 4;

  private static final int FRESH_FIX_SECONDS = 30;
  private static final double NANOS_PER_SECOND = 1e9;

  private KiwiCheck() {}

  /// Receives samples, and says what they show.
  static ReceiverHealth receive(ReceiverTarget target, IqStream stream, KiwiPage page)
      throws ReceiverFailure {
    double rateHz = stream.info().sampleRateHz();
    var block = new IqBlock(stream.blockCapacity());
    boolean gpsGood = false;
    Optional<Duration> offset = Optional.empty();
    for (int n = 0; n < FRAMES; n++) {
      if (!stream.next(block)) {
        throw new ReceiverFailure(
            FailureReason.SHORT, target + " ended its sound after " + n + " frames");
      }
      if (block.stampUtcNanos() != IqBlock.NO_STAMP) {
        gpsGood |= block.fixAgeSeconds() <= FRESH_FIX_SECONDS;
        Duration ahead = ahead(block, rateHz);
        offset = offset.filter(most -> most.compareTo(ahead) >= 0).or(() -> Optional.of(ahead));
      }
    }
    return health(page, Optional.empty(), gpsGood).withSamples(rateHz, offset);
  }

  /// Says what is known of a receiver that would not deliver.
  static ReceiverHealth failed(KiwiPage page, ReceiverFailure failure) {
    return health(page, Optional.of(failure), false);
  }

  private static Duration ahead(IqBlock block, double rateHz) {
    long lengthNanos = Math.round(block.count() / rateHz * NANOS_PER_SECOND);
    return Duration.ofNanos(block.stampUtcNanos() + lengthNanos - block.arrivalUtcNanos());
  }

  private static ReceiverHealth health(
      KiwiPage page, Optional<ReceiverFailure> failure, boolean gpsGood) {
    KiwiStatus status = page.status();
    return new ReceiverHealth(
        true,
        failure.isEmpty(),
        failure.map(ReceiverFailure::reason),
        failure.map(e -> String.valueOf(e.getMessage())).orElse(""),
        Optional.of(page.latency()),
        freeForPrograms(status),
        status.programChannels(),
        gpsGood,
        status.position(),
        status.software(),
        OptionalDouble.empty(),
        Optional.empty(),
        true);
  }

  private static OptionalInt freeForPrograms(KiwiStatus status) {
    OptionalInt free = status.freeChannels();
    OptionalInt programs = status.programChannels();
    return free.isPresent() && programs.isPresent()
        ? OptionalInt.of(Math.min(free.getAsInt(), programs.getAsInt()))
        : free;
  }
}
