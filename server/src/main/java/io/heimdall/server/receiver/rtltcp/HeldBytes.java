package io.heimdall.server.receiver.rtltcp;

import io.heimdall.server.iq.Gap;
import io.heimdall.server.iq.IqBlock;
import io.heimdall.server.iq.U8Samples;
import java.util.ArrayDeque;
import java.util.Deque;

/// Bytes between the socket and the blocks: those that may come after a loss that nobody has seen
/// yet are held back, so that their indexes are right when they go on.
///
/// What is held is bounded: beyond that the oldest go on, as if nothing had been lost before them.
/// Bytes are counted as they come; a sample's index is its number in that count plus what is lost
/// before it. The reading thread uses it.
final class HeldBytes {

  /// Two seconds at 3.2 MS/s: longer than it takes to see a loss.
  private static final int MOST_BYTES = 12 * 1024 * 1024;

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

  private final int pieceBytes;
  private final int mostPieces;
  private final Deque<Piece> pieces = new ArrayDeque<>();
  private final Deque<Piece> spare = new ArrayDeque<>();
  private Piece filling;
  private int taken;
  private long given;
  private long released;
  private boolean ended;
  private long lossAt = NOWHERE;
  private long lossSamples;
  private long lostSamples;

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

  /// Notes a loss. Those of which nothing after them has gone on yet are one.
  ///
  /// @param at the count of bytes after which it is; where these have gone on, it is after them
  /// @param samples how many are lost
  void lost(long at, long samples) {
    if (lossAt == NOWHERE) {
      lossAt = Math.max(given, at + at % SAMPLE_BYTES);
      lossSamples = 0;
    }
    lossSamples += samples;
  }

  /// Whether there are samples to go on.
  boolean ready() {
    return takeable() > 0;
  }

  /// Moves the next samples into a block.
  ///
  /// @param block the block
  void take(IqBlock block) {
    if (given == lossAt) {
      lostSamples += lossSamples;
      lossAt = NOWHERE;
    }
    int bytes = takeable();
    Piece head = pieces.getFirst();
    block.begin(given / SAMPLE_BYTES + lostSamples);
    block.lossCause(Gap.Cause.DEFICIT);
    U8Samples.RTL.decode(head.bytes, taken, bytes / SAMPLE_BYTES, block);
    block.arrivalUtcNanos(head.arrivalUtcNanos);
    taken += bytes;
    given += bytes;
    if (taken == pieceBytes) {
      pieces.removeFirst();
      spare.addFirst(head);
      taken = 0;
    }
  }

  /// How many bytes of the first piece can go on: all of a full one, what comes before a loss, or
  /// the whole samples at the end.
  private int takeable() {
    Piece head = pieces.getFirst();
    int there = head.filled - taken;
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
