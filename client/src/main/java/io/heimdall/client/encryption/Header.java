package io.heimdall.client.encryption;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.protobuf.ByteString;
import io.heimdall.client.encryption.DecryptionException.Problem;
import io.heimdall.client.encryption.Derivation.Purpose;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;

/// What stands at the beginning of an encrypted file, and is not encrypted.
///
/// @param layout how large its frames are
/// @param salt 32 bytes that make its keys other than those of other files
record Header(Layout layout, ByteString salt) {

  static final int SALT_BYTES = 32;

  private static final byte[] MAGIC = "HEIMENC".getBytes(US_ASCII);
  private static final byte VERSION = 1;
  private static final int MAC_OFFSET = Layout.HEADER_BYTES - Derivation.BYTES;

  /// The header as it stands in the file.
  ///
  /// @param key encrypts the file
  byte[] toBytes(EncryptionKey key) {
    ByteBuffer bytes = ByteBuffer.allocate(Layout.HEADER_BYTES);
    bytes
        .put(MAGIC)
        .put(VERSION)
        .putInt(layout.frameBytes())
        .put(key.idBytes())
        .put(salt.asReadOnlyByteBuffer());
    return bytes.put(mac(key, salt, bytes.array())).array();
  }

  private static byte[] mac(EncryptionKey key, ByteString salt, byte[] header) {
    var mac = Derivation.mac(key.derive(salt, Purpose.HEADER));
    mac.update(header, 0, MAC_OFFSET);
    return mac.doFinal();
  }

  /// Reads a header, and believes it only where the key has made it.
  ///
  /// @param bytes the first bytes of a file, [Layout#HEADER_BYTES] where it has so many
  /// @param key decrypts it
  static Header parse(byte[] bytes, EncryptionKey key) throws DecryptionException {
    if (bytes.length <= MAGIC.length
        || !Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw new DecryptionException(
          Problem.NOT_ENCRYPTED, "It is not encrypted: its first bytes are not HEIMENC.");
    }
    if (bytes[MAGIC.length] != VERSION) {
      throw new DecryptionException(
          Problem.NOT_ENCRYPTED,
          "It is encrypted in version %d of the format, and this program reads version %d."
              .formatted(bytes[MAGIC.length] & 0xff, VERSION));
    }
    if (bytes.length < Layout.HEADER_BYTES) {
      throw new DecryptionException(
          Problem.TRUNCATED,
          "The encrypted file is truncated: it has %d bytes, and its header alone %d."
              .formatted(bytes.length, Layout.HEADER_BYTES));
    }
    ByteBuffer rest = ByteBuffer.wrap(bytes, MAGIC.length + 1, MAC_OFFSET - MAGIC.length - 1);
    int frameBytes = rest.getInt();
    byte[] keyId = new byte[EncryptionKey.ID_BYTES];
    rest.get(keyId);
    if (!Arrays.equals(keyId, key.idBytes())) {
      throw new DecryptionException(
          Problem.WRONG_KEY,
          "It was encrypted with the key %s, and this is the key %s."
              .formatted(HexFormat.of().formatHex(keyId), key.id()));
    }
    ByteString salt = ByteString.copyFrom(rest, SALT_BYTES);
    byte[] found = Arrays.copyOfRange(bytes, MAC_OFFSET, Layout.HEADER_BYTES);
    if (!MessageDigest.isEqual(mac(key, salt, bytes), found) || !Layout.isFrameSize(frameBytes)) {
      throw new DecryptionException(
          Problem.DAMAGED, "The header of the encrypted file is damaged.");
    }
    return new Header(new Layout(frameBytes), salt);
  }
}
