package io.heimdall.server.receiver.courtesy;

import static org.assertj.core.api.Assertions.assertThat;

import io.heimdall.db.courtesy.Ban;
import io.heimdall.db.courtesy.Claim;
import io.heimdall.db.courtesy.NewBan;
import io.heimdall.db.courtesy.ReceiverAddress;
import io.heimdall.server.receiver.FailureReason;
import io.heimdall.server.receiver.ReceiverFailure;
import io.heimdall.server.receiver.courtesy.Turn.State;
import io.heimdall.server.receiver.courtesy.TurnBook.Question;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TurnBookTest {

  private static final ReceiverAddress FOUR = new ReceiverAddress("192.0.2.1", 8073);
  private static final ReceiverAddress SIX = new ReceiverAddress("2001:db8::1", 8073);

  private final Turns turns = new Turns();
  private final TurnBook book = new TurnBook();

  @Test
  void holdsATurnOnceEveryAddressIsTaken() {
    Turn turn = ask(FOUR, SIX);

    Round half = book.begin(false);
    book.end(half, found(turn.claims().getFirst()));
    assertThat(turn.state()).as("half of it").isEqualTo(State.ASKED);
    settle(turn);

    assertThat(turn.state()).isEqualTo(State.HELD);
    assertThat(book.anyAsked()).isFalse();
    assertThat(book.inTheWay(List.of(SIX))).contains(turn);
    assertThat(book.begin(false).empty()).isTrue();
    assertThat(book.begin(true).held()).containsExactly(turn);
  }

  @Test
  void refusesInTimeWhatAnotherHas() {
    Turn patient = ask(FOUR);
    Turn late = book.ask(turns, List.of(SIX), new Question("Kiwi", System.nanoTime() - 1));

    book.end(book.begin(false), found());

    assertThat(patient.state()).isEqualTo(State.ASKED);
    assertThat(late.state()).isEqualTo(State.OVER);
    assertThat(refusalOf(late).reason()).isEqualTo(FailureReason.BUSY);
    assertThat(refusalOf(late).passing()).isTrue();
    assertThat(refusalOf(late)).hasMessageContaining("Kiwi").hasMessageContaining("of ours");
    assertThat(book.inTheWay(List.of(SIX))).isEmpty();
  }

  @Test
  void refusesWhoIsBannedAtOnceInTheReceiversWords() {
    Turn turn = ask(FOUR);
    Instant until = Instant.parse("2025-06-01T12:00:00.5Z");
    var ban = new Ban(FOUR, "QUOTA", "Kiwi has given us its time of the day", until);

    book.end(book.begin(false), new Round.Found(Map.of(FOUR, ban), Set.of()));

    assertThat(refusalOf(turn).reason()).isEqualTo(FailureReason.QUOTA);
    assertThat(refusalOf(turn).passing()).isFalse();
    assertThat(refusalOf(turn))
        .hasMessageContaining("Kiwi has given us its time of the day")
        .hasMessageContaining("2025-06-01T12:00:00Z");
  }

  @Test
  void letsTheNextGoOnWithATurnTheDatabaseDoesNotKnowToBeLeft() {
    Turn first = held(FOUR);
    assertThat(book.leave(first)).isTrue();
    assertThat(book.leave(first)).as("idempotent").isFalse();

    assertThat(first.inheritable(List.of(FOUR))).isTrue();
    assertThat(first.inheritable(List.of(FOUR, SIX))).as("other addresses").isFalse();
    Turn second = book.inherit(turns, first);

    assertThat(second.state()).isEqualTo(State.HELD);
    assertThat(second.claims()).isEqualTo(first.claims());
    assertThat(book.begin(false).leaving()).as("it is not given back").isEmpty();
  }

  @Test
  void givesBackWhatIsLeftAndTriesAgainWhereTheDatabaseIsAway() {
    Turn turn = held(FOUR);
    book.leave(turn);

    Round failed = book.begin(false);
    assertThat(failed.leaving()).containsExactly(turn);
    assertThat(turn.inheritable(List.of(FOUR))).as("on its way").isFalse();
    book.fail(failed);
    assertThat(turn.inheritable(List.of(FOUR))).as("still ours").isTrue();
    Round round = book.begin(false);
    book.over(round);

    assertThat(round.leaving()).containsExactly(turn);
    assertThat(turn.state()).isEqualTo(State.OVER);
    assertThat(book.inTheWay(List.of(FOUR))).isEmpty();
    book.fail(round.withoutLeaving());
    assertThat(book.begin(false).leaving()).as("what is over stays over").isEmpty();
  }

  @Test
  void letsNobodyGoOnWhereTheReceiverWantsNobodyBack() {
    Turn turn = held(FOUR);
    var ban = new NewBan(FOUR, "QUOTA", "enough");
    book.ban(turn, List.of(ban));
    book.leave(turn);

    assertThat(turn.inheritable(List.of(FOUR))).isFalse();
    Round failed = book.begin(false);
    book.fail(failed);
    assertThat(failed.bans()).containsExactly(ban);
    assertThat(book.begin(false).bans()).as("not forgotten").containsExactly(ban);
  }

  @Test
  void losesATurnThatIsNotRenewedAndKeepsOneThatCannotBe() {
    Turn lost = held(FOUR);
    Turn kept = held(SIX);

    book.fail(book.begin(true));
    assertThat(lost.state()).as("the database is away").isEqualTo(State.HELD);
    Round round = book.begin(true);
    List<Turn> gone = book.end(round, found(kept.claims().getFirst()));

    assertThat(gone).containsExactly(lost);
    assertThat(lost.state()).isEqualTo(State.LOST);
    assertThat(book.inTheWay(List.of(FOUR))).as("somebody is still connected").contains(lost);
    book.leave(lost);
    assertThat(lost.inheritable(List.of(FOUR))).isFalse();
    assertThat(book.begin(true).held()).containsExactly(kept);
  }

  @Test
  void givesBackATurnWhoseAskerHasGoneInTheMiddleOfARound() {
    Turn turn = ask(FOUR);

    Round round = book.begin(false);
    book.leave(turn);
    book.end(round, found(turn.claims().getFirst()));

    assertThat(turn.state()).isEqualTo(State.LEFT);
    assertThat(turn.inheritable(List.of(FOUR))).isFalse();
    assertThat(book.begin(false).leaving()).containsExactly(turn);
  }

  @Test
  void tellsWhoWaitsWhenTheDatabaseDoesNotAnswerOrTheServerStops() {
    Turn late = book.ask(turns, List.of(FOUR), new Question("Kiwi", System.nanoTime() - 1));
    book.fail(book.begin(false));
    Turn asked = ask(SIX);
    book.leaveAll();

    assertThat(refusalOf(late).reason()).isEqualTo(FailureReason.UNREACHABLE);
    assertThat(refusalOf(late)).hasMessageContaining("database");
    assertThat(refusalOf(asked).reason()).isEqualTo(FailureReason.INTERRUPTED);
  }

  private Turn ask(ReceiverAddress... door) {
    return book.ask(
        turns,
        List.of(door),
        new Question("Kiwi", System.nanoTime() + Duration.ofMinutes(1).toNanos()));
  }

  private Turn held(ReceiverAddress... door) {
    Turn turn = ask(door);
    settle(turn);
    return turn;
  }

  private void settle(Turn turn) {
    book.end(book.begin(false), found(turn.claims().toArray(Claim[]::new)));
  }

  private static Round.Found found(Claim... held) {
    return new Round.Found(Map.of(), new HashSet<>(Arrays.asList(held)));
  }

  private static ReceiverFailure refusalOf(Turn turn) {
    ReceiverFailure refusal = turn.refusal();
    assertThat(refusal).isNotNull();
    return refusal;
  }
}
