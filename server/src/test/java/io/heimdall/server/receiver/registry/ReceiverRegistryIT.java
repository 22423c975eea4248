package io.heimdall.server.receiver.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.heimdall.db.audit.AuditEntry;
import io.heimdall.db.receiver.Receiver;
import io.heimdall.db.receiver.ReceiverSpec;
import io.heimdall.db.receiver.ReceiverSpec.Activity;
import io.heimdall.server.receiver.Drivers;
import io.heimdall.server.receiver.ReceiverPasswords;
import io.heimdall.server.receiver.station.Stations;
import io.heimdall.server.receiver.wire.Dialer;
import io.heimdall.server.security.Caller;
import io.heimdall.server.security.Role;
import io.heimdall.server.security.SealingKey;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ReceiverRegistryIT {

  private static final Caller ADMIN = new Caller("admin", Role.ADMIN);

  @Test
  void notesThatAPasswordIsRemovedBecauseItsReceiverIsAnother() throws Exception {
    try (var registered = new Registered()) {
      ReceiverRegistry registry = registry(registered);
      int id = registered.add("kiwi", "http://192.0.2.1:8073", Activity.INACTIVE);
      change(registry, id, "http://192.0.2.1:8073", PasswordChange.to("sesame"));

      Receiver same = change(registry, id, "http://192.0.2.1:8073/x", PasswordChange.KEEP);
      Receiver moved = change(registry, id, "http://192.0.2.2:8073", PasswordChange.KEEP);

      assertThat(same.hasPassword()).isTrue();
      assertThat(moved.hasPassword()).isFalse();
      assertThat(registered.audited(id))
          .extracting(AuditEntry::detailJson)
          .satisfiesExactly(
              set -> assertThat(set).containsPattern("\"password\": *\"set\""),
              kept -> assertThat(kept).doesNotContain("password"),
              gone -> assertThat(gone).containsPattern("\"password\": *\"removed\""));
    }
  }

  private static ReceiverRegistry registry(Registered registered) {
    var dialer = new Dialer(Duration.ofSeconds(1), InetAddress::isLoopbackAddress);
    return new ReceiverRegistry(
        registered.transactions(),
        new ReceiverRules(new Drivers(List.of(new Switchboard())), _ -> true),
        new Stations(dialer, ""),
        new ReceiverPasswords(SealingKey.fresh()));
  }

  private static Receiver change(
      ReceiverRegistry registry, int id, String url, PasswordChange password) {
    return registry.update(
        ADMIN, id, OptionalLong.empty(), before -> new Wanted(at(url, before.spec()), password));
  }

  private static ReceiverSpec at(String url, ReceiverSpec spec) {
    return new ReceiverSpec(
        spec.driver(),
        spec.name(),
        url,
        spec.location(),
        spec.activity(),
        spec.tuning(),
        spec.timeoutSeconds(),
        spec.retryCount());
  }
}
