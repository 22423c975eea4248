package io.heimdall.client.cli.plot;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import org.junit.jupiter.api.Test;

class ColorScaleTest {

  private static final ColorScale SCALE = new ColorScale(-10, 30);

  @Test
  void goesFromDarkToBright() {
    assertThat(SCALE.getPaint(-10)).isEqualTo(new Color(0x440154));
    assertThat(SCALE.getPaint(10)).isEqualTo(new Color(0x21908d));
    assertThat(SCALE.getPaint(30)).isEqualTo(new Color(0xfde725));
    double last = -1;
    for (double value = -10; value <= 30; value += 0.25) {
      var color = (Color) SCALE.getPaint(value);
      double brightness =
          0.2126 * color.getRed() + 0.7152 * color.getGreen() + 0.0722 * color.getBlue();
      assertThat(brightness).as("at %s", value).isGreaterThan(last);
      last = brightness;
    }
  }

  @Test
  void holdsWhatIsBeyondItsEnds() {
    assertThat(SCALE.getPaint(-1e9)).isEqualTo(SCALE.getPaint(-10));
    assertThat(SCALE.getPaint(1e9)).isEqualTo(SCALE.getPaint(30));
  }
}
