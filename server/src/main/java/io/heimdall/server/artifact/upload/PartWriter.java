package io.heimdall.server.artifact.upload;

import static java.util.Objects.requireNonNull;

import io.heimdall.db.artifact.FileEncoding;
import io.heimdall.db.artifact.Upload;
import io.heimdall.db.artifact.UploadPart;
import io.heimdall.server.artifact.content.Compression;
import io.heimdall.server.artifact.content.ZstdFrames;
import io.heimdall.server.artifact.upload.PartBuffers.Buffer;
import io.heimdall.server.storage.ObjectStore;
import io.heimdall.server.storage.Sha256;
import io.heimdall.server.storage.StorageFailure;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// Fills parts with the bytes of an upload, in order, and sends those that are full to the store.
/// What fits one part, and is known to, is left for [UploadFinisher] to write at once. One thread
/// at a time; any may abandon it.
final class PartWriter implements AutoCloseable {

  /// What the frames of less than a usual part take more, where they do not shrink.
  private static final int LAST_SPARE_BYTES = 64 << 10;

  private final Needs needs;
  private final WriterBook book;
  private final LongConsumer persisted;
  private final PartFlights flights = new PartFlights();
  private final PartRoom room;

  /// Of every byte before the part that is filled now; null where some were not seen here.
  private final @Nullable RunningSum sum;

  /// How the object holds the bytes, and their media type: known from the first MiB on.
  private @Nullable FileEncoding encoding;

  private String contentType = "";
  private String sniffedType = "";
  private long sealedBytes;
  private @Nullable Part part;

  /// What all writers share.
  ///
  /// @param store where parts go
  /// @param buffers the room for them
  /// @param rules what is kept
  /// @param endings ends what is not
  record Needs(
      ObjectStore store, PartBuffers buffers, ArtifactRules rules, UploadEndings endings) {}

  /// @param persisted told how many bytes are safe, by other threads
  PartWriter(Needs needs, WriterBook book, LongConsumer persisted) {
    this.needs = needs;
    this.book = book;
    this.persisted = persisted;
    this.room = new PartRoom(needs.buffers(), book.upload().owner());
    this.sealedBytes = book.upload().progress().persistedBytes();
    this.sum = sealedBytes == 0 ? new RunningSum(Sha256.newDigest()) : null;
    this.encoding = book.place().encoding();
  }

  /// How many bytes have come, with those that were there before.
  long endBytes() {
    Part filling = part;
    return filling == null ? sealedBytes : filling.endByte();
  }

  /// How many of them are safe, or on their way to the store.
  long sealedBytes() {
    return sealedBytes;
  }

  /// Fails where a part has failed on its way.
  void verify() {
    flights.verify();
  }

  /// Takes the next bytes.
  void append(ByteBuffer bytes) {
    while (bytes.hasRemaining()) {
      Part filling = encoding == null ? begun(bytes) : filled(bytes);
      boolean whole = Long.valueOf(filling.endByte()).equals(book.upload().declared().sizeBytes());
      boolean ends = encoding == FileEncoding.PLAIN && book.place().multipartId() != null;
      if (whole ? ends : filling.full()) {
        seal();
      }
    }
  }

  private Part filled(ByteBuffer bytes) {
    Part filling = part == null ? newPart() : part;
    part = filling;
    filling.fill(bytes);
    return filling;
  }

  /// Fills the first part up to the MiB that tells how the object is to hold it.
  private Part begun(ByteBuffer bytes) {
    int most = (int) Math.min(bytes.remaining(), ZstdFrames.FRAME_BYTES - endBytes());
    ByteBuffer head = bytes.slice(bytes.position(), most);
    Part filling = filled(head);
    bytes.position(bytes.position() + head.position());
    return filling.sizeBytes() == ZstdFrames.FRAME_BYTES ? decided(filling) : filling;
  }

  private Part decided(Part first) {
    if (encoding != null || !(first instanceof PlainPart plain)) {
      return first;
    }
    ByteBuffer head = plain.content();
    contentType = contentType(plain.head());
    boolean pays =
        Compression.pays(contentType, head.array(), head.arrayOffset(), head.remaining());
    encoding = pays ? FileEncoding.ZSTD : FileEncoding.PLAIN;
    Part decided = pays ? plain.packed(hash(), restBytes()) : plain;
    part = decided;
    return decided;
  }

  private Part newPart() {
    boolean packed = encoding == FileEncoding.ZSTD;
    long mostBytes = needs.buffers().mostPartBytes();
    long bytes = PartSizes.next(book.upload(), sealedBytes, book.nextPart(), packed, mostBytes);
    if (!packed) {
      return new PlainPart(sealedBytes, room(bytes));
    }
    // The last one may hold bytes that do not shrink.
    long spare = bytes < book.place().partBytes() ? LAST_SPARE_BYTES : 0;
    return new PackedPart(sealedBytes, room(bytes + spare), hash(), restBytes());
  }

