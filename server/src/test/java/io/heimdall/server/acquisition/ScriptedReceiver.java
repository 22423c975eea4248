package io.heimdall.server.acquisition;

import io.heimdall.server.iq.IqBlock;
import io.heimdall.server.receiver.IqStream;
import io.heimdall.server.receiver.ReceiverDriver;
import io.heimdall.server.receiver.ReceiverFailure;
import io.heimdall.server.receiver.ReceiverHealth;
import io.heimdall.server.receiver.ReceiverTarget;
import io.heimdall.server.receiver.StreamInfo;
import io.heimdall.server.receiver.Tuning;
import java.time.InstantSource;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/// A driver whose receivers do what a test says, without a network.
final class ScriptedReceiver implements ReceiverDriver {

  static final double RATE_HZ = 12_000;

  private final Script script;

  /// What happens when a connection is opened, before each block, and when it is closed.
  interface Script {
    default void opening() throws ReceiverFailure {}

    default void sending(long firstSample) throws ReceiverFailure {}

    default void closing() {}
  }

  ScriptedReceiver(Script script) {
    this.script = script;
  }

  @Override
  public String name() {
    return "scripted";
  }

  @Override
  public Set<String> schemes() {
    return Set.of("http");
  }

  @Override
  public IqStream open(ReceiverTarget target, Tuning tuning) throws ReceiverFailure {
    script.opening();
    return new Stream();
  }

  @Override
  public ReceiverHealth check(ReceiverTarget target, Tuning tuning) {
    throw new UnsupportedOperationException("no test checks it");
  }

  /// Sends as fast as it is read, from its start on.
  private final class Stream implements IqStream {

    private volatile boolean closed;
    private long nextSample;

    @Override
    public StreamInfo info() {
      return new StreamInfo(RATE_HZ, -5000, 5000, OptionalDouble.empty(), false, Map.of());
    }

    @Override
    public boolean onDemand() {
      return true;
    }

    @Override
    public boolean next(IqBlock block) throws ReceiverFailure {
      script.sending(nextSample);
      block.begin(nextSample);
      block.count(closed ? 0 : block.capacity());
      for (int n = 0; n < block.count(); n++) {
        block.i()[n] = (nextSample + n) % 7 / 7f;
        block.q()[n] = (nextSample + n) % 5 / 5f;
      }
      block.arrivalUtcNanos(Rendezvous.utcNanos(InstantSource.system()));
      nextSample = block.endSample();
      return !closed;
    }

    @Override
    public int blockCapacity() {
      return 512;
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        script.closing();
      }
    }
  }
}
