package io.heimdall.server.artifact.upload;

import static org.assertj.core.api.Assertions.assertThat;

import io.heimdall.server.storage.Sha256;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RunningSumTest {

  @Test
  void isTheHashOfAllPartsInTheirOrder() {
    byte[] whole = new byte[5 << 20];
    new Random(1).nextBytes(whole);
    var buffers = new PartBuffers(64 << 20);
    var sum = new RunningSum(Sha256.newDigest());

    for (int at = 0; at < whole.length; at += 1 << 20) {
      var part = new PlainPart(at, buffers.takeNow("ann", 1 << 20).orElseThrow());
      part.fill(ByteBuffer.wrap(whole, at, 1 << 20));
      var _ = sum.add(part);
    }

    assertThat(Sha256.ofDigest(sum.digest().digest()))
        .isEqualTo(Sha256.over(ByteBuffer.wrap(whole)));
  }

  @Test
  void holdsNoPartThatIsHashed() {
    var buffers = new PartBuffers(64 << 20);
    var sum = new RunningSum(Sha256.newDigest());

    WeakReference<Part> part = added(sum, buffers);
    var _ = sum.digest();

    for (int n = 0; n < 100 && part.get() != null; n++) {
      System.gc();
    }
    assertThat(part.get()).isNull();
    assertThat(sum.digest()).isNotNull();
  }

  private static WeakReference<Part> added(RunningSum sum, PartBuffers buffers) {
    var part = new PlainPart(0, buffers.takeNow("ann", 1 << 20).orElseThrow());
    part.fill(ByteBuffer.allocate(1 << 20));
    var _ = sum.add(part);
    return new WeakReference<>(part);
  }
}
