package io.heimdall.server.bench;

import static io.heimdall.server.iq.Int16Samples.BYTES_PER_SAMPLE;

import io.heimdall.server.iq.Int16Samples;
import io.heimdall.server.iq.IqBlock;
import java.net.URI;

/// What one receiver of the bench delivers, before and after decoding. The arrays are shared by all
/// rounds and never written.
final class Capture {

  private final TestTone tone;
  private final URI url;
  private final byte[] int16;
  private final IqBlock decoded;

  /// Decodes what a receiver delivers.
  ///
  /// @param tone the truth
  /// @param url where it is delivered
  /// @param int16 the bytes that travel
  Capture(TestTone tone, URI url, byte[] int16) {
    this.tone = tone;
    this.url = url;
    this.int16 = int16;
    decoded = new IqBlock(int16.length / BYTES_PER_SAMPLE);
    Int16Samples.decodeLittleEndian(int16, 0, decoded.capacity(), decoded);
  }

  TestTone tone() {
    return tone;
  }

  URI url() {
    return url;
  }

  byte[] int16() {
    return int16;
  }

  float[] i() {
    return decoded.i();
  }

  float[] q() {
    return decoded.q();
  }

  int samples() {
    return decoded.count();
  }

  /// What is done with the samples of one block.
  @FunctionalInterface
  interface BlockTask {

    /// Takes a block.
    ///
    /// @param offset its first sample
    /// @param count how many samples it has
    void run(int offset, int count);
  }

  /// Walks through the samples as a driver delivers them.
  ///
  /// @param blockSamples the most samples in a block
  /// @param task takes each block
  void inBlocks(int blockSamples, BlockTask task) {
    for (int offset = 0; offset < samples(); offset += blockSamples) {
      task.run(offset, Math.min(blockSamples, samples() - offset));
    }
  }
}
