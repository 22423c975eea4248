package io.heimdall.server.acquisition;

import io.heimdall.db.recording.RecordingId;
import io.heimdall.server.iq.Gap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Losses that no event has told of yet, in the order in which they were found. Not safe for
/// threads.
///
/// Their number is bounded: when the database takes none for so long that there are too many,
/// neighbours of one recording and cause are told together, as one loss from the first one's place
/// with the samples of both. Nothing is left out, and the recording's own gaps stay exact.
final class LossNotes {

  private final int capacity;
  private List<RunEvent.SamplesLost> notes = new ArrayList<>();

  /// Begins empty.
  ///
  /// @param capacity how many are kept apart; more are kept only where that many recordings and
  ///   causes differ
  LossNotes(int capacity) {
    this.capacity = capacity;
  }

  /// Adds a loss, to the note before it where that ends at its beginning.
  ///
  /// @param recording whose
  /// @param gap which
  void add(RecordingId recording, Gap gap) {
    RunEvent.SamplesLost last = notes.isEmpty() ? null : notes.getLast();
    if (last != null && alike(last, recording, gap) && end(last.gap()) == gap.firstSample()) {
      notes.set(notes.size() - 1, together(last, gap));
      return;
    }
    notes.add(new RunEvent.SamplesLost(recording.receiverId(), recording.hop(), gap));
    if (notes.size() > capacity) {
      halve();
    }
  }

  /// Takes what was added.
  ///
  /// @return the losses, in order
  List<RunEvent> takeAll() {
    List<RunEvent> taken = List.copyOf(notes);
    notes = new ArrayList<>();
    return taken;
  }

  private record Kind(int receiverId, int hop, Gap.Cause cause) {}

  /// Every second note of a kind joins the one before it.
  private void halve() {
    List<RunEvent.SamplesLost> fewer = new ArrayList<>();
    Map<Kind, Integer> single = new HashMap<>();
    for (RunEvent.SamplesLost note : notes) {
      var kind = new Kind(note.receiverId(), note.hop(), note.gap().cause());
      Integer before = single.remove(kind);
      if (before == null) {
        single.put(kind, fewer.size());
        fewer.add(note);
      } else {
        fewer.set(before, together(fewer.get(before), note.gap()));
      }
    }
    notes = fewer;
  }

  private static boolean alike(RunEvent.SamplesLost note, RecordingId recording, Gap gap) {
    return note.receiverId() == recording.receiverId()
        && note.hop() == recording.hop()
        && note.gap().cause() == gap.cause();
  }

  private static RunEvent.SamplesLost together(RunEvent.SamplesLost note, Gap more) {
    Gap gap = note.gap();
    return new RunEvent.SamplesLost(
        note.receiverId(),
        note.hop(),
        new Gap(gap.firstSample(), gap.sampleCount() + more.sampleCount(), gap.cause()));
  }

  private static long end(Gap gap) {
    return gap.firstSample() + gap.sampleCount();
  }
}
