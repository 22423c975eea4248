package io.heimdall.server.receiver.http;

import io.heimdall.server.receiver.DriverContract;
import io.heimdall.server.receiver.FailureReason;
import io.heimdall.server.simulator.wire.Fault;
import java.time.InstantSource;
import java.util.Map;

class HttpContractIT extends DriverContract {

  HttpContractIT() {
    super(new HttpReceiver("", DIALER, InstantSource.system()));
  }

  @Override
  protected Map<Fault, FailureReason> reasons() {
    return Map.of(
        Fault.BUSY, FailureReason.BUSY,
        Fault.PASSWORD, FailureReason.PASSWORD,
        Fault.IP_LIMIT, FailureReason.BUSY,
        Fault.NO_IQ, FailureReason.NO_IQ,
        Fault.GARBAGE, FailureReason.BAD_DATA,
        Fault.HTML, FailureReason.BAD_DATA,
        Fault.SILENT, FailureReason.TIMEOUT,
        Fault.DISCONNECT, FailureReason.DISCONNECTED);
  }
}
