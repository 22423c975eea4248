package io.heimdall.server.receiver.registry;

import io.heimdall.db.Transactions;
import io.heimdall.db.receiver.Receiver;
import io.heimdall.db.receiver.SealedPassword;
import io.heimdall.db.receiver.SealedPasswords;
import io.heimdall.server.receiver.Drivers;
import io.heimdall.server.receiver.Reach;
import io.heimdall.server.receiver.ReceiverFailure;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How receivers of the registry are reached, with their passwords. Safe for any number of threads.
public final class ReceiverReach {

  private final Transactions transactions;
  private final Drivers drivers;
  private final SealedPasswords passwords = new SealedPasswords();

  /// Joins drivers and passwords.
  ///
  /// @param transactions where passwords are kept
  /// @param drivers who speaks to receivers
  public ReceiverReach(Transactions transactions, Drivers drivers) {
    this.transactions = transactions;
    this.drivers = drivers;
  }

  /// How a receiver is reached.
  ///
  /// @param receiver which one
  /// @return its driver and its target
  /// @throws ReceiverFailure with INTERNAL where this server has no such driver, or PASSWORD where
  ///   its key does not open the password
  public Reach to(Receiver receiver) throws ReceiverFailure {
    return drivers.reach(receiver, password(receiver));
  }

  private @Nullable SealedPassword password(Receiver receiver) {
    return receiver.hasPassword()
        ? transactions.inSnapshot(tx -> passwords.of(tx, List.of(receiver.id()))).get(receiver.id())
        : null;
  }
}
