package io.heimdall.server.receiver.registry;

import io.heimdall.db.Tx;
import io.heimdall.db.receiver.Receiver;
import io.heimdall.db.receiver.ReceiverFilter;
import io.heimdall.db.receiver.ReceiverRepository;
import io.heimdall.server.failure.FailureException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Which receivers somebody means. Stateless.
public final class ReceiverSelection {
  private static final int PAGE = 1000;

  private final ReceiverRepository receivers = new ReceiverRepository();

  /// Makes a selection, which holds nothing of its own.
  public ReceiverSelection() {}

  /// Finds receivers that are named, all of them.
  ///
  /// @param tx the transaction
  /// @param ids which ones
  /// @return the receivers by rising id
  /// @throws FailureException with RECEIVER_NOT_FOUND, for the lowest id that there is not
  public List<Receiver> named(Tx tx, Set<Integer> ids) {
    List<Receiver> found = receivers.find(tx, ids);
    Set<Integer> missing = new HashSet<>(ids);
    found.forEach(receiver -> missing.remove(receiver.id()));
    missing.stream()
        .min(Integer::compare)
        .ifPresent(id -> {
          throw ReceiverRegistry.notFound(id);
        });
    return found;
  }

  /// Finds out whether a receiver is still where it was, and keeps others from changing it until
  /// the transaction ends.
  ///
  /// @param tx the transaction
  /// @param receiver the receiver as it was
  /// @return false where it has been removed, or driver or URL are others by now
  public boolean lockUnmoved(Tx tx, Receiver receiver) {
    return receivers
        .lock(tx, receiver.id())
        .filter(now -> now.spec().sameStation(receiver.spec()))
        .isPresent();
  }

  /// Finds every receiver of a kind.
  ///
  /// @param tx the transaction
  /// @param filter which ones
  /// @return the receivers by rising id
  public List<Receiver> all(Tx tx, ReceiverFilter filter) {
    var all = new ArrayList<Receiver>();
    Optional<Integer> after = Optional.empty();
    do {
      var page = receivers.list(tx, filter, after.orElse(null), PAGE);
      all.addAll(page.rows());
      after = page.next();
    } while (after.isPresent());
    return all;
  }
}
