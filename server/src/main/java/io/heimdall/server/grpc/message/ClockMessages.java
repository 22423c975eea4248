package io.heimdall.server.grpc.message;

import io.heimdall.db.clock.ClockTest;
import io.heimdall.server.receiver.FailureReason;

/// Tests of clocks on the wire.
public final class ClockMessages {

  private ClockMessages() {}

  /// What a test found.
  ///
  /// @param test the domain's
  /// @return the wire's
  public static io.heimdall.v1.ClockTest of(ClockTest test) {
    var message =
        io.heimdall.v1.ClockTest.newBuilder()
            .setReceiverId(test.receiverId())
            .setTestTime(Times.of(test.at()))
            .setStation(test.station())
            .setCarrierFrequencyHz(test.carrierFrequencyHz())
            .setSecondMarks(test.marks().count());
    ClockTest.Failure failure = test.failure();
    if (failure != null) {
      message
          .setFailureReason(ReceiverMessages.of(FailureReason.named(failure.reason())))
          .setMessage(failure.message());
    }
    ClockTest.Carrier carrier = test.carrier();
    if (carrier != null) {
      message
          .setCarrierOffsetHz(carrier.offsetHz())
          .setCarrierOffsetSigmaHz(carrier.sigmaHz())
          .setClockErrorPpm(carrier.clockErrorPpm())
          .setCn0Dbhz(carrier.cn0Dbhz());
    }
    Double offset = test.marks().offsetUs();
    if (offset != null) {
      message.setSecondMarkOffsetUs(offset);
    }
    Double sigma = test.marks().sigmaUs();
    if (sigma != null) {
      message.setSecondMarkSigmaUs(sigma);
    }
    Double score = test.score();
    if (score != null) {
      message.setScore(score);
    }
    return message.build();
  }
}
