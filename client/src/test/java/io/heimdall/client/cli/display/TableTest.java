package io.heimdall.client.cli.display;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.heimdall.v1.FailureReason;
import io.heimdall.v1.TimingClass;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

final class TableTest {

  @Test
  void alignsWordsLeftAndNumbersRight() {
    Table table = new Table().number("ID").text("NAME").number("SNR");
    table.row("8", "Zürich", "31.2").row("10", "B", "-3.0");

    assertThat(table.lines())
        .containsExactly("ID  NAME     SNR", " 8  Zürich  31.2", "10  B       -3.0");
  }

  @Test
  void keepsARowOnOneLine() {
    Table table = new Table().text("MESSAGE").row("two\nlines\u001b[31m");

    assertThat(table.lines()).containsExactly("MESSAGE", "two lines [31m");
  }

  @Test
  void refusesARowOfAnotherLength() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Table().text("A").row("1", "2"));
  }

  @Test
  void writesFiguresWithoutAMinusBeforeZero() {
    assertThat(Text.figure(-0.0001, 2)).isEqualTo("0.00");
    assertThat(Text.figure(-0.2, 0)).isEqualTo("0");
    assertThat(Text.figure(-1.25, 1)).isEqualTo("-1.3");
    assertThat(Text.figure(OptionalDouble.empty(), 1)).isEqualTo("-");
  }

  @Test
  void cutsVisibly() {
    assertThat(Text.cut("Toulouse", 5)).isEqualTo("Toul…");
    assertThat(Text.cut("Toulouse", 8)).isEqualTo("Toulouse");
    assertThat(Text.cut("Toulouse", 0)).isEmpty();
  }

  @Test
  void namesValuesOfTheContractWithoutTheirPrefix() {
    assertThat(AcquisitionText.reason(FailureReason.FAILURE_REASON_NO_IQ)).isEqualTo("NO_IQ");
    assertThat(AcquisitionText.timing(TimingClass.TIMING_CLASS_UNSPECIFIED)).isEqualTo("-");
  }
}
