package io.heimdall.server.simulator.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FrameQueueTest {

  private final FrameQueue queue = new FrameQueue(64);

  private void fill(int frames) {
    for (int k = 0; k < frames; k++) {
      assertThat(queue.offer(k, 512L * k)).isTrue();
    }
  }

  @Test
  void keepsFramesInOrder() {
    fill(3);
    queue.remove();

    assertThat(queue.headSequence()).isEqualTo(1);
    assertThat(queue.headPosition()).isEqualTo(512);
  }

  @Test
  void refusesTheSixtyFifthFrame() {
    fill(64);

    assertThat(queue.offer(64, 0)).isFalse();
  }

  @Test
  void refusesUntilItIsHalfEmpty() {
    fill(64);
    assertThat(queue.offer(64, 0)).isFalse();

    for (int k = 0; k < 32; k++) {
      queue.remove();
      assertThat(queue.offer(65 + k, 0)).as("%d left", 63 - k).isFalse();
    }
    queue.remove();
    assertThat(queue.offer(100, 7)).as("31 left").isTrue();
  }

  @Test
  void wrapsAround() {
    for (int k = 0; k < 1_000; k++) {
      assertThat(queue.offer(k, -k)).isTrue();
      assertThat(queue.headSequence()).isEqualTo(k);
      assertThat(queue.headPosition()).isEqualTo(-k);
      queue.remove();
    }
    assertThat(queue.isEmpty()).isTrue();
  }
}
