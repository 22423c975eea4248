package io.heimdall.server.simulator;

import io.heimdall.server.simulator.signal.CounterSignal;
import io.heimdall.server.simulator.signal.ReplaySignal;
import io.heimdall.server.simulator.signal.Signal;
import io.heimdall.server.simulator.signal.Site;
import io.heimdall.server.simulator.signal.SyntheticSignal;
import io.heimdall.server.simulator.wire.Faults;
import io.heimdall.server.simulator.wire.ReceiverPort;
import io.heimdall.server.simulator.wire.SimulationClock;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/// A set of simulated receivers, each on a port of its own.
public final class Simulator implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(Simulator.class.getName());
  private static final int CLOSE_SECONDS = 5;

  private final ExecutorService threads;
  private final List<ReceiverPort> ports;
  private final List<SimulatedReceiver> receivers;

  private Simulator(ExecutorService threads, List<ReceiverPort> ports) {
    this.threads = threads;
    this.ports = List.copyOf(ports);
    this.receivers = ports.stream().map(SimulatedReceiver::new).toList();
  }

  /// Starts all receivers.
  ///
  /// @param options what to simulate
  /// @return the running simulator
  /// @throws IOException when a port is taken or a recording cannot be read
  /// @throws IllegalArgumentException when a fault names a receiver there is not
  public static Simulator start(SimulatorOptions options) throws IOException {
    List<? extends Signal> signals = signals(options.scene());
    refuseUnknownReceivers(options, signals.size());
    var clock = new SimulationClock(InstantSource.system(), System::nanoTime, options.speed());
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    var ports = new ArrayList<ReceiverPort>();
    try {
      for (int i = 0; i < signals.size(); i++) {
        Faults faults = options.faults().getOrDefault(i + 1, Faults.NONE);
        int port = options.port() == 0 ? 0 : options.port() + i;
        ports.add(ReceiverPort.open(signals.get(i), faults, options.rules(), clock, threads, port));
      }
      return new Simulator(threads, ports);
    } catch (IOException e) {
      int wanted = options.port() + ports.size();
      ports.forEach(ReceiverPort::close);
      threads.shutdownNow();
      throw new IOException("cannot listen on port " + wanted + ": " + e.getMessage(), e);
    }
  }

  /// The receivers, in order of their ids.
  ///
  /// @return one for each port
  public List<SimulatedReceiver> receivers() {
    return receivers;
  }

  /// One receiver.
  ///
  /// @param id its number, from 1
  /// @return the receiver
  public SimulatedReceiver receiver(int id) {
    return receivers.get(id - 1);
  }

  /// Closes all ports and breaks all connections. All threads have ended when this returns, or a
  /// warning says that they have not.
  @Override
  public void close() {
    ports.forEach(ReceiverPort::close);
    threads.shutdownNow();
    try {
      if (!threads.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        LOG.log(System.Logger.Level.WARNING, "some simulated connections do not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static List<? extends Signal> signals(SimulatorOptions.Scene scene) throws IOException {
    return switch (scene) {
      case SimulatorOptions.Synthetic synthetic ->
          Site.network(synthetic.receivers(), synthetic.seed()).stream()
              .map(site -> new SyntheticSignal(site, synthetic.emitter(), synthetic.seed()))
              .toList();
      case SimulatorOptions.Counting counting ->
          Site.network(counting.receivers(), counting.seed()).stream()
              .map(site -> new CounterSignal(site, counting.seed()))
              .toList();
      case SimulatorOptions.Replay replay -> ReplaySignal.set(replay.directory());
    };
  }

  private static void refuseUnknownReceivers(SimulatorOptions options, int receivers) {
    Set<Integer> unknown = new TreeSet<>(options.faults().keySet());
    unknown.removeIf(id -> id >= 1 && id <= receivers);
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "a fault is set for receiver " + unknown + ", but there are only 1 to " + receivers);
    }
  }
}
