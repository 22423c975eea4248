package io.heimdall.server.receiver.station;

import io.heimdall.db.receiver.ReceiverSpec;
import io.heimdall.server.receiver.FailureReason;
import io.heimdall.server.receiver.IqStream;
import io.heimdall.server.receiver.ReceiverDriver;
import io.heimdall.server.receiver.ReceiverFailure;
import io.heimdall.server.receiver.ReceiverHealth;
import io.heimdall.server.receiver.ReceiverTarget;
import io.heimdall.server.receiver.Tuning;
import io.heimdall.server.receiver.wire.Connection;
import io.heimdall.server.receiver.wire.Dialer;
import io.heimdall.server.receiver.wire.Failures;
import io.heimdall.server.receiver.wire.HttpReply;
import io.heimdall.server.receiver.wire.Identity;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;

/// Stands for stations that give no IQ. Nothing is received from them; a check only says whether
/// their page answers.
public final class ListenOnlyReceiver implements ReceiverDriver {

  private final Dialer dialer;
  private final String identity;

  /// Makes a driver; one serves all stations of a server.
  ///
  /// @param contact how an operator can reach whoever runs this server; empty for none
  /// @param dialer opens its connections
  public ListenOnlyReceiver(String contact, Dialer dialer) {
    this.dialer = dialer;
    identity = Identity.of(contact);
  }

  @Override
  public String name() {
    return ReceiverSpec.LISTEN_ONLY;
  }

  @Override
  public Set<String> schemes() {
    return Set.of("http", "https");
  }

  @Override
  public IqStream open(ReceiverTarget target, Tuning tuning) throws ReceiverFailure {
    throw new ReceiverFailure(
        FailureReason.NO_IQ,
        target + " is a station to listen to with a browser: it gives sound and no IQ");
  }

  @Override
  public ReceiverHealth check(ReceiverTarget target, Tuning tuning) {
    long asked = System.nanoTime();
    try (Connection connection = dialer.connect(target.url())) {
      connection.allow(target.timeout());
      String path = target.url().getRawPath();
      // Whatever it answers with, it answers.
      var _ = HttpReply.get(connection, path == null || path.isEmpty() ? "/" : path, identity);
      return answering(Duration.ofNanos(System.nanoTime() - asked));
    } catch (IOException e) {
      ReceiverFailure failure = Failures.of(target.toString(), e);
      boolean reachable =
          switch (failure.reason()) {
            case UNREACHABLE, TIMEOUT, REFUSED -> false;
            default -> true;
          };
      return ReceiverHealth.bad(reachable, failure);
    }
  }

  private static ReceiverHealth answering(Duration latency) {
    return new ReceiverHealth(
        true,
        false,
        Optional.of(FailureReason.NO_IQ),
        "its page answers; it is a station to listen to, which gives no IQ",
        Optional.of(latency),
        OptionalInt.empty(),
        OptionalInt.empty(),
        false,
        Optional.empty(),
        Optional.empty(),
        OptionalDouble.empty(),
        Optional.empty(),
        true);
  }
}
