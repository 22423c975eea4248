package io.heimdall.server.receiver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class ReceiverFailureTest {

  private static final String SAID = "it says: 30\0\u001b[2J\r\n\u009bä\u007f";
  private static final String TOLD = "it says: 30  [2J   ä ";

  @Test
  void putsSpacesInPlaceOfControlCharacters() {
    var cause = new IOException("raw");

    assertThat(new ReceiverFailure(FailureReason.QUOTA, SAID)).hasMessage(TOLD);
    assertThat(new ReceiverFailure(FailureReason.QUOTA, SAID, cause)).hasMessage(TOLD);
    assertThat(ReceiverFailure.lasting(FailureReason.QUOTA, SAID)).hasMessage(TOLD);
  }
}
