package io.heimdall.server.receiver.kiwi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.heimdall.server.receiver.websocket.Messages;
import java.net.ProtocolException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SoundFrameTest {

  @Test
  void readsTheHeader() throws ProtocolException {
    SoundFrames bytes = FakeKiwi.frameAt(0xfedc_ba98L, 0);
    bytes.level = 1_304;
    SoundFrame frame = parsed(bytes.bytes());

    assertThat(frame.isIq()).isTrue();
    assertThat(frame.sequence()).isEqualTo(0xfedc_ba98L);
    assertThat(frame.levelDbm()).isCloseTo(3.4f, within(1e-4f));
    assertThat(frame.count()).isEqualTo(512);
    assertThat(frame.hasStamp()).isFalse();
    frame.date(FakeKiwi.START_UTC_NANOS);
    assertThat(frame.hasStamp()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "0,0,0",
    "255,100,0",
    "253,100,0",
    "3,604800,0",
    "3,100,1000000000",
    "3,4294967295,5"
  })
  void takesNoSentinelForAStamp(int fixAge, long seconds, long nanos) throws ProtocolException {
    var bytes = new SoundFrames();
    bytes.fixAge = fixAge;
    bytes.gpsSeconds = seconds;
    bytes.gpsNanos = nanos;
    SoundFrame frame = parsed(bytes.bytes());

    frame.date(FakeKiwi.START_UTC_NANOS);

    assertThat(frame.hasStamp()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 19, 20, 21, 22, 23, 2_067})
  void refusesBytesThatAreNotWholeSamples(int length) {
    byte[] bytes = Arrays.copyOf(new SoundFrames().bytes(), length);

    assertThatThrownBy(() -> parsed(bytes)).isInstanceOf(ProtocolException.class);
  }

  @Test
  void refusesMoreSamplesThanABlockHolds() {
    var bytes = new SoundFrames();
    bytes.count = SoundFrame.MOST_SAMPLES + 1;

    assertThatThrownBy(() -> parsed(bytes.bytes())).isInstanceOf(ProtocolException.class);
  }

  @Test
  void seesAMaskOnlyWhereEverySampleIsMasked() throws ProtocolException {
    byte[] masked = new SoundFrames().constantBytes(1, 1);
    byte[] almost = masked.clone();
    almost[almost.length - 1] = 2;

    assertThat(parsed(masked).isMasked()).isTrue();
    assertThat(parsed(almost).isMasked()).isFalse();
    assertThat(parsed(new SoundFrames().bytes()).isMasked()).isFalse();
  }

  private static SoundFrame parsed(byte[] bytes) throws ProtocolException {
    var frame = new SoundFrame();
    Messages.set(frame.message(), bytes);
    frame.parse(0);
    return frame;
  }
}
