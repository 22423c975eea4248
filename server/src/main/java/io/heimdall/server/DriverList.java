package io.heimdall.server;

import io.heimdall.server.config.ConfigKey;
import io.heimdall.server.config.ReceiverConfig;
import io.heimdall.server.receiver.Drivers;
import io.heimdall.server.receiver.ReceiverDriver;
import io.heimdall.server.receiver.ReceiverPasswords;
import io.heimdall.server.receiver.http.HttpReceiver;
import io.heimdall.server.receiver.kiwi.KiwiOptions;
import io.heimdall.server.receiver.kiwi.KiwiReceiver;
import io.heimdall.server.receiver.replay.ReplayReceiver;
import io.heimdall.server.receiver.rtltcp.RtlTcpReceiver;
import io.heimdall.server.receiver.spyserver.SpyServerReceiver;
import io.heimdall.server.receiver.station.ListenOnlyReceiver;
import io.heimdall.server.receiver.wire.Dialer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Map;

/// The one list a new driver is added to.
final class DriverList {

  private DriverList() {}

  static Drivers of(
      ReceiverConfig config, Dialer dialer, InstantSource clock, ReceiverPasswords passwords) {
    var drivers = new ArrayList<ReceiverDriver>();
    drivers.add(new KiwiReceiver(kiwi(config), dialer, clock));
    drivers.add(new HttpReceiver(config.contact(), dialer, clock));
    drivers.add(new RtlTcpReceiver(dialer, clock));
    drivers.add(new ReplayReceiver(config.replayDirectory(), clock));
    drivers.add(new ListenOnlyReceiver(config.contact(), dialer));
    if (config.spyServer()) {
      drivers.add(new SpyServerReceiver(config.contact(), dialer, clock));
    }
    return new Drivers(
        drivers, Map.of(SpyServerReceiver.NAME, ConfigKey.HEIMDALL_SPYSERVER + "=true"), passwords);
  }

  private static KiwiOptions kiwi(ReceiverConfig config) {
    var defaults = KiwiOptions.DEFAULTS;
    return new KiwiOptions(config.contact(), defaults.settleTime(), defaults.manualGain());
  }
}
