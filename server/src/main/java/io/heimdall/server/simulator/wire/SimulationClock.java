package io.heimdall.server.simulator.wire;

import io.heimdall.server.simulator.signal.Epoch;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/// The time all receivers of a simulator share. It is set to the host's when a client connects
/// while none is connected, and then runs `speed` times as fast; with speed 0 it stands still for
/// pacing purposes and every client is served as fast as it reads.
public final class SimulationClock {

  private final InstantSource host;
  private final LongSupplier nanoTime;
  private final double speed;

  // Guarded by this.
  private int clients;
  private Running running;

  /// Makes a clock that shows the host's time until a client connects.
  ///
  /// @param host the host's wall clock
  /// @param nanoTime the host's monotonic clock
  /// @param speed simulated seconds in a second; 0 for as fast as clients read
  public SimulationClock(InstantSource host, LongSupplier nanoTime, double speed) {
    this.host = host;
    this.nanoTime = nanoTime;
    this.speed = speed;
    this.running = arm();
  }

  /// The clock as it runs since it was last set.
  final class Running {
    private final Epoch epoch;
    private final long zeroNanos;

    Running(Epoch epoch, long zeroNanos) {
      this.epoch = epoch;
      this.zeroNanos = zeroNanos;
    }

    Epoch epoch() {
      return epoch;
    }

    boolean paced() {
      return speed > 0;
    }

    double speed() {
      return speed;
    }

    double seconds() {
      return epoch.armedSeconds() + (nanoTime.getAsLong() - zeroNanos) * 1e-9 * speed;
    }

    /// How long to wait on the host until a simulated time; not positive when it has come.
    long nanosUntil(double seconds) {
      return (long) Math.ceil((seconds - seconds()) / speed * 1e9);
    }
  }

  /// Counts a client in, and sets the clock when it is the only one.
  synchronized Running connect() {
    if (clients == 0) {
      running = arm();
    }
    clients++;
    return running;
  }

  /// Counts a client out.
  synchronized void disconnect() {
    clients--;
  }

  private Running arm() {
    Instant now = host.instant();
    var epoch = new Epoch(now.getEpochSecond(), now.getNano() * 1e-9);
    return new Running(epoch, nanoTime.getAsLong());
  }
}
