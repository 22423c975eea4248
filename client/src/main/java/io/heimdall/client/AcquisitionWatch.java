package io.heimdall.client;

import io.heimdall.v1.AcquisitionEvent;
import io.heimdall.v1.WatchAcquisitionRequest;
import java.util.NoSuchElementException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The events of one acquisition, in order and without a gap. A lost connection is got back and
/// continued after the last event seen. Closing it does not cancel the acquisition.
public final class AcquisitionWatch implements ReplyStream<AcquisitionEvent> {

  private final Supplier<ReplyStream<AcquisitionEvent>> begin;
  private final Function<WatchAcquisitionRequest, ReplyStream<AcquisitionEvent>> resume;
  private final Reconnect reconnect;
  private volatile ReplyStream<AcquisitionEvent> events;
  private volatile boolean closed;
  private Consumer<HeimdallException> lost = _ -> {};
  private String acquisitionId = "";
  private long sequence;
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
        if (e.isTransient() && !closed) {
          lost.accept(e);
        }
        reconnect.pauseAfter(e);
        continueAfterLastSeen();
      }
    }
    return true;
  }

  private AcquisitionEvent remembered(AcquisitionEvent event) {
    if (event.hasSnapshot()) {
      acquisitionId = event.getSnapshot().getAcquisitionId();
    }
    sequence = event.getSequence();
    return event;
  }

  private void continueAfterLastSeen() {
    if (acquisitionId.isEmpty()) {
      events = begin.get();
    } else {
      events =
          resume.apply(
              WatchAcquisitionRequest.newBuilder()
                  .setAcquisitionId(acquisitionId)
                  .setAfterSequence(sequence)
                  .build());
    }
    if (closed) {
      events.close();
    }
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
