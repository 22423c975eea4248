package io.heimdall.server.acquisition;

import static org.assertj.core.api.Assertions.assertThat;

import io.heimdall.server.iq.Gap;
import io.heimdall.server.iq.IqBlock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class BlockPipeTest {

  @Test
  void handsBlocksOnInOrderAndThenEnds() throws Exception {
    var pipe = BlockPipe.dropping(2, 4);

    send(pipe, 0);
    send(pipe, 4);
    pipe.end();

    assertThat(first(pipe)).isZero();
    assertThat(first(pipe)).isEqualTo(4);
    assertThat(pipe.receive()).isNull();
  }

  @Test
  void dropsWhatTheRecorderCannotTakeAndSaysSoOnTheNextBlock() throws Exception {
    var pipe = BlockPipe.dropping(2, 4);
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
    var pipe = BlockPipe.dropping(1, 4);
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
