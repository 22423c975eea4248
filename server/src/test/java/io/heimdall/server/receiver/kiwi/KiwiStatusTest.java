package io.heimdall.server.receiver.kiwi;

import static org.assertj.core.api.Assertions.assertThat;

import io.heimdall.server.receiver.ReceiverHealth.Position;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KiwiStatusTest {

  private static final String ACTIVE = "status=active\noffline=no\n";

  @Test
  void readsWhatAReceiverSays() {
    KiwiStatus status = KiwiStatus.parse(FakeKiwi.STATUS).orElseThrow();

    assertThat(status.offline()).isFalse();
    assertThat(status.wantsPassword()).isFalse();
    assertThat(status.programChannels()).hasValue(4);
    assertThat(status.freeChannels()).hasValue(3);
    assertThat(status.hidesStamps()).isFalse();
    assertThat(status.meterCalibrationDb()).hasValue(-13);
    assertThat(status.position()).contains(new Position(53.665337, 7.282766));
    assertThat(status.software()).contains("KiwiSDR_v1.843");
  }

  @Test
  void knowsNothingOfAnEmptyPage() {
    assertThat(KiwiStatus.UNKNOWN.offline()).isFalse();
    assertThat(KiwiStatus.UNKNOWN.freeChannels()).isEmpty();
    assertThat(KiwiStatus.UNKNOWN.position()).isEmpty();
    assertThat(KiwiStatus.UNKNOWN.software()).isEmpty();
    assertThat(KiwiStatus.UNKNOWN.serves(145e6)).isTrue();
    assertThat(KiwiStatus.UNKNOWN.frequencyOffsetHz()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(-37.631120, 176.172210)",
        "(-37.631016, 176.172019)",
        "(0.000000, 0.000000)",
        "(-69.0, 90.0)",
        "(91.0, 5.0)",
        "(10.0, 181.0)",
        "(north, east)",
        ""
      })
  void takesNoPlaceholderForAPosition(String gps) {
    assertThat(KiwiStatus.parse(ACTIVE + "gps=" + gps).orElseThrow().position()).isEmpty();
  }

  @Test
  void readsSeveralBands() {
    KiwiStatus status =
        KiwiStatus.parse(ACTIVE + "bands=100000-200000,7000000-7200000").orElseThrow();

    assertThat(status.serves(150e3)).isTrue();
    assertThat(status.serves(7.2e6)).isTrue();
    assertThat(status.serves(1e6)).isFalse();
  }

  @Test
  void isNotFullWhileAListenerWouldGiveWay() {
    String full = ACTIVE + "users=4\nusers_max=4\n";

    assertThat(KiwiStatus.parse(full).orElseThrow().isFull()).isTrue();
    assertThat(KiwiStatus.parse(full + "preempt=1").orElseThrow().isFull()).isFalse();
    assertThat(KiwiStatus.UNKNOWN.isFull()).isFalse();
  }

  @Test
  void readsConverterAndHiddenStamps() {
    KiwiStatus status =
        KiwiStatus.parse(ACTIVE + "freq_offset=116000.500\ntdoa_ch=-1\nusers=9\nusers_max=4")
            .orElseThrow();

    assertThat(status.frequencyOffsetHz()).isEqualTo(116_000_500);
    assertThat(status.hidesStamps()).isTrue();
    assertThat(status.freeChannels()).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "<html><body>status</body></html>", "a=b", "status=active"})
  void refusesAPageThatIsNoStatus(String page) {
    assertThat(KiwiStatus.parse(page)).isEmpty();
  }

  @Test
  void takesNoControlCharacters() {
    KiwiStatus status =
        KiwiStatus.parse(ACTIVE + "sw_version=Kiwi\0SDR\u001b[31m\u0085\n").orElseThrow();

    assertThat(status.software()).contains("Kiwi SDR [31m");
  }
}
