package io.heimdall.server.storage;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/// A store in memory, for tests without I/O. It counts the bytes it hands out.
public final class MemoryObjectStore implements ObjectStore {

  private final ConcurrentSkipListMap<String, StoredObject> objects = new ConcurrentSkipListMap<>();
  private final ConcurrentHashMap<String, byte[]> contents = new ConcurrentHashMap<>();
  private final AtomicLong bytesRead = new AtomicLong();

  /// Makes an empty store.
  public MemoryObjectStore() {}

  /// How many bytes were read.
  ///
  /// @return bytes
  public long bytesRead() {
    return bytesRead.get();
  }

  /// Flips one bit of an object.
  ///
  /// @param key its key
  /// @param offset the byte
  public void damage(String key, int offset) {
    content(key)[offset] ^= 1;
  }

  @Override
  public StoreAddress address() {
    return new StoreAddress(URI.create("memory://store"), "bucket");
  }

  @Override
  public void ensureBucket() {}

  @Override
  public StoredObject put(PutRequest request) {
    try (InputStream in = request.body().open()) {
      var object =
          new StoredObject(
              request.key(),
              request.body().sizeBytes(),
              Optional.of(Instant.EPOCH),
              Optional.of(request.body().sha256()),
              Optional.of(request.contentType()),
              request.metadata());
      boolean createOnly = request.mode() == PutRequest.Mode.CREATE_ONLY;
      if (createOnly && objects.putIfAbsent(request.key(), object) != null) {
        throw failure(StorageFailure.Kind.EXISTS, request.key());
      }
      objects.put(request.key(), object);
      contents.put(request.key(), in.readAllBytes());
      return object;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void settle(String key) {}

  @Override
  public InputStream open(String key) {
    return new ByteArrayInputStream(content(key).clone());
  }

  @Override
  public void read(String key, long offsetBytes, byte[] into, int length) {
    byte[] content = content(key);
    if (offsetBytes + length > content.length) {
      throw failure(StorageFailure.Kind.CORRUPT, key);
    }
    System.arraycopy(content, (int) offsetBytes, into, 0, length);
    bytesRead.addAndGet(length);
  }

  @Override
  public Optional<StoredObject> head(String key) {
    return Optional.ofNullable(objects.get(key));
  }

  @Override
  public ObjectPage list(String prefix, String afterKey, int limit) {
    List<StoredObject> matching =
        objects.tailMap(afterKey, false).values().stream()
            .filter(object -> object.key().startsWith(prefix))
            .toList();
    int end = Math.min(limit, matching.size());
    return new ObjectPage(matching.subList(0, end), end < matching.size());
  }

  @Override
  public void delete(Collection<String> keys) {
    keys.forEach(objects::remove);
    keys.forEach(contents::remove);
  }

  @Override
  public StoreStatus check() {
    return new StoreStatus(
        true,
        true,
        Optional.of(Duration.ofNanos(1)),
        Optional.of(false),
        OptionalLong.empty(),
        Optional.empty());
  }

  @Override
  public void close() {}

  private byte[] content(String key) {
    byte[] content = contents.get(key);
    if (content == null) {
      throw failure(StorageFailure.Kind.NOT_FOUND, key);
    }
    return content;
  }

  private static StorageFailure failure(StorageFailure.Kind kind, String key) {
    return new StorageFailure(kind, kind + " " + key, key, null);
  }
}
