package io.heimdall.server.acquisition;

import io.heimdall.server.iq.IqBlock;

/// Counts what the receiver itself reports along with its samples: overloads and the reading of its
/// level meter. The recorder's thread uses it.
final class RecordingMeter {

  private long blocks;
  private long overloaded;
  private long readings;
  private double sumMilliwatt;

  /// Takes in what came with a block.
  ///
  /// @param block the block
  void follow(IqBlock block) {
    blocks++;
    if (block.overloaded()) {
      overloaded++;
    }
    if (!Float.isNaN(block.levelDbm())) {
      readings++;
      sumMilliwatt += Math.pow(10, block.levelDbm() / 10.0);
    }
  }

  /// Part of the blocks during which the converter was overloaded.
  ///
  /// @return 0 to 1
  double overloadFraction() {
    return blocks == 0 ? 0 : (double) overloaded / blocks;
  }

  /// The mean power the receiver's own meter read.
  ///
  /// @return dBm, or NaN when it gave no reading
  double levelDbm() {
    return readings == 0 ? Double.NaN : 10 * Math.log10(sumMilliwatt / readings);
  }
}
