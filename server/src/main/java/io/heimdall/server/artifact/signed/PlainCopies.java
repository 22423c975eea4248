package io.heimdall.server.artifact.signed;

import io.heimdall.db.Transactions;
import io.heimdall.db.artifact.ArtifactVersion;
import io.heimdall.db.artifact.ObjectGarbage;
import io.heimdall.server.artifact.content.Download;
import io.heimdall.server.failure.FailureException;
import io.heimdall.server.storage.KeyLocks;
import io.heimdall.server.storage.ObjectBody;
import io.heimdall.server.storage.ObjectStore;
import io.heimdall.server.storage.PutRequest;
import io.heimdall.server.storage.StoredPart;
import io.heimdall.server.storage.UnfinishedParts;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/// Objects for a while, with the bytes of files as they were uploaded, for those who read by URL
/// what is kept compressed.
///
/// A copy is made when a URL is first asked for, and stays until no URL needs it any more. Its key
/// is never used again, so that the removal of an old copy cannot meet a new one. A file's copies
/// are made one at a time, and a few of all files, so that memory is that of their parts.
final class PlainCopies {

  private static final String PREFIX = "temp/plain/";
  private static final int PART_BYTES = 8 << 20;

  /// As many parts as an object may have, and some to spare.
  private static final int MOST_PARTS = 9000;

  /// As many are made at a time.
  private static final int AT_A_TIME = 4;

  /// Who began to read before a URL expired reads on for so long at least.
  private static final Duration GRACE = Duration.ofHours(24);

  private final Transactions transactions;
  private final ObjectStore store;
  private final ObjectGarbage garbage = new ObjectGarbage();
  private final InstantSource clock;
  private final KeyLocks files = new KeyLocks();
  private final Semaphore making = new Semaphore(AT_A_TIME, true);

  PlainCopies(Transactions transactions, ObjectStore store, InstantSource clock) {
    this.transactions = transactions;
    this.store = store;
    this.clock = clock;
  }

  /// Finds a copy, or makes it.
  ///
  /// @param version whose bytes are wanted
  /// @param download opens them from the beginning, where a copy has to be made
  /// @param neededUntil when the URL expires
  /// @return the copy's key
  /// @throws FailureException where the bytes cannot be read
  String of(ArtifactVersion version, Supplier<Download> download, Instant neededUntil) {
    String prefix = PREFIX + lastSegment(version.file().objectKey()) + "/";
    Instant until = neededUntil.plus(GRACE);
    try (var _ = files.lock(prefix)) {
      Optional<String> found = kept(prefix, until);
      return found.isPresent() ? found.get() : made(prefix, version, download, until);
    }
  }

  /// A copy that another server makes, or did not finish, is none.
  private Optional<String> kept(String prefix, Instant until) {
    return transactions
        .inTransaction(tx -> garbage.keepCopies(tx, prefix, clock.instant(), until))
        .stream()
        .filter(key -> store.head(key).isPresent())
        .findFirst();
  }

  private String made(
      String prefix, ArtifactVersion version, Supplier<Download> download, Instant until) {
    String key = prefix + UUID.randomUUID();
    making.acquireUninterruptibly();
    try (Download bytes = download.get()) {
      transactions.runInTransaction(tx -> garbage.keep(tx, key, until));
      write(key, version, bytes);
    } finally {
      making.release();
    }
    return key;
  }

  /// Removes parts of copies that nobody finished.
  ///
  /// @param begunBefore those begun earlier
  void removeLeft(Instant begunBefore) {
    for (UnfinishedParts left : store.unfinished(PREFIX, begunBefore)) {
      store.abortParts(left.key(), left.uploadId());
    }
  }

  private static String lastSegment(String key) {
    return key.substring(key.lastIndexOf('/') + 1);
  }

  private void write(String key, ArtifactVersion version, Download download) {
    long sizeBytes = version.file().sizeBytes();
    int partBytes =
        Math.toIntExact(
            Math.min(sizeBytes, Math.max(PART_BYTES, Math.ceilDiv(sizeBytes, MOST_PARTS))));
    var part = new Filling(ByteBuffer.allocate(partBytes), download);
    if (partBytes == sizeBytes) {
      ObjectBody body = ObjectBody.of(part.next());
      store.put(PutRequest.replace(key, body, version.contentType()));
      return;
    }
    String upload = store.beginParts(key, version.contentType(), Map.of());
    try {
      List<StoredPart> parts = new ArrayList<>();
      for (ByteBuffer bytes = part.next(); bytes.hasRemaining(); bytes = part.next()) {
        int number = parts.size() + 1;
        parts.add(new StoredPart(number, store.putPart(key, upload, number, ObjectBody.of(bytes))));
      }
      store.completeParts(key, upload, parts);
    } catch (RuntimeException e) {
      abort(key, upload, e);
      throw e;
    }
  }

  private void abort(String key, String upload, RuntimeException why) {
    try {
      store.abortParts(key, upload);
    } catch (RuntimeException e) {
      why.addSuppressed(e);
    }
  }

  /// Joins what is read to parts, in one buffer, again and again.
  private static final class Filling {

    private final ByteBuffer buffer;
    private final Download download;
    private ByteBuffer rest = ByteBuffer.allocate(0);

    Filling(ByteBuffer buffer, Download download) {
      this.buffer = buffer;
      this.download = download;
    }

    /// The next part; without bytes after the last.
    ByteBuffer next() {
      buffer.clear();
      while (buffer.hasRemaining()) {
        if (!rest.hasRemaining()) {
          Optional<ByteBuffer> more = download.next();
          if (more.isEmpty()) {
            break;
          }
          rest = more.get();
        }
        int count = Math.min(rest.remaining(), buffer.remaining());
        buffer.put(rest.slice(rest.position(), count));
        rest.position(rest.position() + count);
      }
      return buffer.flip();
    }
  }
}
