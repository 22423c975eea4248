package io.heimdall.server.receiver;

import io.heimdall.db.receiver.Receiver;
import io.heimdall.db.receiver.ReceiverSpec;
import io.heimdall.db.receiver.SealedPassword;
import io.heimdall.server.security.SealingKey;
import io.heimdall.server.security.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The drivers there are, by name, and how they reach the receivers of the registry.
public final class Drivers {

  private final Map<String, ReceiverDriver> byName;
  private final Map<String, String> switchedOff;
  private final ReceiverPasswords passwords;

  /// Collects drivers for receivers without passwords: a password that was stored opens with
  /// another key.
  ///
  /// @param drivers one of each name
  public Drivers(Collection<ReceiverDriver> drivers) {
    this(drivers, Map.of(), new ReceiverPasswords(SealingKey.fresh()));
  }

  /// Collects the drivers.
  ///
  /// @param drivers one of each name
  /// @param switchedOff how an administrator switches a driver on, as in `KEY=true`, by the names
  ///   of those that could be here and are not
  /// @param passwords decrypts the passwords of receivers
  public Drivers(
      Collection<ReceiverDriver> drivers,
      Map<String, String> switchedOff,
      ReceiverPasswords passwords) {
    this.switchedOff = Map.copyOf(switchedOff);
    var collected = new TreeMap<String, ReceiverDriver>();
    for (ReceiverDriver driver : drivers) {
      if (collected.put(driver.name(), driver) != null) {
        throw new IllegalArgumentException("two drivers are named " + driver.name());
      }
    }
    byName = Collections.unmodifiableMap(collected);
    this.passwords = passwords;
  }

  /// The same drivers, each with something around it.
  ///
  /// @param wrapping makes of a driver what stands in its place, under the same name
  /// @return the wrapped drivers
  public Drivers wrapped(UnaryOperator<ReceiverDriver> wrapping) {
    return new Drivers(byName.values().stream().map(wrapping).toList(), switchedOff, passwords);
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

  /// How a receiver is reached.
  ///
  /// @param receiver the receiver
  /// @param password its password as it is kept; null for none
  /// @return its driver and its target
  /// @throws ReceiverFailure with INTERNAL where this server has no such driver, or PASSWORD where
  ///   its key does not open the password
  public Reach reach(Receiver receiver, @Nullable SealedPassword password) throws ReceiverFailure {
    ReceiverSpec spec = receiver.spec();
    ReceiverDriver driver = byName.get(spec.driver());
    if (driver == null) {
      throw new ReceiverFailure(FailureReason.INTERNAL, absence(spec.driver()));
    }
    Optional<Secret> opened =
        password == null ? Optional.empty() : Optional.of(passwords.open(receiver.id(), password));
    return new Reach(
        driver,
        new ReceiverTarget(
            receiver.id(),
            URI.create(spec.url()),
            spec.tuning().frequencyOffsetHz(),
            opened,
            Duration.ofSeconds(spec.timeoutSeconds())));
  }
}
