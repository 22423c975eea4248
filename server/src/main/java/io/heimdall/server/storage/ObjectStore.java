package io.heimdall.server.storage;

import java.io.InputStream;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
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

  /// Begins an object that is written in parts: one too large for [#put], or of a size that nobody
  /// knows yet. It is not there, nor listed, before its parts are completed.
  ///
  /// @param key the object's key, which nobody else writes
  /// @param contentType its media type
  /// @param metadata user metadata; names in lower case
  /// @return the store's name for these parts
  String beginParts(String key, String contentType, Map<String, String> metadata);

  /// Writes one part. It is as durable as what [#put] wrote when this returns. Parts may be written
  /// at once and in any order; one written again under its number is replaced.
  ///
  /// @param key the object's key
  /// @param uploadId the store's name for the parts; [StorageFailure.Kind#NOT_FOUND] where they are
  ///   completed or aborted
  /// @param partNumber where the part stands among the others, 1 to 10000; numbers may be left out
  /// @param body its bytes, 5 MiB at least but for the last part
  /// @return what the store wants to see of it when it is completed
  String putPart(String key, String uploadId, int partNumber, ObjectBody body);

  /// Makes an object of parts, in the order of their numbers. It is there with all its bytes when
  /// this returns. Completing again what is complete is no error; parts that are not named are
  /// dropped.
  ///
  /// @param key the object's key
  /// @param uploadId the store's name for the parts; [StorageFailure.Kind#NOT_FOUND] where there
  ///   are none and no object either
  /// @param parts the parts, at least one, in any order; [StorageFailure.Kind#CORRUPT] where one is
  ///   not what was written
  void completeParts(String key, String uploadId, Collection<StoredPart> parts);

  /// Removes parts that will not be completed. Those that are not there count as removed. An object
  /// that they have become stays.
  ///
  /// @param key the object's key
  /// @param uploadId the store's name for the parts
  void abortParts(String key, String uploadId);

  /// Lists objects whose parts are neither completed nor aborted, as far as the store tells: some
  /// do so only for a prefix that is a whole key.
  ///
  /// @param prefix what every key begins with
  /// @param before those begun earlier only, by the store's clock
  /// @return at most 10000 of them
  List<UnfinishedParts> unfinished(String prefix, Instant before);

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

  /// Opens a part of an object for reading. Bytes that the object lacks are missing at the end of
  /// what is read. Any thread may close, which breaks off a read under way; closing before the end
  /// gives the connection up.
  ///
  /// @param key the object's key
  /// @param offsetBytes where to begin
  /// @param lengthBytes how many bytes, above 0
  /// @return its bytes; the caller closes
  InputStream open(String key, long offsetBytes, long lengthBytes);

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
