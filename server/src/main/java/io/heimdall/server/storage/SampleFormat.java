package io.heimdall.server.storage;

import io.heimdall.server.iq.Complex64;

/// How samples are written when they are read from the store.
public enum SampleFormat {
  /// Two little-endian floats, as stored.
  COMPLEX64(Complex64.BYTES),
  /// Two little-endian shorts, full scale 32768, rounded and clipped; exact for what was int16.
  INT16(Complex64.INT16_BYTES);

  private final int sampleBytes;

  SampleFormat(int sampleBytes) {
    this.sampleBytes = sampleBytes;
  }

  /// The size of one sample.
  ///
  /// @return bytes
  public int sampleBytes() {
    return sampleBytes;
  }
}
