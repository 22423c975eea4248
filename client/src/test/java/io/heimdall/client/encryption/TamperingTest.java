package io.heimdall.client.encryption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.ByteString;
import io.heimdall.client.encryption.DecryptionException.Problem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Every change of a stored file is noticed, and nothing but content of the frames before it has
/// been handed out by then.
final class TamperingTest {

  private static final int FRAME = 1 << 10;
  private static final int STORED_FRAME = new Layout(FRAME).storedFrameBytes();
  private static final int SIZE = 3 * FRAME + 100;
  private static final Set<Problem> HARM = EnumSet.of(Problem.DAMAGED, Problem.TRUNCATED);

  private final Random random = new Random(11);
  private final Header header = Bytes.header(FRAME, random);
  private final Bytes content = Bytes.random(SIZE, random);
  private byte[] stored = {};

  @BeforeEach
  void encrypt() throws IOException {
    stored = content.encrypted(header);
  }

  private DecryptionException refused(byte[] changed) {
    var proved = new ByteArrayOutputStream();
    var refusal = new DecryptionException[1];
    assertThatExceptionOfType(DecryptionException.class)
        .isThrownBy(() -> Bytes.decrypt(changed, 0, 0, proved))
        .satisfies(e -> refusal[0] = e);
    assertThat(content.bytes().startsWith(ByteString.copyFrom(proved.toByteArray()))).isTrue();
    return refusal[0];
  }

  /// Places in the header, and in frames all but the middle of their content, whose bytes are all
  /// alike to the cipher.
  private static IntStream places(int end) {
    return IntStream.range(0, end)
        .filter(place -> {
          int inFrame = (place - Layout.HEADER_BYTES) % STORED_FRAME;
          return place < Layout.HEADER_BYTES
              || inFrame < Layout.NONCE_BYTES + 3
              || inFrame > STORED_FRAME - Layout.TAG_BYTES - 3
              || end - place < Layout.TAG_BYTES + 3;
        });
  }

  @Test
  void everyByteCounts() {
    for (int i : places(stored.length).toArray()) {
      byte[] changed = stored.clone();
      changed[i] ^= (byte) (1 << random.nextInt(Byte.SIZE));

      Problem problem = refused(changed).problem();

      if (i < 8) {
        assertThat(problem).as("byte %d", i).isEqualTo(Problem.NOT_ENCRYPTED);
      } else if (i >= 12 && i < 28) {
        assertThat(problem).as("byte %d", i).isEqualTo(Problem.WRONG_KEY);
      } else {
        assertThat(problem).as("byte %d", i).isEqualTo(Problem.DAMAGED);
      }
    }
  }

  @Test
  void itIsCutNowhere() {
    for (int length : places(stored.length).toArray()) {
      Problem problem = refused(Arrays.copyOf(stored, length)).problem();

      if (length < 8) {
        assertThat(problem).as("%d bytes", length).isEqualTo(Problem.NOT_ENCRYPTED);
      } else {
        assertThat(HARM).as("%d bytes", length).contains(problem);
      }
    }
  }

  @Test
  void aCutBetweenFramesIsToldFromDamage() {
    for (int frames = 0; frames < 4; frames++) {
      byte[] cut = Arrays.copyOf(stored, Layout.HEADER_BYTES + frames * STORED_FRAME);

      assertThat(refused(cut).problem()).as("%d frames", frames).isEqualTo(Problem.TRUNCATED);
    }
    byte[] two = Arrays.copyOf(stored, Layout.HEADER_BYTES + 2 * STORED_FRAME);
    assertThat(refused(two))
        .hasMessage(
            "The encrypted file is truncated: frame 1 is there, and those after it are missing.");
    assertThat(refused(Arrays.copyOf(stored, stored.length - 1)))
        .hasMessage(
            "Frame 3 of the encrypted file, the last one, is damaged, or its end is missing.");
  }

  @Test
  void nothingIsAdded() {
    for (int length : places(stored.length + STORED_FRAME + 5).toArray()) {
      if (length > stored.length) {
        assertThat(HARM).contains(refused(Arrays.copyOf(stored, length)).problem());
      }
    }
  }

  private static ByteString frame(byte[] file, int index) {
    int from = Layout.HEADER_BYTES + index * STORED_FRAME;
    return ByteString.copyFrom(file, from, Math.min(STORED_FRAME, file.length - from));
  }

  /// The file with other frames.
  private byte[] of(ByteString... frames) {
    ByteString all = ByteString.copyFrom(stored, 0, Layout.HEADER_BYTES);
    for (ByteString frame : frames) {
      all = all.concat(frame);
    }
    return all.toByteArray();
  }

  @Test
  void everyFrameKeepsItsPlace() throws IOException {
    ByteString first = frame(stored, 0);
    ByteString second = frame(stored, 1);
    ByteString third = frame(stored, 2);
    ByteString last = frame(stored, 3);
    assertThat(of(first, second, third, last)).isEqualTo(stored);

    assertThat(refused(of(first, third, second, last)))
        .hasMessage("Frame 1 of the encrypted file is damaged, or is another one.");
    refused(of(first, first, second, third, last));
    refused(of(first, second, second, last));
    refused(of(first, third, last));
    refused(of(second, third, last));
    refused(of(first, second, third, last, last));
    refused(of(first, second, last, third));
    refused(of(last));
  }

  @Test
  void framesOfAnotherFileAreNoneOfThisOne() throws IOException {
    byte[] other = content.encrypted(Bytes.header(FRAME, random));
    byte[] longer = Bytes.random(SIZE + FRAME, random).encrypted(header);

    refused(of(frame(stored, 0), frame(other, 1), frame(stored, 2), frame(stored, 3)));
    refused(of(frame(other, 0), frame(other, 1), frame(other, 2), frame(other, 3)));
    // The same header and content but for the length: a middle frame is no last one.
    refused(of(frame(stored, 0), frame(stored, 1), frame(stored, 2), frame(longer, 3)));
  }

  @Test
  void aRangeReadsNoFrameThatItDoesNotNeed() throws IOException {
    byte[] changed = stored.clone();
    changed[Layout.HEADER_BYTES + STORED_FRAME + 50]++;

    assertThat(Bytes.decrypted(changed, 2 * FRAME + 10, 20))
        .isEqualTo(content.bytes().substring(2 * FRAME + 10, 2 * FRAME + 30).toByteArray());
    assertThatExceptionOfType(DecryptionException.class)
        .isThrownBy(() -> Bytes.decrypted(changed, 2 * FRAME - 1, 20))
        .withMessageContaining("Frame 1");
  }

  @Test
  void theWrongKeyIsNamed() throws IOException {
    EncryptionKey other = EncryptionKey.random();
    byte[] start = Arrays.copyOf(stored, Layout.HEADER_BYTES);

    assertThatExceptionOfType(DecryptionException.class)
        .isThrownBy(() -> Header.parse(start, other))
        .withMessage(
            "It was encrypted with the key %s, and this is the key %s."
                .formatted(Bytes.KEY.id(), other.id()));
  }

  @Test
  void aHeaderOfAnImpossibleFrameSizeIsRefused() {
    byte[] start = new Header(new Layout(1000), header.salt()).toBytes(Bytes.KEY);

    assertThatExceptionOfType(DecryptionException.class)
        .isThrownBy(() -> Header.parse(start, Bytes.KEY))
        .matches(e -> e.problem() == Problem.DAMAGED);
  }
}
