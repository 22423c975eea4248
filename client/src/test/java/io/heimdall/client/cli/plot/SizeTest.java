package io.heimdall.client.cli.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SizeTest {

  @Test
  void readsWidthAndHeight() {
    assertThat(Size.parse(" 1400x900 ")).isEqualTo(new Size(1400, 900));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1400", "1400x", "x900", "1400x900x2", "wide", "-400x900", "1e3x900"})
  void refusesWhatIsNoSize(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Size.parse(text))
        .withMessageContaining("is no size. Write it as 1400x900.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"399x900", "1400x299", "10001x900", "1400x99999"})
  void refusesWhatNobodyCanLookAt(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Size.parse(text))
        .withMessageContaining("A picture has 400x300 to 10000x10000 pixels");
  }
}
