package io.heimdall.client.encryption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LayoutTest {

  private static final int FRAME = 64 << 10;

  @ParameterizedTest
  @CsvSource({
    "0, 120",
    "1, 121",
    "65535, 65655",
    "65536, 65656",
    "65537, 65685",
    "131072, 131220",
    "131073, 131249",
    "107374182400, 107420057692"
  })
  void sizesFollowFromEachOther(long plainBytes, long encryptedBytes) throws DecryptionException {
    assertThat(Layout.USUAL.encryptedBytes(plainBytes)).isEqualTo(encryptedBytes);
    assertThat(Layout.USUAL.plainBytes(encryptedBytes)).isEqualTo(plainBytes);
  }

  @Test
  void everySizeIsThatOfOneContentAtMost() throws DecryptionException {
    var layout = new Layout(1 << 10);
    for (long plainBytes = 0; plainBytes < 5000; plainBytes++) {
      assertThat(layout.plainBytes(layout.encryptedBytes(plainBytes))).isEqualTo(plainBytes);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 92, 119, 92 + FRAME + 28 + 1, 92 + FRAME + 28 + 28})
  void noWholeFileHasSuchASize(long encryptedBytes) {
    assertThatExceptionOfType(DecryptionException.class)
        .isThrownBy(() -> Layout.USUAL.plainBytes(encryptedBytes))
        .withMessageContaining("no whole one has %d bytes".formatted(encryptedBytes));
  }

  @ParameterizedTest
  @CsvSource({
    "512, false",
    "1024, true",
    "1025, false",
    "65536, true",
    "1048576, true",
    "2097152, false"
  })
  void framesHaveSizesThatDivideEachOther(int frameBytes, boolean possible) {
    assertThat(Layout.isFrameSize(frameBytes)).isEqualTo(possible);
  }
}
