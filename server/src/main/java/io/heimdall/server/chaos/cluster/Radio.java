package io.heimdall.server.chaos.cluster;

import io.heimdall.server.simulator.SimulatedReceiver;
import io.heimdall.server.simulator.Simulator;
import io.heimdall.server.simulator.SimulatorOptions;
import io.heimdall.server.simulator.signal.CounterSignal;
import io.heimdall.server.simulator.signal.Site;
import io.heimdall.server.simulator.wire.Fault;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The simulated receivers. Of every six, four have GPS stamps, one is a KiwiSDR without GPS, and
/// one speaks the old protocol that knows no time.
public final class Radio implements AutoCloseable {

  /// The name under which servers know the host of all receivers.
  static final String HOST = "receivers.test";

  private static final int ROUND = 6;
  private static final int WITHOUT_GPS = 4;
  private static final int WITHOUT_TIME = 5;
  private static final double HTTP_RATE_HZ = 12_500;

  private final Simulator simulator;
  private final List<CountingReceiver> receivers;

  private Radio(Simulator simulator, List<CountingReceiver> receivers) {
    this.simulator = simulator;
    this.receivers = List.copyOf(receivers);
  }

  /// Starts them.
  ///
  /// @param count how many
  /// @param seed decides their clocks
  /// @return the running receivers
  /// @throws IOException when a port is taken
  static Radio start(int count, long seed) throws IOException {
    var options =
        SimulatorOptions.synthetic(1).withScene(new SimulatorOptions.Counting(count, seed));
    for (int id = 1; id <= count; id++) {
      if (place(id) == WITHOUT_GPS) {
        options = options.withFault(id, Fault.NO_GPS);
      }
    }
    Simulator simulator = Simulator.start(options);
    try {
      return new Radio(simulator, receivers(Site.network(count, seed), seed));
    } catch (IOException e) {
      simulator.close();
      throw e;
    }
  }

  private static List<CountingReceiver> receivers(List<Site> sites, long seed) throws IOException {
    var receivers = new ArrayList<CountingReceiver>();
    for (Site site : sites) {
      var signal = new CounterSignal(site, seed);
      boolean timeless = place(site.id()) == WITHOUT_TIME;
      receivers.add(
          new CountingReceiver(
              site.id(),
              timeless ? "http" : "kiwi",
              anyPort(),
              place(site.id()) < WITHOUT_GPS,
              timeless ? signal.clockAt(HTTP_RATE_HZ) : signal.clock()));
    }
    return receivers;
  }

  private static int place(int id) {
    return (id - 1) % ROUND;
  }

  /// A port that is free at every address, since every server gets it at one of its own.
  private static int anyPort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /// The receivers.
  ///
  /// @return in order of their simulated ids
  public List<CountingReceiver> receivers() {
    return receivers;
  }

  /// Where they are, by the port they seem to have.
  Map<Integer, InetSocketAddress> targets() {
    var targets = new LinkedHashMap<Integer, InetSocketAddress>();
    for (CountingReceiver receiver : receivers) {
      SimulatedReceiver simulated = simulator.receiver(receiver.simulatedId());
      targets.put(
          receiver.port(),
          new InetSocketAddress(simulated.url().getHost(), simulated.url().getPort()));
    }
    return targets;
  }

  @Override
  public void close() {
    simulator.close();
  }
}
