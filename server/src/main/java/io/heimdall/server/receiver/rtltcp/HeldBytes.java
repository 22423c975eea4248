package io.heimdall.server.receiver.rtltcp;

import io.heimdall.server.iq.Gap;
import io.heimdall.server.iq.IqBlock;
import io.heimdall.server.iq.U8Samples;
import java.util.ArrayDeque;
import java.util.Deque;

/// Bytes between the socket and the blocks: those that may come after a loss that nobody has seen
/// yet are held back, so that their indexes are right when they go on.
///
/// What is held is bounded. At the rate that was asked for it is decided before that what was lost
/// ([Deficit]); of a backlog that comes faster the oldest go on as if nothing had been lost before
/// them, since what was late comes back, and a loss among it is told when that has come. Bytes are
/// counted as they come; a sample's index is its number in that count plus what is lost before it.
/// The reading thread uses it.
final class HeldBytes {

  /// 2.6 s at 3.2 MS/s: longer than it takes to see a loss.
  private static final int MOST_BYTES = 16 * 1024 * 1024;

  private static final int SAMPLE_BYTES = U8Samples.BYTES_PER_SAMPLE;
  private static final long NOWHERE = Long.MAX_VALUE;

  /// The bytes of one block.
  private static final class Piece {
    final byte[] bytes;
    int filled;
    long arrivalUtcNanos;

    Piece(int size) {
      bytes = new byte[size];
    }
  }

  /// A loss of which nothing after it has gone on.
  private record Loss(long at, long samples) {}

  private final int pieceBytes;
  private final int mostPieces;
  private final Deque<Piece> pieces = new ArrayDeque<>();
  private final Deque<Piece> spare = new ArrayDeque<>();
  private final Deque<Loss> losses = new ArrayDeque<>();
  private Piece filling;
  private int taken;
  private long given;
  private long released;
  private boolean ended;
  private long lostSamples;
  private long surplus;

  /// Makes an empty store.
  ///
  /// @param blockSamples samples in a block
  HeldBytes(int blockSamples) {
    pieceBytes = blockSamples * SAMPLE_BYTES;
    mostPieces = MOST_BYTES / pieceBytes;
    filling = append();
  }

  /// Where the next bytes are to be written.
  byte[] buffer() {
    return filling.bytes;
  }

  /// The first place to write to.
  int offset() {
    return filling.filled;
  }

  /// How many bytes may be written there, at least one.
  int room() {
    return pieceBytes - filling.filled;
  }

  /// Says that bytes have been written.
  ///
  /// @param count how many
  /// @param arrivalUtcNanos when they came
  void added(int count, long arrivalUtcNanos) {
    filling.filled += count;
    filling.arrivalUtcNanos = arrivalUtcNanos;
    if (filling.filled == pieceBytes) {
      filling = append();
    }
  }

  /// Lets bytes go on.
  ///
  /// @param end the count up to which every loss is known
  void release(long end) {
    released = end;
  }

  /// Says that no more bytes come; what is held goes on.
  void end() {
    ended = true;
  }

  /// Notes a loss.
  ///
  /// @param at the count of bytes after which it is; where these have gone on, it is after them
  /// @param samples how many are lost
  void lost(long at, long samples) {
    long place = Math.max(given, at + at % SAMPLE_BYTES);
    Loss last = losses.peekLast();
    if (last != null && last.at() >= place) {
      losses.removeLast();
      losses.addLast(new Loss(last.at(), last.samples() + samples));
    } else {
      losses.addLast(new Loss(place, samples));
    }
  }

  /// Notes that samples noted as lost were not. Where those after them have gone on already, later
  /// than they were taken, as many of the next are thrown away, so that what follows is in time.
  ///
  /// @param samples how many
  void returned(long samples) {
    long left = samples;
    while (left > 0 && !losses.isEmpty()) {
      Loss last = losses.removeLast();
      if (last.samples() > left) {
        losses.addLast(new Loss(last.at(), last.samples() - left));
      }
      left = Math.max(0, left - last.samples());
    }
    surplus += left * SAMPLE_BYTES;
  }

  /// Whether there are samples to go on.
  boolean ready() {
    int bytes = takeable();
    while (surplus > 0 && bytes > 0) {
      int thrown = (int) Math.min(surplus, bytes);
      passLoss();
      surplus -= thrown;
      lostSamples -= thrown / SAMPLE_BYTES;
      advance(thrown);
      bytes = takeable();
    }
    return bytes > 0;
  }

  /// Moves the next samples into a block.
  ///
  /// @param block the block
  void take(IqBlock block) {
    passLoss();
    int bytes = takeable();
    Piece head = pieces.getFirst();
    block.begin(given / SAMPLE_BYTES + lostSamples);
    block.lossCause(Gap.Cause.DEFICIT);
    U8Samples.RTL.decode(head.bytes, taken, bytes / SAMPLE_BYTES, block);
    block.arrivalUtcNanos(head.arrivalUtcNanos);
    advance(bytes);
  }

  private void passLoss() {
    if (given == lossAt()) {
      lostSamples += losses.removeFirst().samples();
    }
  }

  private long lossAt() {
    Loss next = losses.peekFirst();
    return next == null ? NOWHERE : next.at();
  }

  private void advance(int bytes) {
    taken += bytes;
    given += bytes;
    if (taken == pieceBytes) {
      spare.addFirst(pieces.removeFirst());
      taken = 0;
    }
  }

  /// How many bytes of the first piece can go on: all of a full one, what comes before a loss, or
  /// the whole samples at the end.
  private int takeable() {
    Piece head = pieces.getFirst();
    int there = head.filled - taken;
    long lossAt = lossAt();
    if (given < lossAt && lossAt - given < there) {
      return (int) (lossAt - given);
    }
    boolean due = given + there <= released || pieces.size() > mostPieces;
    return ended || (head.filled == pieceBytes && due) ? there - there % SAMPLE_BYTES : 0;
  }

  private Piece append() {
    Piece next = spare.isEmpty() ? new Piece(pieceBytes) : spare.removeFirst();
    next.filled = 0;
    pieces.addLast(next);
    return next;
  }
}
