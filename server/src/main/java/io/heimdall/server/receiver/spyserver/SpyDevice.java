package io.heimdall.server.receiver.spyserver;

import java.net.ProtocolException;
import java.nio.ByteBuffer;

/// What the receiver behind a server is.
///
/// @param type which kind: 1 Airspy, 2 Airspy HF+, 3 RTL-SDR
/// @param serial its serial number
/// @param highestRateHz its sample rate before decimation
/// @param highestBandwidthHz what its filters pass at that rate
/// @param decimationStages how often the rate may be halved
/// @param highestGainIndex the last step of its gain
/// @param lowestFrequencyHz the lowest frequency it covers
/// @param highestFrequencyHz the highest frequency it covers
/// @param leastDecimation how often the rate must at least be halved
/// @param forcedFormat the only sample format the operator allows; 0 for any
record SpyDevice(
    int type,
    int serial,
    long highestRateHz,
    long highestBandwidthHz,
    int decimationStages,
    int highestGainIndex,
    long lowestFrequencyHz,
    long highestFrequencyHz,
    int leastDecimation,
    int forcedFormat) {

  private static final int RTL_SDR = 3;
  private static final int NUMBERS = 12;
  private static final int MOST_STAGES = 30;
  private static final long MASK = 0xffff_ffffL;

  static SpyDevice parse(ByteBuffer body) throws ProtocolException {
    if (body.remaining() < NUMBERS * Integer.BYTES) {
      throw new ProtocolException(
          "expected %d bytes about the device, got %d"
              .formatted(NUMBERS * Integer.BYTES, body.remaining()));
    }
    long[] number = new long[NUMBERS];
    for (int n = 0; n < NUMBERS; n++) {
      number[n] = body.getInt() & MASK;
    }
    if (number[2] == 0 || number[4] > MOST_STAGES || number[10] > number[4]) {
      throw new ProtocolException(
          "a device of %d samples per second with %d of at least %d stages cannot be"
              .formatted(number[2], number[4], number[10]));
    }
    // The sixth number is how many stages of gain it has, the tenth its resolution.
    return new SpyDevice(
        (int) number[0],
        (int) number[1],
        number[2],
        number[3],
        (int) number[4],
        (int) Math.min(number[6], Integer.MAX_VALUE),
        number[7],
        number[8],
        (int) number[10],
        (int) number[11]);
  }

  /// Whether it leaves a spike at its centre.
  boolean zeroIf() {
    return type == RTL_SDR;
  }

  /// What it is called.
  String kind() {
    return switch (type) {
      case 1 -> "Airspy";
      case 2 -> "Airspy HF+";
      case RTL_SDR -> "RTL-SDR";
      default -> "type " + type;
    };
  }

  /// The sample rate of a decimation.
  double rateHz(int stages) {
    return (double) highestRateHz / (1L << stages);
  }

  /// What the filters pass at a decimation, no more than the samples hold.
  double bandwidthHz(int stages) {
    double rate = rateHz(stages);
    double passed = (double) highestBandwidthHz / (1L << stages);
    return passed > 0 ? Math.min(rate, passed) : rate;
  }
}
