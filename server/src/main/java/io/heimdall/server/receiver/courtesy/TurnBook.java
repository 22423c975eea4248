package io.heimdall.server.receiver.courtesy;

import io.heimdall.db.courtesy.Ban;
import io.heimdall.db.courtesy.NewBan;
import io.heimdall.db.courtesy.ReceiverAddress;
import io.heimdall.server.receiver.ReceiverFailure;
import io.heimdall.server.receiver.courtesy.Turn.State;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/// The turns of this server and how they go from state to state. There is at most one for an
/// address, so nothing here grows beyond the receivers there are. Guarded by the lock of [Turns].
final class TurnBook {

  private final Map<ReceiverAddress, Turn> byAddress = new HashMap<>();
  private final Map<Turn, Question> asked = new LinkedHashMap<>();
  private final Set<Turn> held = new LinkedHashSet<>();
  private final Set<Turn> left = new LinkedHashSet<>();
  private final List<NewBan> bans = new ArrayList<>();

  /// What a turn that is asked for waits for.
  ///
  /// @param who the receiver, as the sentence's subject
  /// @param deadlineNanos until when another connection of ours is waited for
  record Question(String who, long deadlineNanos) {

    long leftNanos() {
      return deadlineNanos - System.nanoTime();
    }
  }

  /// The turn that is in the way of another one at some addresses.
  Optional<Turn> inTheWay(List<ReceiverAddress> door) {
    return door.stream().map(byAddress::get).filter(Objects::nonNull).findFirst();
  }

  /// Notes that a turn is asked for.
  Turn ask(Turns turns, List<ReceiverAddress> door, Question question) {
    var turn = new Turn(turns, door, UUID.randomUUID(), State.ASKED);
    door.forEach(address -> byAddress.put(address, turn));
    asked.put(turn, question);
    return turn;
  }

  /// Lets a new connection go on with a turn that has just been left.
  Turn inherit(Turns turns, Turn other) {
    left.remove(other);
    other.state(State.OVER);
    var turn = new Turn(turns, other.door(), other.holder(), State.HELD);
    turn.door().forEach(address -> byAddress.put(address, turn));
    held.add(turn);
    return turn;
  }

  boolean anyAsked() {
    return !asked.isEmpty();
  }

  void ban(Turn turn, List<NewBan> heard) {
    turn.bar();
    bans.addAll(heard);
  }

  /// Notes that a connection has ended.
  ///
  /// @return whether that is news
  boolean leave(Turn turn) {
    return switch (turn.state()) {
      case HELD -> left(turn);
      case ASKED, LOST -> {
        // Whether it is ours, nobody here knows.
        turn.bar();
        yield left(turn);
      }
      case LEFT, LEAVING, OVER -> false;
    };
  }

  private boolean left(Turn turn) {
    turn.state(State.LEFT);
    held.remove(turn);
    asked.remove(turn);
    return left.add(turn);
  }

  /// Leaves every turn, and refuses those that are asked for.
  void leaveAll() {
    List.copyOf(asked.keySet()).forEach(turn -> refuse(turn, Refusals::stopping));
    List.copyOf(held).forEach(this::left);
  }

  /// What is to be settled with the database now.
  ///
  /// @param renewing whether those held are to be renewed
  Round begin(boolean renewing) {
    var round =
        new Round(
            List.copyOf(asked.keySet()),
            renewing ? List.copyOf(held) : List.of(),
            List.copyOf(left),
            List.copyOf(bans));
    round.leaving().forEach(turn -> turn.state(State.LEAVING));
    left.clear();
    bans.clear();
    return round;
  }

  /// Notes that the database knows what was left.
  void over(Round round) {
    for (Turn turn : round.leaving()) {
      turn.state(State.OVER);
      forget(turn);
    }
  }

  /// Notes what has come of the rest of a round.
  ///
  /// @return the turns that are another server's now
  List<Turn> end(Round round, Round.Found found) {
    round.asked().forEach(turn -> settle(turn, found));
    List<Turn> lost =
        round.held().stream()
            .filter(turn -> turn.state() == State.HELD && !turn.allIn(found.held()))
            .toList();
    for (Turn turn : lost) {
      turn.state(State.LOST);
      held.remove(turn);
    }
    return lost;
  }

  /// Notes that a round did not reach the database. Who has held a turn goes on: an outage of the
  /// database must cost no samples, and whoever could take the receiver meanwhile needs the
  /// database as well.
  void fail(Round round) {
    for (Turn turn : round.leaving()) {
      turn.state(State.LEFT);
      left.add(turn);
    }
    bans.addAll(0, round.bans());
    round.asked().forEach(turn -> giveUpInTime(turn, Refusals::noAnswer));
  }

  private void settle(Turn turn, Round.Found found) {
    if (turn.state() != State.ASKED) {
      return;
    }
    Optional<Ban> ban =
        turn.door().stream().map(found.bans()::get).filter(Objects::nonNull).findFirst();
    if (ban.isPresent()) {
      refuse(turn, _ -> Refusals.told(ban.get()));
    } else if (turn.allIn(found.held())) {
      turn.state(State.HELD);
      asked.remove(turn);
      held.add(turn);
    } else {
      giveUpInTime(turn, Refusals::inUse);
    }
  }

  private void giveUpInTime(Turn turn, Function<String, ReceiverFailure> why) {
    Question question = asked.get(turn);
    if (question != null && question.leftNanos() <= 0) {
      refuse(turn, why);
    }
  }

  private void refuse(Turn turn, Function<String, ReceiverFailure> why) {
    Question question = asked.remove(turn);
    if (question != null) {
      turn.refuse(why.apply(question.who()));
      forget(turn);
    }
  }

  private void forget(Turn turn) {
    turn.door().forEach(address -> byAddress.remove(address, turn));
  }
}
