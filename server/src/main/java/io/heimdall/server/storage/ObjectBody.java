package io.heimdall.server.storage;

import java.nio.ByteBuffer;
import java.nio.file.Path;

/// The bytes of an object to write, with their SHA-256.
public sealed interface ObjectBody {

  /// The SHA-256 of the bytes.
  ///
  /// @return the hash
  Sha256 sha256();

  /// How many bytes there are.
  ///
  /// @return bytes
  long sizeBytes();

  /// Takes bytes in memory and hashes them.
  ///
  /// @param content the bytes, which nobody may change until the object is written
  /// @return the body
  static ObjectBody of(byte[] content) {
    return new Bytes(ByteBuffer.wrap(content), Sha256.over(ByteBuffer.wrap(content)));
  }

  /// Takes a file whose hash is known.
  ///
  /// @param file the file, which nobody may change until the object is written
  /// @param sizeBytes its size
  /// @param sha256 its SHA-256
  /// @return the body
  static ObjectBody of(Path file, long sizeBytes, Sha256 sha256) {
    return new File(file, sizeBytes, sha256);
  }

  /// Bytes in memory.
  ///
  /// @param content the bytes, backed by an array, from position to limit
  /// @param sha256 their SHA-256
  record Bytes(ByteBuffer content, Sha256 sha256) implements ObjectBody {
    @Override
    public long sizeBytes() {
      return content.remaining();
    }
  }

  /// A file.
  ///
  /// @param path where it is
  /// @param sizeBytes its size
  /// @param sha256 its SHA-256
  record File(Path path, long sizeBytes, Sha256 sha256) implements ObjectBody {}
}
