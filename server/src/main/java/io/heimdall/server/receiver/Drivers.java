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
import org.jspecify.annotations.Nullable;

/// The drivers there are, by name, and how they reach the receivers of the registry.
public final class Drivers {

  private final Map<String, ReceiverDriver> byName;
  private final ReceiverPasswords passwords;

  /// Collects drivers for receivers without passwords: a password that was stored opens with
  /// another key.
  ///
  /// @param drivers one of each name
  public Drivers(Collection<ReceiverDriver> drivers) {
    this(drivers, new ReceiverPasswords(SealingKey.fresh()));
  }

  /// Collects the drivers.
  ///
  /// @param drivers one of each name
  /// @param passwords decrypts the passwords of receivers
  public Drivers(Collection<ReceiverDriver> drivers, ReceiverPasswords passwords) {
    var collected = new TreeMap<String, ReceiverDriver>();
    for (ReceiverDriver driver : drivers) {
      if (collected.put(driver.name(), driver) != null) {
        throw new IllegalArgumentException("two drivers are named " + driver.name());
      }
    }
    byName = Collections.unmodifiableMap(collected);
    this.passwords = passwords;
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
      throw new ReceiverFailure(
          FailureReason.INTERNAL, "this server has no driver '%s'".formatted(spec.driver()));
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
