package io.heimdall.db.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class CopyRowTest {

  private static final String SIGNATURE = "5047434f50590aff0d0a00" + "00000000";

  private final CopyRow row = new CopyRow();

  private static byte[] message(String... hex) {
    return HexFormat.of().parseHex(String.join("", hex));
  }

  @Test
  void readsFieldsByTheirPlace() {
    boolean there =
        row.next(
            message(
                "0004",
                "00000004fffffffe",
                "000000080102030405060708",
                "00000008bff8000000000000",
                "00000003aabbcc"));

    assertThat(there).isTrue();
    assertThat(row.bytes(3)).isEqualTo(message("aabbcc"));
    assertThat(row.float8(2)).isEqualTo(-1.5);
    assertThat(row.int8(1)).isEqualTo(0x0102030405060708L);
    assertThat(row.whole(1)).isEqualTo(0x0102030405060708L);
    assertThat(row.int4(0)).isEqualTo(-2);
    assertThat(row.whole(0)).isEqualTo(-2);
  }

  @Test
  void readsNullAsZero() {
    boolean there = row.next(message("0002", "ffffffff", "0000000400000007"));

    assertThat(there).isTrue();
    assertThat(row.isNull(0)).isTrue();
    assertThat(row.isNull(1)).isFalse();
    assertThat(row.int4(0)).isZero();
    assertThat(row.int8(0)).isZero();
    assertThat(row.whole(0)).isZero();
    assertThat(row.float8(0)).isZero();
    assertThat(row.micros(0)).isZero();
    assertThat(row.bool(0)).isFalse();
    assertThat(row.text(0)).isNull();
    assertThat(row.bytes(0)).isEmpty();
    assertThat(row.int4(1)).isEqualTo(7);
  }

  @Test
  void goesPastTheHeaderAndItsExtension() {
    boolean there = row.first(message(SIGNATURE, "00000002", "eeee", "0001", "0000000400000007"));

    assertThat(there).isTrue();
    assertThat(row.int4(0)).isEqualTo(7);
  }

  @Test
  void seesTheEnd() {
    assertThat(row.first(message(SIGNATURE, "00000000", "ffff"))).isFalse();
    assertThat(row.next(message("ffff"))).isFalse();
  }

  @Test
  void refusesAnInfiniteTime() {
    assertThat(row.next(message("0002", "000000087fffffffffffffff", "000000088000000000000000")))
        .isTrue();

    assertThatThrownBy(() -> row.micros(0)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> row.micros(1)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void refusesAFieldOfAnotherType() {
    assertThat(row.next(message("0001", "0000000400000007"))).isTrue();

    assertThatThrownBy(() -> row.int8(0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("a field of 4 bytes is read as one of 8");
  }
}
