package io.heimdall.server.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heimdall.server.simulator.wire.Fault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FaultArgumentTest {

  @Test
  void readsNameAndReceiver() {
    assertThat(FaultArgument.parse("busy=3")).isEqualTo(new FaultArgument(Fault.BUSY, 0, 3));
  }

  @Test
  void readsTheNumber() {
    assertThat(FaultArgument.parse("disconnect:25=2"))
        .isEqualTo(new FaultArgument(Fault.DISCONNECT, 25, 2));
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void knowsEveryFaultByItsName(Fault fault) {
    assertThat(FaultArgument.parse(fault.label() + "=1"))
        .isEqualTo(new FaultArgument(fault, fault.defaultValue(), 1));
    assertThat(fault.description()).isNotEmpty();
  }

  @Test
  void listsTheNamesThereAre() {
    assertThatThrownBy(() -> FaultArgument.parse("bussy=1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("no fault 'bussy'; there are: busy, password, down, masked,");
  }

  @ParameterizedTest
  @ValueSource(strings = {"busy", "busy=", "busy=x", "=3", "busy:=3", "busy:x=3", "busy:-1=3"})
  void refusesOtherForms(String text) {
    assertThatThrownBy(() -> FaultArgument.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("NAME=RECEIVER or NAME:N=RECEIVER");
  }
}
