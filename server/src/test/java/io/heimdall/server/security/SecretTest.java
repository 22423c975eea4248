package io.heimdall.server.security;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SecretTest {

  @Test
  void showsItselfOnlyToWhoAsks() {
    var secret = new Secret("hunter2");

    assertThat(secret).hasToString("[REDACTED]").isEqualTo(new Secret("hunter2"));
    assertThat(secret).hasSameHashCodeAs(new Secret("hunter2")).isNotEqualTo(new Secret("other"));
    assertThat(secret.reveal()).isEqualTo("hunter2");
  }
}
