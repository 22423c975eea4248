package io.heimdall.server.acquisition;

import io.heimdall.server.iq.Gap;
import io.heimdall.server.receiver.FailureReason;
import io.heimdall.server.receiver.ReceiverFailure;
import io.heimdall.server.storage.FinishedSegment;
import io.heimdall.server.storage.Run;
import java.util.ArrayList;
import java.util.List;

/// Keeps account of which samples of a recording are there and which are lost. The recorder's
/// thread uses it.
final class LossLedger {

  /// More separate losses than this are not a recording any more.
  static final int MAX_GAPS = 100_000;

  private final List<Gap> gaps = new ArrayList<>();
  private long position;
  private long lost;
  private int taken;

  /// Begins where nothing has come yet.
  LossLedger() {}

  /// Goes on where an earlier run ended.
  ///
  /// @param known the losses that are listed already, in order
  /// @param position the index after the last sample that came or is listed as lost
  LossLedger(List<Gap> known, long position) {
    gaps.addAll(known);
    taken = known.size();
    lost = known.stream().mapToLong(Gap::sampleCount).sum();
    this.position = position;
  }

  /// Accounts for samples that came.
  ///
  /// @param first index of the first one
  /// @param count how many
  /// @param cause why those before it are missing, should some be
  /// @return whether some are missing
  /// @throws ReceiverFailure when there are too many losses to keep
  boolean came(long first, int count, Gap.Cause cause) throws ReceiverFailure {
    boolean loss = missing(first, cause);
    position = first + count;
    return loss;
  }

  /// Accounts for a segment of an earlier run.
  ///
  /// @param file the segment
  void recovered(FinishedSegment file) {
    for (Run run : file.runs()) {
      add(run.firstSample(), Gap.Cause.DISCONNECT);
      position = run.endSample();
    }
  }

  /// Accounts for the samples up to an index, which will not come.
  ///
  /// @param end index after the last of them
  /// @param cause why
  /// @return whether some are missing
  /// @throws ReceiverFailure when there are too many losses to keep
  boolean missing(long end, Gap.Cause cause) throws ReceiverFailure {
    if (end <= position) {
      return false;
    }
    if (gaps.size() >= MAX_GAPS) {
      throw new ReceiverFailure(
          FailureReason.BAD_DATA,
          "samples were lost in more than %d places; the recording was given up"
              .formatted(MAX_GAPS));
    }
    add(end, cause);
    return true;
  }

  private void add(long end, Gap.Cause cause) {
    if (end > position) {
      gaps.add(new Gap(position, end - position, cause));
      lost += end - position;
      position = end;
    }
  }

  /// The loss found last.
  ///
  /// @return the gap
  Gap latest() {
    return gaps.getLast();
  }

  /// Accounts for samples that came and could not be kept. As long as nothing else is accounted for
  /// after them, they and those before them are one loss. What was found to be missing among them
  /// is part of it.
  ///
  /// @param from index of the first of them
  /// @param end index after the last of them, which is the position
  /// @return the loss that they are part of
  /// @throws ReceiverFailure when there are too many losses to keep
  Gap dropped(long from, long end) throws ReceiverFailure {
    while (gaps.size() > taken && gaps.getLast().firstSample() >= from) {
      lost -= gaps.removeLast().sampleCount();
    }
    long begin = from;
    Gap last = gaps.isEmpty() ? null : gaps.getLast();
    if (last != null) {
      begin = Math.max(from, last.firstSample() + last.sampleCount());
      if (gaps.size() > taken
          && begin == from
          && last.cause() == Gap.Cause.STORAGE
          && touches(last, from)) {
        begin = last.firstSample();
        lost -= gaps.removeLast().sampleCount();
      }
    }
    position = begin;
    var _ = missing(end, Gap.Cause.STORAGE);
    return latest();
  }

  private static boolean touches(Gap gap, long index) {
    return gap.firstSample() + gap.sampleCount() == index;
  }

  /// All losses, in order.
  ///
  /// @return the gaps
  List<Gap> gaps() {
    return List.copyOf(gaps);
  }

  /// The losses found since this was last asked.
  ///
  /// @return the gaps, in order
  List<Gap> takeNew() {
    return takeNew(Long.MAX_VALUE);
  }

  /// The losses found since this was last asked, as far as they begin before a segment's end or
  /// there.
  ///
  /// @param end index after the segment's last sample
  /// @return the gaps, in order
  List<Gap> takeNew(long end) {
    int next = taken;
    while (next < gaps.size() && gaps.get(next).firstSample() <= end) {
      next++;
    }
    List<Gap> fresh = List.copyOf(gaps.subList(taken, next));
    taken = next;
    return fresh;
  }

  /// How many samples are lost.
  ///
  /// @return samples
  long lost() {
    return lost;
  }

  /// The index after the last sample that came or is known to be lost.
  ///
  /// @return an index
  long position() {
    return position;
  }
}
