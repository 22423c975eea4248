package io.heimdall.server.iq.file;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What a file of samples is.
public enum IqFileFormat {
  /// RIFF/WAVE of two channels.
  WAV,
  /// The data of a SigMF recording, whose metadata is given beside it.
  SIGMF,
  /// A tar of one SigMF recording.
  SIGMF_ARCHIVE,
  /// NumPy's `.npy`.
  NPY,
  /// Nothing but unsigned bytes I, Q, I, Q….
  CU8;

  /// The bytes at the beginning of a file by which its format is told.
  static final int TELLING_BYTES = 12;

  private static final byte[] NPY_MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

  /// Tells what a file is from its name, or else from its first bytes.
  ///
  /// @param name its name
  /// @param start its first [#TELLING_BYTES] bytes, or as many as it has
  /// @return the format; empty for none that is known
  static Optional<IqFileFormat> of(String name, byte[] start) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (lower.endsWith(".sigmf")) {
      return Optional.of(SIGMF_ARCHIVE);
    }
    if (lower.endsWith(".sigmf-data")) {
      return Optional.of(SIGMF);
    }
    if (lower.endsWith(".npy") || startsWith(start, NPY_MAGIC)) {
      return Optional.of(NPY);
    }
    if (lower.endsWith(".wav") || isWave(start)) {
      return Optional.of(WAV);
    }
    return lower.endsWith(".cu8") ? Optional.of(CU8) : Optional.empty();
  }

  private static boolean isWave(byte[] start) {
    String text = new String(start, StandardCharsets.ISO_8859_1);
    return (text.startsWith("RIFF") || text.startsWith("RF64")) && text.startsWith("WAVE", 8);
  }

  private static boolean startsWith(byte[] bytes, byte[] magic) {
    return bytes.length >= magic.length
        && Arrays.equals(bytes, 0, magic.length, magic, 0, magic.length);
  }
}
