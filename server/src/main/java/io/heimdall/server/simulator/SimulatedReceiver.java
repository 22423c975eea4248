package io.heimdall.server.simulator;

import io.heimdall.server.simulator.signal.Truth;
import io.heimdall.server.simulator.wire.Counters;
import io.heimdall.server.simulator.wire.ReceiverPort;
import java.net.URI;
import java.time.Duration;
import java.util.function.Predicate;

/// One running simulated receiver.
public final class SimulatedReceiver {

  private final ReceiverPort port;

  SimulatedReceiver(ReceiverPort port) {
    this.port = port;
  }

  /// Its number, from 1.
  ///
  /// @return the id
  public int id() {
    return truth().receiverId();
  }

  /// Its name.
  ///
  /// @return the name
  public String name() {
    return truth().name();
  }

  /// Where it listens.
  ///
  /// @return an `http` URL on the loopback interface
  public URI url() {
    return URI.create("http://127.0.0.1:" + port.port());
  }

  /// What a measurement should find.
  ///
  /// @return the truth
  public Truth truth() {
    return port.truth();
  }

  /// What it has seen of its clients.
  ///
  /// @return a reading of all counters
  public Counters.Reading counters() {
    return port.counters().read();
  }

  /// Waits until it has seen something.
  ///
  /// @param condition what to wait for
  /// @param limit how long at most
  /// @return whether it came true in time
  /// @throws InterruptedException when the waiting thread is interrupted
  public boolean await(Predicate<Counters.Reading> condition, Duration limit)
      throws InterruptedException {
    return port.counters().await(condition, limit);
  }
}
