package io.heimdall.server.failpoint;

import io.heimdall.server.storage.ObjectPage;
import io.heimdall.server.storage.ObjectStore;
import io.heimdall.server.storage.PutRequest;
import io.heimdall.server.storage.StoreAddress;
import io.heimdall.server.storage.StoreStatus;
import io.heimdall.server.storage.StoredObject;
import java.io.InputStream;
import java.util.Collection;
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
