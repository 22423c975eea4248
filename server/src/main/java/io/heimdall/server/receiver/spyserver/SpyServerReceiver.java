package io.heimdall.server.receiver.spyserver;

import io.heimdall.server.iq.IqBlock;
import io.heimdall.server.receiver.FailureReason;
import io.heimdall.server.receiver.IqStream;
import io.heimdall.server.receiver.ReceiverDriver;
import io.heimdall.server.receiver.ReceiverFailure;
import io.heimdall.server.receiver.ReceiverHealth;
import io.heimdall.server.receiver.ReceiverTarget;
import io.heimdall.server.receiver.Tuning;
import io.heimdall.server.receiver.wire.Dialer;
import io.heimdall.server.receiver.wire.Endpoint;
import io.heimdall.server.receiver.wire.Failures;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.OptionalInt;
import java.util.Set;

/// Drives SpyServers. Administrators switch it on, since whether other programs than the vendor's
/// are welcome is not settled everywhere; docs/receivers.md has the cautions.
///
/// Samples are dated by arrival, losses are seen in the messages' numbers. Several clients share a
/// receiver: only one may tune it, the others get what lies in the band it has chosen, and a
/// recording ends with `OUT_OF_BAND` when that one moves away.
public final class SpyServerReceiver implements ReceiverDriver {

  /// The name receivers refer to it by.
  public static final String NAME = "spyserver";

  private static final int PORT = 5555;

  /// A server describes itself at once.
  private static final Duration GREETING_PATIENCE = Duration.ofSeconds(5);

  /// Samples after tuning that are thrown away.
  private static final long SETTLE_NANOS = 200_000_000;

  /// How long it may take until a server says that it is tuned.
  private static final long TUNING_PATIENCE_NANOS = 3_000_000_000L;

  private final String identity;
  private final Dialer dialer;
  private final InstantSource clock;

  /// Makes a driver; one serves all receivers of a server.
  ///
  /// @param contact how an operator can reach whoever runs this server; empty for none
  /// @param dialer opens its connections
  /// @param clock tells the time samples arrive
  public SpyServerReceiver(String contact, Dialer dialer, InstantSource clock) {
    identity = contact.isEmpty() ? "Heimdall" : "Heimdall (" + contact + ")";
    this.dialer = dialer;
    this.clock = clock;
  }

  @Override
  public String name() {
    return NAME;
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
    return connect(target, tuning).stream();
  }

  @Override
  public ReceiverHealth check(ReceiverTarget target, Tuning tuning) {
    try {
      Opened opened = connect(target, tuning);
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
  /// @param latency the time from dialling to the server's description
  private record Opened(IqStream stream, Duration latency) {}

  /// What a server says of itself.
  ///
  /// @param device what it is
  /// @param sync what it does
  private record Greeting(SpyDevice device, SpySync sync) {}

  private Opened connect(ReceiverTarget target, Tuning tuning) throws ReceiverFailure {
    SpyWire wire = null;
    boolean running = false;
    try {
      long dialled = System.nanoTime();
      wire = new SpyWire(dialer.connect(Endpoint.withPort(target.url(), PORT)));
      wire.hello(identity);
      Greeting greeting = greeting(target, wire);
      var latency = Duration.ofNanos(System.nanoTime() - dialled);
      SpyRequest request = SpyRequest.of(target, tuning, greeting.device(), greeting.sync());
      request.send(wire);
      IqStream stream = settle(wire, request, greeting.sync());
      running = true;
      return new Opened(stream, latency);
    } catch (IOException e) {
      throw Failures.of(target.toString(), e);
    } finally {
      if (wire != null && !running) {
        wire.close();
      }
    }
  }

  private static Greeting greeting(ReceiverTarget target, SpyWire wire)
      throws IOException, ReceiverFailure {
    SpyDevice device = null;
    SpySync sync = null;
    while (device == null || sync == null) {
      SpyMessage message = greeted(target, wire);
      if (message.type() == SpyMessage.DEVICE_INFO) {
        device = device(target, wire);
      } else if (message.type() == SpyMessage.CLIENT_SYNC) {
        sync = SpySync.parse(wire.body());
      }
    }
    return new Greeting(device, sync);
  }

  private static SpyMessage greeted(ReceiverTarget target, SpyWire wire)
      throws IOException, ReceiverFailure {
    try {
      return wire.next(shorter(target.timeout(), GREETING_PATIENCE));
    } catch (EOFException | SocketException e) {
      throw new ReceiverFailure(
          FailureReason.BUSY,
          target + " ended the connection before it described itself, as a full SpyServer does",
          e);
    }
  }

  private static SpyDevice device(ReceiverTarget target, SpyWire wire)
      throws IOException, ReceiverFailure {
    if (wire.body().remaining() >= Integer.BYTES && wire.body().getInt(0) == 0) {
      throw new ReceiverFailure(
          FailureReason.DOWN, target + " is a SpyServer without a receiver at present");
    }
    return SpyDevice.parse(wire.body());
  }

  /// Throws samples away until the server has said that it is where it was asked to be.
  private IqStream settle(SpyWire wire, SpyRequest request, SpySync before)
      throws IOException, ReceiverFailure {
    long began = System.nanoTime();
    long tuned = began;
    SpySync sync = before;
    while (true) {
      SpyMessage message = wire.next(request.target().timeout());
      long now = System.nanoTime();
      if (message.type() == SpyMessage.CLIENT_SYNC) {
        sync = SpySync.parse(wire.body());
        tuned = now;
      }
      boolean there = sync.iqCenterHz() == request.frequencyHz();
      if (message.type() == request.format().messageType()
          && (there ? now - tuned >= SETTLE_NANOS : now - began >= TUNING_PATIENCE_NANOS)) {
        request.verify(sync);
        return new SpyServerStream(request, wire, request.info(sync), message, clock);
      }
    }
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
