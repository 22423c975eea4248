package io.heimdall.client.encryption;

import io.heimdall.client.encryption.DecryptionException.Problem;
import io.heimdall.client.encryption.Derivation.Purpose;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// Encrypts and decrypts the frames of one file, each by itself. A frame is 12 bytes of nonce, the
/// content under AES-256-GCM, and 16 bytes of tag, which also covers the file's header, the frame's
/// number and whether it is the last one.
///
/// The nonce is a MAC of all that the tag covers. So the same content gives the same bytes whenever
/// it is encrypted, and other content never meets the same nonce, even where a file was changed
/// between two attempts to send it. One thread uses it.
final class FrameCipher {

  private static final int TAG_BITS = Layout.TAG_BYTES * Byte.SIZE;
  private static final int PLACE_BYTES = Layout.HEADER_BYTES + Long.BYTES + 1;

  private final byte[] header;
  private final SecretKeySpec frameKey;
  private final Mac nonces;

  /// @param key the key
  /// @param header what stands before the frames
  FrameCipher(EncryptionKey key, Header header) {
    this.header = header.toBytes(key);
    this.frameKey = new SecretKeySpec(key.derive(header.salt(), Purpose.FRAME), "AES");
    this.nonces = Derivation.mac(key.derive(header.salt(), Purpose.NONCE));
  }

  /// The header as it stands in the file.
  byte[] header() {
    return header.clone();
  }

  private byte[] place(long index, boolean last) {
    return ByteBuffer.allocate(PLACE_BYTES)
        .put(header)
        .putLong(index)
        .put((byte) (last ? 1 : 0))
        .array();
  }

  /// Encrypts a frame.
  ///
  /// @param index its number, from 0
  /// @param last whether none comes after it
  /// @param plain its content
  /// @param length how many bytes of that
  /// @return the frame as it is stored
  byte[] seal(long index, boolean last, byte[] plain, int length) {
    byte[] place = place(index, last);
    nonces.update(place);
    nonces.update(plain, 0, length);
    byte[] nonce = Arrays.copyOf(nonces.doFinal(), Layout.NONCE_BYTES);
    byte[] frame = Arrays.copyOf(nonce, Layout.NONCE_BYTES + length + Layout.TAG_BYTES);
    try {
      Cipher cipher = cipher(Cipher.ENCRYPT_MODE, nonce, place);
      int written = cipher.doFinal(plain, 0, length, frame, Layout.NONCE_BYTES);
      if (written != length + Layout.TAG_BYTES) {
        throw new IllegalStateException("%d bytes of %d".formatted(written, length));
      }
      return frame;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM", e);
    }
  }

  /// Decrypts a frame.
  ///
  /// @param index its number, from 0
  /// @param last whether none comes after it
  /// @param frame as it is stored
  /// @return its content
  /// @throws DecryptionException where it is not the frame that was written there
  byte[] open(long index, boolean last, byte[] frame) throws DecryptionException {
    if (frame.length < Layout.NONCE_BYTES + Layout.TAG_BYTES) {
      throw damaged(index, last);
    }
    try {
      return opened(index, last, frame);
    } catch (AEADBadTagException _) {
      throw last && isMiddle(index, frame) ? truncated(index) : damaged(index, last);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM", e);
    }
  }

  private byte[] opened(long index, boolean last, byte[] frame) throws GeneralSecurityException {
    byte[] nonce = Arrays.copyOf(frame, Layout.NONCE_BYTES);
    return cipher(Cipher.DECRYPT_MODE, nonce, place(index, last))
        .doFinal(frame, Layout.NONCE_BYTES, frame.length - Layout.NONCE_BYTES);
  }

  /// Whether a frame that stands at the end was followed by others.
  private boolean isMiddle(long index, byte[] frame) {
    try {
      byte[] _ = opened(index, false, frame);
      return true;
    } catch (GeneralSecurityException _) {
      return false;
    }
  }

  /// A cipher of its own for each frame: one that is used again refuses the nonce that it had last,
  /// which comes again where a frame is read twice.
  private Cipher cipher(int mode, byte[] nonce, byte[] place) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, frameKey, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(place);
    return cipher;
  }

  private static DecryptionException truncated(long index) {
    return new DecryptionException(
        Problem.TRUNCATED,
        "The encrypted file is truncated: frame %d is there, and those after it are missing."
            .formatted(index));
  }

  private static DecryptionException damaged(long index, boolean last) {
    return new DecryptionException(
        Problem.DAMAGED,
        "Frame %d of the encrypted file%s."
            .formatted(
                index,
                last
                    ? ", the last one, is damaged, or its end is missing"
                    : " is damaged, or is another one"));
  }
}
