package io.heimdall.server.bench;

import io.heimdall.server.storage.ObjectBody;
import io.heimdall.server.storage.ObjectStore;
import io.heimdall.server.storage.Sha256;
import io.heimdall.server.storage.StoredPart;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// An object that the store's client alone writes and reads: in parts of the size that uploads
/// have, as many at a time as they have, and in one stream, each hashed as it goes.
final class BareObject {

  private static final int PART_BYTES = 8 << 20;
  private static final int PARTS_AT_A_TIME = 3;
  private static final int READ_BYTES = 256 << 10;

  private final ObjectStore store;
  private final String key;

  BareObject(ObjectStore store, String key) {
    this.store = store;
    this.key = key;
  }

  /// Writes the bytes of a file.
  ///
  /// @return their SHA-256
  String write(Path file) throws IOException, InterruptedException, ExecutionException {
    MessageDigest hash = Sha256.newDigest();
    String uploadId = store.beginParts(key, "application/octet-stream", Map.of());
    BlockingQueue<ByteBuffer> free = new ArrayBlockingQueue<>(PARTS_AT_A_TIME);
    for (int n = 0; n < PARTS_AT_A_TIME; n++) {
      free.add(ByteBuffer.allocate(PART_BYTES));
    }
    List<Future<StoredPart>> flights = new ArrayList<>();
    try (FileChannel in = FileChannel.open(file);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      while (in.position() < in.size()) {
        ByteBuffer part = free.take().clear();
        while (part.hasRemaining() && in.read(part) >= 0) {}
        hash.update(part.flip().duplicate());
        int number = flights.size() + 1;
        flights.add(threads.submit(() -> put(uploadId, number, part, free)));
      }
    }
    List<StoredPart> parts = new ArrayList<>();
    for (Future<StoredPart> flight : flights) {
      parts.add(flight.get());
    }
    store.completeParts(key, uploadId, parts);
    return Sha256.ofDigest(hash.digest()).hex();
  }

  private StoredPart put(
      String uploadId, int number, ByteBuffer part, BlockingQueue<ByteBuffer> free) {
    try {
      return new StoredPart(
          number, store.putPart(key, uploadId, number, ObjectBody.of(part.duplicate())));
    } finally {
      free.add(part);
    }
  }

  /// Reads it.
  ///
  /// @return the SHA-256 of its bytes
  String read() {
    MessageDigest hash = Sha256.newDigest();
    byte[] buffer = new byte[READ_BYTES];
    try (InputStream in = store.open(key)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        hash.update(buffer, 0, n);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Sha256.ofDigest(hash.digest()).hex();
  }

  void delete() {
    store.delete(List.of(key));
  }
}
