package io.heimdall.server.receiver.rtltcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.heimdall.server.iq.Gap;
import io.heimdall.server.iq.IqBlock;
import org.junit.jupiter.api.Test;

class HeldBytesTest {

  private static final int SAMPLES = 1024;
  private static final int PIECE = 2 * SAMPLES;

  private final HeldBytes held = new HeldBytes(SAMPLES);
  private final IqBlock block = new IqBlock(SAMPLES);
  private long written;

  /// Writes bytes that count.
  private void add(int count) {
    int left = count;
    while (left > 0) {
      int part = Math.min(left, held.room());
      for (int n = 0; n < part; n++) {
        held.buffer()[held.offset() + n] = (byte) written++;
      }
      held.added(part, written);
      left -= part;
    }
  }

  private static int code(float fraction) {
    return Math.round(fraction * 127.5f + 127.5f);
  }

  @Test
  void givesOnOnlyWhatIsReleased() {
    add(3 * PIECE + 7);
    assertThat(held.ready()).isFalse();

    held.release(2 * PIECE + 5);

    for (int n = 0; n < 2; n++) {
      assertThat(held.ready()).isTrue();
      held.take(block);
      assertThat(block.firstSample()).isEqualTo((long) n * SAMPLES);
      assertThat(block.count()).isEqualTo(SAMPLES);
      assertThat(code(block.i()[5])).isEqualTo((n * PIECE + 10) & 0xff);
      assertThat(code(block.q()[5])).isEqualTo((n * PIECE + 11) & 0xff);
      assertThat(block.arrivalUtcNanos()).isEqualTo((n + 1L) * PIECE);
    }
    assertThat(held.ready()).isFalse();
  }

  @Test
  void putsALossBetweenTheSamplesItIsBetween() {
    add(2 * PIECE);

    held.lost(PIECE + 100, 777);
    held.release(2 * PIECE);

    held.take(block);
    assertThat(block.endSample()).isEqualTo(SAMPLES);
    held.take(block);
    assertThat(block.firstSample()).isEqualTo(SAMPLES);
    assertThat(block.count()).isEqualTo(50);
    held.take(block);
    assertThat(block.firstSample()).isEqualTo(SAMPLES + 50 + 777);
    assertThat(block.count()).isEqualTo(SAMPLES - 50);
    assertThat(block.lossCause()).isEqualTo(Gap.Cause.DEFICIT);
    assertThat(code(block.i()[0])).isEqualTo((PIECE + 100) & 0xff);
  }

  @Test
  void putsALossBeforeABlockThatBeginsThere() {
    add(PIECE);

    held.lost(0, 10);
    held.release(PIECE);

    held.take(block);
    assertThat(block.firstSample()).isEqualTo(10);
    assertThat(block.count()).isEqualTo(SAMPLES);
  }

  @Test
  void holdsNoMoreThanItsBoundAndLosesNone() {
    long taken = 0;
    for (int n = 0; n < 20_000; n++) {
      add(PIECE);
      while (held.ready()) {
        held.take(block);
        assertThat(block.firstSample()).isEqualTo(taken);
        assertThat(code(block.i()[0])).isEqualTo((int) (2 * taken & 0xff));
        taken = block.endSample();
      }
    }

    long waiting = written - 2 * taken;
    assertThat(waiting).isBetween(12L << 20, 16L << 20);

    held.lost(1000, 5);
    held.release(written);
    held.take(block);

    assertThat(block.firstSample()).isEqualTo(taken + 5);
  }

  @Test
  void givesEverythingOnAtTheEnd() {
    add(PIECE + 9);

    held.end();

    held.take(block);
    held.take(block);
    assertThat(block.firstSample()).isEqualTo(SAMPLES);
    assertThat(block.count()).isEqualTo(4);
    assertThat(held.ready()).isFalse();
  }

  @Test
  void keepsLossesApartThatAreToldTogether() {
    add(3 * PIECE);

    held.lost(PIECE, 10);
    held.lost(2 * PIECE + 100, 20);
    held.release(3 * PIECE);

    long[] firsts = new long[4];
    for (int n = 0; n < 4; n++) {
      assertThat(held.ready()).isTrue();
      held.take(block);
      firsts[n] = block.firstSample();
    }
    assertThat(firsts).containsExactly(0, SAMPLES + 10, 2 * SAMPLES + 10, 2 * SAMPLES + 80);
  }

  @Test
  void forgetsALossThatReturnsBeforeWhatFollowsHasGoneOn() {
    add(2 * PIECE);

    held.lost(PIECE, 10);
    held.returned(4);
    held.release(2 * PIECE);

    held.take(block);
    held.take(block);
    assertThat(block.firstSample()).isEqualTo(SAMPLES + 6);
  }

  @Test
  void throwsAwayAsManyAsReturnAfterItHasGoneOn() {
    add(2 * PIECE);
    held.lost(0, 2 * SAMPLES);
    held.release(2 * PIECE);
    held.take(block);
    assertThat(block.firstSample()).isEqualTo(2L * SAMPLES);

    held.returned(SAMPLES + 8);
    add(2 * PIECE);
    held.release(4 * PIECE);

    assertThat(held.ready()).isTrue();
    held.take(block);
    assertThat(block.firstSample()).isEqualTo(3L * SAMPLES);
    assertThat(block.count()).isEqualTo(SAMPLES - 8);
    assertThat(code(block.i()[0])).isEqualTo((2 * PIECE + 16) & 0xff);
  }
}
