package io.heimdall.client.encryption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.ByteString;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EncryptedContentTest {

  private static final int FRAME = 1 << 10;

  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);

  private static int sizeAroundABorder(Random random) {
    return Math.max(0, random.nextInt(5) * FRAME + random.nextInt(5) - 2);
  }

  @Test
  void anyPartOfItIsTheSameAsInTheWhole() throws IOException {
    for (int round = 0; round < 200; round++) {
      Bytes content = Bytes.random(sizeAroundABorder(random), random);
      var encrypted = new EncryptedContent(content, Bytes.KEY, Bytes.header(FRAME, random));
      byte[] whole = Bytes.all(encrypted);

      int from = random.nextInt(whole.length);
      ByteBuffer part = ByteBuffer.allocate(random.nextInt(whole.length - from + 1));
      encrypted.read(part, from);

      assertThat(part.array())
          .as("seed %d, round %d", seed, round)
          .isEqualTo(Arrays.copyOfRange(whole, from, from + part.capacity()));
    }
  }

  @Test
  void anyRangeIsDecrypted() throws IOException {
    for (int round = 0; round < 300; round++) {
      Bytes content = Bytes.random(sizeAroundABorder(random), random);
      byte[] plain = content.bytes().toByteArray();
      byte[] stored = content.encrypted(Bytes.header(FRAME, random));

      int from = random.nextInt(plain.length + 1);
      int limit = random.nextInt(plain.length + 2);

      int to = limit == 0 ? plain.length : Math.min(plain.length, from + limit);
      assertThat(Bytes.decrypted(stored, from, limit))
          .as("seed %d, round %d", seed, round)
          .isEqualTo(Arrays.copyOfRange(plain, from, to));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 65_535, 65_536, 65_537, 200_000})
  void aStreamIsDecryptedToo(int size) throws IOException {
    Bytes content = Bytes.random(size, random);
    byte[] plain = content.bytes().toByteArray();

    byte[] stored = encrypted(plain);

    assertThat(stored).hasSize((int) Layout.USUAL.encryptedBytes(size));
    assertThat(Bytes.decrypted(stored, 0, 0)).isEqualTo(plain);
    assertThat(encrypted(plain)).isNotEqualTo(stored);
    try (var stream = new EncryptingStream(new ByteArrayInputStream(plain), Bytes.KEY)) {
      assertThat(stream.read()).isEqualTo('H');
      assertThat(stream.read(new byte[5], 2, 0)).isZero();
      assertThat(stream.readNBytes(6)).asString().isEqualTo("EIMENC");
    }
  }

  private static byte[] encrypted(byte[] plain) throws IOException {
    try (var stream = new EncryptingStream(new ByteArrayInputStream(plain), Bytes.KEY)) {
      return stream.readAllBytes();
    }
  }

  @Test
  void isTheSameForTheSameContentAndKeyOnly() throws IOException {
    Bytes content = Bytes.random(3000, random);
    byte[] other = content.bytes().toByteArray();
    other[2999]++;

    byte[] stored = Bytes.all(EncryptedContent.of(content, Bytes.KEY));

    assertThat(Bytes.all(EncryptedContent.of(content, Bytes.KEY))).isEqualTo(stored);
    assertThat(header(new Bytes(ByteString.copyFrom(other)), Bytes.KEY))
        .isNotEqualTo(header(content, Bytes.KEY));
    assertThat(header(content, EncryptionKey.random())).isNotEqualTo(header(content, Bytes.KEY));
  }

  private static ByteString header(Bytes content, EncryptionKey key) throws IOException {
    return EncryptedContent.of(content, key).header();
  }

  @Test
  void otherContentMeetsNoNonceTwice() throws IOException {
    Header header = Bytes.header(FRAME, random);
    byte[] plain = Bytes.random(3 * FRAME, random).bytes().toByteArray();
    byte[] changed = plain.clone();
    changed[FRAME + 5]++;

    byte[] before = new Bytes(ByteString.copyFrom(plain)).encrypted(header);
    byte[] after = new Bytes(ByteString.copyFrom(changed)).encrypted(header);

    assertThat(nonce(after, 0)).isEqualTo(nonce(before, 0));
    assertThat(nonce(after, 1)).isNotEqualTo(nonce(before, 1));
    assertThat(nonce(after, 2)).isEqualTo(nonce(before, 2));
    byte[] equalFrames = new Bytes(ByteString.copyFrom(new byte[3 * FRAME])).encrypted(header);
    assertThat(nonce(equalFrames, 0)).isNotEqualTo(nonce(equalFrames, 1));
  }

  private static byte[] nonce(byte[] stored, int index) {
    int from = (int) new Layout(FRAME).frameOffset(index);
    return Arrays.copyOfRange(stored, from, from + Layout.NONCE_BYTES);
  }

  @Test
  void aRangeBehindTheEndIsRefused() throws IOException {
    byte[] stored = Bytes.random(10, random).encrypted(Bytes.header(FRAME, random));

    assertThat(Bytes.decrypted(stored, 10, 5)).isEmpty();
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> Bytes.decrypted(stored, 11, 0))
        .withMessage("The content has 10 bytes, and those from 11 on were asked for.");
  }
}
