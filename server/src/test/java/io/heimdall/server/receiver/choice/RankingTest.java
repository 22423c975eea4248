package io.heimdall.server.receiver.choice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.heimdall.db.receiver.ReceiverHistory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class RankingTest {

  private static final ReceiverHistory FAIR = new ReceiverHistory(0.8, 20.0, "GPS_FIT");
  private static final ReceiverHistory POOR = new ReceiverHistory(0.1, 5.0, "HOST_ARRIVAL");

  private static List<Integer> ids(Suggestion.Set set) {
    return set.receivers().stream().map(one -> one.receiver().id()).toList();
  }

  @Test
  void goesByTheScoreWithoutATarget() {
    var candidates = new ArrayList<Candidate>();
    for (int id = 1; id <= 4; id++) {
      double uptime = new double[] {0.3, 0.9, 0.6, 0.9}[id - 1];
      candidates.add(
          Candidate.of(
              Receivers.with(id, null, Receivers.FREE),
              new ReceiverHistory(uptime, 30.0, "GPS_FIT"),
              Optional.empty()));
    }

    Suggestion.Set set = Ranking.of(candidates, 10);

    assertThat(ids(set)).containsExactly(2, 4, 3, 1);
    assertThat(set.gdop()).isEmpty();
    assertThat(set.receivers().getFirst().distanceKm()).isEmpty();
    assertThat(set.receivers().getFirst().bearingDeg()).isEmpty();
  }

  /// Five good ones in a bunch in the north, two fair ones elsewhere: bare scores would take the
  /// bunch.
  @Test
  void prefersReceiversAllAroundToABunch() {
    List<Candidate> candidates =
        List.of(
            Receivers.at(1, 0, 500, Receivers.GOOD),
            Receivers.at(2, 3, 520, Receivers.GOOD),
            Receivers.at(3, 357, 510, Receivers.GOOD),
            Receivers.at(4, 6, 480, Receivers.GOOD),
            Receivers.at(5, 354, 490, Receivers.GOOD),
            Receivers.at(6, 120, 700, FAIR),
            Receivers.at(7, 240, 700, FAIR));

    Suggestion.Set set = Ranking.of(candidates, 3);

    assertThat(ids(set).getFirst()).isEqualTo(1);
    assertThat(ids(set)).containsExactlyInAnyOrder(1, 6, 7);
    assertThat(set.gdop().orElseThrow()).isCloseTo(2 / Math.sqrt(3), within(0.02));
    assertThat(set.receivers().getLast().reasons())
        .contains("With it the position is diluted by 1.2.");
    assertThat(ids(Ranking.of(candidates, 100)))
        .hasSize(7)
        .startsWith(ids(set).toArray(Integer[]::new));
  }

  @Test
  void takesNoBadReceiverForItsPlaceAlone() {
    List<Candidate> candidates =
        List.of(
            Receivers.at(1, 0, 500, Receivers.GOOD),
            Receivers.at(2, 100, 500, Receivers.GOOD),
            Receivers.at(3, 200, 500, POOR),
            Receivers.at(4, 320, 500, Receivers.GOOD));

    assertThat(ids(Ranking.of(candidates, 4))).endsWith(3);
  }

  @Test
  void ranksReceiversOfUnknownPlaceByTheirScore() {
    List<Candidate> candidates =
        List.of(
            Receivers.nowhere(1, Receivers.GOOD),
            Receivers.at(2, 0, 500, FAIR),
            Receivers.nowhere(3, POOR),
            Receivers.at(4, 180, 500, FAIR));

    Suggestion.Set set = Ranking.of(candidates, 4);

    assertThat(ids(set)).containsExactly(1, 2, 4, 3);
    assertThat(set.gdop()).isEmpty();
    assertThat(set.receivers().getFirst().distanceKm()).isEmpty();
    assertThat(set.receivers().get(1).distanceKm().orElseThrow()).isCloseTo(500, within(2.0));
    assertThat(set.receivers().get(2).bearingDeg().orElseThrow()).isCloseTo(180, within(0.5));
  }

  @Test
  void reckonsNoBearingAtTheTargetItself() {
    Suggestion.Set set = Ranking.of(List.of(Receivers.at(1, 0, 0, Receivers.GOOD)), 1);

    assertThat(set.receivers().getFirst().distanceKm().orElseThrow()).isLessThan(0.001);
    assertThat(set.receivers().getFirst().bearingDeg()).isEmpty();
    assertThat(set.receivers().getFirst().reasons())
        .contains("It stands at the target, where it adds nothing to the geometry.");
  }

  /// Four of twelve of equal score: the greedy choice against the best of all 495.
  @Test
  void comesCloseToTheBestSet() {
    var random = new Random(4);
    double worst = 1;
    for (int trial = 0; trial < 200; trial++) {
      var candidates = new ArrayList<Candidate>();
      for (int id = 1; id <= 12; id++) {
        candidates.add(Receivers.at(id, 360 * random.nextDouble(), 600, Receivers.GOOD));
      }
      double best = best(candidates, 0, new Dilution(), 4);
      double greedy = Ranking.of(candidates, 4).gdop().orElseThrow();
      worst = Math.max(worst, greedy / best);
    }
    System.out.printf("greedy over best dilution, 200 sets of 4 of 12, seed 4: %.3f%n", worst);
    assertThat(worst).isBetween(1.0, 1.35);
  }

  private static double best(List<Candidate> candidates, int from, Dilution with, int left) {
    if (left == 0) {
      return with.horizontal().orElse(Double.POSITIVE_INFINITY);
    }
    double best = Double.POSITIVE_INFINITY;
    for (int n = from; n <= candidates.size() - left; n++) {
      double bearing = candidates.get(n).bearingDeg().orElseThrow();
      best = Math.min(best, best(candidates, n + 1, with.with(bearing), left - 1));
    }
    return best;
  }
}
