package io.heimdall.server.artifact.hook;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UploadHookTest {

  @Test
  void makesOneBoundedLineOfAReason() {
    assertThat(UploadHook.cleaned("  too\r\nlarge\u0000\u001b[31m\u202e! "))
        .isEqualTo("too large [31m !");
    assertThat(UploadHook.cleaned("")).isEmpty();
    assertThat(UploadHook.cleaned("x".repeat(500))).hasSize(500);
    assertThat(UploadHook.cleaned("x".repeat(501))).hasSize(501).endsWith("x…");
    assertThat(UploadHook.cleaned("x".repeat(499) + "😀y")).isEqualTo("x".repeat(499) + "…");
  }
}
