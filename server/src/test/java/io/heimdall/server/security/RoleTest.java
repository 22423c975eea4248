package io.heimdall.server.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RoleTest {

  @Test
  void includesItselfAndTheOnesBelow() {
    assertThat(Role.OPERATOR.includes(Role.VIEWER)).isTrue();
    assertThat(Role.OPERATOR.includes(Role.OPERATOR)).isTrue();
    assertThat(Role.OPERATOR.includes(Role.ADMIN)).isFalse();
  }

  @Test
  void belongsToACallerWithAName() {
    assertThatThrownBy(() -> new Caller("", Role.VIEWER))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
