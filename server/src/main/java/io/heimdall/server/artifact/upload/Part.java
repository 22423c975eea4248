package io.heimdall.server.artifact.upload;

import io.heimdall.db.artifact.UploadPart;
import io.heimdall.server.storage.ObjectBody;
import java.nio.ByteBuffer;
import java.security.MessageDigest;

/// A part of an object, filled with the bytes of an upload and then written. One thread fills it,
/// another may write it.
sealed interface Part extends AutoCloseable permits PlainPart, PackedPart {

  /// Takes as many bytes as there is room for.
  ///
  /// @param more where they are; its position moves behind what was taken
  void fill(ByteBuffer more);

  /// Whether it takes no more.
  boolean full();

  /// Where it begins in the upload.
  long firstByte();

  /// How many bytes of the upload it holds.
  long sizeBytes();

  /// Where it ends in the upload.
  default long endByte() {
    return firstByte() + sizeBytes();
  }

  /// Adds its bytes to a hash of all before them. It takes no more from now on.
  ///
  /// @param before the hash, which is used up
  /// @return the hash of all up to its end
  MessageDigest hash(MessageDigest before);

  /// What the store is to keep of it. It takes no more from now on.
  ObjectBody body();

  /// What is kept of it once the store has it.
  UploadPart stored(int partNumber, String receipt);

  /// Gives its room back. Idempotent.
  @Override
  void close();
}
