package io.heimdall.server.receiver.kiwi;

import static java.util.Objects.requireNonNull;

import io.heimdall.server.receiver.FailureReason;
import io.heimdall.server.receiver.IqStream;
import io.heimdall.server.receiver.ReceiverDriver;
import io.heimdall.server.receiver.ReceiverFailure;
import io.heimdall.server.receiver.ReceiverHealth;
import io.heimdall.server.receiver.ReceiverTarget;
import io.heimdall.server.receiver.Redirects;
import io.heimdall.server.receiver.Tuning;
import io.heimdall.server.receiver.websocket.UpgradeRefusedException;
import io.heimdall.server.receiver.websocket.WebSocket;
import io.heimdall.server.receiver.wire.Connection;
import io.heimdall.server.receiver.wire.Dialer;
import io.heimdall.server.receiver.wire.Endpoint;
import io.heimdall.server.receiver.wire.Failures;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Drives KiwiSDRs, whose samples carry GPS stamps.
///
/// It asks the status page first and stays away where programs are not welcome, says honestly who
/// it is, and uses the path meant for programs. A password is told to the host it was given for,
/// and to no other one that this host redirects to, but within the public proxy. That no receiver
/// has more than one channel taken by us, which operators would block us for, is the courtesy's
/// business. Full scale follows [io.heimdall.server.receiver.kiwi.KiwiOptions#manualGain()] where
/// nobody sets another gain; automatic gain is off unless it is asked for.
public final class KiwiReceiver implements ReceiverDriver {

  private static final int MOST_REDIRECTS = 5;
  private static final long TOKEN_MASK = 0xffff_ffffL;

  private final KiwiOptions options;
  private final Dialer dialer;
  private final InstantSource clock;
  private final AtomicLong token;

  /// Makes a driver; one serves all receivers of a server.
  ///
  /// @param options how it behaves
  /// @param dialer opens its connections
  /// @param clock tells the time samples arrive, and the GPS week
  public KiwiReceiver(KiwiOptions options, Dialer dialer, InstantSource clock) {
    this.options = options;
    this.dialer = dialer;
    this.clock = clock;
    token = new AtomicLong(RandomGenerator.getDefault().nextLong());
  }

  @Override
  public String name() {
    return "kiwi";
  }

  @Override
  public Set<String> schemes() {
    return Set.of("http", "https");
  }

  @Override
  public IqStream open(ReceiverTarget target, Tuning tuning) throws ReceiverFailure {
    return open(target, tuning, Redirects.FREELY);
  }

  @Override
  public IqStream open(ReceiverTarget target, Tuning tuning, Redirects redirects)
      throws ReceiverFailure {
    var request = KiwiRequest.of(target, tuning, options);
    return open(request, options.settleTime(), _ -> {}, redirects);
  }

  /// Behind the public proxy one address stands for many receivers.
  @Override
  public String branch(URI url) {
    String host = String.valueOf(url.getHost());
    return KiwiPage.isProxied(host) ? KiwiPage.canonical(host) : "";
  }

  @Override
  public ReceiverHealth check(ReceiverTarget target, Tuning tuning) {
    return check(target, tuning, Redirects.FREELY);
  }

  @Override
  public ReceiverHealth check(ReceiverTarget target, Tuning tuning, Redirects redirects) {
    var request = KiwiRequest.of(target, tuning, options);
    var seen = new AtomicReference<@Nullable KiwiPage>();
    try (IqStream stream = open(request, Duration.ZERO, seen::set, redirects)) {
      return KiwiCheck.receive(target, stream, requireNonNull(seen.get()));
    } catch (ReceiverFailure e) {
      KiwiPage page = seen.get();
      return page == null ? ReceiverHealth.bad(answered(e), e) : KiwiCheck.failed(page, e);
    }
  }

  private static boolean answered(ReceiverFailure e) {
    return e.reason() != FailureReason.UNREACHABLE && e.reason() != FailureReason.TIMEOUT;
  }

