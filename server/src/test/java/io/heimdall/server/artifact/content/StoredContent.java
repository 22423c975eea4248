package io.heimdall.server.artifact.content;

import static io.heimdall.db.artifact.StoredFile.BLOCK_BYTES;

import io.heimdall.db.artifact.FileEncoding;
import io.heimdall.db.artifact.StoredFile;
import io.heimdall.server.storage.ChunkChecksums;
import io.heimdall.server.storage.MemoryObjectStore;
import io.heimdall.server.storage.ObjectBody;
import io.heimdall.server.storage.ObjectStore;
import io.heimdall.server.storage.PutRequest;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;

/// An object in memory, and how it is read.
abstract class StoredContent {

  static final String KEY = "artifacts/users/alice/x";

  final MemoryObjectStore store = new MemoryObjectStore();
  final byte[] content = random(3 * BLOCK_BYTES + 1000);

  void put(byte[] bytes) {
    store.put(PutRequest.create(KEY, ObjectBody.of(bytes), "x/y", Map.of()));
  }

  ContentReader reader(long from, long to) {
    return reader(store, from, to);
  }

  ContentReader reader(ObjectStore from, long firstByte, long endByte) {
    ChunkChecksums sums = ChunkChecksums.over(ByteBuffer.wrap(content));
    return new ContentReader(from, file(content.length), sums::get, firstByte, endByte);
  }

  static StoredFile file(long size) {
    return new StoredFile(
        new UUID(0, 1), new UUID(0, 2), KEY, FileEncoding.PLAIN, size, size, "0".repeat(64), null);
  }

  static byte[] read(ContentReader reader) {
    var read = new ByteArrayOutputStream();
    try (reader) {
      for (var next = reader.next(); next.isPresent(); next = reader.next()) {
        append(next, read);
      }
    }
    return read.toByteArray();
  }

  static void append(Optional<ByteBuffer> piece, ByteArrayOutputStream to) {
    ByteBuffer bytes = piece.orElseThrow();
    to.write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
  }

  static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  ContentReader packed(byte[] content, byte[] object, long from, long to) {
    ChunkChecksums sums = ChunkChecksums.over(ByteBuffer.wrap(content));
    var file =
        new StoredFile(
            new UUID(0, 1),
            new UUID(0, 2),
            KEY,
            FileEncoding.ZSTD,
            content.length,
            object.length,
            "0".repeat(64),
            null);
    return new ContentReader(store, file, sums::get, from, to);
  }

  static byte[] read(ContentReader reader, int length) {
    var read = new ByteArrayOutputStream();
    while (read.size() < length) {
      append(reader.next(), read);
    }
    return read.toByteArray();
  }
}
