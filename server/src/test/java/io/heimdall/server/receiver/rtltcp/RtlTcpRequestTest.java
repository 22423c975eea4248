package io.heimdall.server.receiver.rtltcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.heimdall.server.receiver.FailureReason;
import io.heimdall.server.receiver.Gain;
import io.heimdall.server.receiver.ReceiverFailure;
import io.heimdall.server.receiver.ReceiverTarget;
import io.heimdall.server.receiver.Tuning;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RtlTcpRequestTest {

  private static final long FREQUENCY_HZ = 433_920_000;

  private static ReceiverTarget target(long offsetHz) {
    return new ReceiverTarget(
        7, URI.create("tcp://10.0.0.7"), offsetHz, Optional.empty(), Duration.ofSeconds(5));
  }

  private static RtlTcpRequest of(double rateHz, double low, double high) throws ReceiverFailure {
    return RtlTcpRequest.of(
        target(0), new Tuning(FREQUENCY_HZ, rateHz, low, high, new Gain.Manual(19.7)));
  }

  private static ReceiverFailure refusal(double rateHz, double low, double high) {
    return catchThrowableOfType(ReceiverFailure.class, () -> of(rateHz, low, high));
  }

  @ParameterizedTest
  @ValueSource(ints = {225_001, 300_000, 900_001, 2_048_000, 3_200_000})
  void takesTheRatesThereAre(int rateHz) throws ReceiverFailure {
    RtlTcpRequest request = of(rateHz, Double.NaN, Double.NaN);

    assertThat(request.rateHz()).isEqualTo(rateHz);
    assertThat(request.gainTenthsDb()).hasValue(197);
    assertThat(request.bandHighHz()).isEqualTo(0.4 * rateHz);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 225_000, 300_001, 900_000, 3_200_001, Integer.MAX_VALUE})
  void namesTheRatesThereAre(int rateHz) {
    assertThat(refusal(rateHz, Double.NaN, Double.NaN))
        .hasMessageContaining("225001 to 300000 or 900001 to 3200000 samples per second")
        .hasMessageContaining("not " + rateHz)
        .returns(FailureReason.RATE, ReceiverFailure::reason);
  }

  @Test
  void hasDefaultsForWhatAPlanLeavesOpen() throws ReceiverFailure {
    RtlTcpRequest request = RtlTcpRequest.of(target(0), Tuning.to(FREQUENCY_HZ));

    assertThat(request.rateHz()).isEqualTo(250_000);
    assertThat(request.gainTenthsDb()).hasValue(280);
  }

  @Test
  void leavesTheSpikeAtZeroToTheMetrics() throws ReceiverFailure {
    assertThat(of(1e6, -1000, 2000).info(new RtlTcpHeader("R820T", 29)))
        .returns(true, info -> info.zeroIf())
        .returns("cu8", info -> info.facts().get("datatype"))
        .returns(-1000.0, info -> info.bandLowHz())
        .returns(2000.0, info -> info.bandHighHz());
  }

  @Test
  void refusesAPassbandThatItDoesNotDeliver() {
    assertThat(refusal(1e6, -600_000, 0)).hasMessageContaining("±500000 Hz");
    assertThat(refusal(1e6, 10, -10).reason()).isEqualTo(FailureReason.RATE);
  }

  @Test
  void tunesBelowTheConverterAndWithin32Bits() throws ReceiverFailure {
    Tuning tuning = Tuning.to(10_489_750_000L);

    assertThat(RtlTcpRequest.of(target(9_750_000_000L), tuning).frequencyHz())
        .isEqualTo(739_750_000);
    assertThat(
            catchThrowableOfType(ReceiverFailure.class, () -> RtlTcpRequest.of(target(0), tuning)))
        .hasMessageContaining("4294967295 Hz")
        .returns(FailureReason.OUT_OF_BAND, ReceiverFailure::reason);
  }
}
