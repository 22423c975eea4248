package io.heimdall.server.receiver.courtesy;

import io.heimdall.db.courtesy.Claim;
import io.heimdall.db.courtesy.NewBan;
import io.heimdall.db.courtesy.ReceiverAddress;
import io.heimdall.server.receiver.ReceiverFailure;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The right of one connection to be the only one of ours at its addresses, given back once by
/// closing. Guarded by the lock of [Turns].
final class Turn implements AutoCloseable {

  /// How far it is.
  enum State {
    /// It is asked for.
    ASKED,
    /// Somebody may be connected.
    HELD,
    /// Somebody may be connected, but it is another server's now.
    LOST,
    /// Nobody is connected any more, which the database does not know yet.
    LEFT,
    /// The database is being told that nobody is connected any more.
    LEAVING,
    /// It is over, or was never given.
    OVER
  }

  private final Turns turns;
  private final List<ReceiverAddress> door;
  private final UUID holder;

  // Guarded by that lock.
  private State state;
  private @Nullable ReceiverFailure refusal;
  private boolean barred;
  private Runnable hangUp = () -> {};

  Turn(Turns turns, List<ReceiverAddress> door, UUID holder, State state) {
    this.turns = turns;
    this.door = door;
    this.holder = holder;
    this.state = state;
  }

  List<ReceiverAddress> door() {
    return door;
  }

  UUID holder() {
    return holder;
  }

  List<Claim> claims() {
    return door.stream().map(at -> new Claim(at, holder)).toList();
  }

  boolean allIn(Set<Claim> held) {
    return held.containsAll(claims());
  }

  State state() {
    return state;
  }

  void state(State next) {
    state = next;
  }

  /// Ends a turn that was asked for.
  void refuse(ReceiverFailure why) {
    refusal = why;
    state = State.OVER;
  }

  @Nullable ReceiverFailure refusal() {
    return refusal;
  }

  /// Whether the next connection of this server may go on in place of the one that left: so it
  /// needs no database, which may be away while a run tries again.
  boolean inheritable(List<ReceiverAddress> wanted) {
    return state == State.LEFT && !barred && door.equals(wanted);
  }

  void bar() {
    barred = true;
  }

  Runnable hangUp() {
    return hangUp;
  }

  void hangUp(Runnable how) {
    hangUp = how;
  }

  /// Whether another server has the receiver now.
  boolean lost() {
    return turns.lost(this);
  }

  /// Says how the connection is ended when another server has taken the receiver; at once where one
  /// has already.
  void onLoss(Runnable end) {
    turns.onLoss(this, end);
  }

  /// Keeps in mind that the receiver does not want us to come back for long. To be called before
  /// the end of the turn, so that no other server comes in between.
  void ban(ReceiverFailure why) {
    turns.ban(
        this,
        door.stream()
            .map(at -> new NewBan(at, why.reason().name(), String.valueOf(why.getMessage())))
            .toList());
  }

  /// Says that the connection has ended. Idempotent, does not wait.
  @Override
  public void close() {
    turns.leave(this);
  }
}
