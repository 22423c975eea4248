package io.heimdall.db.sql;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CopyBufferTest {

  private final CopyBuffer buffer = new CopyBuffer(1);

  private String written() {
    return HexFormat.of().formatHex(buffer.bytes(), 0, buffer.size());
  }

  @Test
  void framesRows() {
    buffer.begin();
    buffer.row(2);
    buffer.putInt(-2);
    buffer.putNull();
    buffer.end();

    assertThat(written())
        .isEqualTo(
            "5047434f50590aff0d0a00"
                + "00000000"
                + "00000000" // signature, flags, no extension
                + "0002"
                + "00000004fffffffe"
                + "ffffffff"
                + "ffff");
  }

  @Test
  void writesNumbersBigEndian() {
    buffer.putLong(0x0102030405060708L);
    buffer.putDouble(-1.5);
    buffer.putBoolean(true);
    buffer.putBoolean(false);

    assertThat(written())
        .isEqualTo(
            "000000080102030405060708" + "00000008bff8000000000000" + "0000000101" + "0000000100");
  }

  @Test
  void writesUuidsAsTheyAreRead() {
    buffer.putUuid(UUID.fromString("00112233-4455-6677-8899-aabbccddeeff"));

    assertThat(written()).isEqualTo("00000010" + "00112233445566778899aabbccddeeff");
  }

  @Test
  void countsMicrosecondsFromTheYear2000() {
    buffer.putInstant(Instant.parse("2000-01-01T00:00:01.000002Z"));
    buffer.putInstant(Instant.parse("1999-12-31T23:59:59.999999Z"));

    assertThat(written()).isEqualTo("0000000800000000000f4242" + "00000008ffffffffffffffff");
  }

  @Test
  void roundsToTheNearestMicrosecond() {
    buffer.putInstant(Instant.parse("2000-01-01T00:00:00.000001499Z"));
    buffer.putInstant(Instant.parse("2000-01-01T00:00:00.999999500Z"));

    assertThat(written()).isEqualTo("000000080000000000000001" + "0000000800000000000f4240");
  }

  @Test
  void refusesMomentsBeyondAllTimestamps() {
    assertThatThrownBy(() -> buffer.putInstant(Instant.MAX))
        .isInstanceOf(ArithmeticException.class);
  }

  @Test
  void writesTextOfAnyScript() {
    for (String text : new String[] {"", "plain", "naïve", "abc€", "𝄞 clef"}) {
      buffer.clear();
      buffer.putText(text);

      byte[] expected = text.getBytes(UTF_8);
      assertThat(Arrays.copyOfRange(buffer.bytes(), 4, buffer.size())).isEqualTo(expected);
      assertThat(buffer.bytes()[3]).isEqualTo((byte) expected.length);
    }
  }

  @Test
  void marksJsonWithItsVersion() {
    buffer.putJson("{}");

    assertThat(written()).isEqualTo("00000003" + "01" + "7b7d");
  }
}
