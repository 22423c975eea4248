package io.heimdall.server.artifact.content;

import static io.heimdall.server.artifact.content.ZstdFrames.FRAME_BYTES;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ZstdFramesTest {

  @Test
  void unpacksWhatItPacked() {
    for (int length : new int[] {1, 1000, FRAME_BYTES}) {
      byte[] content = PackedFiles.text(length);
      byte[] frame = new byte[ZstdFrames.MOST_STORED_BYTES];

      int stored = ZstdFrames.pack(content, 0, length, frame, 0);

      byte[] unpacked = new byte[length];
      assertThat(ZstdFrames.unpack(frame, stored, unpacked)).isTrue();
      assertThat(unpacked).isEqualTo(content);
    }
  }

  @Test
  void packsWhatCannotBePackedIntoTheMostThereIsRoomFor() {
    byte[] noise = new byte[FRAME_BYTES];
    new Random(1).nextBytes(noise);
    byte[] frame = new byte[ZstdFrames.MOST_STORED_BYTES];

    int stored = ZstdFrames.pack(noise, 0, noise.length, frame, 0);

    byte[] unpacked = new byte[noise.length];
    assertThat(ZstdFrames.unpack(frame, stored, unpacked)).isTrue();
    assertThat(unpacked).isEqualTo(noise);
  }

  @Test
  void refusesEveryFrameWithAFlippedBit() {
    byte[] content = PackedFiles.text(3000);
    byte[] frame = new byte[ZstdFrames.MOST_STORED_BYTES];
    int stored = ZstdFrames.pack(content, 0, content.length, frame, 0);
    byte[] unpacked = new byte[content.length];

    for (int at = 0; at < stored; at++) {
      byte[] damaged = Arrays.copyOf(frame, stored);
      damaged[at] ^= 1;
      // Some bits of a frame say nothing about what it holds.
      assertThat(!ZstdFrames.unpack(damaged, stored, unpacked) || Arrays.equals(unpacked, content))
          .isTrue();
    }
  }

  @Test
  void refusesAFrameOfAnotherSize() {
    byte[] frame = new byte[ZstdFrames.MOST_STORED_BYTES];
    int stored = ZstdFrames.pack(PackedFiles.text(3000), 0, 3000, frame, 0);

    assertThat(ZstdFrames.unpack(frame, stored, new byte[2999])).isFalse();
    assertThat(ZstdFrames.unpack(frame, stored, new byte[3001])).isFalse();
    assertThat(ZstdFrames.unpack(frame, stored - 1, new byte[3000])).isFalse();
  }

  @Test
  void readsTheTableItWrote() {
    long size = 2L * FRAME_BYTES + 5;
    int[] stored = {100, 200, 30};

    byte[] table = SeekTable.write(stored, size);

    SeekTable read = SeekTable.read(table, size, 330 + table.length).orElseThrow();
    assertThat(table).hasSize(SeekTable.bytes(size));
    assertThat(read.start(2)).isEqualTo(300);
    assertThat(read.storedSize(2)).isEqualTo(30);
    assertThat(read.start(3)).isEqualTo(330);
  }

  @Test
  void refusesADamagedTable() {
    long size = 2L * FRAME_BYTES + 5;
    byte[] table = SeekTable.write(new int[] {100, 200, 30}, size);

    for (int at = 0; at < table.length; at++) {
      byte[] damaged = table.clone();
      damaged[at] ^= 1;
      assertThat(SeekTable.read(damaged, size, 330 + table.length)).as("byte %d", at).isEmpty();
    }
    assertThat(SeekTable.read(table, size, 331 + table.length)).isEmpty();
  }
}
