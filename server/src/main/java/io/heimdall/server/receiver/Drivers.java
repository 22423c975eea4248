package io.heimdall.server.receiver;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/// The drivers there are, by name.
public final class Drivers {

  private final Map<String, ReceiverDriver> byName;

  /// Collects the drivers.
  ///
  /// @param drivers one of each name
  public Drivers(Collection<ReceiverDriver> drivers) {
    var collected = new TreeMap<String, ReceiverDriver>();
    for (ReceiverDriver driver : drivers) {
      if (collected.put(driver.name(), driver) != null) {
        throw new IllegalArgumentException("two drivers are named " + driver.name());
      }
    }
    byName = Collections.unmodifiableMap(collected);
  }

  /// The same drivers, each with something around it.
  ///
  /// @param wrapping makes of a driver what stands in its place, under the same name
  /// @return the wrapped drivers
  public Drivers wrapped(UnaryOperator<ReceiverDriver> wrapping) {
    return new Drivers(byName.values().stream().map(wrapping).toList());
  }

  /// Finds a driver.
  ///
  /// @param name its name
  /// @return the driver; empty when there is none
  public Optional<ReceiverDriver> named(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /// The names there are.
  ///
  /// @return the names, sorted
  public Set<String> names() {
    return byName.keySet();
  }
}
