package io.heimdall.server.grpc.message;

import io.heimdall.db.receiver.LastClockTest;
import io.heimdall.v1.ClockTest;
import io.heimdall.v1.ReceiverRecord;

/// How receivers did of late, on the wire.
public final class RecordMessages {

  private RecordMessages() {}

  /// How a receiver did of late.
  ///
  /// @param receiverId the receiver
  /// @param found the domain's
  /// @return the wire's
  public static ReceiverRecord of(int receiverId, io.heimdall.db.receiver.ReceiverRecord found) {
    var message = ReceiverRecord.newBuilder();
    if (found.uptime24h() != null) {
      message.setUptime24H(found.uptime24h());
    }
    if (found.uptime7d() != null) {
      message.setUptime7D(found.uptime7d());
    }
    if (found.lastSnr() != null) {
      message.setLastSnrDb(found.lastSnr().snrDb()).setLastSnrTime(Times.of(found.lastSnr().at()));
    }
    if (found.lastClockTest() != null) {
      message.setLastClockTest(of(receiverId, found.lastClockTest()));
    }
    return message.build();
  }

  private static ClockTest of(int receiverId, LastClockTest test) {
    var message =
        ClockTest.newBuilder()
            .setReceiverId(receiverId)
            .setTestTime(Times.of(test.at()))
            .setStation(test.station())
            .setCarrierFrequencyHz(test.carrierFrequencyHz())
            .setSecondMarks(test.marks().count());
    if (test.outcome() != null) {
      message
          .setFailureReason(
              ReceiverMessages.of(
                  io.heimdall.server.receiver.FailureReason.named(test.outcome().reason())))
          .setMessage(test.outcome().message());
    }
    LastClockTest.Carrier carrier = test.carrier();
    if (carrier.offsetHz() != null) {
      message.setCarrierOffsetHz(carrier.offsetHz());
    }
    if (carrier.offsetSigmaHz() != null) {
      message.setCarrierOffsetSigmaHz(carrier.offsetSigmaHz());
    }
    if (carrier.clockErrorPpm() != null) {
      message.setClockErrorPpm(carrier.clockErrorPpm());
    }
    if (carrier.cn0Dbhz() != null) {
      message.setCn0Dbhz(carrier.cn0Dbhz());
    }
    if (test.marks().offsetMicros() != null) {
      message.setSecondMarkOffsetUs(test.marks().offsetMicros());
    }
    if (test.marks().sigmaMicros() != null) {
      message.setSecondMarkSigmaUs(test.marks().sigmaMicros());
    }
    if (test.score() != null) {
      message.setScore(test.score());
    }
    return message.build();
  }
}
