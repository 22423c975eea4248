package io.heimdall.server.acquisition;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
final class RendezvousTest {

  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final long NOW_NANOS = NOW.getEpochSecond() * 1_000_000_000L;
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Duration MARGIN = Duration.ofMillis(50);

  private static Rendezvous rendezvous(int parties, Duration patience) {
    return new Rendezvous(parties, patience, MARGIN, InstantSource.fixed(NOW));
  }

  @Test
  void decidesOnlyWhenTheLastPartyHasArrived() {
    Rendezvous rendezvous = rendezvous(2, PATIENCE);

    OptionalLong first = rendezvous.offer(0, NOW_NANOS);
    OptionalLong again = rendezvous.offer(0, NOW_NANOS + 1_000);
    OptionalLong last = rendezvous.offer(1, NOW_NANOS);

    assertThat(first).isEmpty();
    assertThat(again).isEmpty();
    assertThat(last).isPresent();
  }

  @Test
  void startsAfterEverySampleAnyPartyHasThrownAway() {
    Rendezvous rendezvous = rendezvous(2, PATIENCE);
    long aheadOfTheHost = NOW_NANOS + 3_600_000_000_000L;

    rendezvous.offer(0, aheadOfTheHost);
    OptionalLong start = rendezvous.offer(1, NOW_NANOS - 5);

    assertThat(start).hasValue(aheadOfTheHost + MARGIN.toNanos());
  }

  @Test
  void startsAfterTheHostsTimeWhenStreamsLag() {
    OptionalLong start = rendezvous(1, PATIENCE).offer(0, NOW_NANOS - 9_000_000_000L);

    assertThat(start).hasValue(NOW_NANOS + MARGIN.toNanos());
  }

  @Test
  void doesNotWaitForOneThatWithdrew() {
    Rendezvous rendezvous = rendezvous(2, PATIENCE);

    rendezvous.offer(0, NOW_NANOS);
    rendezvous.withdraw(1);

    assertThat(rendezvous.offer(0, NOW_NANOS + 1)).isPresent();
  }

  @Test
  void losesPatienceWithOneThatDoesNotCome() {
    Rendezvous rendezvous = rendezvous(2, Duration.ZERO);

    assertThat(rendezvous.offer(0, NOW_NANOS)).isPresent();
  }

  @Test
  void tellsALatePartyTheStartThatWasDecided() {
    Rendezvous rendezvous = rendezvous(2, Duration.ZERO);
    OptionalLong decided = rendezvous.offer(0, NOW_NANOS);

    OptionalLong late = rendezvous.offer(1, NOW_NANOS + 9_000_000_000L);

    assertThat(late).isEqualTo(decided);
  }

  @Test
  void hasNoStartWhenNobodyComesAnyMore() throws Exception {
    Rendezvous rendezvous = rendezvous(2, PATIENCE);

    OptionalLong start =
        inBackground(
            rendezvous::awaitDecision,
            () -> {
              rendezvous.withdraw(0);
              rendezvous.withdraw(1);
              rendezvous.close();
            });

    assertThat(start).isEmpty();
  }

  @Test
  void waitsAgainForOneThatIsTriedAgain() {
    Rendezvous rendezvous = rendezvous(2, PATIENCE);
    rendezvous.withdraw(1);
    rendezvous.rejoin();

    assertThat(rendezvous.offer(0, NOW_NANOS)).isEmpty();
    assertThat(rendezvous.offer(1, NOW_NANOS)).isPresent();
  }

  @Test
  void doesNotWaitForARetryThatWouldMissTheWindow() throws Exception {
    Rendezvous rendezvous = rendezvous(2, PATIENCE);
    rendezvous.withdraw(1);

    boolean again =
        inBackground(
            () -> rendezvous.awaitRetry(Duration.ofHours(1).toNanos(), 10_000_000_000L),
            () -> rendezvous.offer(0, NOW_NANOS));

    assertThat(again).isFalse();
  }

  @Test
  void isDecidedWhereTheStartIsKnown() throws Exception {
    Rendezvous rendezvous = Rendezvous.at(NOW_NANOS - 5, () -> NOW);

    assertThat(rendezvous.offer(0, NOW_NANOS)).hasValue(NOW_NANOS - 5);
    assertThat(rendezvous.arriveAndAwait(1)).isEqualTo(NOW_NANOS - 5);
  }

  @Test
  void startsAtOnceWhereNoSamplesFlowYet() throws Exception {
    Rendezvous rendezvous = rendezvous(2, PATIENCE);

    long start =
        inBackground(() -> rendezvous.arriveAndAwait(0), () -> arriveAndAwait(rendezvous, 1));

    assertThat(start).isEqualTo(NOW_NANOS);
  }

  @Test
  void waitsUntilTheStartHasCome() throws Exception {
    var rendezvous = new Rendezvous(2, PATIENCE, MARGIN, InstantSource.system());
    rendezvous.offer(0, 0);

    long start = rendezvous.arriveAndAwait(1);

    assertThat(Rendezvous.utcNanos(InstantSource.system())).isGreaterThanOrEqualTo(start);
  }

  @Test
  void countsAPartyThatIsInterruptedAsItArrives() throws Exception {
    Rendezvous rendezvous = rendezvous(1, PATIENCE);

    Thread.currentThread().interrupt();
    try {
      rendezvous.arriveAndAwait(0);
    } catch (InterruptedException _) {
      // Either way it has arrived.
    }
    boolean interrupted = Thread.interrupted();

    assertThat(rendezvous.awaitDecision()).as("interrupted: %s", interrupted).isPresent();
  }

  private static void arriveAndAwait(Rendezvous rendezvous, int party) {
    try {
      rendezvous.arriveAndAwait(party);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static <T> T inBackground(Callable<T> waiting, Runnable meanwhile) throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<T> result = threads.submit(waiting);
      meanwhile.run();
      return result.get();
    }
  }
}
