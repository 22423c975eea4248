package io.heimdall.server.grpc.message;

import io.heimdall.db.clock.ClockTest;
import io.heimdall.v1.ReceiverRecord;

/// How receivers did of late, on the wire.
public final class RecordMessages {

  private RecordMessages() {}

  /// How a receiver did of late.
  ///
  /// @param found the domain's
  /// @return the wire's
  public static ReceiverRecord of(io.heimdall.db.receiver.ReceiverRecord found) {
    var message = ReceiverRecord.newBuilder();
    Double day = found.uptime24h();
    if (day != null) {
      message.setUptime24H(day);
    }
    Double week = found.uptime7d();
    if (week != null) {
      message.setUptime7D(week);
    }
    io.heimdall.db.receiver.ReceiverRecord.Snr snr = found.lastSnr();
    if (snr != null) {
      message.setLastSnrDb(snr.snrDb()).setLastSnrTime(Times.of(snr.at()));
    }
    ClockTest test = found.lastClockTest();
    if (test != null) {
      message.setLastClockTest(ClockMessages.of(test));
    }
    return message.build();
  }
}
