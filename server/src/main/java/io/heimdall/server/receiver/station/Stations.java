package io.heimdall.server.receiver.station;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.heimdall.server.receiver.wire.Connection;
import io.heimdall.server.receiver.wire.Dialer;
import io.heimdall.server.receiver.wire.HttpReply;
import io.heimdall.server.receiver.wire.Identity;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Recognizes stations that give no IQ by the pages they answer with. Only what is certain counts:
/// whoever does not answer in time, or answers with anything else, is not recognized.
///
/// Looks at four pages at most, one connection each, within [#TIME] in all. Safe for any number of
/// threads; of too many at once some look at nothing.
public final class Stations {

  /// The longest a look takes.
  public static final Duration TIME = Duration.ofSeconds(3);

  private static final Logger LOG = System.getLogger(Stations.class.getName());
  private static final int AT_ONCE = 16;
  private static final int LONGEST_BYTES = 64 * 1024;
  private static final int OK = 200;
  private static final JsonMapper JSON = JsonMapper.shared();

  /// A KiwiSDR's status page has both, whichever program imitates it.
  private static final Pattern KIWI =
      Pattern.compile("(?ms)^status=.*^offline=|^offline=.*^status=");

  private static final Pattern UBERSDR = Pattern.compile("(?m)^sw_version=UberSDR_");

  /// What the directory at websdr.org asks its stations for: their description or place, and bands.
  private static final Pattern LISTED = Pattern.compile("(?m)^(Description|Qth):");

  private static final Pattern LISTED_BAND = Pattern.compile("(?m)^Band: \\d+ [\\d.]+ [\\d.]+");

  /// The script with the bands of a WebSDR, which its own page loads.
  private static final Pattern BANDS = Pattern.compile("var\\s+bandinfo\\s*=");

  private final Dialer dialer;
  private final String identity;
  private final Semaphore room = new Semaphore(AT_ONCE);

  /// Makes the recognition.
  ///
  /// @param dialer opens its connections; a connection should not take longer to come about than
  ///   [#TIME]
  /// @param contact how an operator can reach whoever runs this server; empty for none
  public Stations(Dialer dialer, String contact) {
    this.dialer = dialer;
    identity = Identity.of(contact);
  }

  /// Looks at what answers.
  ///
  /// @param url an `http` or `https` URL
  /// @return what it is; empty where it is not certain, or where nothing answers
  public Optional<StationKind> recognize(URI url) {
    if (!room.tryAcquire()) {
      return Optional.empty();
    }
    var look = new FutureTask<>(() -> look(url, System.nanoTime() + TIME.toNanos()));
    Thread.ofVirtual()
        .name("station-look")
        .start(() -> {
          try {
            look.run();
          } finally {
            room.release();
          }
        });
    try {
      return look.get(TIME.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException _) {
      return Optional.empty();
    } catch (ExecutionException e) {
      LOG.log(Level.DEBUG, () -> "what is at " + url + " is not known", e.getCause());
      return Optional.empty();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } finally {
      look.cancel(true);
    }
  }

  private Optional<StationKind> look(URI url, long deadlineNanos) throws IOException {
    Page status = page(url, "/status", deadlineNanos);
    if (KIWI.matcher(status.text()).find()) {
      return UBERSDR.matcher(status.text()).find()
          ? Optional.of(StationKind.UBERSDR)
          : Optional.empty();
    }
    if (status.isOpenWebRx() || isOpenWebRx(page(url, "/status.json", deadlineNanos))) {
      return Optional.of(StationKind.OPENWEBRX);
    }
    String listed = page(url, "/~~orgstatus", deadlineNanos).text();
    boolean webSdr =
        (LISTED.matcher(listed).find() && LISTED_BAND.matcher(listed).find())
            || BANDS.matcher(page(url, "/tmp/bandinfo.js", deadlineNanos).text()).find();
    return webSdr ? Optional.of(StationKind.WEBSDR) : Optional.empty();
  }

  private static boolean isOpenWebRx(Page page) {
    if (page.isOpenWebRx()) {
      return true;
    }
    try {
      JsonNode status = JSON.readTree(page.text());
      return status.path("receiver").isObject() && status.path("sdrs").isArray();
    } catch (JacksonException _) {
      return false;
    }
  }

  private Page page(URI url, String path, long deadlineNanos) throws IOException {
    Duration left = Duration.ofNanos(deadlineNanos - System.nanoTime());
    if (left.isNegative()) {
      throw new SocketTimeoutException("the time for a look is over");
    }
    try (Connection connection = dialer.connect(url)) {
      connection.allow(left);
      String base = url.getRawPath() == null ? "" : url.getRawPath().replaceFirst("/+$", "");
      HttpReply reply = HttpReply.get(connection, base + path, identity);
      String server = reply.head().header("server").orElse("");
      return reply.head().status() == OK
          ? new Page(server, new String(reply.body().readNBytes(LONGEST_BYTES), UTF_8))
          : new Page(server, "");
    }
  }

  /// An answer; without text where it was no page.
  private record Page(String server, String text) {

    boolean isOpenWebRx() {
      return server.toLowerCase(Locale.ROOT).startsWith("openwebrx");
    }
  }
}
