package io.heimdall.server.receiver.choice;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/// Puts candidates in order: at each step the one that is best in score times improvement of the
/// geometry.
///
/// The improvement is the square of the dilution of those taken so far over that with the
/// candidate, at least 1, so that a second and a third receiver are judged although two alone give
/// no position. For that the target counts as known to 3 range errors in each direction beforehand
/// (a prior of 0.1). Without a position of the target, or of the candidate, the improvement is 1.
///
/// Greedy: the set is not always the very best of its size, but every beginning of the list is a
/// good set by itself. Takes n · k steps for k of n candidates.
final class Ranking {

  private static final double PRIOR = 0.1;

  private final List<Candidate> left;
  private final List<Suggestion> taken = new ArrayList<>();
  private Dilution dilution = new Dilution();

  private Ranking(List<Candidate> candidates) {
    left = new ArrayList<>(candidates);
  }

  /// Ranks candidates.
  ///
  /// @param candidates in any order; of equals the first is taken first
  /// @param count how many to take at most
  static Suggestion.Set of(List<Candidate> candidates, int count) {
    var ranking = new Ranking(candidates);
    while (ranking.taken.size() < count && !ranking.left.isEmpty()) {
      ranking.takeBest();
    }
    return new Suggestion.Set(ranking.taken, ranking.dilution.horizontal());
  }

  private void takeBest() {
    Candidate best = left.getFirst();
    double most = Double.NEGATIVE_INFINITY;
    for (Candidate candidate : left) {
      double value = candidate.suitability().score() * improvement(candidate);
      if (value > most) {
        most = value;
        best = candidate;
      }
    }
    left.remove(best);
    take(best);
  }

  private double improvement(Candidate candidate) {
    if (candidate.bearingDeg().isEmpty()) {
      return 1;
    }
    Dilution with = dilution.with(candidate.bearingDeg().getAsDouble());
    return dilution.squaredKnowing(PRIOR) / with.squaredKnowing(PRIOR);
  }

  private void take(Candidate candidate) {
    var reasons = new ArrayList<>(candidate.suitability().reasons());
    if (candidate.bearingDeg().isPresent()) {
      OptionalDouble before = dilution.horizontal();
      dilution = dilution.with(candidate.bearingDeg().getAsDouble());
      describe(before, dilution.horizontal(), reasons);
    } else if (candidate.distanceKm().isPresent()) {
      reasons.add("It stands at the target, where it adds nothing to the geometry.");
    }
    taken.add(
        new Suggestion(
            candidate.receiver(),
            candidate.suitability().score(),
            candidate.distanceKm(),
            candidate.bearingDeg(),
            candidate.suitability().uptime(),
            snr(candidate),
            reasons));
  }

  private static void describe(OptionalDouble before, OptionalDouble after, List<String> reasons) {
    if (after.isEmpty()) {
      return;
    }
    reasons.add(
        before.isEmpty()
            ? sentence("With it the position is diluted by %.1f.", after.getAsDouble())
            : sentence("Lowers the dilution of the position to %.2f.", after.getAsDouble()));
  }

  private static OptionalDouble snr(Candidate candidate) {
    Double median = candidate.suitability().medianSnrDb();
    return median == null ? OptionalDouble.empty() : OptionalDouble.of(median);
  }

  private static String sentence(String format, double figure) {
    return String.format(Locale.ROOT, format, figure);
  }
}