  private long restBytes() {
    Long declared = book.upload().declared().sizeBytes();
    return declared == null ? Long.MAX_VALUE : declared - sealedBytes;
  }

  /// Room for a part. None is held while it is waited for.
  private Buffer room(long bytes) {
    return room.take(bytes, flights::await);
  }

  /// Sends the last of the parts, if anything has come since the one before it, and with it what
  /// ends the object.
  void sealLast() {
    if (encoding == FileEncoding.ZSTD) {
      flights.await();
      FrameSizes before = book.frames();
      if (before.ended(endBytes())) {
        return;
      }
      PackedPart last =
          part instanceof PackedPart packed
              ? packed
              : new PackedPart(sealedBytes, room(ZstdFrames.FRAME_BYTES), hash(), 0);
      last.endObject(before);
      part = last;
    }
    seal();
  }

  /// Sends what has come since the last part to the store, as a part, if anything has.
  private void seal() {
    if (part == null) {
      return;
    }
    Part full = decided(part);
    if (book.place().multipartId() == null) {
      begin();
    }
    int number = book.takePartNumber();
    RunningSum.@Nullable Hashing hashing = sum == null ? null : sum.add(full);
    flights.begin(flight(full, number, hashing));
    sealedBytes = full.endByte();
    part = null;
  }

  private void begin() {
    String key = book.place().objectKey();
    String multipartId =
        needs
            .store()
            .beginParts(
                key,
                contentType,
                Map.of("artifact", book.upload().target().artifactId().toString()));
    book.begin(contentType, sniffedType, requireNonNull(encoding), multipartId);
  }

  private String contentType(byte[] head) {
    Upload.Target target = book.upload().target();
    String said = UploadSpec.read(target.specJson()).contentType();
    sniffedType = needs.rules().sniff(head, target.name());
    return needs.rules().typeOf(sniffedType, said);
  }

  private PartFlights.Flight flight(Part full, int number, RunningSum.@Nullable Hashing hashing) {
    Upload.Place place = book.place();
    String multipartId = requireNonNull(place.multipartId());
    return new PartFlights.Flight() {
      @Override
      public UploadPart arrive() {
        try (full;
            RunningSum.Hashing _ = hashing) {
          String receipt =
              needs.store().putPart(place.objectKey(), multipartId, number, full.body());
          return full.stored(number, receipt);
        } catch (StorageFailure e) {
          throw e.kind() == StorageFailure.Kind.NOT_FOUND ? partsLost() : e;
        }
      }

      @Override
      public void keep(UploadPart stored) {
        book.add(stored);
        persisted.accept(stored.endByte());
      }
    };
  }

  /// The store does not know the parts any more: the upload has ended, or is ended now.
  RuntimeException partsLost() {
    needs.endings().end(book.fence(), book.place().objectKey(), UploadEndings.PARTS_LOST);
    return book.lost();
  }

  /// Drops what is not on its way to the store, and waits for the rest.
  void rewind() {
    drop();
    flights.await();
  }

  /// Waits until everything that was sealed is safe.
  void await() {
    flights.await();
  }

  /// Makes an object of what has come, none of which was sealed.
  ///
  /// @return its only part; null where nothing has come
  /// @throws io.heimdall.server.failure.FailureException with CONTENT_TYPE_REFUSED
  @Nullable Part whole() {
    if (part == null) {
      contentType = contentType(new byte[0]);
      encoding = FileEncoding.PLAIN;
      book.known(contentType, sniffedType, FileEncoding.PLAIN);
      return null;
    }
    Part all = decided(part);
    if (all instanceof PackedPart packed) {
      packed.endObject(FrameSizes.NONE);
    }
    book.known(contentType, sniffedType, requireNonNull(encoding));
    return all;
  }

  private @Nullable MessageDigest hash() {
    return sum == null ? null : sum.digest();
  }

  /// The hash of all bytes, where every one was seen here. To be asked once, at the end.
  @Nullable Sha256 sha256() {
    Part rest = part;
    MessageDigest before = hash();
    MessageDigest all = before == null || rest == null ? before : rest.hash(before);
    return all == null ? null : Sha256.ofDigest(all.digest());
  }

  private void drop() {
    Part filling = part;
    part = null;
    if (filling != null) {
      filling.close();
    }
  }

  /// Whoever waits for room waits no more.
  ///
  /// @param why what the waiting fails with
  void abandon(RuntimeException why) {
    room.abandon(why);
  }

  /// The caller hung up.
  static RuntimeException hungUp() {
    return new CancellationException("the caller hung up");
  }

  /// Drops what is not on its way to the store, and waits for the rest, however it ends.
  @Override
  public void close() {
    drop();
    flights.settle();
  }
}
