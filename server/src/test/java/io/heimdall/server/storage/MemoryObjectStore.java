package io.heimdall.server.storage;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/// A store in memory, for tests without I/O. It counts the bytes it hands out.
public final class MemoryObjectStore implements ObjectStore {

  private final ConcurrentSkipListMap<String, StoredObject> objects = new ConcurrentSkipListMap<>();
  private final ConcurrentHashMap<String, byte[]> contents = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, Parts> unfinished = new ConcurrentHashMap<>();
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
  public String beginParts(String key, String contentType, Map<String, String> metadata) {
    String uploadId = UUID.randomUUID().toString();
    unfinished.put(
        uploadId, new Parts(key, contentType, Map.copyOf(metadata), new ConcurrentHashMap<>()));
    return uploadId;
  }

  @Override
  public String putPart(String key, String uploadId, int partNumber, ObjectBody body) {
    try (InputStream in = body.open()) {
      parts(key, uploadId).contents().put(StoredPart.number(partNumber), in.readAllBytes());
      return receipt(body.crc32c());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void completeParts(String key, String uploadId, Collection<StoredPart> all) {
    if (!unfinished.containsKey(uploadId) && objects.containsKey(key)) {
      return;
    }
    Parts parts = parts(key, uploadId);
    var whole = new ByteArrayOutputStream();
    for (StoredPart part :
        all.stream().sorted(Comparator.comparingInt(StoredPart::partNumber)).toList()) {
      byte[] content = parts.contents().get(part.partNumber());
      if (content == null
          || !receipt(ChunkChecksums.crc32c(ByteBuffer.wrap(content))).equals(part.receipt())) {
        throw failure(StorageFailure.Kind.CORRUPT, key);
      }
      whole.writeBytes(content);
    }
    contents.put(key, whole.toByteArray());
    objects.put(
        key,
        new StoredObject(
            key,
            whole.size(),
            Optional.of(Instant.EPOCH),
            Optional.empty(),
            Optional.of(parts.contentType()),
            parts.metadata()));
    unfinished.remove(uploadId);
  }

  @Override
  public void abortParts(String key, String uploadId) {
    unfinished.remove(uploadId);
  }

  @Override
  public List<UnfinishedParts> unfinished(String prefix, Instant before) {
    return unfinished.entrySet().stream()
        .map(entry -> new UnfinishedParts(entry.getValue().key(), entry.getKey(), Instant.EPOCH))
        .filter(one -> one.key().startsWith(prefix) && one.begunAt().isBefore(before))
        .toList();
  }

  @Override
  public void settle(String key) {}

  @Override
  public InputStream open(String key) {
    return new ByteArrayInputStream(content(key).clone());
  }

  @Override
  public InputStream open(String key, long offsetBytes, long lengthBytes) {
    byte[] content = content(key);
    if (offsetBytes >= content.length) {
      throw failure(StorageFailure.Kind.CORRUPT, key);
    }
    int length = (int) Math.min(lengthBytes, content.length - offsetBytes);
    bytesRead.addAndGet(length);
    return new ByteArrayInputStream(content, (int) offsetBytes, length);
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

  private Parts parts(String key, String uploadId) {
    Parts parts = unfinished.get(uploadId);
    if (parts == null) {
      throw failure(StorageFailure.Kind.NOT_FOUND, key);
    }
    return parts;
  }

  private static String receipt(int crc32c) {
    return Integer.toHexString(crc32c);
  }

  private record Parts(
      String key,
      String contentType,
      Map<String, String> metadata,
      ConcurrentHashMap<Integer, byte[]> contents) {}

  private static StorageFailure failure(StorageFailure.Kind kind, String key) {
    return new StorageFailure(kind, kind + " " + key, key, null);
  }
}
