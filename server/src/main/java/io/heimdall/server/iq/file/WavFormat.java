package io.heimdall.server.iq.file;

import java.io.IOException;
import java.nio.ByteBuffer;

/// What a chunk `fmt ` says: PCM of 16 bits or floats of 32, plainly or as
/// `WAVE_FORMAT_EXTENSIBLE`, of two channels.
///
/// @param datatype how samples are written
/// @param sampleRateHz samples per second, a whole number
record WavFormat(Datatype datatype, long sampleRateHz) {

  private static final int PCM = 1;
  private static final int IEEE_FLOAT = 3;
  private static final int EXTENSIBLE = 0xfffe;
  private static final int FMT_BYTES = 16;
  private static final int EXTENSIBLE_BYTES = 40;
  private static final int SUBFORMAT_AT = 24;

  static WavFormat read(FileBytes bytes, WavChunks.Chunk chunk) throws IOException {
    ByteBuffer fmt = bytes.read(chunk.offset(), FMT_BYTES, "a format of WAVE");
    int tag = fmt.getShort(0) & 0xffff;
    if (tag == EXTENSIBLE) {
      tag =
          bytes
                  .read(chunk.offset(), EXTENSIBLE_BYTES, "an extensible format of WAVE")
                  .getShort(SUBFORMAT_AT)
              & 0xffff;
    }
    int channels = fmt.getShort(2) & 0xffff;
    int bits = fmt.getShort(14) & 0xffff;
    if (channels != 2) {
      throw bytes.refused("it has %d channels, expected 2: I and Q".formatted(channels));
    }
    return new WavFormat(datatype(bytes, tag, bits), Integer.toUnsignedLong(fmt.getInt(4)));
  }

  private static Datatype datatype(FileBytes bytes, int tag, int bits) throws IqFileException {
    if (tag == PCM && bits == 16) {
      return Datatype.CI16_LE;
    }
    if (tag == IEEE_FLOAT && bits == 32) {
      return Datatype.CF32_LE;
    }
    throw bytes.refused(
        "its samples have %d bits in format %d, expected 16 in format 1 (PCM) or 32 in format 3 (float)"
            .formatted(bits, tag));
  }
}
