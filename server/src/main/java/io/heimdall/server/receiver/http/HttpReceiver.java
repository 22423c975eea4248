package io.heimdall.server.receiver.http;

import io.heimdall.server.iq.IqBlock;
import io.heimdall.server.receiver.FailureReason;
import io.heimdall.server.receiver.IqStream;
import io.heimdall.server.receiver.ReceiverDriver;
import io.heimdall.server.receiver.ReceiverFailure;
import io.heimdall.server.receiver.ReceiverHealth;
import io.heimdall.server.receiver.ReceiverTarget;
import io.heimdall.server.receiver.Redirects;
import io.heimdall.server.receiver.Tuning;
import io.heimdall.server.receiver.wire.Dialer;
import io.heimdall.server.receiver.wire.Failures;
import io.heimdall.server.receiver.wire.Identity;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;

/// Drives receivers that answer `GET {url}/iq?tune=<Hz>&rate=<Hz>` with little-endian int16 I, Q,
/// I, Q…
///
/// The protocol has no time, no loss and no end: samples are dated by arrival, and the reader stops
/// when it has enough. Opening connects, and the request goes out when the stream is started, so
/// that all receivers of an acquisition begin together. A receiver may state its true rate as
/// `X-Sample-Rate`; the start it may state as `X-Start-Time-Ns` is its own clock's word and only
/// noted. Whatever is readable as text is refused: an error page must never become samples.
public final class HttpReceiver implements ReceiverDriver {

  private final String identity;
  private final Dialer dialer;
  private final InstantSource clock;

  /// Makes a driver; one serves all receivers of a server.
  ///
  /// @param contact how an operator can reach whoever runs this server; empty for none
  /// @param dialer opens its connections
  /// @param clock tells the time samples arrive
  public HttpReceiver(String contact, Dialer dialer, InstantSource clock) {
    identity = Identity.of(contact);
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

  /// One server may stand for many receivers, each below a path of its own.
  @Override
  public String branch(URI url) {
    String path = url.getRawPath() == null ? "" : url.getRawPath();
    return path.replaceAll("^/+|/+$", "");
  }

  @Override
  public IqStream open(ReceiverTarget target, Tuning tuning) throws ReceiverFailure {
    return open(target, tuning, Redirects.FREELY);
  }

  /// Whoever wants a say in redirects has it when the stream is started, on that thread.
  @Override
  public IqStream open(ReceiverTarget target, Tuning tuning, Redirects redirects)
      throws ReceiverFailure {
    IqRequest request = IqRequest.of(target, tuning);
    try {
      var route = new HttpIqStream.Route(dialer, redirects);
      return new HttpIqStream(request, identity, route, dialer.connect(request.url()), clock);
    } catch (IOException e) {
      throw Failures.of(target.toString(), e);
    }
  }

  @Override
  public ReceiverHealth check(ReceiverTarget target, Tuning tuning) {
    return check(target, tuning, Redirects.FREELY);
  }

  @Override
  public ReceiverHealth check(ReceiverTarget target, Tuning tuning, Redirects redirects) {
    long asked = System.nanoTime();
    try (IqStream stream = open(target, tuning, redirects)) {
      stream.start();
      return receive(stream, target, Duration.ofNanos(System.nanoTime() - asked));
    } catch (ReceiverFailure e) {
      return ReceiverHealth.failed(e);
    }
  }

  private static ReceiverHealth receive(IqStream stream, ReceiverTarget target, Duration latency) {
    try {
      if (stream.next(new IqBlock(stream.blockCapacity()))) {
        return ReceiverHealth.delivers(latency, stream.info().sampleRateHz());
      }
      return ReceiverHealth.answered(
          latency, new ReceiverFailure(FailureReason.NO_IQ, target + " sends an empty answer"));
    } catch (ReceiverFailure e) {
      return ReceiverHealth.answered(latency, e);
    }
  }
}
