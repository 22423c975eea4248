package io.heimdall.server.receiver.registry;

import io.heimdall.db.receiver.Receiver;
import io.heimdall.db.receiver.ReceiverSpec;
import io.heimdall.server.failure.Failure;
import io.heimdall.server.failure.FailureException;
import io.heimdall.server.failure.Reason;
import io.heimdall.server.receiver.Drivers;
import io.heimdall.server.receiver.ReceiverDriver;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Predicate;

/// What a receiver must be like to be registered, beyond the limits of single fields: a driver
/// there is, and a URL the driver can speak to and this server may.
///
/// Only addresses written as numbers are judged here. A name can change what it points at at any
/// time, so names are judged where connections are made.
public final class ReceiverRules {
  private static final String URL = "receiver.url";

  /// The one scheme that names no host.
  private static final String FILE = "file";

  private final Drivers drivers;
  private final Predicate<InetAddress> allowed;

  /// Makes the rules.
  ///
  /// @param drivers the drivers there are
  /// @param allowed the addresses receivers may have
  public ReceiverRules(Drivers drivers, Predicate<InetAddress> allowed) {
    this.drivers = drivers;
    this.allowed = allowed;
  }

  /// Refuses what cannot be registered.
  ///
  /// @param spec what is said of the receiver
  /// @throws FailureException with RECEIVER_DRIVER_UNKNOWN, RECEIVER_URL_INVALID or
  ///   RECEIVER_LISTEN_ONLY
  public void verify(ReceiverSpec spec) {
    ReceiverDriver driver =
        drivers
            .named(spec.driver())
            .orElseThrow(() ->
                new Failure.Invalid(
                        Reason.RECEIVER_DRIVER_UNKNOWN,
                        "receiver.driver",
                        drivers.absence(spec.driver()))
                    .exception());
    verifyActivity(spec);
    URI url = parse(spec.url());
    if (url.getScheme() == null) {
      throw invalid(
          "'%s' is not a URL; write it like http://kiwi.example.org:8073".formatted(spec.url()));
    }
    String scheme = url.getScheme().toLowerCase(Locale.ROOT);
    if (!driver.schemes().contains(scheme)) {
      throw invalid(
          "a URL of driver %s begins with %s, not with '%s'"
              .formatted(
                  driver.name(),
                  String.join(" or ", driver.schemes().stream().sorted().toList()),
                  scheme));
    }
    if (scheme.equals(FILE)) {
      verifyFile(url);
      return;
    }
    String host = url.getHost();
    if (host == null) {
      throw invalid("the URL '%s' names no host".formatted(spec.url()));
    }
    if (url.getPort() == 0 || url.getPort() > 65535) {
      throw invalid("a port is 1 to 65535, not " + url.getPort());
    }
    if (url.getRawUserInfo() != null || url.getRawQuery() != null || url.getRawFragment() != null) {
      throw invalid("a receiver's URL has no user, no query (?) and no fragment (#)");
    }
    verifyAddress(host);
  }

  /// The port that a URL without one leads to.
  ///
  /// @return empty where there is none, or no such driver
  OptionalInt usualPort(String driver, URI url) {
    return drivers.named(driver).map(one -> one.usualPort(url)).orElse(OptionalInt.empty());
  }

  /// What tells a receiver from others behind the same address and port.
  ///
  /// @return empty where there is one there, or no such driver
  String branch(String driver, URI url) {
    return drivers.named(driver).map(one -> one.branch(url)).orElse("");
  }

  /// Refuses to receive from a station that gives no IQ.
  ///
  /// @param station a receiver with the driver `listen_only`
  /// @return the refusal
  public static FailureException listenOnly(Receiver station) {
    return new Failure.Precondition(
            Reason.RECEIVER_LISTEN_ONLY,
            ("receiver %d (%s) is a station to listen to with a browser: it gives sound and no IQ,"
                    + " so nothing can be acquired from it; leave it out")
                .formatted(station.id(), station.spec().name()),
            Map.of("receiverId", Integer.toString(station.id())))
        .exception();
  }

  private static void verifyActivity(ReceiverSpec spec) {
    if (spec.listenOnly() && spec.activity() != ReceiverSpec.Activity.INACTIVE) {
      throw new Failure.Precondition(
              Reason.RECEIVER_LISTEN_ONLY,
              "a station with the driver listen_only gives no IQ, so it is never active; set active"
                  + " to false, and activate_when_proven too",
              Map.of())
          .exception();
    }
  }

  /// A file is on the server that plays it, so its URL names no host. Where it is, and whether it
  /// may be played, is judged when it is opened.
  private static void verifyFile(URI url) {
    String path = url.getPath();
    boolean plain =
        url.getHost() == null
            && url.getRawAuthority() == null
            && url.getRawQuery() == null
            && url.getRawFragment() == null;
    if (!plain || path == null || path.replace("/", "").isEmpty()) {
      throw invalid("write a file like file:///iq.wav, which '%s' is not".formatted(url));
    }
    if (List.of(path.split("/", -1)).contains("..")) {
      throw invalid("the path '%s' leaves its directory".formatted(path));
    }
  }

  private void verifyAddress(String host) {
    String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    String literal = bare.equalsIgnoreCase("localhost") ? "127.0.0.1" : bare;
    InetAddress address;
    try {
      address = InetAddress.ofLiteral(literal);
    } catch (IllegalArgumentException _) {
      return;
    }
    if (!allowed.test(address)) {
      throw invalid(
          "%s is an address of this machine or a private network; an administrator can allow it with"
                  .formatted(bare)
              + " HEIMDALL_ALLOW_RECEIVERS");
    }
  }

  private static URI parse(String url) {
    try {
      return new URI(url);
    } catch (URISyntaxException e) {
      throw invalid("'%s' is not a URL: %s".formatted(url, e.getReason()));
    }
  }

  private static FailureException invalid(String sentence) {
    return new Failure.Invalid(Reason.RECEIVER_URL_INVALID, URL, sentence).exception();
  }
}