  private IqStream open(
      KiwiRequest request, Duration settleTime, Consumer<KiwiPage> seen, Redirects redirects)
      throws ReceiverFailure {
    ReceiverTarget target = request.target();
    KiwiRequest asked = request;
    URI url = target.url();
    for (int hop = 0; hop <= MOST_REDIRECTS; hop++) {
      try {
        KiwiPage page = KiwiPage.fetch(dialer, url, options.identity(), target);
        seen.accept(page);
        refuseByStatus(asked, page.status());
        return connect(asked, page.status(), url, settleTime);
      } catch (RedirectedException e) {
        asked = KiwiPage.sameHouse(url, e.location()) ? asked : asked.withoutPassword();
        url = e.location();
        redirects.follow(url);
      } catch (ReceiverFailure e) {
        throw withheld(request, asked) ? untold(target, url, e) : e;
      } catch (IOException e) {
        throw Failures.of(target.toString(), e);
      }
    }
    throw new ReceiverFailure(
        FailureReason.BAD_DATA, target + " redirects more than " + MOST_REDIRECTS + " times");
  }

  private static boolean withheld(KiwiRequest request, KiwiRequest asked) {
    return !request.target().password().equals(asked.target().password());
  }

  /// What somebody gave a password for is not who asks for it now.
  private static ReceiverFailure untold(ReceiverTarget target, URI url, ReceiverFailure e) {
    return e.reason() == FailureReason.PASSWORD
        ? new ReceiverFailure(
            FailureReason.PASSWORD,
            ("%s redirects to another host, %s, which wants a password and is not told the one of"
                    + " this receiver; register it under that host")
                .formatted(target, url.getHost()),
            e)
        : e;
  }

  private IqStream connect(KiwiRequest request, KiwiStatus status, URI url, Duration settleTime)
      throws IOException, ReceiverFailure {
    IOException failure = new ConnectException("no address for " + url);
    for (Endpoint endpoint : dialer.resolve(url)) {
      Connection connection;
      try {
        connection = dialer.connect(endpoint);
      } catch (ConnectException e) {
        failure = e;
        continue;
      }
      return settled(new KiwiStream(session(request, status, url, connection)), status, settleTime);
    }
    throw failure;
  }

  private static IqStream settled(KiwiStream stream, KiwiStatus status, Duration settleTime)
      throws ReceiverFailure {
    boolean running = false;
    try {
      stream.settle(status, settleTime);
      running = true;
      return stream;
    } finally {
      if (!running) {
        stream.close();
      }
    }
  }

  private KiwiSession session(
      KiwiRequest request, KiwiStatus status, URI url, Connection connection)
      throws IOException, ReceiverFailure {
    String path = "/" + (token.getAndIncrement() & TOKEN_MASK) + "/SND";
    connection.allow(request.target().timeout());
    boolean open = false;
    try {
      WebSocket socket =
          WebSocket.open(connection, KiwiPage.pathOf(url) + path, options.identity());
      var session = new KiwiSession(connection, socket, request, status, options.identity(), clock);
      session.logIn();
      open = true;
      return session;
    } catch (UpgradeRefusedException e) {
      if (e.head().redirects()) {
        throw new RedirectedException(KiwiPage.movedTo(e.head(), url, path));
      }
      KiwiPage.refuseHttp(request.target(), url, e.head().status());
      throw new ReceiverFailure(
          FailureReason.NO_IQ,
          request.target() + " has no KiwiSDR sound channel: it " + e.getMessage(),
          e);
    } finally {
      if (!open) {
        connection.close();
      }
    }
  }

  private static void refuseByStatus(KiwiRequest request, KiwiStatus status)
      throws ReceiverFailure {
    ReceiverTarget who = request.target();
    if (status.offline()) {
      throw new ReceiverFailure(FailureReason.DOWN, who + " says it is offline");
    }
    if (status.programChannels().orElse(1) == 0) {
      throw new ReceiverFailure(
          FailureReason.REFUSED, who + " lets browsers in, but no programs (ext_api=0)");
    }
    if (status.wantsPassword() && who.password().isEmpty()) {
      throw new ReceiverFailure(FailureReason.PASSWORD, who + " wants a password");
    }
    request.checkBands(status);
    if (status.isFull() && who.password().isEmpty()) {
      throw new ReceiverFailure(
          FailureReason.BUSY, who + " has all " + status.text("users_max") + " channels taken");
    }
  }
}
