package io.heimdall.server.receiver.registry;

import io.heimdall.db.Transactions;
import io.heimdall.db.Tx;
import io.heimdall.db.receiver.Receiver;
import io.heimdall.db.receiver.ReceiverRepository;
import io.heimdall.db.receiver.SealedPassword;
import io.heimdall.db.receiver.SealedPasswords;
import io.heimdall.server.receiver.Drivers;
import io.heimdall.server.receiver.FailureReason;
import io.heimdall.server.receiver.Reach;
import io.heimdall.server.receiver.ReceiverFailure;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How receivers of the registry are reached, with their passwords. What is said of a receiver and
/// its password are read as of one moment, so that no station is told a password that was meant for
/// another. Safe for any number of threads.
public final class ReceiverReach {

  private final Transactions transactions;
  private final Drivers drivers;
  private final ReceiverRepository receivers = new ReceiverRepository();
  private final SealedPasswords passwords = new SealedPasswords();

  /// Joins drivers and passwords.
  ///
  /// @param transactions where receivers and passwords are kept
  /// @param drivers who speaks to receivers
  public ReceiverReach(Transactions transactions, Drivers drivers) {
    this.transactions = transactions;
    this.drivers = drivers;
  }

  /// A receiver as it is.
  private record Present(Receiver receiver, @Nullable SealedPassword password) {}

  /// How a receiver is reached, by what is said of it now.
  ///
  /// @param receiver which one, as the caller has read it
  /// @return its driver and its target
  /// @throws ReceiverFailure with CANCELLED where it has been removed since, or driver or URL are
  ///   others by now; INTERNAL where this server has no such driver; or PASSWORD where its key does
  ///   not open the password
  public Reach to(Receiver receiver) throws ReceiverFailure {
    int id = receiver.id();
    Optional<Present> found = transactions.inSnapshot(tx -> present(tx, id));
    if (found.isEmpty()) {
      throw new ReceiverFailure(
          FailureReason.CANCELLED,
          "receiver %d was not asked: it has just been removed".formatted(id));
    }
    Present now = found.get();
    if (!now.receiver().spec().sameStation(receiver.spec())) {
      throw new ReceiverFailure(
          FailureReason.CANCELLED,
          "receiver %d was not asked: its driver or URL has just been changed".formatted(id));
    }
    return drivers.reach(now.receiver(), now.password());
  }

  private Optional<Present> present(Tx tx, int id) {
    return receivers
        .get(tx, id)
        .map(now ->
            new Present(now, now.hasPassword() ? passwords.of(tx, List.of(id)).get(id) : null));
  }
}
