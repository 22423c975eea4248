package io.heimdall.server.receiver.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.heimdall.db.receiver.ReceiverSpec;
import io.heimdall.server.receiver.Drivers;
import io.heimdall.server.receiver.http.HttpReceiver;
import io.heimdall.server.receiver.kiwi.KiwiOptions;
import io.heimdall.server.receiver.kiwi.KiwiReceiver;
import io.heimdall.server.receiver.listing.ListedReceiver;
import io.heimdall.server.receiver.rtltcp.RtlTcpReceiver;
import io.heimdall.server.receiver.wire.Dialer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImportPlanTest {

  private final Dialer dialer = new Dialer(Duration.ofSeconds(1), _ -> true);
  private final ReceiverRules rules =
      new ReceiverRules(
          new Drivers(
              List.of(
                  new HttpReceiver("", dialer, InstantSource.system()),
                  new RtlTcpReceiver(dialer, InstantSource.system()),
                  new KiwiReceiver(KiwiOptions.DEFAULTS, dialer, InstantSource.system()))),
          _ -> true);

  @ParameterizedTest
  @CsvSource({
    "rtl_tcp, tcp://sdr.example.org, tcp://sdr.example.org:1234, 1",
    "rtl_tcp, tcp://sdr.example.org, tcp://sdr.example.org:1235, 0",
    "kiwi, http://SDR.example.org, http://sdr.example.org:80/, 1",
    "kiwi, https://sdr.example.org:443, https://sdr.example.org, 1",
    "kiwi, http://sdr.example.org, https://sdr.example.org, 0",
    "spyserver, tcp://sdr.example.org, tcp://sdr.example.org, 1",
    "http, http://sdr.example.org/a, http://sdr.example.org:80/a/, 1",
    "http, http://sdr.example.org/a, http://sdr.example.org/b, 0",
    "kiwi, http://sdr.example.org/a, http://sdr.example.org/b, 1",
  })
  void knowsAReceiverHoweverItsUrlIsWritten(String driver, String one, String other, int existing) {
    var plan =
        new ImportPlan(
            new ImportRequest(
                "", "", List.of(), List.of(), List.of(), new ImportRequest.Mode(false, true)),
            rules);
    plan.add(entry(1, driver, one));
    plan.add(entry(2, driver, other));

    plan.against(List.of());

    assertThat(plan.report(List.of()).existingCount()).isEqualTo(existing);
    assertThat(plan.wanted()).hasSize(2 - existing);
  }

  private static ImportRequest.Entry entry(int place, String driver, String url) {
    var spec =
        new ReceiverSpec(
            driver,
            "receiver " + place,
            url,
            new ReceiverSpec.Location("", null),
            ReceiverSpec.Activity.INACTIVE,
            ReceiverSpec.TuningDefaults.NONE,
            30,
            3);
    return new ImportRequest.Entry(
        new ListedReceiver(place, Map.of(), ""), new Wanted(spec, PasswordChange.KEEP));
  }
}
