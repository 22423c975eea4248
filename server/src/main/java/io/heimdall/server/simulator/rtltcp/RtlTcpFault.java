package io.heimdall.server.simulator.rtltcp;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/// Something a simulated rtl_tcp server can do wrong. Each has a name for the command line and may
/// carry a number.
public enum RtlTcpFault {
  /// Accepts the connection and says nothing, as one that serves somebody else.
  NO_HEADER("no-header", 0),
  /// Sends nothing more after N buffers.
  SILENT("silent", 50),
  /// Breaks the connection after N buffers.
  DISCONNECT("disconnect", 50),
  /// Delivers N samples per second, whatever the client asks for.
  IGNORES_RATE("ignores-rate", 1_024_000),
  /// Loses every Nth buffer without a word.
  LOSES("loses", 50);

  private final String label;
  private final int defaultValue;

  RtlTcpFault(String label, int defaultValue) {
    this.label = label;
    this.defaultValue = defaultValue;
  }

  /// The name on the command line.
  ///
  /// @return a lower-case name
  public String label() {
    return label;
  }

  /// The number it carries when none is given.
  ///
  /// @return the number
  public int defaultValue() {
    return defaultValue;
  }

  /// Finds a fault.
  ///
  /// @param label its name on the command line
  /// @return the fault, or empty when there is none of that name
  public static Optional<RtlTcpFault> named(String label) {
    return Arrays.stream(values()).filter(fault -> fault.label.equals(label)).findFirst();
  }

  /// The names of all faults.
  ///
  /// @return the names, separated by commas
  public static String labels() {
    return Arrays.stream(values()).map(RtlTcpFault::label).collect(Collectors.joining(", "));
  }
}
