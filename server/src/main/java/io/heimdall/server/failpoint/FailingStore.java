package io.heimdall.server.failpoint;

import io.heimdall.server.storage.ObjectBody;
import io.heimdall.server.storage.ObjectPage;
import io.heimdall.server.storage.ObjectStore;
import io.heimdall.server.storage.PutRequest;
import io.heimdall.server.storage.StoreAddress;
import io.heimdall.server.storage.StoreStatus;
import io.heimdall.server.storage.StoredObject;
import io.heimdall.server.storage.StoredPart;
import io.heimdall.server.storage.UnfinishedParts;
import java.io.InputStream;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A store that leads to the places around each object it writes.
final class FailingStore implements ObjectStore {

  private final ObjectStore store;
  private final Failpoints failpoints;

  FailingStore(ObjectStore store, Failpoints failpoints) {
    this.store = store;
    this.failpoints = failpoints;
  }

  @Override
  public StoredObject put(PutRequest request) {
    failpoints.reach(Failpoint.BEFORE_OBJECT_WRITTEN);
    StoredObject written = store.put(request);
    failpoints.reach(Failpoint.AFTER_OBJECT_WRITTEN);
    return written;
  }

  @Override
  public String beginParts(String key, String contentType, Map<String, String> metadata) {
    return store.beginParts(key, contentType, metadata);
  }

  @Override
  public String putPart(String key, String uploadId, int partNumber, ObjectBody body) {
    return store.putPart(key, uploadId, partNumber, body);
  }

  @Override
  public void completeParts(String key, String uploadId, Collection<StoredPart> parts) {
    failpoints.reach(Failpoint.BEFORE_OBJECT_WRITTEN);
    store.completeParts(key, uploadId, parts);
    failpoints.reach(Failpoint.AFTER_OBJECT_WRITTEN);
  }

  @Override
  public void abortParts(String key, String uploadId) {
    store.abortParts(key, uploadId);
  }

  @Override
  public List<UnfinishedParts> unfinished(String prefix, Instant before) {
    return store.unfinished(prefix, before);
  }

  @Override
  public StoreAddress address() {
    return store.address();
  }

  @Override
  public void ensureBucket() {
    store.ensureBucket();
  }

  @Override
  public void settle(String key) {
    store.settle(key);
  }

  @Override
  public InputStream open(String key) {
    return store.open(key);
  }

  @Override
  public InputStream open(String key, long offsetBytes, long lengthBytes) {
    return store.open(key, offsetBytes, lengthBytes);
  }

  @Override
  public void read(String key, long offsetBytes, byte[] into, int length) {
    store.read(key, offsetBytes, into, length);
  }

  @Override
  public Optional<StoredObject> head(String key) {
    return store.head(key);
  }

  @Override
  public ObjectPage list(String prefix, String afterKey, int limit) {
    return store.list(prefix, afterKey, limit);
  }

  @Override
  public void delete(Collection<String> keys) {
    store.delete(keys);
  }

  @Override
  public StoreStatus check() {
    return store.check();
  }

  @Override
  public void close() {
    store.close();
  }
}
