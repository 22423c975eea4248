package io.heimdall.server.receiver.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.heimdall.db.receiver.ReceiverSpec.Gain;
import io.heimdall.db.receiver.ReceiverSpec.TuningDefaults;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReceiverProbeTest {

  @ParameterizedTest
  @CsvSource({
    ",,0,10000000",
    // Behind a converter that brings 126 MHz down to 10 MHz.
    ",,116000000,126000000",
    // A converter upwards: a receiver for 24 MHz and more hears 10 MHz as 135 MHz.
    ",,-125000000,10000000",
    "0,30000000,0,10000000",
    "144000000,146000000,116000000,145000000",
    "144000000,,116000000,144000000",
    ",1000000,0,1000000"
  })
  void asksForWhatTheReceiverCovers(
      @Nullable Long low, @Nullable Long high, long offsetHz, long expectedHz) {
    var tuning = new TuningDefaults(low, high, offsetHz, null, null, Gain.DRIVERS_DEFAULT);

    assertThat(ReceiverProbe.covered(tuning)).isEqualTo(expectedHz);
  }
}
