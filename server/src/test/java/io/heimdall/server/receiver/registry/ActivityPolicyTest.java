package io.heimdall.server.receiver.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.heimdall.db.receiver.CheckStanding;
import io.heimdall.db.receiver.CheckVerdict;
import io.heimdall.db.receiver.ReceiverSpec.Activity;
import io.heimdall.server.receiver.FailureReason;
import io.heimdall.server.receiver.ReceiverFailure;
import io.heimdall.server.receiver.ReceiverHealth;
import io.heimdall.server.receiver.registry.ActivityPolicy.Finding;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ActivityPolicyTest {

  private static final Instant NOON = Instant.parse("2025-06-01T12:00:00Z");

  private final ActivityPolicy policy = ActivityPolicy.DEFAULT;

  @Test
  void deactivatesAfterFiveFailuresInARowOverThreeHours() {
    CheckStanding standing = standing(Activity.ACTIVE, true, 0, null);
    for (int hour = 0; hour < 4; hour++) {
      standing = after(standing, Finding.BAD, NOON.plus(Duration.ofHours(hour)));
      assertThat(standing.activity()).isEqualTo(Activity.ACTIVE);
    }

    CheckStanding fifth = after(standing, Finding.BAD, NOON.plus(Duration.ofHours(4)));

    assertThat(fifth).isEqualTo(standing(Activity.DEACTIVATED, false, 5, NOON));
  }

  @Test
  void isPatientWithFailuresThatFollowEachOtherFast() {
    CheckStanding standing = standing(Activity.ACTIVE, true, 0, null);
    for (int minute = 0; minute < 179; minute++) {
      standing = after(standing, Finding.BAD, NOON.plus(Duration.ofMinutes(minute)));
    }

    assertThat(standing.activity()).isEqualTo(Activity.ACTIVE);
    assertThat(after(standing, Finding.BAD, NOON.plus(Duration.ofHours(3))).activity())
        .isEqualTo(Activity.DEACTIVATED);
  }

  @Test
  void beginsAnewWithEveryGoodCheck() {
    CheckStanding failing = standing(Activity.ACTIVE, false, 4, NOON);

    CheckStanding good = after(failing, Finding.GOOD, NOON.plus(Duration.ofHours(4)));
    CheckStanding bad = after(good, Finding.BAD, NOON.plus(Duration.ofHours(5)));

    assertThat(good).isEqualTo(standing(Activity.ACTIVE, true, 0, null));
    assertThat(bad).isEqualTo(standing(Activity.ACTIVE, false, 1, NOON.plus(Duration.ofHours(5))));
  }

  @Test
  void activatesAgainAfterTwoGoodChecksInARow() {
    CheckStanding deactivated = standing(Activity.DEACTIVATED, false, 9, NOON);

    CheckStanding once = after(deactivated, Finding.GOOD, NOON);
    CheckStanding not = after(after(once, Finding.BAD, NOON), Finding.GOOD, NOON);
    CheckStanding twice = after(once, Finding.GOOD, NOON);

    assertThat(once.activity()).isEqualTo(Activity.DEACTIVATED);
    assertThat(not.activity()).isEqualTo(Activity.DEACTIVATED);
    assertThat(twice.activity()).isEqualTo(Activity.ACTIVE);
  }

  @Test
  void activatesWithTheFirstProof() {
    CheckStanding waiting = standing(Activity.WHEN_PROVEN, false, 0, null);

    assertThat(after(waiting, Finding.BAD, NOON).activity()).isEqualTo(Activity.WHEN_PROVEN);
    assertThat(after(waiting, Finding.GOOD, NOON).activity()).isEqualTo(Activity.ACTIVE);
  }

  @Test
  void neverTouchesWhatPeopleHaveSwitchedOff() {
    CheckStanding off = standing(Activity.INACTIVE, true, 0, null);

    assertThat(after(after(off, Finding.GOOD, NOON), Finding.GOOD, NOON).activity())
        .isEqualTo(Activity.INACTIVE);
    assertThat(
            after(
                    standing(Activity.INACTIVE, false, 50, NOON.minus(Duration.ofDays(9))),
                    Finding.BAD,
                    NOON)
                .activity())
        .isEqualTo(Activity.INACTIVE);
  }

  @ParameterizedTest
  @EnumSource(Activity.class)
  void neverActivatesAStationThatGivesNoIq(Activity activity) {
    var station = new CheckStanding("listen_only", activity, true, 0, null);

    assertThat(policy.judge(station, Finding.GOOD, NOON).activity()).isEqualTo(activity);
  }

  @Test
  void learnsNothingFromAQuestionThatWasWrong() {
    CheckStanding failing = standing(Activity.ACTIVE, false, 4, NOON);
    CheckVerdict verdict = policy.judge(failing, Finding.UNTELLING, NOON.plus(Duration.ofDays(1)));

    assertThat(verdict).isEqualTo(new CheckVerdict(Activity.ACTIVE, 4, NOON));
    assertThat(findingOf(FailureReason.OUT_OF_BAND)).isEqualTo(Finding.UNTELLING);
    assertThat(findingOf(FailureReason.MASKED)).isEqualTo(Finding.UNTELLING);
    assertThat(findingOf(FailureReason.INTERNAL)).isEqualTo(Finding.UNTELLING);
    assertThat(findingOf(FailureReason.TIMEOUT)).isEqualTo(Finding.BAD);
    assertThat(findingOf(FailureReason.BUSY)).isEqualTo(Finding.BAD);
  }

  private static Finding findingOf(FailureReason reason) {
    return Finding.of(ReceiverHealth.bad(true, new ReceiverFailure(reason, "so it is")));
  }

  private CheckStanding after(CheckStanding before, Finding finding, Instant at) {
    CheckVerdict verdict = policy.judge(before, finding, at);
    return new CheckStanding(
        before.driver(),
        verdict.activity(),
        finding == Finding.GOOD,
        verdict.failedChecks(),
        verdict.failingSince());
  }

  private static CheckStanding standing(
      Activity activity, boolean lastGood, int failed, @Nullable Instant since) {
    return new CheckStanding("kiwi", activity, lastGood, failed, since);
  }
}
