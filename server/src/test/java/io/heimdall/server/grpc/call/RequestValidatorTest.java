package io.heimdall.server.grpc.call;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heimdall.server.failure.FailureException;
import io.heimdall.v1.CreateReceiverRequest;
import io.heimdall.v1.Receiver;
import org.junit.jupiter.api.Test;

class RequestValidatorTest {

  @Test
  void refusesTextTheDatabaseCannotHold() {
    var receiver =
        Receiver.newBuilder()
            .setName("n")
            .setDriver("kiwi")
            .setUrl("http://h")
            .setLocationName("a\0b");
    var request = CreateReceiverRequest.newBuilder().setReceiver(receiver).build();

    assertThatThrownBy(() -> new RequestValidator().verify(request))
        .isInstanceOf(FailureException.class)
        .hasMessageContaining("receiver.location_name holds a character 0");
  }
}
