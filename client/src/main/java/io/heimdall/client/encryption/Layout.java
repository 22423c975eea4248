package io.heimdall.client.encryption;

import io.heimdall.client.encryption.DecryptionException.Problem;

/// Where frames stand in an encrypted file. All but the last hold as many bytes as fit; the last
/// holds one at least, unless the file is empty, which has one empty frame.
///
/// @param frameBytes how many bytes of content a frame holds: a power of two from 1 KiB to 1 MiB
record Layout(int frameBytes) {

  /// What writers use.
  static final Layout USUAL = new Layout(64 << 10);

  /// How many bytes come before the first frame.
  static final int HEADER_BYTES = 92;

  /// How many bytes stand before the content of a frame.
  static final int NONCE_BYTES = 12;

  /// How many bytes stand after the content of a frame.
  static final int TAG_BYTES = 16;

  private static final int SMALLEST_FRAME_BYTES = 1 << 10;
  private static final int LARGEST_FRAME_BYTES = 1 << 20;

  static boolean isFrameSize(int frameBytes) {
    return frameBytes >= SMALLEST_FRAME_BYTES
        && frameBytes <= LARGEST_FRAME_BYTES
        && Integer.bitCount(frameBytes) == 1;
  }

  int storedFrameBytes() {
    return NONCE_BYTES + frameBytes + TAG_BYTES;
  }

  /// How many frames hold so many bytes.
  long frames(long plainBytes) {
    return Math.max(1, Math.ceilDiv(plainBytes, frameBytes));
  }

  /// Where a frame begins.
  long frameOffset(long index) {
    return HEADER_BYTES + index * storedFrameBytes();
  }

  /// How many bytes of content a frame holds.
  int frameLength(long index, long plainBytes) {
    return (int) Math.min(frameBytes, plainBytes - index * frameBytes);
  }

  /// How large an encrypted file is.
  long encryptedBytes(long plainBytes) {
    return HEADER_BYTES + plainBytes + frames(plainBytes) * (NONCE_BYTES + TAG_BYTES);
  }

  /// How many bytes an encrypted file holds.
  ///
  /// @param encryptedBytes how large it is
  /// @throws DecryptionException where no file is so large: its end is missing
  long plainBytes(long encryptedBytes) throws DecryptionException {
    long framesBytes = encryptedBytes - HEADER_BYTES;
    long frames = Math.ceilDiv(framesBytes, storedFrameBytes());
    long plainBytes = framesBytes - frames * (NONCE_BYTES + TAG_BYTES);
    if (framesBytes <= 0 || plainBytes < 0 || frames(plainBytes) != frames) {
      throw new DecryptionException(
          Problem.TRUNCATED,
          "The encrypted file is truncated, or something follows its end: no whole one has %d bytes."
              .formatted(encryptedBytes));
    }
    return plainBytes;
  }
}
