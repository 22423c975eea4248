package io.heimdall.server.simulator.rtltcp;

import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalInt;

/// How a simulated rtl_tcp server behaves.
///
/// @param signal what it sends
/// @param port where it listens; 0 for any free port
/// @param bufferBytes how many bytes it sends at a time
/// @param faults what it does wrong, with the faults' numbers
public record RtlTcpOptions(
    RtlTcpSignal signal, int port, int bufferBytes, Map<RtlTcpFault, Integer> faults) {

  /// Where rtl_tcp listens.
  public static final int DEFAULT_PORT = 1234;

  /// What rtl_tcp takes from its receiver at a time, unless told otherwise.
  private static final int USUAL_BUFFER_BYTES = 262_144;

  private static final int MOST_PORT = 65_535;

  /// Refuses what cannot be, and copies the faults.
  public RtlTcpOptions {
    if (port < 0 || port > MOST_PORT) {
      throw new IllegalArgumentException("the port must be 0 to 65535, not " + port);
    }
    if (bufferBytes < 2 || bufferBytes % 2 != 0) {
      throw new IllegalArgumentException("a buffer holds whole samples, not " + bufferBytes);
    }
    faults = Map.copyOf(faults);
  }

  /// A server without faults on a free port.
  ///
  /// @param signal what it sends
  /// @return the options
  public static RtlTcpOptions of(RtlTcpSignal signal) {
    return new RtlTcpOptions(signal, 0, USUAL_BUFFER_BYTES, Map.of());
  }

  /// Changes the port.
  ///
  /// @param changed where it listens; 0 for any free port
  /// @return changed options
  public RtlTcpOptions withPort(int changed) {
    return new RtlTcpOptions(signal, changed, bufferBytes, faults);
  }

  /// Changes how many bytes come at a time.
  ///
  /// @param bytes an even number
  /// @return changed options
  public RtlTcpOptions withBuffer(int bytes) {
    return new RtlTcpOptions(signal, port, bytes, faults);
  }

  /// Adds a fault.
  ///
  /// @param fault the fault
  /// @param value its number
  /// @return changed options
  public RtlTcpOptions withFault(RtlTcpFault fault, int value) {
    var more = new EnumMap<RtlTcpFault, Integer>(RtlTcpFault.class);
    more.putAll(faults);
    more.put(fault, value);
    return new RtlTcpOptions(signal, port, bufferBytes, more);
  }

  /// The number of a fault.
  ///
  /// @return empty where the server does not have it
  OptionalInt value(RtlTcpFault fault) {
    Integer value = faults.get(fault);
    return value == null ? OptionalInt.empty() : OptionalInt.of(value);
  }
}
