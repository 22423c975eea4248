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
import io.heimdall.server.receiver.wire.Identity;
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
    identity = Identity.of(contact);
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
  public boolean mayLeaveSpike() {
    return true;
  }

  @Override
  public IqStream open(ReceiverTarget target, Tuning tuning) throws ReceiverFailure {
    Greeted greeted = greet(target);
    boolean running = false;
    try {
      IqStream stream = settle(greeted, target, tuning);
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

  @Override
  public ReceiverHealth check(ReceiverTarget target, Tuning tuning) {
    try (Greeted greeted = greet(target)) {
      try (IqStream stream = settle(greeted, target, tuning)) {
        var _ = stream.next(new IqBlock(stream.blockCapacity()));
        return ReceiverHealth.delivers(greeted.latency(), stream.info().sampleRateHz());
      } catch (IOException e) {
        return ReceiverHealth.answered(greeted.latency(), Failures.of(target.toString(), e));
      } catch (ReceiverFailure e) {
        return ReceiverHealth.answered(greeted.latency(), e);
      }
    } catch (ReceiverFailure e) {
      return ReceiverHealth.failed(e);
    }
  }

  /// A connection on which the server has described itself.
  ///
  /// @param wire the connection
  /// @param device what the receiver is
  /// @param sync what it does
  /// @param latency the time from dialling to the server's description
  /// @param deadline when it must have been tuned
  private record Greeted(
      SpyWire wire, SpyDevice device, SpySync sync, Duration latency, Deadline deadline)
      implements AutoCloseable {
    @Override
    public void close() {
      wire.close();
    }
  }

  private Greeted greet(ReceiverTarget target) throws ReceiverFailure {
    SpyWire wire = null;
    boolean greeted = false;
    try {
      long dialled = System.nanoTime();
      wire = new SpyWire(dialer.connect(Endpoint.withPort(target.url(), PORT)));
      var deadline = Deadline.in(target.timeout().plusNanos(TUNING_PATIENCE_NANOS));
      wire.hello(identity);
      Greeted all = greeting(target, wire, dialled, deadline);
      greeted = true;
      return all;
    } catch (IOException e) {
      throw Failures.of(target.toString(), e);
    } finally {
      if (wire != null && !greeted) {
        wire.close();
      }
    }
  }

  private static Greeted greeting(
      ReceiverTarget target, SpyWire wire, long dialledNanos, Deadline deadline)
      throws IOException, ReceiverFailure {
    var greeting = Deadline.in(deadline.left(GREETING_PATIENCE));
    SpyDevice device = null;
    SpySync sync = null;
    while (device == null || sync == null) {
      SpyMessage message = greeted(target, wire, greeting);
      if (message.type() == SpyMessage.DEVICE_INFO) {
        device = device(target, wire);
      } else if (message.type() == SpyMessage.CLIENT_SYNC) {
        sync = SpySync.parse(wire.body());
      }
    }
    var latency = Duration.ofNanos(System.nanoTime() - dialledNanos);
    return new Greeted(wire, device, sync, latency, deadline);
  }

  private static SpyMessage greeted(ReceiverTarget target, SpyWire wire, Deadline deadline)
      throws IOException, ReceiverFailure {
    try {
      return wire.next(deadline.left(target.timeout()));
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

  /// Tunes, and throws samples away until the server has said that it is where it was asked to be.
  private IqStream settle(Greeted greeted, ReceiverTarget target, Tuning tuning)
      throws IOException, ReceiverFailure {
    SpyWire wire = greeted.wire();
    SpySync sync = greeted.sync();
    SpyRequest request = SpyRequest.of(target, tuning, greeted.device(), sync);
    request.send(wire);
    long began = System.nanoTime();
    long tuned = began;
    while (true) {
      SpyMessage message = wire.next(greeted.deadline().left(target.timeout()));
      long now = System.nanoTime();
      if (message.type() == SpyMessage.CLIENT_SYNC) {
        SpySync before = sync;
        sync = SpySync.parse(wire.body());
        tuned = sync.iqCenterHz() == before.iqCenterHz() ? tuned : now;
      }
      boolean there = sync.iqCenterHz() == request.frequencyHz();
      if (message.type() == request.format().messageType()
          && message.bodyBytes() > 0
          && (there ? now - tuned >= SETTLE_NANOS : now - began >= TUNING_PATIENCE_NANOS)) {
        request.verify(sync);
        return new SpyServerStream(
            request, wire, request.info(sync, message.digitalGainDb()), message, clock);
      }
    }
  }
}
