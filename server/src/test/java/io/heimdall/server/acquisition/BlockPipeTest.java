package io.heimdall.server.acquisition;

import static org.assertj.core.api.Assertions.assertThat;

import io.heimdall.server.iq.Gap;
import io.heimdall.server.iq.IqBlock;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class BlockPipeTest {

  @Test
  void handsBlocksOnInOrderAndThenEnds() throws Exception {
    var pipe = BlockPipe.dropping(2, 4, Duration.ZERO);

    send(pipe, 0);
    send(pipe, 4);
    pipe.end();

    assertThat(first(pipe)).isZero();
    assertThat(first(pipe)).isEqualTo(4);
    assertThat(pipe.receive()).isNull();
  }

  @Test
  void dropsWhatTheRecorderCannotTakeAndSaysSoOnTheNextBlock() throws Exception {
    var pipe = BlockPipe.dropping(2, 4, Duration.ZERO);
    send(pipe, 0);
    send(pipe, 4);

    send(pipe, 8);
    send(pipe, 12);
    first(pipe);
    send(pipe, 16);
    first(pipe);
    IqBlock afterTheLoss = pipe.receive();

    assertThat(afterTheLoss).isNotNull();
    assertThat(afterTheLoss.firstSample()).isEqualTo(16);
    assertThat(afterTheLoss.lossCause()).isEqualTo(Gap.Cause.OVERFLOW);
  }

  @Test
  void hasRoomForTheEndWhenFull() throws Exception {
    var pipe = BlockPipe.dropping(1, 4, Duration.ZERO);
    send(pipe, 0);

    pipe.end();

    assertThat(first(pipe)).isZero();
    assertThat(pipe.receive()).isNull();
  }

  @Test
  @Timeout(20)
  void makesAWaitingReaderGoOnWhenTheRecorderHasEnded() throws Exception {
    var pipe = BlockPipe.waiting(1, 4);
    send(pipe, 0);

    pipe.abandon();
    send(pipe, 4);

    assertThat(first(pipe)).isZero();
  }

  @Test
  void waitsForTheRecorderAsLongAsItMay() throws Exception {
    var pipe = BlockPipe.dropping(1, 4, Duration.ofSeconds(30));
    send(pipe, 0);
    var second = new CompletableFuture<IqBlock>();
    Thread reader = Thread.ofVirtual().start(() -> borrow(pipe, second));

    pipe.recycle(Objects.requireNonNull(pipe.receive()));

    IqBlock borrowed = second.get(10, TimeUnit.SECONDS);
    borrowed.begin(4);
    pipe.send(borrowed);
    reader.join();
    IqBlock next = Objects.requireNonNull(pipe.receive());
    assertThat(next.firstSample()).isEqualTo(4);
    assertThat(next.lossCause()).isEqualTo(Gap.Cause.SEQUENCE);
  }

  @Test
  void waitsOnceForARecorderThatTakesNothing() throws Exception {
    var pipe = BlockPipe.dropping(1, 4, Duration.ofMillis(1));
    send(pipe, 0);

    send(pipe, 4);
    send(pipe, 8);
    pipe.recycle(Objects.requireNonNull(pipe.receive()));
    send(pipe, 12);

    IqBlock next = Objects.requireNonNull(pipe.receive());
    assertThat(next.firstSample()).isEqualTo(12);
    assertThat(next.lossCause()).isEqualTo(Gap.Cause.OVERFLOW);
  }

  private static void borrow(BlockPipe pipe, CompletableFuture<IqBlock> into) {
    try {
      into.complete(pipe.borrow());
    } catch (InterruptedException e) {
      into.completeExceptionally(e);
    }
  }

  private static void send(BlockPipe pipe, long firstSample) throws InterruptedException {
    IqBlock block = pipe.borrow();
    block.begin(firstSample);
    block.count(4);
    pipe.send(block);
  }

  private static long first(BlockPipe pipe) throws InterruptedException {
    IqBlock block = pipe.receive();
    assertThat(block).isNotNull();
    long first = block.firstSample();
    pipe.recycle(block);
    return first;
  }
}
