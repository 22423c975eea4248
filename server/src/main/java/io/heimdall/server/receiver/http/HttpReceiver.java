package io.heimdall.server.receiver.http;

import static java.lang.Math.abs;

import io.heimdall.server.iq.IqBlock;
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
import io.heimdall.server.receiver.wire.HttpHead;
import io.heimdall.server.receiver.wire.HttpReply;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Drives receivers that answer `GET {url}/iq?tune=<Hz>&rate=<Hz>` with little-endian int16 I, Q,
/// I, Q…
///
/// The protocol has no time, no loss and no end: samples are dated by arrival, and the reader stops
/// when it has enough. A receiver may state its true rate as `X-Sample-Rate`; the start it may
/// state as `X-Start-Time-Ns` is its own clock's word and only noted. Whatever is readable as text
/// is refused: an error page must never become samples.
public final class HttpReceiver implements ReceiverDriver {

  /// What is asked for where a plan leaves the rate to the receiver.
  private static final double DEFAULT_RATE_HZ = 12_500;

  private static final double RATE_TOLERANCE = 0.01;
  private static final int MOST_REDIRECTS = 5;
  private static final int OK = 200;

  private final String identity;
  private final Dialer dialer;
  private final InstantSource clock;

  /// Makes a driver; one serves all receivers of a server.
  ///
  /// @param contact how an operator can reach whoever runs this server; empty for none
  /// @param dialer opens its connections
  /// @param clock tells the time samples arrive
  public HttpReceiver(String contact, Dialer dialer, InstantSource clock) {
    identity = contact.isEmpty() ? "Heimdall" : "Heimdall (" + contact + ")";
    this.dialer = dialer;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "http";
  }

  @Override
  public Set<String> schemes() {
    return Set.of("http", "https");
  }

  @Override
  public IqStream open(ReceiverTarget target, Tuning tuning) throws ReceiverFailure {
    URI url = iqUrl(target, tuning);
    try {
      for (int hop = 0; hop <= MOST_REDIRECTS; hop++) {
        Connection connection = dialer.connect(url);
        IqStream stream = null;
        try {
          connection.allow(target.timeout());
          HttpReply reply = HttpReply.get(connection, pathAndQuery(url), identity);
          if (reply.head().redirects()) {
            url = HttpReply.redirected(reply.head(), url);
          } else {
            stream = stream(target, tuning, reply, connection);
            return stream;
          }
        } finally {
          closeUnless(stream, connection);
        }
      }
    } catch (IOException e) {
      throw Failures.of(target.toString(), e);
    }
    throw new ReceiverFailure(
        FailureReason.BAD_DATA, target + " redirects more than " + MOST_REDIRECTS + " times");
  }

  @Override
  public ReceiverHealth check(ReceiverTarget target, Tuning tuning) {
    long asked = System.nanoTime();
    try (IqStream stream = open(target, tuning)) {
      var latency = Duration.ofNanos(System.nanoTime() - asked);
      var block = new IqBlock(stream.blockCapacity());
      if (!stream.next(block)) {
        return ReceiverHealth.bad(
            true, new ReceiverFailure(FailureReason.NO_IQ, target + " sends an empty answer"));
      }
      return new ReceiverHealth(
          true,
          true,
          Optional.empty(),
          "",
          Optional.of(latency),
          OptionalInt.empty(),
          OptionalInt.empty(),
          false,
          Optional.empty(),
          Optional.empty());
    } catch (ReceiverFailure e) {
      boolean reachable =
          e.reason() != FailureReason.UNREACHABLE && e.reason() != FailureReason.TIMEOUT;
      return ReceiverHealth.bad(reachable, e);
    }
  }

  private IqStream stream(
      ReceiverTarget target, Tuning tuning, HttpReply reply, Connection connection)
      throws ReceiverFailure {
    refuseStatus(target, reply.head().status());
    String type = reply.head().header("content-type").orElse("").toLowerCase(Locale.ROOT);
    if (type.startsWith("text/") || type.contains("json") || type.contains("xml")) {
      throw new ReceiverFailure(
          FailureReason.BAD_DATA,
          target + " answers with a page of type " + type + ", not with IQ");
    }
    double rateHz = statedRate(target, tuning, reply.head());
    var stream = new HttpIqStream(target, reply, connection, rateHz, clock);
    stream.refuseText();
    return stream;
  }

  private static double statedRate(ReceiverTarget target, Tuning tuning, HttpHead head)
      throws ReceiverFailure {
    double asked = askedRateHz(tuning);
    String stated = head.header("x-sample-rate").orElse("");
    if (!stated.matches("\\d{1,9}(\\.\\d{1,9})?") || Double.parseDouble(stated) == 0) {
      return asked;
    }
    double rateHz = Double.parseDouble(stated);
    if (tuning.sampleRateHz() != 0 && abs(rateHz - asked) > RATE_TOLERANCE * asked) {
      throw new ReceiverFailure(
          FailureReason.RATE,
          String.format(
              Locale.ROOT,
              "%s delivers %.0f samples per second, %.0f were asked for",
              target,
              rateHz,
              asked));
    }
    return rateHz;
  }

  private static void refuseStatus(ReceiverTarget target, int status) throws ReceiverFailure {
    if (status == OK) {
      return;
    }
    FailureReason reason =
        switch (status) {
          case 401 -> FailureReason.PASSWORD;
          case 403 -> FailureReason.REFUSED;
          case 404, 405, 410 -> FailureReason.NO_IQ;
          case 429, 503 -> FailureReason.BUSY;
          default -> status >= 500 ? FailureReason.DOWN : FailureReason.BAD_DATA;
        };
    throw new ReceiverFailure(reason, target + " answered with HTTP status " + status);
  }

  private static URI iqUrl(ReceiverTarget target, Tuning tuning) throws ReceiverFailure {
    long tuneHz = tuning.centerFrequencyHz() - target.frequencyOffsetHz();
    if (tuneHz < 0) {
      throw new ReceiverFailure(
          FailureReason.OUT_OF_BAND,
          target
              + " has a converter that adds "
              + target.frequencyOffsetHz()
              + " Hz and cannot reach "
              + tuning.centerFrequencyHz()
              + " Hz");
    }
    String path = String.valueOf(target.url().getRawPath());
    String base = path.equals("null") ? "" : path.replaceFirst("/+$", "");
    return URI.create(
        String.format(
            Locale.ROOT,
            "%s://%s%s/iq?tune=%d&rate=%.0f",
            target.url().getScheme(),
            target.url().getRawAuthority(),
            base,
            tuneHz,
            askedRateHz(tuning)));
  }

  private static double askedRateHz(Tuning tuning) {
    return tuning.sampleRateHz() == 0 ? DEFAULT_RATE_HZ : tuning.sampleRateHz();
  }

  private static String pathAndQuery(URI url) {
    String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    return url.getRawQuery() == null ? path : path + "?" + url.getRawQuery();
  }

  private static void closeUnless(@Nullable IqStream stream, Connection connection) {
    if (stream == null) {
      connection.close();
    }
  }
}
