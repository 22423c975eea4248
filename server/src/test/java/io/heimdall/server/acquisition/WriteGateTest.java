package io.heimdall.server.acquisition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heimdall.db.acquisition.Lease;
import io.heimdall.db.acquisition.StaleLeaseException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class WriteGateTest {

  private static final Duration LONG = Duration.ofMinutes(5);

  @Test
  void holdsObjectsBackUntilTheLeaseIsConfirmed() throws Exception {
    WriteGate gate = gate(Duration.ofMillis(20), LONG);
    gate.pause(Duration.ofMillis(30).toNanos());
    var called = new CountDownLatch(1);
    var put =
        CompletableFuture.runAsync(() ->
            gate.inStore(() -> {
              called.countDown();
              return 1;
            }));

    assertThat(called.await(100, TimeUnit.MILLISECONDS)).isFalse();
    gate.confirmed(System.nanoTime() + LONG.toNanos());

    put.get(10, TimeUnit.SECONDS);
  }

  @Test
  void breaksAStoreCallOffWhenTheRunIsGivenUp() throws Exception {
    WriteGate gate = gate(LONG, LONG);
    var calling = new CountDownLatch(1);
    var put =
        CompletableFuture.supplyAsync(() -> {
          assertThatThrownBy(() -> gate.inStore(() -> hang(calling)))
              .isInstanceOf(StaleLeaseException.class);
          return Thread.currentThread().isInterrupted();
        });
    calling.await();

    gate.abandon();

    assertThat(put.get(10, TimeUnit.SECONDS)).isFalse();
    assertThatThrownBy(gate::check).isInstanceOf(StaleLeaseException.class);
  }

  @Test
  void closesWhenNobodyConfirmsForTooLong() {
    WriteGate gate = gate(Duration.ofMillis(1), Duration.ofMillis(30));

    assertThatThrownBy(() -> gate.pause(LONG.toNanos())).isInstanceOf(StaleLeaseException.class);

    assertThat(gate.expired()).isTrue();
    assertThatThrownBy(() -> gate.inStore(() -> 1)).isInstanceOf(StaleLeaseException.class);
    gate.confirmed(System.nanoTime());
    assertThat(gate.closed()).isFalse();
  }

  @Test
  void closesAWhileAfterTheRunIsHandedOver() {
    WriteGate gate = gate(LONG, LONG);

    gate.closeIn(Duration.ofMillis(50));

    assertThat(gate.inStore(() -> 1)).isEqualTo(1);
    assertThatThrownBy(() -> gate.pause(LONG.toNanos())).isInstanceOf(StaleLeaseException.class);
    assertThat(gate.leaving()).isTrue();
    assertThat(gate.expired()).isFalse();
  }

  private static int hang(CountDownLatch calling) {
    calling.countDown();
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    throw new IllegalStateException("broken off");
  }

  private static WriteGate gate(Duration hold, Duration patience) {
    return new WriteGate(new Lease(UUID.randomUUID(), 1), new WriteGate.Times(hold, patience));
  }
}
