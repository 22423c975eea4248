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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What one connection is allowed: its turn at the receiver's own addresses, and one at those of
/// each place it is sent on to. What the receiver says at the end holds for all of them, since
/// whoever comes by the same way would be told the same.
///
/// One thread at a time opens the connection or follows it to another place, which it may do as
/// late as when samples are asked for; any thread may heed a failure or close it meanwhile.
final class Passage implements Redirects, AutoCloseable {

  private final ReceiverTarget target;
  private final ReceiverDriver driver;
  private final Errand errand;
  private final House house;

  // Guarded by this, which nobody holds while a turn is waited for or another lock is taken.
  private final List<Turn> turns = new ArrayList<>();
  private @Nullable ReceiverFailure refusal;
  private Runnable hangUp = () -> {};
  private boolean closed;

  /// What all connections of this server share.
  ///
  /// @param doors finds addresses
  /// @param turns gives turns
  /// @param rests knows who turned us away
  /// @param longestCheck the longest a check takes
  record House(Doors doors, Turns turns, Rests rests, Duration longestCheck) {}

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
    Turn turn;
    try {
      turn = take(door);
    } catch (ReceiverFailure e) {
      refuse(e);
      throw e;
    }
    turn.onLoss(keep(turn));
  }

  private synchronized void refuse(ReceiverFailure why) {
    refusal = why;
  }

  /// @return how its connection is ended
  private Runnable keep(Turn turn) throws ReceiverFailure {
    synchronized (this) {
      if (!closed) {
        turns.add(turn);
        return hangUp;
      }
    }
    turn.close();
    throw new ReceiverFailure(
        FailureReason.DISCONNECTED, "the connection to " + target + " has been closed");
  }

  private synchronized List<Turn> turns() {
    return List.copyOf(turns);
  }

  private List<ReceiverAddress> door(URI url) throws ReceiverFailure {
    try {
      List<ReceiverAddress> door = new ArrayList<>(house.doors().of(driver, url));
      turns().forEach(turn -> door.removeAll(turn.door()));
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
    return refusal() != null;
  }

  private synchronized @Nullable ReceiverFailure refusal() {
    return refusal;
  }

  /// Says how the connection is ended when another server has taken one of its places, those that
  /// it is sent on to later included.
  void onLoss(Runnable end) {
    synchronized (this) {
      hangUp = end;
    }
    turns().forEach(turn -> turn.onLoss(end));
  }

  /// Notes that the receiver has let us in.
  void welcomed() {
    turns().forEach(turn -> house.rests().end(turn.door()));
  }

  /// Notes what the receiver has said.
  ///
  /// @return what the caller is to be told
  ReceiverFailure heed(ReceiverFailure failure) {
    if (refused()) {
      return failure;
    }
    List<Turn> taken = turns();
    if (taken.stream().anyMatch(Turn::lost)) {
      return new ReceiverFailure(
          FailureReason.BUSY,
          target + " was let go: another server of ours has taken it over",
          failure);
    }
    for (Turn turn : taken) {
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
    ReceiverFailure ours = refusal();
    if (ours != null) {
      return ReceiverHealth.notAsked(ours);
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
    synchronized (this) {
      closed = true;
    }
    turns().forEach(Turn::close);
  }
}
