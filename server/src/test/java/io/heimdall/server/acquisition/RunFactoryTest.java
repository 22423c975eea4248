package io.heimdall.server.acquisition;

import static org.assertj.core.api.Assertions.assertThat;

import io.heimdall.db.receiver.ReceiverSpec;
import io.heimdall.server.receiver.Gain;
import org.junit.jupiter.api.Test;

class RunFactoryTest {

  @Test
  void takesThePlansGainThenTheReceiversThenTheDrivers() {
    assertThat(RunFactory.gain(20.0, ReceiverSpec.Gain.AUTOMATIC)).isEqualTo(new Gain.Manual(20));
    assertThat(RunFactory.gain(20.0, ReceiverSpec.Gain.manual(30))).isEqualTo(new Gain.Manual(20));
    assertThat(RunFactory.gain(null, ReceiverSpec.Gain.AUTOMATIC)).isEqualTo(Gain.AUTOMATIC);
    assertThat(RunFactory.gain(null, ReceiverSpec.Gain.manual(30))).isEqualTo(new Gain.Manual(30));
    assertThat(RunFactory.gain(null, ReceiverSpec.Gain.DRIVERS_DEFAULT))
        .isEqualTo(Gain.DRIVERS_DEFAULT);
  }
}
