package io.heimdall.server.iq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NpyTest {

  @Test
  void writesTheHeaderThatNumpyWrites() {
    byte[] header = Npy.complex64Header(125_000);

    String expected = "{'descr': '<c8', 'fortran_order': False, 'shape': (125000,), }";
    assertThat(header).hasSize(128).startsWith(0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, 118, 0);
    assertThat(new String(header, 10, 118, StandardCharsets.US_ASCII))
        .isEqualTo(expected + " ".repeat(117 - expected.length()) + "\n");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 125_000, Long.MAX_VALUE / 10})
  void readsWhatItWrites(long samples) throws IOException {
    NpyHeader header = read(Npy.complex64Header(samples));

    assertThat(header).isEqualTo(new NpyHeader("<c8", false, List.of(samples), 128));
    assertThat(header.complex64Count()).isEqualTo(samples);
  }

  @ParameterizedTest
  @CsvSource({"1, 2", "2, 4", "3, 4"})
  void readsEveryVersion(int version, int lengthBytes) throws IOException {
    byte[] file =
        file(version, lengthBytes, "{\"shape\": (2, 3), 'fortran_order':True, 'descr':'<f8'}");

    NpyHeader header = read(file);

    assertThat(header.descr()).isEqualTo("<f8");
    assertThat(header.fortranOrder()).isTrue();
    assertThat(header.shape()).containsExactly(2L, 3L);
    assertThat(header.dataOffsetBytes()).isEqualTo(file.length);
  }

  @Test
  void readsAScalarsEmptyShape() throws IOException {
    assertThat(read(file(1, 2, "{'descr': '<i4', 'fortran_order': False, 'shape': ()}")).shape())
        .isEmpty();
  }

  @Test
  void refusesWhatIsNoNpy() {
    assertThatThrownBy(() -> read("<html><body>".getBytes(StandardCharsets.US_ASCII)))
        .isInstanceOf(NpyFormatException.class)
        .hasMessageContaining("must begin with \\x93NUMPY, byte 0 is 0x3c");
  }

  @Test
  void refusesAnUnknownVersion() {
    assertThatThrownBy(() -> read(file(4, 4, "{}"))).hasMessageContaining("version 4.0");
  }

  @Test
  void saysWhereAFileIsCutShort() {
    byte[] header = Npy.complex64Header(7);

    assertThatThrownBy(() -> read(Arrays.copyOf(header, 5)))
        .hasMessageContaining("cut short in its magic and version: expected 8 bytes, got 5");
    assertThatThrownBy(() -> read(Arrays.copyOf(header, 100)))
        .hasMessageContaining("cut short in its header: expected 118 bytes, got 90");
  }

  @Test
  void refusesAnAbsurdHeaderLength() {
    byte[] file = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 2, 0, -1, -1, -1, -1};

    assertThatThrownBy(() -> read(file)).hasMessageContaining("header of 4294967295 bytes");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "not a dictionary",
        "{'fortran_order': False, 'shape': (1,)}",
        "{'descr': '<c8', 'shape': (1,)}",
        "{'descr': '<c8', 'fortran_order': False}",
        "{'descr': '<c8', 'fortran_order': False, 'shape': (-1,)}",
        "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,)}"
      })
  void refusesAnUnusableDictionary(String dictionary) {
    assertThatThrownBy(() -> read(file(1, 2, dictionary))).isInstanceOf(NpyFormatException.class);
  }

  @Test
  void refusesToCallOtherArraysSamples() {
    assertThatThrownBy(() -> new NpyHeader("<c16", false, List.of(1L), 128).complex64Count())
        .hasMessageContaining("dtype '<c16', expected '<c8'");
    assertThatThrownBy(() -> new NpyHeader("<c8", false, List.of(1L, 2L), 128).complex64Count())
        .hasMessageContaining("shape [1, 2], expected one dimension");
  }

  @Test
  void refusesANegativeCount() {
    assertThatThrownBy(() -> Npy.complex64Header(-1)).hasMessageContaining("-1");
  }

  private static NpyHeader read(byte[] file) throws IOException {
    return Npy.readHeader(new ByteArrayInputStream(file));
  }

  private static byte[] file(int version, int lengthBytes, String dictionary) {
    var out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', (byte) version, 0});
    for (int k = 0; k < lengthBytes; k++) {
      out.write(dictionary.length() >> (8 * k));
    }
    out.writeBytes(dictionary.getBytes(StandardCharsets.UTF_8));
    return out.toByteArray();
  }
}
