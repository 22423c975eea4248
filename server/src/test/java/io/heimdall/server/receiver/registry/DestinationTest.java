package io.heimdall.server.receiver.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.heimdall.db.receiver.ReceiverSpec;
import io.heimdall.db.receiver.ReceiverSpec.Activity;
import io.heimdall.db.receiver.ReceiverSpec.Location;
import io.heimdall.db.receiver.ReceiverSpec.TuningDefaults;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DestinationTest {

  @ParameterizedTest
  @CsvSource({
    "kiwi,http://a.example.org:8073,false",
    "kiwi,HTTP://A.example.org:8073/sub,false",
    "kiwi,http://a.example.org,true",
    "kiwi,http://b.example.org:8073,true",
    "kiwi,https://a.example.org:8073,true",
    "http,http://a.example.org:8073,true"
  })
  void tellsOneDestinationFromAnother(String driver, String url, boolean differs) {
    ReceiverSpec here = spec("kiwi", "http://a.example.org:8073");

    assertThat(Destination.differs(here, spec(driver, url))).isEqualTo(differs);
    assertThat(Destination.differs(spec(driver, url), here)).isEqualTo(differs);
  }

  private static ReceiverSpec spec(String driver, String url) {
    return new ReceiverSpec(
        driver, "A", url, new Location("", null), Activity.INACTIVE, TuningDefaults.NONE, 30, 3);
  }
}
