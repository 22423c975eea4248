package io.heimdall.client;

import io.heimdall.v1.AcquisitionEvent;
import io.heimdall.v1.WatchAcquisitionRequest;
import java.util.NoSuchElementException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The events of one acquisition, in order and without a gap. A lost connection, a server that
/// stops and one that ends a long watch are all gone on from after the last event seen; where the
/// events after it are not kept any more, a snapshot takes their place. Closing it does not cancel
/// the acquisition.
public final class AcquisitionWatch implements ReplyStream<AcquisitionEvent> {

  /// How a server says that a watch has lasted long enough, which is no failure.
  private static final String ENDED = "WATCH_ENDED";

  private static final String COMPACTED = "SEQUENCE_COMPACTED";

  private final Supplier<ReplyStream<AcquisitionEvent>> begin;
  private final Function<WatchAcquisitionRequest, ReplyStream<AcquisitionEvent>> resume;
  private final Reconnect reconnect;
  private volatile ReplyStream<AcquisitionEvent> events;
  private volatile boolean closed;
  private Consumer<HeimdallException> lost = _ -> {};
  private String acquisitionId = "";

  /// Of the last event seen; null: begin with a snapshot.
  private @Nullable Long sequence;

  private @Nullable AcquisitionEvent next;

  AcquisitionWatch(
      Supplier<ReplyStream<AcquisitionEvent>> begin,
      Function<WatchAcquisitionRequest, ReplyStream<AcquisitionEvent>> resume,
      Reconnect reconnect) {
    this.begin = begin;
    this.resume = resume;
    this.reconnect = reconnect;
    this.events = begin.get();
  }

  /// Says who is to be told that the connection is lost and being tried again.
  ///
  /// @param listener called on the reading thread with the failure, before the wait
  public void onConnectionLost(Consumer<HeimdallException> listener) {
    lost = listener;
  }

  @Override
  public boolean hasNext() {
    while (next == null) {
      try {
        if (!events.hasNext()) {
          return false;
        }
        next = remembered(events.next());
        reconnect.works();
      } catch (HeimdallException e) {
        goOnAfter(e);
      }
    }
    return true;
  }

  private void goOnAfter(HeimdallException failure) {
    if (sequence != null && failure.reason().equals(COMPACTED)) {
      sequence = null;
    } else {
      if (failure.isTransient() && !closed && !failure.reason().equals(ENDED)) {
        lost.accept(failure);
      }
      reconnect.pauseAfter(failure);
    }
    events = again();
    if (closed) {
      events.close();
    }
  }

  private AcquisitionEvent remembered(AcquisitionEvent event) {
    if (event.hasSnapshot()) {
      acquisitionId = event.getSnapshot().getAcquisitionId();
    }
    sequence = event.getSequence();
    return event;
  }

  private ReplyStream<AcquisitionEvent> again() {
    if (acquisitionId.isEmpty()) {
      return begin.get();
    }
    var request = WatchAcquisitionRequest.newBuilder().setAcquisitionId(acquisitionId);
    if (sequence != null) {
      request.setAfterSequence(sequence);
    }
    return resume.apply(request.build());
  }

  @Override
  public AcquisitionEvent next() {
    if (!hasNext() || next == null) {
      throw new NoSuchElementException("The acquisition has ended.");
    }
    AcquisitionEvent taken = next;
    next = null;
    return taken;
  }

  @Override
  public void close() {
    closed = true;
    reconnect.close();
    events.close();
  }
}
