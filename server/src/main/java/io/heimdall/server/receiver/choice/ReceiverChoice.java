package io.heimdall.server.receiver.choice;

import io.heimdall.db.Transactions;
import io.heimdall.db.receiver.CandidateRepository;
import io.heimdall.db.receiver.Receiver;
import io.heimdall.db.receiver.ReceiverHistory;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/// Suggests receivers for a target. Safe for any number of threads; a call reads the database with
/// four statements, however many receivers there are.
public final class ReceiverChoice {

  private static final Duration CHECKS = Duration.ofDays(7);
  private static final Duration MEASUREMENTS = Duration.ofDays(30);

  /// How far beside the frequency a measurement still says something: a tenth of it.
  private static final long FREQUENCY_SHARE = 10;

  private final Transactions transactions;
  private final InstantSource clock;
  private final CandidateRepository candidates = new CandidateRepository();

  /// Makes a choice.
  ///
  /// @param transactions where receivers and their history are kept
  /// @param clock says what is of late
  public ReceiverChoice(Transactions transactions, InstantSource clock) {
    this.transactions = transactions;
    this.clock = clock;
  }

  /// Suggests receivers.
  ///
  /// @param target what for
  /// @return the best first; fewer than asked for where there are no more
  public Suggestion.Set suggest(Target target) {
    return transactions.inSnapshot(tx -> {
      List<Receiver> covering =
          switch (target.which()) {
            case ACTIVE -> candidates.activeCovering(tx, target.frequencyHz());
            case ANY -> candidates.covering(tx, target.frequencyHz());
          };
      List<Integer> ids = covering.stream().map(Receiver::id).toList();
      Map<Integer, ReceiverHistory> histories = candidates.histories(tx, ids, past(target));
      List<Candidate> possible =
          covering.stream()
              .map(one ->
                  Candidate.of(
                      one,
                      histories.getOrDefault(one.id(), ReceiverHistory.UNKNOWN),
                      target.near()))
              .filter(one -> within(target, one))
              .toList();
      return Ranking.of(possible, target.count());
    });
  }

  private CandidateRepository.Past past(Target target) {
    Instant now = clock.instant();
    long beside = target.frequencyHz() / FREQUENCY_SHARE;
    return new CandidateRepository.Past(
        now.minus(CHECKS),
        now.minus(MEASUREMENTS),
        target.frequencyHz() - beside,
        target.frequencyHz() + beside);
  }

  private static boolean within(Target target, Candidate candidate) {
    if (target.near().isEmpty() || target.mostDistanceKm().isEmpty()) {
      return true;
    }
    return candidate.distanceKm().isPresent()
        && candidate.distanceKm().getAsDouble() <= target.mostDistanceKm().getAsDouble();
  }
}
