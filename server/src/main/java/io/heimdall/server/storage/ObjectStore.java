package io.heimdall.server.storage;

import java.io.InputStream;
import java.util.Collection;
import java.util.Optional;

/// A bucket of immutable objects under string keys.
///
/// Safe for any number of threads; calls block and suit virtual threads. Every method throws
/// [StorageFailure] when the store does not do what is asked, after a bounded number of retries.
public interface ObjectStore extends AutoCloseable {

  /// Where the store is.
  ///
  /// @return its address
  StoreAddress address();

  /// Creates the bucket unless it is there.
  void ensureBucket();

  /// Writes one object whole. It is there with all its bytes when this returns, and not at all or
  /// unchanged when it throws anything but [StorageFailure.Kind#UNAVAILABLE].
  ///
  /// @param request the key, the bytes and what to say about them
  /// @return what was stored
  StoredObject put(PutRequest request);

  /// Makes an object that is there as durable as [#put] leaves one: for whoever finds that an
  /// earlier attempt has written it.
  ///
  /// @param key the object's key
  void settle(String key);

  /// Opens an object for reading from the beginning.
  ///
  /// @param key the object's key
  /// @return its bytes; the caller closes
  InputStream open(String key);

  /// Reads a range of an object.
  ///
  /// @param key the object's key
  /// @param offsetBytes where to begin
  /// @param into where to put the bytes, from index 0
  /// @param length how many bytes, all of which must exist
  void read(String key, long offsetBytes, byte[] into, int length);

  /// Looks an object up.
  ///
  /// @param key the object's key
  /// @return what is known about it, or nothing when there is none
  Optional<StoredObject> head(String key);

  /// Lists one page of objects in key order. The entries carry no metadata.
  ///
  /// @param prefix what every key begins with
  /// @param afterKey the last key of the page before, or an empty string
  /// @param limit the longest page, 1 to 1000
  /// @return the page
  ObjectPage list(String prefix, String afterKey, int limit);

  /// Removes objects; those that are not there count as removed.
  ///
  /// @param keys the keys, any number
  void delete(Collection<String> keys);

  /// Looks whether the store works, by writing, reading and removing a small object. Never throws.
  ///
  /// @return what was found
  StoreStatus check();

  /// Releases connections. Calls under way fail.
  @Override
  void close();
}
