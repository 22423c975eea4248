package io.heimdall.server.receiver;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// The drivers there are, by name.
public final class Drivers {

  private final Map<String, ReceiverDriver> byName;
  private final Map<String, String> switchedOff;

  /// Collects the drivers.
  ///
  /// @param drivers one of each name
  public Drivers(Collection<ReceiverDriver> drivers) {
    this(drivers, Map.of());
  }

  /// Collects the drivers.
  ///
  /// @param drivers one of each name
  /// @param switchedOff how an administrator switches a driver on, as in `KEY=true`, by the names
  ///   of those that could be here and are not
  public Drivers(Collection<ReceiverDriver> drivers, Map<String, String> switchedOff) {
    this.switchedOff = Map.copyOf(switchedOff);
    var collected = new TreeMap<String, ReceiverDriver>();
    for (ReceiverDriver driver : drivers) {
      if (collected.put(driver.name(), driver) != null) {
        throw new IllegalArgumentException("two drivers are named " + driver.name());
      }
    }
    byName = Collections.unmodifiableMap(collected);
  }

  /// Finds a driver.
  ///
  /// @param name its name
  /// @return the driver; empty when there is none
  public Optional<ReceiverDriver> named(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /// Why there is no driver of a name.
  ///
  /// @param name a name that [#named(String)] does not find
  /// @return a sentence for the user
  public String absence(String name) {
    String switchedOn = switchedOff.get(name);
    return switchedOn == null
        ? "there is no driver '%s'; there are %s".formatted(name, String.join(", ", names()))
        : "driver '%s' is switched off on this server; an administrator can switch it on with %s"
            .formatted(name, switchedOn);
  }

  /// The names there are.
  ///
  /// @return the names, sorted
  public Set<String> names() {
    return byName.keySet();
  }
}
