package io.heimdall.server.acquisition;

import io.heimdall.db.recording.RecordingId;
import io.heimdall.server.iq.Gap;
import io.heimdall.server.iq.IqBlock;
import io.heimdall.server.iq.SampleAnchor;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// The listeners to the samples of one running acquisition. Recorders feed them, and never wait for
/// one: a tap that is full loses samples of its own stream only.
final class LiveTaps {

  private final List<SampleTap> taps = new CopyOnWriteArrayList<>();

  /// Set before the last look at the list, read after a tap has joined it: whoever of the two comes
  /// second ends the tap.
  private volatile boolean ended;

  /// Adds a listener. One that comes after the end has its stream ended at once.
  ///
  /// @param tap what will be fed from now on
  void add(SampleTap tap) {
    taps.add(tap);
    if (ended) {
      tap.end();
    }
  }

  /// Removes a listener.
  ///
  /// @param tap what will no longer be fed
  void remove(SampleTap tap) {
    taps.remove(tap);
  }

  /// Copies samples to every listener of a receiver.
  ///
  /// @param recording what they are samples of
  /// @param firstSample index within the recording of the first sample
  /// @param block the samples
  /// @param offset the first of them within the block
  /// @param count how many
  /// @param anchor their time
  void feed(
      RecordingId recording,
      long firstSample,
      IqBlock block,
      int offset,
      int count,
      SampleAnchor anchor) {
    for (SampleTap tap : taps) {
      tap.feed(recording, firstSample, block, offset, count, anchor);
    }
  }

  /// Tells every listener of a receiver what is missing before the samples fed next.
  ///
  /// @param recording what it is a loss of
  /// @param gap the loss
  void lost(RecordingId recording, Gap gap) {
    for (SampleTap tap : taps) {
      tap.lost(recording, gap);
    }
  }

  /// Says that a receiver delivers no more of a recording.
  ///
  /// @param recording the recording
  void hopEnded(RecordingId recording) {
    for (SampleTap tap : taps) {
      tap.hopEnded(recording);
    }
  }

  /// Says that a receiver delivers no more.
  ///
  /// @param receiverId the receiver
  void receiverEnded(int receiverId) {
    for (SampleTap tap : taps) {
      tap.receiverEnded(receiverId);
    }
  }

  /// Ends every listener's stream.
  void end() {
    ended = true;
    for (SampleTap tap : taps) {
      tap.end();
    }
  }
}
