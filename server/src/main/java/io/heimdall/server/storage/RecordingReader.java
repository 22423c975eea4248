package io.heimdall.server.storage;

import io.heimdall.db.recording.SampleRun;
import io.heimdall.db.recording.Segment;
import io.heimdall.server.iq.Complex64;
import io.heimdall.server.iq.Npy;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/// Reads samples of a recording back, in order, across its segments.
///
/// Bytes are fetched in whole chunks of [ChunkChecksums#CHUNK_BYTES], and every one is verified
/// against the CRC32C of its row before a sample of it is handed on. Memory is one fetch and one
/// chunk, however long the range. Where no sample was stored, the next chunk says how many are
/// missing. Belongs to one thread.
public final class RecordingReader {

  private static final int FETCH_CHUNKS = 4;

  private final ObjectStore store;
  private final SampleFormat format;
  private final IqRange range;
  private final Deque<Piece> pieces = new ArrayDeque<>();
  private final ByteBuffer fetched =
      ByteBuffer.wrap(new byte[FETCH_CHUNKS * ChunkChecksums.CHUNK_BYTES])
          .order(ByteOrder.LITTLE_ENDIAN);
  private String fetchedKey = "";
  private long fetchedStartByte;
  private long position;

  /// Samples of one run that are wanted.
  ///
  /// @param segment the object they are in
  /// @param firstSample their first index
  /// @param startByte where they begin in the object
  /// @param endByte where they end in the object
  private record Piece(Segment segment, long firstSample, long startByte, long endByte) {

    Piece after(int samples) {
      return new Piece(
          segment, firstSample + samples, startByte + (long) samples * Complex64.BYTES, endByte);
    }
  }

  private RecordingReader(ObjectStore store, SampleFormat format, IqRange range) {
    this.store = store;
    this.format = format;
    this.range = range;
    this.position = range.firstSample();
  }

  /// Begins to read.
  ///
  /// @param store where the objects are
  /// @param segments the recording's segments, in any order
  /// @param recordingEnd the index after the recording's last one, losses at its end included
  /// @param range what is wanted
  /// @param format how the samples are to be written
  /// @return the reader
  /// @throws StorageFailure of kind OUT_OF_RANGE when the range is not within the recording
  public static RecordingReader open(
      ObjectStore store,
      List<Segment> segments,
      long recordingEnd,
      IqRange range,
      SampleFormat format) {
    range.requireWithin(recordingEnd);
    var reader = new RecordingReader(store, format, range);
    segments.stream().sorted(Comparator.comparingLong(Segment::firstSample)).forEach(reader::plan);
    return reader;
  }

  /// Reads the next chunk.
  ///
  /// @return the chunk, or nothing after the last one
  /// @throws StorageFailure of kind CORRUPT or NOT_FOUND naming the object, or UNAVAILABLE
  public Optional<IqChunk> next() {
    Piece piece = pieces.pollFirst();
    if (piece == null) {
      return lossAtEnd();
    }
    fetch(piece);
    int from = (int) (piece.startByte() - fetchedStartByte);
    int bytes = (int) Math.min(piece.endByte() - piece.startByte(), fetched.limit() - from);
    int samples = bytes / Complex64.BYTES;
    if (piece.startByte() + bytes < piece.endByte()) {
      pieces.addFirst(piece.after(samples));
    }
    long lost = piece.firstSample() - position;
    position = piece.firstSample() + samples;
    return Optional.of(new IqChunk(piece.firstSample(), samples, lost, converted(from, samples)));
  }

  private Optional<IqChunk> lossAtEnd() {
    if (position == range.endSample()) {
      return Optional.empty();
    }
    var chunk = new IqChunk(range.endSample(), 0, range.endSample() - position, buffer(0));
    position = range.endSample();
    return Optional.of(chunk);
  }

  private void plan(Segment segment) {
    requireConsistent(segment);
    long startByte = Npy.HEADER_BYTES;
    for (SampleRun run : segment.runs()) {
      long runEnd = run.firstSample() + run.sampleCount();
      long first = Math.max(run.firstSample(), range.firstSample());
      long end = Math.min(runEnd, range.endSample());
      if (first < end) {
        long from = startByte + (first - run.firstSample()) * Complex64.BYTES;
        pieces.addLast(new Piece(segment, first, from, from + (end - first) * Complex64.BYTES));
      }
      startByte += run.sampleCount() * Complex64.BYTES;
    }
  }

  /// Fails when a row contradicts itself, before its object is read.
  private static void requireConsistent(Segment segment) {
    long size = Npy.HEADER_BYTES + segment.sampleCount() * Complex64.BYTES;
    Segment.StoredObject object = segment.object();
    if (object.sizeBytes() != size
        || object.crc32cBlocks().size() != ChunkChecksums.chunkCount(size)) {
      throw StorageFailure.corrupt(
          segment.objectKey(),
          "%d samples make %d bytes, recorded are %d with %d checksums"
              .formatted(
                  segment.sampleCount(), size, object.sizeBytes(), object.crc32cBlocks().size()));
    }
  }

  /// Makes sure that the first byte of a piece is among the fetched ones.
  private void fetch(Piece piece) {
    String key = piece.segment().objectKey();
    boolean there =
        key.equals(fetchedKey)
            && piece.startByte() >= fetchedStartByte
            && piece.startByte() < fetchedStartByte + fetched.limit();
    if (there) {
      return;
    }
    int chunk = (int) (piece.startByte() / ChunkChecksums.CHUNK_BYTES);
    long from = (long) chunk * ChunkChecksums.CHUNK_BYTES;
    long wanted = Math.ceilDiv(endOfWanted(piece), ChunkChecksums.CHUNK_BYTES);
    long end =
        Math.min(
            Math.min(wanted, chunk + FETCH_CHUNKS) * ChunkChecksums.CHUNK_BYTES,
            piece.segment().object().sizeBytes());
    fetchedKey = "";
    fetched.clear().limit((int) (end - from));
    store.read(key, from, fetched.array(), fetched.limit());
    verify(piece.segment(), chunk);
    fetchedKey = key;
    fetchedStartByte = from;
  }

  /// Where in the object of a piece the last wanted byte is.
  private long endOfWanted(Piece piece) {
    long end = piece.endByte();
    for (Piece later : pieces) {
      if (!later.segment().objectKey().equals(piece.segment().objectKey())) {
        return end;
      }
      end = later.endByte();
    }
    return end;
  }

  private void verify(Segment segment, int firstChunk) {
    int chunk = firstChunk;
    for (int from = 0; from < fetched.limit(); from += ChunkChecksums.CHUNK_BYTES) {
      int length = Math.min(ChunkChecksums.CHUNK_BYTES, fetched.limit() - from);
      int found = ChunkChecksums.crc32c(fetched.slice(from, length));
      int recorded = segment.object().crc32cBlocks().get(chunk);
      if (found != recorded) {
        throw StorageFailure.corrupt(
            segment.objectKey(),
            "chunk %d of 256 KiB has CRC32C %08x, recorded is %08x"
                .formatted(chunk, found, recorded));
      }
      chunk++;
    }
  }

  private ByteBuffer converted(int fromByte, int samples) {
    ByteBuffer source =
        fetched.slice(fromByte, samples * Complex64.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer target = buffer(samples * format.sampleBytes());
    switch (format) {
      case COMPLEX64 -> target.put(source);
      case INT16 -> Complex64.toInt16(source, target, samples);
    }
    return target.flip();
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
