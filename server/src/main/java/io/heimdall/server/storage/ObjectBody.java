package io.heimdall.server.storage;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The bytes of an object to write, with the hashes that prove them.
public sealed interface ObjectBody {

  /// The SHA-256 of the bytes.
  ///
  /// @return the hash
  Sha256 sha256();

  /// The CRC32C of all bytes, which the store checks when it takes them.
  ///
  /// @return the 32 bits
  int crc32c();

  /// How many bytes there are.
  ///
  /// @return bytes
  long sizeBytes();

  /// Reads the bytes from the beginning, as often as an upload is tried.
  ///
  /// @return the bytes; the caller closes
  /// @throws IOException when a file cannot be read
  InputStream open() throws IOException;

  /// Takes bytes in memory and hashes them.
  ///
  /// @param content the bytes, copied
  /// @return the body
  static ObjectBody of(byte[] content) {
    return new Bytes(content.clone());
  }

  /// Takes bytes of a buffer as they are. Nobody may change them until the object, or the part, is
  /// written.
  ///
  /// @param content the bytes from its position to its limit; both stay as they are
  /// @return the body, hashed with SHA-256 only when it is asked
  static ObjectBody of(ByteBuffer content) {
    return new Slice(content.slice());
  }

  /// Bytes of a buffer that belongs to somebody else.
  final class Slice implements ObjectBody {

    private final ByteBuffer content;
    private final int crc32c;

    /// Made when first asked for; two threads that make it at once make the same.
    private @Nullable Sha256 sha256;

    private Slice(ByteBuffer content) {
      this.content = content;
      this.crc32c = ChunkChecksums.crc32c(content.duplicate());
    }

    @Override
    public Sha256 sha256() {
      Sha256 known = sha256;
      if (known == null) {
        known = Sha256.over(content.duplicate());
        sha256 = known;
      }
      return known;
    }

    @Override
    public int crc32c() {
      return crc32c;
    }

    @Override
    public long sizeBytes() {
      return content.remaining();
    }

    @Override
    public InputStream open() {
      return new BufferInput(content.duplicate());
    }
  }

  /// Bytes in memory.
  final class Bytes implements ObjectBody {

    private final byte[] content;
    private final Sha256 sha256;
    private final int crc32c;

    private Bytes(byte[] content) {
      this.content = content;
      this.sha256 = Sha256.over(ByteBuffer.wrap(content));
      this.crc32c = ChunkChecksums.crc32c(ByteBuffer.wrap(content));
    }

    @Override
    public Sha256 sha256() {
      return sha256;
    }

    @Override
    public int crc32c() {
      return crc32c;
    }

    @Override
    public long sizeBytes() {
      return content.length;
    }

    @Override
    public InputStream open() {
      return new ByteArrayInputStream(content);
    }
  }

  /// A file whose hashes are known. Nobody may change it until the object is written.
  ///
  /// @param path where it is
  /// @param sizeBytes its size
  /// @param sha256 its SHA-256
  /// @param crc32c its CRC32C
  record File(Path path, long sizeBytes, Sha256 sha256, int crc32c) implements ObjectBody {

    private static final int READ_BYTES = 64 * 1024;

    @Override
    public InputStream open() throws IOException {
      return new BufferedInputStream(Files.newInputStream(path), READ_BYTES);
    }
  }
}
