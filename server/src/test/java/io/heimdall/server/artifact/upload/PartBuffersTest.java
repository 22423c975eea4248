package io.heimdall.server.artifact.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heimdall.server.artifact.upload.PartBuffers.Buffer;
import io.heimdall.server.artifact.upload.PartBuffers.Claim;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PartBuffersTest {

  private static final int PART = (int) PartSizes.PART_BYTES;

  private final PartBuffers buffers = new PartBuffers(2L * PART);

  @Test
  void givesNoMoreThanThereIs() {
    try (Buffer one = buffers.takeNow("a", PART).orElseThrow();
        Buffer two = buffers.takeNow("a", PART).orElseThrow()) {
      assertThat(one.bytes().remaining()).isEqualTo(PART);
      assertThat(two.bytes()).isNotSameAs(one.bytes());

      assertThat(buffers.takeNow("a", 1)).isEmpty();
    }

    assertThat(buffers.usedBytes()).isZero();
    assertThatThrownBy(() -> buffers.claim("a", 2L * PART + 1))
        .hasMessageContaining("where all have");
  }

  @Test
  void usesRoomAgainAndEmptied() {
    Buffer first = buffers.takeNow("a", PART).orElseThrow();
    var bytes = first.bytes();
    bytes.position(10);
    first.close();
    first.close();

    try (Buffer again = buffers.takeNow("a", PART).orElseThrow()) {
      assertThat(again.bytes()).isSameAs(bytes);
      assertThat(again.bytes().position()).isZero();
    }
    assertThatThrownBy(first::bytes).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void servesWhoWaitsInTurn() throws Exception {
    Buffer one = buffers.takeNow("a", PART).orElseThrow();
    Buffer two = buffers.takeNow("a", PART).orElseThrow();
    Claim large = buffers.claim("a", 2L * PART);
    Claim small = buffers.claim("a", 1);

    one.close();
    assertThat(buffers.waiting()).isEqualTo(2);
    assertThat(buffers.takeNow("a", 1)).isEmpty();
    two.close();
    try (Buffer served = large.await()) {
      assertThat(served).isNotNull();
      assertThat(buffers.waiting()).isEqualTo(1);
    }
    try (Buffer served = small.await()) {
      assertThat(served).isNotNull();
    }

    assertThat(buffers.usedBytes()).isZero();
  }

  @Test
  void letsOthersGoBeforeSomebodyWhoHasHalf() throws Exception {
    Buffer one = buffers.takeNow("a", PART).orElseThrow();
    Buffer two = buffers.takeNow("a", PART).orElseThrow();
    Claim third = buffers.claim("a", PART);
    Claim others = buffers.claim("b", PART);

    one.close();
    try (Buffer served = others.await()) {
      assertThat(served).isNotNull();
      two.close();
      // Nobody else waits, nor has less.
      try (Buffer rest = third.await()) {
        assertThat(rest).isNotNull();
      }
    }

    assertThat(buffers.usedBytes()).isZero();
  }

  @Test
  void letsSomebodyAloneHaveAll() {
    try (Buffer one = buffers.takeNow("a", PART).orElseThrow();
        Buffer two = buffers.takeNow("a", PART).orElseThrow()) {
      assertThat(one.bytes()).isNotSameAs(two.bytes());
    }
  }

  @Test
  void letsGoOfWhoIsCancelled() throws Exception {
    try (Buffer _ = buffers.takeNow("a", 2L * PART).orElseThrow()) {
      Claim claim = buffers.claim("a", PART);
      claim.cancel();

      assertThat(claim.await()).isNull();
      assertThat(buffers.waiting()).isZero();
    }
  }

  @Test
  void holdsItsBoundWhateverManyDo() throws Exception {
    var used = new AtomicLong();
    var most = new AtomicLong();
    Callable<Void> taker =
        () -> {
          for (int i = 0; i < 50; i++) {
            long size = i % 3 == 0 ? PART : 300_000;
            try (Buffer taken = buffers.claim("a", size).await()) {
              assertThat(taken).isNotNull();
              most.accumulateAndGet(used.addAndGet(size), Math::max);
              var _ = used.addAndGet(-size);
            }
          }
          return null;
        };
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Void>> takers = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        takers.add(threads.submit(taker));
      }
      for (Future<Void> done : takers) {
        done.get();
      }
    }

    assertThat(most.get()).isBetween((long) PART, 2L * PART);
    assertThat(buffers.usedBytes()).isZero();
  }
}
