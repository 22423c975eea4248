package io.heimdall.server.simulator.wire;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/// The faults of one receiver with their numbers.
///
/// @param values the numbers by fault
public record Faults(Map<Fault, Integer> values) {

  /// The password a receiver with the fault [Fault#PASSWORD] accepts.
  public static final String PASSWORD = "sesame";

  /// A receiver without faults.
  public static final Faults NONE = new Faults(Map.of());

  /// Copies the map.
  public Faults {
    var copy = new EnumMap<Fault, Integer>(Fault.class);
    copy.putAll(values);
    values = Collections.unmodifiableMap(copy);
  }

  /// Adds a fault.
  ///
  /// @param fault the fault
  /// @param value its number
  /// @return these faults and that one
  public Faults with(Fault fault, int value) {
    var more = new EnumMap<Fault, Integer>(Fault.class);
    more.putAll(values);
    more.put(fault, value);
    return new Faults(more);
  }

  /// Whether the receiver has a fault.
  ///
  /// @param fault the fault
  /// @return true when it has
  public boolean has(Fault fault) {
    return values.containsKey(fault);
  }

  /// The number of a fault.
  ///
  /// @param fault the fault
  /// @return its number, or its default when the receiver does not have it
  public int value(Fault fault) {
    return values.getOrDefault(fault, fault.defaultValue());
  }

  /// Whether a fault that begins after some frames has begun.
  ///
  /// @param fault the fault
  /// @param frames how many frames have been sent
  /// @return true when the receiver has it and its number is reached
  boolean begun(Fault fault, long frames) {
    return has(fault) && frames >= value(fault);
  }

  /// Whether a fault that recurs falls on a frame.
  ///
  /// @param fault the fault
  /// @param frame the number of the frame, from 1
  /// @return true when the receiver has it and the frame is a multiple of its number
  boolean recurs(Fault fault, long frame) {
    return has(fault) && frame % Math.max(1, value(fault)) == 0;
  }
}
