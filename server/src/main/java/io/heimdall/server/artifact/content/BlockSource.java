package io.heimdall.server.artifact.content;

/// Blocks of a file as its object gives them, not verified yet. One thread.
interface BlockSource {

  /// Reads a block; fastest in order.
  ///
  /// @param block which one, from 0
  /// @return its bytes, [io.heimdall.db.artifact.StoredFile#BLOCK_BYTES] or for the last one fewer;
  ///   nobody else has the array
  /// @throws io.heimdall.server.storage.StorageFailure of kind CORRUPT, NOT_FOUND or UNAVAILABLE
  byte[] read(int block);

  /// Has the next read ask the store again for whatever is kept.
  void forget();
}
