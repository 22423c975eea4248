package io.heimdall.server.artifact.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.heimdall.db.artifact.usage.Traffic;
import io.heimdall.db.artifact.usage.Transfers;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TransferMeterTest {

  private final Map<String, Traffic> counted = new HashMap<>();
  private long nanos = 42;

  private TransferMeter meter() {
    return new TransferMeter(
        (type, traffic) -> counted.merge(type, traffic, Traffic::plus),
        Traffic::uploads,
        () -> nanos);
  }

  private void pass(long micros) {
    nanos += micros * 1_000;
  }

  @Test
  void countsBytesAsTheyGoAndTheTimeTheyTook() {
    TransferMeter meter = meter();
    meter.type("audio/wav");

    pass(10);
    meter.moved(100);
    assertThat(counted)
        .containsExactly(Map.entry("audio/wav", Traffic.uploads(new Transfers(0, 100, 10))));

    pass(20);
    meter.moved(50);
    pass(3);
    meter.finished();
    meter.close();
    assertThat(counted)
        .containsExactly(Map.entry("audio/wav", Traffic.uploads(new Transfers(1, 150, 33))));
  }

  @Test
  void losesNoPartOfAMicrosecond() {
    TransferMeter meter = meter();
    meter.type("a");

    for (int i = 0; i < 1000; i++) {
      nanos += 1_001;
      meter.moved(1);
    }

    assertThat(counted.get("a")).isEqualTo(Traffic.uploads(new Transfers(0, 1000, 1001)));
  }

  @Test
  void waitsForTheMediaType() {
    TransferMeter meter = meter();
    pass(5);
    meter.moved(100);
    assertThat(counted).isEmpty();

    meter.type("text/plain");

    assertThat(counted)
        .containsExactly(Map.entry("text/plain", Traffic.uploads(new Transfers(0, 100, 5))));
  }

  @Test
  void countsWhatBrokeOffBeforeItsTypeWasKnown() {
    TransferMeter meter = meter();
    pass(5);
    meter.moved(100);
    pass(1000);

    meter.close();
    meter.close();

    assertThat(counted).containsExactly(Map.entry("", Traffic.uploads(new Transfers(0, 100, 5))));
  }

  @Test
  void countsNothingWhereNothingCame() {
    meter().close();

    assertThat(counted).isEmpty();
  }
}
