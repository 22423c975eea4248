package io.heimdall.server.receiver.rtltcp;

import io.heimdall.server.receiver.IqStream;
import io.heimdall.server.receiver.ReceiverDriver;
import io.heimdall.server.receiver.ReceiverFailure;
import io.heimdall.server.receiver.ReceiverHealth;
import io.heimdall.server.receiver.ReceiverTarget;
import io.heimdall.server.receiver.Tuning;
import io.heimdall.server.receiver.wire.Connection;
import io.heimdall.server.receiver.wire.Dialer;
import io.heimdall.server.receiver.wire.Endpoint;
import io.heimdall.server.receiver.wire.Failures;
import java.io.EOFException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;

/// Drives RTL-SDRs behind rtl_tcp, and what imitates it.
///
/// The protocol has no acknowledgement, no time, no frames and no losses: samples are dated by
/// arrival, what is lost is found from bytes against the clock, and a rate that the server ignored
/// is found from bytes per second before the first sample is given on. Gain is manual, automatic
/// gain is off, and the voltage for amplifiers at the antenna is never switched.
public final class RtlTcpReceiver implements ReceiverDriver {

  private static final int PORT = 1234;
  private static final int DISCARDED_AT_A_TIME = 64 * 1024;
  private static final int SAMPLE_BYTES = 2;

  private final Dialer dialer;
  private final InstantSource clock;

  /// Makes a driver; one serves all receivers of a server.
  ///
  /// @param dialer opens its connections
  /// @param clock tells the time samples arrive
  public RtlTcpReceiver(Dialer dialer, InstantSource clock) {
    this.dialer = dialer;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "rtl_tcp";
  }

  @Override
  public Set<String> schemes() {
    return Set.of("tcp");
  }

  @Override
  public OptionalInt usualPort(URI url) {
    return OptionalInt.of(PORT);
  }

  @Override
  public boolean mayLeaveSpike() {
    return true;
  }

  @Override
  public IqStream open(ReceiverTarget target, Tuning tuning) throws ReceiverFailure {
    Greeted greeted = greet(RtlTcpRequest.of(target, tuning));
    boolean running = false;
    try {
      IqStream stream = settle(greeted);
      running = true;
      return stream;
    } catch (IOException e) {
      throw Failures.of(target.toString(), e);
    } finally {
      if (!running) {
        greeted.close();
      }
    }
  }

  /// A check asks for a rate at which buffers fill quickly and sees that bytes come at about that
  /// rate; at rtl_tcp's lowest one it takes seconds to be certain.
  @Override
  public ReceiverHealth check(ReceiverTarget target, Tuning tuning) {
    try (Greeted greeted = greet(RtlTcpRequest.of(target, tuning).toCheck())) {
      try {
        glance(greeted);
        return ReceiverHealth.delivers(greeted.latency(), greeted.request().rateHz());
      } catch (IOException e) {
        return ReceiverHealth.answered(greeted.latency(), Failures.of(target.toString(), e));
      } catch (ReceiverFailure e) {
        return ReceiverHealth.answered(greeted.latency(), e);
      }
    } catch (ReceiverFailure e) {
      return ReceiverHealth.failed(e);
    }
  }

  /// A connection on which the header has come.
  ///
  /// @param request what is asked for
  /// @param connection the connection
  /// @param header what the server said
  /// @param latency the time from dialling to the header
  private record Greeted(
      RtlTcpRequest request, Connection connection, RtlTcpHeader header, Duration latency)
      implements AutoCloseable {
    @Override
    public void close() {
      connection.close();
    }
  }

  private Greeted greet(RtlTcpRequest request) throws ReceiverFailure {
    ReceiverTarget target = request.target();
    long dialled = System.nanoTime();
    Connection connection = null;
    boolean greeted = false;
    try {
      connection = dialer.connect(Endpoint.withPort(target.url(), PORT));
      RtlTcpHeader header = RtlTcpHeader.read(connection, target);
      greeted = true;
      return new Greeted(
          request, connection, header, Duration.ofNanos(System.nanoTime() - dialled));
    } catch (IOException e) {
      throw Failures.of(target.toString(), e);
    } finally {
      if (connection != null && !greeted) {
        connection.close();
      }
    }
  }

  private static Pace tune(Greeted greeted) throws IOException {
    byte[] commands = RtlTcpCommands.tuning(greeted.request());
    greeted.connection().write(commands, 0, commands.length);
    return new Pace((double) greeted.request().rateHz() * SAMPLE_BYTES, System.nanoTime());
  }

  /// Tunes, and throws away what was taken before that; the next byte is the first of a sample.
  private IqStream settle(Greeted greeted) throws IOException, ReceiverFailure {
    RtlTcpRequest request = greeted.request();
    Connection connection = greeted.connection();
    Pace pace = tune(greeted);
    var settling = new Settling(pace);
    byte[] discarded = new byte[DISCARDED_AT_A_TIME];
    while (true) {
      int count = read(greeted, discarded);
      long nanos = System.nanoTime();
      switch (settling.read(count, nanos)) {
        case Settling.Unknown() -> {}
        case Settling.Steady(double latenessNanos) -> {
          long bytes = settling.bytes() + toWholeSample(connection, settling.bytes());
          return new RtlTcpStream(
              request,
              request.info(greeted.header()),
              connection,
              findings -> new Deficit(pace, bytes, latenessNanos, nanos, findings),
              clock);
        }
        case Settling.OtherRate(double bytesPerSecond) ->
            throw request.otherRate(bytesPerSecond / SAMPLE_BYTES);
        case Settling.Unsteady(double bytesPerSecond) ->
            throw request.unsteady(bytesPerSecond / SAMPLE_BYTES);
      }
    }
  }

  private static void glance(Greeted greeted) throws IOException, ReceiverFailure {
    var glance = new Glance(tune(greeted));
    byte[] discarded = new byte[DISCARDED_AT_A_TIME];
    OptionalDouble bytesPerSecond = OptionalDouble.empty();
    while (bytesPerSecond.isEmpty()) {
      int count = read(greeted, discarded);
      bytesPerSecond = glance.read(count, System.nanoTime());
    }
    if (!glance.asAsked()) {
      throw greeted.request().otherRate(bytesPerSecond.getAsDouble() / SAMPLE_BYTES);
    }
  }

  private static int read(Greeted greeted, byte[] into) throws IOException {
    greeted.connection().allow(greeted.request().target().timeout());
    int count = greeted.connection().readSome(into, 0, into.length);
    if (count < 0) {
      throw new EOFException("the other side closed it");
    }
    return count;
  }

  private static long toWholeSample(Connection connection, long bytes) throws IOException {
    if (bytes % SAMPLE_BYTES == 0) {
      return 0;
    }
    var _ = connection.read();
    return 1;
  }
}
