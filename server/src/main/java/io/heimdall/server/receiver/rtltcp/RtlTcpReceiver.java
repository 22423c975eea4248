package io.heimdall.server.receiver.rtltcp;

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
import io.heimdall.server.receiver.wire.Endpoint;
import io.heimdall.server.receiver.wire.Failures;
import java.io.EOFException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
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
  public IqStream open(ReceiverTarget target, Tuning tuning) throws ReceiverFailure {
    return connect(RtlTcpRequest.of(target, tuning)).stream();
  }

  @Override
  public ReceiverHealth check(ReceiverTarget target, Tuning tuning) {
    try {
      Opened opened = connect(RtlTcpRequest.of(target, tuning));
      try (IqStream stream = opened.stream()) {
        var _ = stream.next(new IqBlock(stream.blockCapacity()));
        return ReceiverHealth.delivers(opened.latency(), stream.info().sampleRateHz());
      }
    } catch (ReceiverFailure e) {
      return ReceiverHealth.failed(e);
    }
  }

  /// An open stream.
  ///
  /// @param stream the stream
  /// @param latency the time from dialling to the header
  private record Opened(IqStream stream, Duration latency) {}

  private Opened connect(RtlTcpRequest request) throws ReceiverFailure {
    ReceiverTarget target = request.target();
    long dialled = System.nanoTime();
    Connection connection = null;
    boolean running = false;
    try {
      connection = dialer.connect(Endpoint.withPort(target.url(), PORT));
      RtlTcpHeader header = RtlTcpHeader.read(connection, target);
      var latency = Duration.ofNanos(System.nanoTime() - dialled);
      Deficit deficit = settle(connection, request);
      running = true;
      return new Opened(
          new RtlTcpStream(request, request.info(header), connection, deficit, clock), latency);
    } catch (IOException e) {
      throw Failures.of(target.toString(), e);
    } finally {
      if (connection != null && !running) {
        connection.close();
      }
    }
  }

  /// Tunes, and throws away what was taken before that; the next byte is the first of a sample.
  private static Deficit settle(Connection connection, RtlTcpRequest request)
      throws IOException, ReceiverFailure {
    ReceiverTarget target = request.target();
    byte[] commands = RtlTcpCommands.tuning(request);
    connection.write(commands, 0, commands.length);
    var pace = new Pace((double) request.rateHz() * SAMPLE_BYTES, System.nanoTime());
    var settling = new Settling(pace);
    byte[] discarded = new byte[DISCARDED_AT_A_TIME];
    while (true) {
      connection.allow(target.timeout());
      int count = connection.readSome(discarded, 0, discarded.length);
      if (count < 0) {
        throw new EOFException("the other side closed it");
      }
      long nanos = System.nanoTime();
      switch (settling.read(count, nanos)) {
        case Settling.Unknown() -> {}
        case Settling.Steady(double latenessNanos) -> {
          long bytes = settling.bytes() + toWholeSample(connection, settling.bytes());
          return new Deficit(pace, bytes, latenessNanos, nanos);
        }
        case Settling.OtherRate(double bytesPerSecond) ->
            throw otherRate(request, bytesPerSecond / SAMPLE_BYTES);
        case Settling.Unsteady(double bytesPerSecond) ->
            throw unsteady(request, bytesPerSecond / SAMPLE_BYTES);
      }
    }
  }

  private static long toWholeSample(Connection connection, long bytes) throws IOException {
    if (bytes % SAMPLE_BYTES == 0) {
      return 0;
    }
    var _ = connection.read();
    return 1;
  }

  private static ReceiverFailure otherRate(RtlTcpRequest request, double rateHz) {
    return new ReceiverFailure(
        FailureReason.RATE,
        String.format(
            Locale.ROOT,
            "%s was asked for %d samples per second and delivers about %.0f: it ignores the rate,"
                + " or the network cannot carry it",
            request.target(),
            request.rateHz(),
            rateHz));
  }

  private static ReceiverFailure unsteady(RtlTcpRequest request, double rateHz) {
    return new ReceiverFailure(
        FailureReason.TIMEOUT,
        String.format(
            Locale.ROOT,
            "%s was asked for %d samples per second and delivers now more, now fewer, %.0f on"
                + " average: the network cannot carry them",
            request.target(),
            request.rateHz(),
            rateHz));
  }
}
