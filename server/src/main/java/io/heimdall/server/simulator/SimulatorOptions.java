package io.heimdall.server.simulator;

import io.heimdall.server.simulator.signal.Emitter;
import io.heimdall.server.simulator.wire.Fault;
import io.heimdall.server.simulator.wire.Faults;
import io.heimdall.server.simulator.wire.Rules;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/// What to simulate.
///
/// @param scene what the receivers hear
/// @param port the first TCP port, the others count up from it; 0 for any free ports
/// @param speed simulated seconds in a second; 0 for as fast as clients read
/// @param faults the faults by receiver id
/// @param rules what the receivers allow their clients
public record SimulatorOptions(
    Scene scene, int port, double speed, Map<Integer, Faults> faults, Rules rules) {

  /// The port `heimdall simulate` begins with.
  public static final int DEFAULT_PORT = 18_073;

  /// How many synthetic receivers there are unless told otherwise.
  public static final int DEFAULT_RECEIVERS = 7;

  private static final int MOST_RECEIVERS = 2_000;
  private static final int MOST_PORT = 65_535;

  /// What the receivers hear.
  public sealed interface Scene {}

  /// An emitter in noise.
  ///
  /// @param receivers how many receivers hear it
  /// @param emitter what they hear
  /// @param seed decides noise and clock errors
  public record Synthetic(int receivers, Emitter emitter, long seed) implements Scene {

    /// Refuses a number of receivers that cannot be served.
    public Synthetic {
      checkReceivers(receivers);
    }
  }

  /// Samples that carry their own number.
  ///
  /// @param receivers how many receivers count
  /// @param seed decides clock errors and the jitter of stamps
  public record Counting(int receivers, long seed) implements Scene {

    /// Refuses a number of receivers that cannot be served.
    public Counting {
      checkReceivers(receivers);
    }
  }

  /// Recordings played again.
  ///
  /// @param directory holds KiwiSDR IQ recordings of one time and frequency
  public record Replay(Path directory) implements Scene {}

  /// Refuses a port or speed that means nothing.
  public SimulatorOptions {
    if (port < 0 || port > MOST_PORT) {
      throw new IllegalArgumentException("the port must be 0 to 65535, not " + port);
    }
    if (!(speed >= 0 && speed <= 1_000)) {
      throw new IllegalArgumentException("the speed must be 0 to 1000, not " + speed);
    }
    faults = Map.copyOf(faults);
  }

  /// Synthetic receivers in real time on free ports, without faults.
  ///
  /// @param receivers how many
  /// @return the options
  public static SimulatorOptions synthetic(int receivers) {
    return of(new Synthetic(receivers, Emitter.DEFAULT, 1));
  }

  /// Recordings in real time on free ports, without faults.
  ///
  /// @param directory holds the recordings
  /// @return the options
  public static SimulatorOptions replay(Path directory) {
    return of(new Replay(directory));
  }

  private static void checkReceivers(int receivers) {
    if (receivers < 1 || receivers > MOST_RECEIVERS) {
      throw new IllegalArgumentException(
          "the number of receivers must be 1 to " + MOST_RECEIVERS + ", not " + receivers);
    }
  }

  private static SimulatorOptions of(Scene scene) {
    return new SimulatorOptions(scene, 0, 1, Map.of(), Rules.DEFAULT);
  }

  /// Changes the scene.
  ///
  /// @param changed what the receivers hear
  /// @return changed options
  public SimulatorOptions withScene(Scene changed) {
    return new SimulatorOptions(changed, port, speed, faults, rules);
  }

  /// Changes the first port.
  ///
  /// @param first the first TCP port, or 0 for any free ports
  /// @return changed options
  public SimulatorOptions withPort(int first) {
    return new SimulatorOptions(scene, first, speed, faults, rules);
  }

  /// Changes the speed.
  ///
  /// @param factor simulated seconds in a second; 0 for as fast as clients read
  /// @return changed options
  public SimulatorOptions withSpeed(double factor) {
    return new SimulatorOptions(scene, port, factor, faults, rules);
  }

  /// Adds a fault with its usual number.
  ///
  /// @param receiverId which receiver has it
  /// @param fault the fault
  /// @return changed options
  public SimulatorOptions withFault(int receiverId, Fault fault) {
    return withFault(receiverId, fault, fault.defaultValue());
  }

  /// Adds a fault.
  ///
  /// @param receiverId which receiver has it
  /// @param fault the fault
  /// @param value its number
  /// @return changed options
  public SimulatorOptions withFault(int receiverId, Fault fault, int value) {
    var more = new HashMap<>(faults);
    more.merge(receiverId, Faults.NONE.with(fault, value), (had, _) -> had.with(fault, value));
    return new SimulatorOptions(scene, port, speed, more, rules);
  }

  /// Changes what the receivers allow.
  ///
  /// @param changed the rules
  /// @return changed options
  public SimulatorOptions withRules(Rules changed) {
    return new SimulatorOptions(scene, port, speed, faults, changed);
  }
}
