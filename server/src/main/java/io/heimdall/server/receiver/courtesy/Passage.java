package io.heimdall.server.receiver.courtesy;

import io.heimdall.db.courtesy.ReceiverAddress;
import io.heimdall.server.receiver.FailureReason;
import io.heimdall.server.receiver.ReceiverDriver;
import io.heimdall.server.receiver.ReceiverFailure;
import io.heimdall.server.receiver.ReceiverHealth;
import io.heimdall.server.receiver.ReceiverTarget;
import io.heimdall.server.receiver.Redirects;
import io.heimdall.server.receiver.wire.Failures;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What one connection is allowed: its turn at the receiver's own addresses, and one at those of
/// each place it is sent on to. What the receiver says at the end holds for all of them, since
/// whoever comes by the same way would be told the same.
///
/// One thread makes it and opens the connection; after that nothing changes any more, and any
/// thread may heed a failure or close it.
final class Passage implements Redirects, AutoCloseable {

  private final ReceiverTarget target;
  private final ReceiverDriver driver;
  private final Errand errand;
  private final House house;

  // The opening thread's own until the connection is handed on.
  private final List<Turn> turns = new ArrayList<>();
  private @Nullable ReceiverFailure refusal;

  /// What all connections of this server share.
  ///
  /// @param doors finds addresses
  /// @param turns gives turns
  /// @param rests knows who turned us away
  record House(Doors doors, Turns turns, Rests rests) {}

  Passage(ReceiverTarget target, ReceiverDriver driver, Errand errand, House house) {
    this.target = target;
    this.driver = driver;
    this.errand = errand;
    this.house = house;
  }

  /// Takes the turn at the receiver's own addresses.
  ///
  /// @throws ReceiverFailure where it does not come
  void begin() throws ReceiverFailure {
    follow(target.url());
  }

  /// Takes another turn, where the addresses are not this connection's already.
  @Override
  public void follow(URI to) throws ReceiverFailure {
    List<ReceiverAddress> door = door(to);
    if (door.isEmpty()) {
      return;
    }
    try {
      turns.add(take(door));
    } catch (ReceiverFailure e) {
      refusal = e;
      throw e;
    }
  }

  private List<ReceiverAddress> door(URI url) throws ReceiverFailure {
    try {
      List<ReceiverAddress> door = new ArrayList<>(house.doors().of(driver, url));
      turns.forEach(turn -> door.removeAll(turn.door()));
      return List.copyOf(door);
    } catch (IOException e) {
      throw Failures.of(target.toString(), e);
    }
  }

  private Turn take(List<ReceiverAddress> door) throws ReceiverFailure {
    try {
      switch (errand) {
        case RECEIVE -> house.rests().await(door);
        case UNASKED_CHECK -> house.rests().refuse(door);
        case CHECK -> {}
      }
      return house.turns().take(target.toString(), door, errand.longestWait());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ReceiverFailure(
          FailureReason.CANCELLED, "waiting for " + target + " was interrupted", e);
    }
  }

  /// Whether it was we who ended the attempt, so that the receiver has said nothing.
  boolean refused() {
    return refusal != null;
  }

  /// Says how the connection is ended when another server has taken one of its places.
  void onLoss(Runnable end) {
    turns.forEach(turn -> turn.onLoss(end));
  }

  /// Notes that the receiver has let us in.
  void welcomed() {
    turns.forEach(turn -> house.rests().end(turn.door()));
  }

  /// Notes what the receiver has said.
  ///
  /// @return what the caller is to be told
  ReceiverFailure heed(ReceiverFailure failure) {
    if (refused()) {
      return failure;
    }
    if (turns.stream().anyMatch(Turn::lost)) {
      return new ReceiverFailure(
          FailureReason.BUSY,
          target + " was let go: another server of ours has taken it over",
          failure);
    }
    for (Turn turn : turns) {
      if (failure.reason() == FailureReason.QUOTA) {
        turn.ban(failure);
      } else {
        house.rests().heed(turn.door(), failure);
      }
    }
    return failure;
  }

  /// Notes what a check has found.
  ///
  /// @return what the caller is to be told
  ReceiverHealth heed(ReceiverHealth health) {
    if (refusal != null) {
      return ReceiverHealth.notAsked(refusal);
    }
    if (health.failure().isPresent()) {
      var _ = heed(new ReceiverFailure(health.failure().get(), health.message()));
    } else {
      welcomed();
    }
    return health;
  }

  /// Says that the connection has ended. Idempotent, does not wait.
  @Override
  public void close() {
    turns.forEach(Turn::close);
  }
}
