package io.heimdall.server.simulator.wire;

import static io.heimdall.server.simulator.wire.WebSocketChannel.HEADER_BYTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.heimdall.server.simulator.signal.SampleBlock;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SndFrameTest {

  private final SampleBlock block = new SampleBlock();
  private final SndFrame frame = new SndFrame();

  private String hex(int bytes) {
    return HexFormat.of()
        .formatHex(Arrays.copyOfRange(frame.bytes(), HEADER_BYTES, HEADER_BYTES + bytes));
  }

  @Test
  void laysOutItsFieldsAsTheProtocolSays() {
    block.stamp(3, 0x01020304, 0x05060708);
    block.iq()[0] = 0x1122;
    block.iq()[1] = (short) 0xFFFE;

    frame.encode(0x0A0B0C0D, SndFrame.FLAG_OVERLOAD, block, 512, -300);

    // SND, flags, sequence LE, meter BE, age, 0, second LE, nanoseconds LE, I and Q BE
    assertThat(hex(24))
        .isEqualTo(
            "534e44" + "0a" + "0d0c0b0a" + "0000" + "0300" + "04030201" + "08070605" + "1122fffe");
    assertThat(frame.length()).isEqualTo(2_068);
  }

  @Test
  void turnsTheSamplesRoundWhenAsked() {
    block.iq()[0] = 0x1122;

    frame.encode(1, SndFrame.FLAG_LITTLE_ENDIAN, block, 512, 0);

    assertThat(hex(24)).startsWith("534e4488").endsWith("22110000");
  }

  @Test
  void metersACarrierRight() {
    for (int n = 0; n < 512; n++) {
      block.iq()[2 * n] = (short) Math.round(3_000 * Math.cos(0.3 * n));
      block.iq()[2 * n + 1] = (short) Math.round(3_000 * Math.sin(0.3 * n));
    }

    double dbfs = 20 * Math.log10(3_000 / 32_768.0);
    assertThat(SndFrame.meterDbm(block.iq(), -41.27)).isCloseTo(dbfs - 41.27, within(0.01));
  }

  @Test
  void metersNoiseTwoAndAHalfDecibelsLow() {
    var random = new SplittableRandom(5);
    double sum = 0;
    int blocks = 200;
    for (int k = 0; k < blocks; k++) {
      for (int i = 0; i < 1_024; i++) {
        block.iq()[i] = (short) Math.round(1_000 * random.nextGaussian());
      }
      sum += SndFrame.meterDbm(block.iq(), 0);
    }

    double dbfs = 10 * Math.log10(2 * 1_000.0 * 1_000) - 20 * Math.log10(32_768);
    assertThat(sum / blocks).isCloseTo(dbfs - 2.51, within(0.2));
  }

  @Test
  void clampsTheMeter() {
    frame.encode(1, 0, block, 512, -41.27);
    assertThat(hex(10)).endsWith("0000");

    Arrays.fill(block.iq(), (short) 32_767);
    frame.encode(1, 0, block, 512, 80);
    // 10·(3.4 + 127)
    assertThat(hex(10)).endsWith("0518");
  }
}
