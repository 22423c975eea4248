package io.heimdall.server.artifact.content;

import io.heimdall.db.Transactions;
import io.heimdall.db.artifact.StoredFile;
import io.heimdall.server.artifact.PublicCopies;
import io.heimdall.server.storage.ObjectBody;
import io.heimdall.server.storage.ObjectStore;
import io.heimdall.server.storage.PutRequest;
import io.heimdall.server.storage.StoredPart;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Copies through this server, which checks and unpacks what it reads. One copy is made at a time,
/// with one buffer.
public final class CheckedCopies implements PublicCopies {

  private static final int SMALLEST_PART = 8 << 20;

  /// A store takes 10,000 parts.
  private static final long MOST_PARTS = 9_000;

  private final Transactions transactions;
  private final ObjectStore store;

  /// Prepares it.
  ///
  /// @param transactions where checksums are
  /// @param store where objects are
  public CheckedCopies(Transactions transactions, ObjectStore store) {
    this.transactions = transactions;
    this.store = store;
  }

  @Override
  public synchronized void copy(StoredFile file, String contentType, String key) {
    long size = file.sizeBytes();
    int partBytes =
        (int) Math.min(Math.max(SMALLEST_PART, size / MOST_PARTS + StoredFile.BLOCK_BYTES), size);
    var sums = transactions.inSnapshot(tx -> new FileBlocks(tx, transactions, file, 0, size));
    ByteBuffer buffer = ByteBuffer.allocate(partBytes + StoredFile.BLOCK_BYTES);
    try (var reader = new ContentReader(store, file, sums, 0, size)) {
      fill(reader, buffer, partBytes);
      if (reader.position() == size) {
        var _ =
            store.put(PutRequest.create(key, ObjectBody.of(buffer.flip()), contentType, Map.of()));
      } else {
        copyInParts(reader, buffer, partBytes, key, store.beginParts(key, contentType, Map.of()));
      }
    }
  }

  /// Parts that are left by one who breaks off are removed as those of uploads are.
  private void copyInParts(
      ContentReader reader, ByteBuffer buffer, int partBytes, String key, String uploadId) {
    List<StoredPart> parts = new ArrayList<>();
    while (buffer.position() > 0) {
      int number = parts.size() + 1;
      String receipt = store.putPart(key, uploadId, number, ObjectBody.of(buffer.flip()));
      parts.add(new StoredPart(number, receipt));
      buffer.clear();
      fill(reader, buffer, partBytes);
    }
    store.completeParts(key, uploadId, parts);
  }

  private static void fill(ContentReader reader, ByteBuffer buffer, int partBytes) {
    Optional<ByteBuffer> next = Optional.empty();
    do {
      next = buffer.position() < partBytes ? reader.next() : Optional.empty();
      next.ifPresent(buffer::put);
    } while (next.isPresent());
  }
}
